"""The keyring: one bad key stops it, with its place; trust has a beginning and an end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from harness.errors import MisuseError
from harness.signing.keyring import load_keyring
from tests.harness.signing.ring import KEY, OTHER, block, keyring_file


def test_read(tmp_path: Path) -> None:
    path = keyring_file(tmp_path / "ring.toml", "schema = 1", block(KEY), block(OTHER, "vendor"))
    ring = load_keyring(path)
    assert ring.keys[KEY.public.id].key == KEY.public
    assert ring.keys[OTHER.public.id].role == "vendor"


@pytest.mark.parametrize(
    ("signed", "at", "why"),
    [
        ("2026-11-23", "2026-11-23", None),
        ("2026-01-01", "2027-12-31", None),
        ("2026-11-23", "2026-11-22", "signed-later"),
        ("2025-12-31", "2026-11-23", "key-not-valid-then"),
        ("2026-11-23", "2028-01-01", "key-not-valid-now"),
    ],
)
def test_trust_has_its_time(tmp_path: Path, signed: str, at: str, why: str | None) -> None:
    ring = load_keyring(keyring_file(tmp_path / "ring.toml", block(KEY)))
    key = ring.keys[KEY.public.id]
    assert key.distrusted(date.fromisoformat(signed), date.fromisoformat(at)) == why


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ":1:1: key: missing"),
        ("key = [", ":1:"),
        ("schema = 2\n" + block(KEY), ":1:1: schema:"),
        (block(KEY) + "\n" + block(OTHER, id='"ab"'), ":10:1: key.1.id:"),
        (block(KEY, id=f'"{OTHER.public.id}"'), ":1:1: key.0: the id of this public key is"),
        (block(KEY, public='"x"'), ":1:1: key.0: not a public key"),
        (block(KEY, "friend"), ":5:1: key.0.role:"),
        (block(KEY, until="2020-01-01"), ":1:1: key.0: until is before from"),
        (block(KEY, until='"soon"'), ":7:1: key.0.until:"),
        (block(KEY, holder='" "'), ":4:1: key.0.holder:"),
        (block(KEY) + "note = 1\n", ":8:1: key.0.note: unknown key"),
        (block(KEY) + "\n" + block(KEY), ":10:1: key.1.id: this key stands there twice"),
    ],
    ids=range(12),
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "ring.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MisuseError) as caught:
        load_keyring(path)
    assert f"{path}{told}" in str(caught.value)


def test_no_text_and_no_file(tmp_path: Path) -> None:
    (tmp_path / "ring.toml").write_bytes(b"\xff")
    with pytest.raises(MisuseError, match="not UTF-8"):
        load_keyring(tmp_path / "ring.toml")
    with pytest.raises(MisuseError, match="cannot be read"):
        load_keyring(tmp_path / "none.toml")
