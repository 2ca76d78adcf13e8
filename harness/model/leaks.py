"""Planted values that were found where they should not be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

from harness.model.sharing import Phase

_POSITION = re.compile(r"\[\d+\]")
_LONGEST = 5  # names in a row


@dataclass(frozen=True, slots=True)
class Carried:
    """A planted value that left: which field, in which disguise (`chain`), where in the request.

    `persona` is whose session it was, `consent` where that moment lies in the question about cookies.
    """

    at: str
    session: str
    host: str
    field: str
    chain: str
    where: str
    indicative: bool
    persona: str = ""
    consent: Phase = "unknown"


class Leaks(Sequence[Carried]):
    """Planted values found in some traffic."""

    def __init__(self, found: Sequence[Carried], unseen: Sequence[str] = ()) -> None:
        self._found = found
        self.unseen = sorted(set(unseen))
        """Why some of what was sent could not be unpacked, such as `body: depth`."""

    @overload
    def __getitem__(self, index: int) -> Carried: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Carried]: ...
    def __getitem__(self, index: int | slice) -> Carried | Sequence[Carried]:
        return self._found[index]

    def __len__(self) -> int:
        return len(self._found)

    @property
    def hosts(self) -> list[str]:
        return sorted({leak.host for leak in self._found})

    @property
    def fields(self) -> list[str]:
        return sorted({leak.field for leak in self._found})

    @property
    def data(self) -> list[str]:
        """Each datum with its disguise, such as `sha256(lower(trim(email))) in body.user.em`."""
        return sorted({f"{leak.chain} in {place(leak.where)}" for leak in self._found})

    @property
    def kept(self) -> list[str]:
        """Each datum of a browser's storage with its store alone, such as `email in local`.

        Which entry holds it may be chance: a script that sends in batches keeps a queue there until it is sent.
        """
        return sorted({f"{leak.chain} in {leak.where.partition(' ')[0]}" for leak in self._found})

    def certain(self) -> Leaks:
        """Without what is only indicative (short values, hashes of low-entropy values)."""
        return Leaks([leak for leak in self._found if not leak.indicative], self.unseen)


def place(where: str) -> str:
    """Where in a message, without what differs from run to run: `body.events[].data.….text` for a place in a tree.

    Positions in lists are left out and long roads cut in the middle; the proof points to the very record.
    """
    parts = _POSITION.sub("[]", where).split(".")
    return ".".join(parts if len(parts) <= _LONGEST else [*parts[: _LONGEST - 2], "…", parts[-1]])
