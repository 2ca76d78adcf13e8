"""`[authority]` in a profile: whose keys may waive a minimum requirement."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import MisuseError
from harness.profile.load import load_profile

PROFILE = """\
schema = 1
[app]
name = "Demo"
url = "https://school.test/"
hosts = ["school.test"]
[authority]
"""


def test_keys_are_read_and_reach_the_bundle(tmp_path: Path) -> None:
    path = tmp_path / "app.toml"
    path.write_text(f'{PROFILE}keys = ["{"a" * 64}"]\n')
    assert load_profile(path).public()["authority"] == {"keys": ["a" * 64]}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('keys = ["x"]', ":7:1: authority.keys.0"),
        ("keys = []", ":7:1: authority.keys"),
        ("", ":6:1: authority.keys: missing"),
        ('name = "x"\nkeys = []', ":7:1: authority.name: unknown key"),
    ],
)
def test_odd_ones_are_told_with_their_place(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "app.toml"
    path.write_text(f"{PROFILE}{line}\n")
    with pytest.raises(MisuseError) as caught:
        load_profile(path)
    assert f"{path}{told}" in str(caught.value)
