"""Lists on their way to a machine without a network."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from harness.errors import MisuseError
from harness.lists.content import RefusedListError
from harness.lists.fetch import Fetched
from harness.lists.portable import export_list, read_exported
from harness.lists.store import Store
from harness.lists.update import put
from tests.harness.lists.made import GOOD, SMALL, TRUTH, store


@pytest.fixture
def full(tmp_path: Path) -> Store:
    where = store(tmp_path)
    put(where, SMALL, Fetched(GOOD, "deb listed"), date(2026, 1, 5), TRUTH)
    return where


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_there_and_back(full: Store, tmp_path: Path) -> None:
    export_list(full, "easyprivacy", tmp_path / "a.zip")
    export_list(full, "easyprivacy", tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    known, fetched, day = read_exported(tmp_path / "a.zip")
    assert (known.id, day) == ("easyprivacy", date(2026, 1, 5))
    other = Store(tmp_path / "other")
    assert put(other, SMALL, fetched, day, TRUTH) == full.active[0]


def test_a_folder_with_the_same_files(full: Store, tmp_path: Path) -> None:
    export_list(full, "easyprivacy", tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extractall(tmp_path / "folder")
    assert read_exported(tmp_path / "folder")[1].data == GOOD


@pytest.mark.parametrize("name", ["entry.json", "list"])
def test_a_changed_member_is_refused(name: str, full: Store, tmp_path: Path) -> None:
    export_list(full, "easyprivacy", tmp_path / "a.zip")
    held = members(tmp_path / "a.zip")
    held[name] = held[name].replace(b"a", b"b")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for member, data in held.items():
            archive.writestr(member, data)
    with pytest.raises((RefusedListError, MisuseError)):
        read_exported(tmp_path / "b.zip")


@pytest.mark.parametrize("content", [{}, {"list": GOOD}, {"entry.json": b"{}", "list": GOOD}, {"../list": GOOD, "entry.json": b"{}"}])
def test_what_is_no_exported_list(content: dict[str, bytes], tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    with pytest.raises(RefusedListError):
        read_exported(tmp_path / "a.zip")
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(RefusedListError):
        read_exported(tmp_path / "b.zip")


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.lists.portable.MAX_BYTES", 1 << 20)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("entry.json", b"{}")
        archive.writestr("list", bytes(1 << 23))
    with pytest.raises(RefusedListError, match="unpacks to more"):
        read_exported(tmp_path / "a.zip")


def test_nothing_to_take(full: Store, tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="no such list is active"):
        export_list(full, "easylist", tmp_path / "a.zip")
    with pytest.raises(MisuseError, match="no such file"):
        read_exported(tmp_path / "none.zip")
