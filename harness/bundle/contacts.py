"""Which host each line of a session's traffic names: enough to choose lines without decoding them again.

A few bytes a line, so that a hundred thousand of them take less than a megabyte.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable

from harness.model.records import Exchange, Frame

type Mask = bytes
"""One byte a line: 1 for a line that is wanted."""


class Contacts:
    """The lines of one traffic file that count, by host."""

    def __init__(self, messages: Iterable[tuple[int, Exchange | Frame]]) -> None:
        """`messages` are (line, record) for the lines that count, in order; lines between are void."""
        self._numbers: dict[str, int] = {}
        self._of_line = array("I")
        self._frames = bytearray()
        self._first: list[int] = []
        for line, message in messages:
            void = line - len(self._of_line)
            self._of_line.extend([0] * void)
            self._frames.extend(bytes(void))
            number = self._numbers.setdefault(message.host, len(self._numbers) + 1)
            if number > len(self._first):
                self._first.append(line)
            self._of_line.append(number)
            self._frames.append(isinstance(message, Frame))

    def __len__(self) -> int:
        """Lines, up to the last that counts."""
        return len(self._of_line)

    def first(self) -> dict[str, int]:
        """Each host → the line in which it came first, in that order."""
        return dict(zip(self._numbers, self._first, strict=True))

    def of_hosts(self, keep: Callable[[str], bool]) -> Mask:
        """The lines whose host is accepted."""
        table = [0, *(int(keep(host)) for host in self._numbers)]
        return bytes(map(table.__getitem__, self._of_line))

    def exchanges(self, mask: Mask) -> int:
        """How many lines of a mask are exchanges."""
        return sum(mask) - sum(both(mask, bytes(self._frames)))


def line_of(at: str) -> int:
    """The line that a pointer such as `sessions/x/traffic.jsonl#12` names."""
    return int(at.rpartition("#")[2])


def both(one: Mask, other: Mask) -> Mask:
    """The lines that two masks of one length share."""
    shared = int.from_bytes(one) & int.from_bytes(other)
    return shared.to_bytes(len(one))
