"""Lists made up for tests: `lists_of(easyprivacy=["||tracker.example^"])`, and stores with one in them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from harness.lists.active import Lists
from harness.lists.engine import IndexEngine
from harness.lists.known import Address, KnownList, Truth
from harness.lists.store import Entry, Store
from harness.lists.syntax import Filter, parse_line

SMALL = KnownList(
    id="easyprivacy",
    title="Small",
    licence="CC0-1.0",
    home="https://lists.example/",
    format="adblock",
    least_rules=2,
    least_hits=1,
)
TRUTH = Truth(
    page="school.test",
    trackers=(Address(url="https://tracker.example/t.js", kind="script"), Address(url="https://b.example/", kind="image")),
    benign=(Address(url="https://cdn.example/lib.js", kind="script"),),
)
GOOD = b"! Title: Small\n! Version: 7\n! TimeUpdated: 2026-01-01T00:00:00+00:00\n||tracker.example^\n||ads.example^\n"


def rules(*lines: str) -> list[Filter]:
    """Lines that have to be rules."""
    made = [parse_line(line) for line in lines]
    assert all(isinstance(one, Filter) for one in made), made
    return [one for one in made if isinstance(one, Filter)]


def entry(name: str, **more: object) -> Entry:
    """What a lock file says of a list."""
    facts = {"sha256": "a" * 64, "fetched": "2026-01-02", "licence": "CC0-1.0", "source": "file", "rules": 1}
    return Entry(**{"name": name, "trackers_named": 1, "trackers_asked": 1, **facts, **more})  # type: ignore[arg-type]


def lists_of(**lines: Iterable[str]) -> Lists:
    """Active lists with these rules."""
    held = {name: rules(*several) for name, several in lines.items()}
    return Lists([entry(name) for name in held], lambda: IndexEngine(held))


def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "lists")
