"""HAR files of browsers and other recorders, as evidence with the gaps that a HAR has.

A HAR holds no proof of login, no storage and no page events, so what rests on those stays "not tested".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from harness import Gathered, Run
from harness.har import open_har
from harness.sandbox.book import take_in
from harness.sandbox.har_entry import HarItem
from harness.sandbox.held import Item, Kind

HAR = Kind("har", ("traffic", "requests"), "imported from a HAR, which cannot show it")


def read_har(paths: Sequence[Path], run: Run) -> Gathered:
    """Write the entries of these files as one session of someone who is not signed in.

    Raises MisuseError when a file is no HAR or is too large, or when nothing in them can be read.
    """
    return take_in([HarRecording(path) for path in paths], run, HAR)


class HarRecording:
    """One file as `book.py` wants it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = open_har(path)
        self.sha256 = self._file.sha256
        # What was whole before the file broke off is read; that it broke off is said.
        self.lost: Mapping[str, int] = {"har-cut": 1} if self._file.broken else {}

    def __iter__(self) -> Iterator[Item]:
        return map(HarItem, self._file)
