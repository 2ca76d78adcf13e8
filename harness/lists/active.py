"""The lists that count in a judgement, as checks and reports see them.

They are part of the rules: other lists, other rule version. Without any list nothing changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from harness.lists.store import Entry, Store, default_folder

if TYPE_CHECKING:
    from harness.lists.engine import Engine, Rule


class Lists:
    """Lists of others, ready to be asked. Reading them takes a second or two, so only when first asked."""

    def __init__(self, entries: Iterable[Entry] = (), load: Callable[[], Engine] | None = None) -> None:
        self.entries = tuple(entries)
        self._load = load

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def names(self) -> list[str]:
        """The names of the lists that count."""
        return [entry.name for entry in self.entries]

    @property
    def digest(self) -> str:
        """What these lists are, in one word for the rule version; empty without any."""
        told = "\n".join(f"{entry.name} {entry.sha256} {entry.date}" for entry in self.entries)
        return hashlib.sha256(told.encode()).hexdigest() if self.entries else ""

    def match(self, url: str, source: str, kind: str) -> tuple[Rule, ...]:
        """The rule of each list that names a request by a page of the host `source`.

        `kind` is what the request is for: a resource type of Playwright, or a `Sec-Fetch-Dest`. Ask `readable` first:
        what cannot be read is named by nobody.
        """
        return self._engine.matches(url, source, kind) if self._engine is not None else ()

    @staticmethod
    def readable(url: str, kind: str) -> bool:
        """Whether a request can be looked up: a proper address, and a kind that is known."""
        from harness.lists.request import read_request

        return read_request(url, "", kind) is not None

    @cached_property
    def _engine(self) -> Engine | None:
        return self._load() if self._load is not None else None


def load_lists(store: Store) -> Lists:
    """The active lists of a store. Raises SchoolproofError when the store is damaged."""
    entries = store.active
    return Lists(entries, lambda: _engine(store, entries))


def installed_lists() -> Lists:
    """The active lists of this machine."""
    return load_lists(Store(default_folder()))


def age_days(entry: Entry, started: str) -> int | None:
    """How many days old a list was when the run started; None when either day is unknown, 0 for one from later."""
    try:
        return max(0, (datetime.fromisoformat(started).date() - date.fromisoformat(entry.date)).days)
    except ValueError:
        return None


def _engine(store: Store, entries: Iterable[Entry]) -> Engine:
    from harness.lists.content import read_content
    from harness.lists.engine import IndexEngine
    from harness.lists.known import known_list

    return IndexEngine(
        {entry.name: read_content(known_list(entry.name), store.read(entry)).rules for entry in entries}
    )
