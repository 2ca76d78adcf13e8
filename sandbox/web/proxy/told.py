"""What a hidden value tells of a person, noted while it is hidden: the value itself never reaches the disk.

Only the names of planted fields are noted, with the mark that stands for the value; see `harness.model.hidden`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from harness.leaks.ledger import search
from harness.leaks.matcher import Matcher
from harness.model.hidden import KIND, marks_in

MOST = 4096
"""Values looked into in one run."""

type Planted = Mapping[str, Mapping[str, str]]
"""Persona → planted field → value."""


class Told:
    """Looks into values before they are hidden. `write(kind, record)` keeps a note."""

    def __init__(self, planted: Planted, write: Callable[[str, dict[str, object]], object]) -> None:
        self._planted = planted
        self._write = write
        self._seen: set[str] = set()

    @property
    def full(self) -> bool:
        """Too many values were seen; into later ones nobody looked."""
        return len(self._seen) >= MOST

    @cached_property
    def _matchers(self) -> dict[str, Matcher]:
        """Made when the first value is hidden: that takes some milliseconds a planted value."""
        return {name: Matcher(known) for name, known in self._planted.items() if known}

    def note(self, value: str, mark: str) -> None:
        """Note which planted values stand in `value`, that gives way to `mark`; each value once."""
        (told,) = marks_in(mark)
        if told in self._seen or self.full:
            return
        self._seen.add(told)
        data = {"token": value.encode("utf-8", "surrogatepass")}
        found = {name: search(matcher, data) for name, matcher in self._matchers.items()}
        for persona, one in found.items():
            for leak in dict.fromkeys(leak._replace(where="") for leak in one.leaks):
                about = {"field": leak.field, "chain": leak.chain, "indicative": leak.indicative}
                self._keep(told, {"persona": persona, **about})
        if any(one.unseen for one in found.values()):
            self._keep(told, {})

    def _keep(self, mark: str, about: Mapping[str, object]) -> None:
        """The moment says nothing: what stands in a value stands there at any time."""
        self._write(KIND, {"t": 0.0, "mark": mark, **about})
