"""The device log: the lines that the app under test wrote, and no others. Pure but for the one command that asks.

Other apps and Android itself log too (also what the test does); only lines with the app's uid, or with a process id
that was the app's, speak against it.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterator
from dataclasses import dataclass

COMMAND = ("logcat", "-d", "-v", "threadtime", "-v", "uid")
MOST_LINES = 200_000
LONGEST = 4096
"""Lines that are read, and characters of one."""
_LINE = re.compile(
    r"(?P<day>\d\d-\d\d) (?P<time>\d\d:\d\d:\d\d\.\d{3})\s+(?:(?P<uid>[a-z0-9_]{1,20})\s+)?"
    r"(?P<pid>\d{1,7})\s+(?P<tid>\d{1,7}) (?P<level>[VDIWEFS]) (?P<tag>.*?): (?P<text>.*)"
)
_NAMED = re.compile(r"u(\d{1,3})_a(\d{1,5})")


@dataclass(frozen=True)
class Line:
    """One line of the log. `uid` is None when the device does not tell it."""

    uid: int | None
    pid: int
    level: str
    tag: str
    text: str


def since(moment: str) -> str:
    """The command that gives the log since `moment`, as the device's own `date` wrote it; empty: all of it."""
    return shlex.join([*COMMAND, *(("-T", moment) if moment else ())])


def read_log(text: str) -> Iterator[Line]:
    """The lines of a log; what has not their shape (`--------- beginning of main`) is left out."""
    for line in text.split("\n", MOST_LINES)[:MOST_LINES]:
        found = _LINE.fullmatch(line.rstrip("\r")[:LONGEST])
        if found is not None:
            uid = number(found["uid"] or "")
            yield Line(uid, int(found["pid"]), found["level"], found["tag"].strip(), found["text"])


def number(uid: str) -> int | None:
    """A uid as a log writes it: a number, or `u0_a123` for an app."""
    if uid.isascii() and uid.isdecimal():
        return int(uid)
    named = _NAMED.fullmatch(uid)
    return None if named is None else int(named[1]) * 100_000 + 10_000 + int(named[2])


def of_app(lines: Iterator[Line], uid: int, pids: Collection[int]) -> Iterator[Line]:
    """The lines that the app wrote: by its uid, or where the device tells none, by its process."""
    return (one for one in lines if (one.uid == uid if one.uid is not None else one.pid in pids))
