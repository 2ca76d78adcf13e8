"""Which host each line of a session's traffic names, and what it may be about: enough to choose lines without decoding
them again.

A few bytes a line, so that a hundred thousand of them take less than two megabytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from enum import IntFlag

from harness.model.records import Exchange, Frame, Headers

type Mask = bytes
"""One byte a line: 1 for a line that is wanted."""

SESSION_MARK = "⟦session:"
SIGNED_MARK = "⟦signed:"
"""How the token that stands for a session's value begins."""
MANY = 2
"""Ampersands of an address that has three parameters."""
SAML_MARK = "SAMLRequest="
"""A request for a login that may stand in an address alone."""


class Trait(IntFlag):
    """What a message may be about. A check that asks of a few messages names theirs, and looks closer itself."""

    FRAME = 1
    """A WebSocket message."""
    PAGE = 2
    """The answer says that it is HTML."""
    SETS_COOKIE = 4
    REDIRECTS = 8
    """The answer has a Location."""
    CLEAR = 16
    """Sent over plain HTTP."""
    BODY = 32
    """A body was sent."""
    TOKEN = 64
    """A session's token stands in the address, or in the one that the answer leads to."""
    PARAMETERS = 128
    """The address has three parameters or more, or a SAML request: it may ask for a login."""


_HEADERS = {"content-type": Trait.PAGE, "set-cookie": Trait.SETS_COOKIE, "location": Trait.REDIRECTS}


def traits(message: Exchange | Frame) -> int:
    """The traits of a message, put together."""
    if isinstance(message, Frame):
        return int(Trait.FRAME | Trait.BODY) if message.from_client else int(Trait.FRAME)
    found = _of_answer(message.response_headers)
    if message.scheme == "http":
        found |= Trait.CLEAR
    if message.request_body is not None:
        found |= Trait.BODY
    if SESSION_MARK in message.url or SIGNED_MARK in message.url:
        found |= Trait.TOKEN
    if message.url.count("&") >= MANY or SAML_MARK in message.url:
        found |= Trait.PARAMETERS
    return found


def _of_answer(headers: Headers) -> int:
    found = 0
    for name, value in headers:
        trait = _HEADERS.get(name.lower())
        if trait is None or (trait is Trait.PAGE and "html" not in value.lower()):
            continue
        found |= trait
        if trait is Trait.REDIRECTS and SESSION_MARK in value:
            found |= Trait.TOKEN
    return found


class Contacts:
    """The lines of one traffic file that count, by host and trait."""

    def __init__(self, messages: Iterable[tuple[int, Exchange | Frame]]) -> None:
        """`messages` are (line, record) for the lines that count, in order; lines between are void."""
        self._numbers: dict[str, int] = {}
        self._of_line = array("I")
        self._traits = bytearray()
        self._first: list[int] = []
        for line, message in messages:
            void = line - len(self._of_line)
            self._of_line.extend([0] * void)
            self._traits.extend(bytes(void))
            number = self._numbers.setdefault(message.host, len(self._numbers) + 1)
            if number > len(self._first):
                self._first.append(line)
            self._of_line.append(number)
            self._traits.append(traits(message))

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

    def of_traits(self, wanted: Trait) -> Mask:
        """The lines that have any of these traits."""
        return bytes(self._traits).translate(bytes(int(bool(each & wanted)) for each in range(256)))

    def exchanges(self, mask: Mask) -> int:
        """How many lines of a mask are exchanges."""
        return sum(mask) - sum(both(mask, self.of_traits(Trait.FRAME)))


def line_of(at: str) -> int:
    """The line that a pointer such as `sessions/x/traffic.jsonl#12` names."""
    return int(at.rpartition("#")[2])


def both(one: Mask, other: Mask) -> Mask:
    """The lines that two masks of one length share."""
    shared = int.from_bytes(one) & int.from_bytes(other)
    return shared.to_bytes(len(one))
