"""Noise needs host and path to fit, at a dot and at the start."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.catalogue.noise import Noise, builtin_noise, load_noise
from harness.errors import MisuseError

BUILTIN = builtin_noise()
ROWS = """
[[noise]]
host = "quiet.test"
reason = "calls home on its own"
[[noise]]
host = "shared.test"
subdomains = true
paths = ["/browser/"]
reason = "calls home on its own"
"""


def read(folder: Path, text: str) -> Noise:
    file = folder / "noise.toml"
    file.write_text(text, encoding="utf-8")
    return load_noise(file)


@pytest.mark.parametrize(
    ("host", "path", "noise"),
    [
        ("quiet.test", "/anything?x=1", True),
        ("QUIET.test.", "/", True),
        ("sub.quiet.test", "/", False),
        ("shared.test", "/browser/x", True),
        ("a.b.shared.test", "/browser/x", True),
        ("shared.test", "/", False),
        ("shared.test", "/app/browser/", False),
        ("unshared.test", "/browser/x", False),
        ("test", "/", False),
        ("", "/", False),
        ("a." * 5000 + "shared.test", "/browser/x", False),
    ],
)
def test_host_and_path_have_to_fit(tmp_path: Path, host: str, path: str, noise: bool) -> None:
    assert read(tmp_path, ROWS).is_noise(host, path) is noise


def test_the_row_tells_why(tmp_path: Path) -> None:
    row = read(tmp_path, ROWS).row("quiet.test")

    assert row is not None
    assert row.reason == "calls home on its own"


@given(st.text(max_size=300), st.text(max_size=50))
def test_any_text_is_answered(host: str, path: str) -> None:
    assert BUILTIN.is_noise(host, path) == (BUILTIN.row(host, path) is not None)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"quiet.test"', '"shared.test"', "shared.test: this host stands here twice"),
        ('"quiet.test"', '"quiet"', r"row 1 \(quiet\): host"),
        ('"/browser/"', '"browser"', "paths.0"),
        ('"/browser/"', '"/"', "paths.0"),
        ('reason = "calls home on its own"', "", "reason: Field required"),
        ("subdomains = true", "below = true", "below: Extra inputs"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in ROWS

    with pytest.raises(MisuseError, match=reason) as caught:
        read(tmp_path, ROWS.replace(old, new, 1))
    assert "noise.toml" in str(caught.value)
