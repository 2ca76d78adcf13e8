"""The `[device]` table of a profile file."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import MisuseError
from harness.profile.load import load_profile

ANDROID = """schema = 1
[app]
name = "School"
kind = "android"
package = "app.apk"
"""
WEB = """schema = 1
[app]
name = "School"
url = "https://school.example/"
hosts = ["school.example"]
"""


def load(folder: Path, text: str):
    (folder / "app.apk").write_bytes(b"PK\x03\x04")
    (folder / "profile.toml").write_text(text)
    return load_profile(folder / "profile.toml")


def test_without_the_table_no_device_is_touched(tmp_path: Path) -> None:
    assert load(tmp_path, ANDROID).device is None


def test_an_empty_table_means_the_only_device(tmp_path: Path) -> None:
    device = load(tmp_path, ANDROID + "[device]\n").device
    assert device is not None
    assert (device.serial, device.connect, device.port, device.certificates) == (None, None, None, True)


@pytest.mark.parametrize("line", ['serial = "a b"', 'connect = "-x"', "port = 0", "seconds = 1", 'grant = "all"'])
def test_what_makes_no_sense_is_told(tmp_path: Path, line: str) -> None:
    with pytest.raises(MisuseError, match="device"):
        load(tmp_path, f"{ANDROID}[device]\n{line}\n")


def test_a_journey_on_a_device_is_written_in_steps(tmp_path: Path) -> None:
    journey = '[[journeys]]\nname = "tasks"\nscript = "a.py:go"\n'
    load(tmp_path, ANDROID + journey)
    with pytest.raises(MisuseError, match="written in steps"):
        load(tmp_path, f"{ANDROID}[device]\n{journey}")


def test_a_web_app_runs_on_no_device(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="only an app of kind"):
        load(tmp_path, f"{WEB}[device]\n")
