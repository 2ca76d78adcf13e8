"""What an app leaves on a device: where it stands, whether it may be backed up, and what could not be read."""

from __future__ import annotations

from typing import Any

import pytest

from harness.sandbox.android import storage
from harness.sandbox.android.storage import Taking, backup, listed, private_place, private_way
from tests.sandbox.android.conftest import APP, Bench

FILES = {
    "shared_prefs/a.xml": b"<map/>", "databases/app.db": b"SQLite\0\xff", "files/x": b"x", "no_backup/y": b"y",
    "/sdcard/Android/data/be.school.app/log.txt": b"z", "/sdcard/Download/old.txt": b"o",
}  # fmt: skip


class Noted:
    """A session's writer that keeps what it is given."""

    def __init__(self) -> None:
        self.records: dict[str, dict[str, Any]] = {}
        self.gaps: list[str] = []

    def append(self, kind: str, record: dict[str, Any]) -> None:
        self.records[record["name"]] = {**record, "kind": kind}

    def gap(self, evidence: str, why: str, **values: Any) -> None:
        self.gaps.append(why)

    def blob(self, data: bytes) -> str:
        return data.decode("latin-1")


@pytest.mark.parametrize(
    ("name", "place"), [("shared_prefs/a.xml", "preferences"), ("databases/a", "database"), ("files/a", "file"), ("a", "file")]
)
def test_a_private_file_is_known_by_its_folder(name: str, place: str) -> None:
    assert private_place(name) == place


@pytest.mark.parametrize(
    ("name", "allowed", "told"),
    [("files/a", True, "yes"), ("cache/a", True, "no"), ("files/a", False, "no"), ("files/a", None, "unknown"), ("no_backup/a", None, "no")],
)
def test_what_may_be_backed_up(name: str, allowed: bool | None, told: str) -> None:
    assert backup(name, allowed) == told


@pytest.fixture
def left(bench: Any) -> Any:
    """A device of a level with the app's files on it, and what is taken of them."""

    def make(rooted: bool, **failures: Any) -> tuple[Bench, Noted]:
        made: Bench = bench(30, **failures)
        with made.undo() as undo:
            if rooted:
                made.prepare(undo)
            for name, content in FILES.items():
                path = name.replace("/sdcard", "/media/0") if name.startswith("/") else f"/data/{APP.package}/{name}"
                made.sim.state.data.nodes[path] = type(next(iter(made.sim.state.data.nodes.values())))(content)
            noted = Noted()
            before = frozenset({"/sdcard/Download/old.txt"})
            Taking(made.device, APP.package, noted, True, before).take()  # type: ignore[arg-type]
        return made, noted

    return make


def test_everything_is_taken_as_it_is(left: Any) -> None:
    _, noted = left(True)
    told = {name: (one["place"], one["sha256"], one["backup"]) for name, one in noted.records.items()}
    assert told == {
        "shared_prefs/a.xml": ("preferences", "<map/>", "yes"),
        "databases/app.db": ("database", "SQLite\0\xff", "yes"),
        "files/x": ("file", "x", "yes"),
        "no_backup/y": ("file", "y", "no"),
        "/sdcard/Android/data/be.school.app/log.txt": ("external", "z", "no"),
    }
    assert noted.gaps == []


def test_what_nobody_may_read_is_a_gap(left: Any) -> None:
    _, noted = left(False)
    assert {one["place"] for one in noted.records.values()} == {"external"}
    assert noted.gaps == ["private-storage-unread"]


def test_bounds_are_told(left: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "MOST_FILES", 2)
    monkeypatch.setattr(storage, "LARGEST", 3)
    _, noted = left(True)
    assert set(noted.gaps) == {"remains-capped", "file-unread"}


def test_a_folder_that_is_not_there_has_no_files(bench: Any) -> None:
    made = bench(30)
    assert listed(made.device, (), "/sdcard/Nothing") is None
    assert private_way(made.device, "be.other") is None
