"""What hidden values told. A session value gives way to a mark; what it says of a person has to be known all the same.

Anybody can read what a signed token (JWT) or a packed cookie says. The recorder looks while it hides one, and notes
which planted values stand in it (`probes/hidden.jsonl`); wherever the mark stands, they stood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness.leaks.encodings import Variant
from harness.leaks.leaves import leaves
from harness.leaks.ledger import DEEPEST, Leak
from harness.model.records import Body, Exchange, Frame, Headers
from harness.model.records_hidden import HiddenTold

if TYPE_CHECKING:
    from harness.bundle.reader import Bundle
    from harness.model.profile import Profile

KIND = "hidden"
MARK = re.compile(r"(?:session|signed):(\d{1,7}:[0-9a-f]{12})(?![0-9a-f])")
"""What stands for a hidden value, in any text; group 1 tells which value it was: its length and keyed digest."""
TELLING = 40
"""Characters from which on a value may be a token that says something by itself."""
UNTOLD = ""
"""The field of a mark whose value could not be looked into to the end."""
_MOST_BODIES = 10_000

type Marks = frozenset[str]


@dataclass(frozen=True)
class Hidden:
    """What the marks of a bundle stand for. `noted`: the recorder looked; older ones did not."""

    noted: bool = True
    looks: Mapping[tuple[str, str], Sequence[Variant]] = field(default_factory=dict)
    """(field, planted value) → what to look for instead, in the evidence."""
    telling: Mapping[str, set[str]] = field(default_factory=dict)
    """Field → the values in which a planted value of this name stands."""

    @classmethod
    def of(cls, bundle: Bundle, profile: Profile) -> Hidden:
        """Read from the notes of a bundle."""
        looks: dict[tuple[str, str], dict[Variant, None]] = {}
        telling: dict[str, set[str]] = {}
        for one in bundle.probe(KIND, HiddenTold):
            persona = profile.personas.get(one.persona)
            value = persona.known.get(one.field, "") if persona else ""
            if value or one.field == UNTOLD:
                chain = f"token({one.chain})"
                look = Variant(chain, f":{one.mark}".encode(), indicative=one.indicative, exact=True)
                looks.setdefault((one.field, value), {})[look] = None
                telling.setdefault(one.field, set()).add(one.mark)
        return cls(KIND in bundle.run.get("probes", []), {item: [*each] for item, each in looks.items()}, telling)

    def of_values(self, values: Mapping[str, str]) -> Iterator[tuple[str, Variant]]:
        """Looks of these planted values, and of what could not be looked into; each with its field."""
        for item in (*values.items(), (UNTOLD, "")):
            yield from ((item[0], look) for look in self.looks.get(item, ()))


class MarkReader:
    """Reads which hidden values stand in messages. `read` gives a body's bytes; each body is read once."""

    def __init__(self, read: Callable[[Body | None], bytes]) -> None:
        self._read = read
        self._bodies: dict[str, Marks] = {}

    def sent(self, message: Exchange | Frame) -> Marks:
        """In the address, the headers and the body that went out."""
        if isinstance(message, Frame):
            return self._body(message.body) if message.from_client else frozenset()
        return marks_in(message.url) | _in_headers(message.request_headers) | self._body(message.request_body)

    def received(self, message: Exchange | Frame) -> Marks:
        """In the headers and the body that came back."""
        if isinstance(message, Frame):
            return frozenset() if message.from_client else self._body(message.body)
        return _in_headers(message.response_headers) | self._body(message.response_body)

    def in_headers(self, message: Exchange | Frame) -> Marks:
        """In the headers that came back."""
        return frozenset() if isinstance(message, Frame) else _in_headers(message.response_headers)

    def is_key(self, mark: str, message: Exchange) -> bool:
        """Whether a request holds the value as its key, in `Authorization`, and nowhere else."""
        names = {name.lower() for name, value in message.request_headers if mark in marks_in(value)}
        return names == {"authorization"} and mark not in marks_in(message.url) | self._body(message.request_body)

    def _body(self, body: Body | None) -> Marks:
        if body is None or body.sha256 is None:
            return frozenset()
        if body.sha256 not in self._bodies:
            if len(self._bodies) >= _MOST_BODIES:
                self._bodies.clear()
            self._bodies[body.sha256] = marks_in(self._read(body).decode("latin-1"))
        return self._bodies[body.sha256]


def marks_in(text: str) -> Marks:
    """The hidden values that stand in a text."""
    return frozenset(MARK.findall(text)) if "session:" in text or "signed:" in text else frozenset()


def _in_headers(headers: Headers) -> Marks:
    return frozenset(mark for _, value in headers for mark in marks_in(value))


def is_of_token(leak: Leak) -> bool:
    """Whether a find stood in a hidden value."""
    return leak.chain.startswith("token(")


def places(mark: str, data: bytes, path: str, depth: int = 0) -> Iterator[str]:
    """Where a hidden value stands in a part of a message; a mark is never below the surface, but places have names."""
    inner = [leaf for leaf in leaves(data, path) if mark.encode() in leaf.data] if depth < DEEPEST else []
    if not inner:
        yield path
    for leaf in inner:
        yield from places(mark, leaf.data, leaf.path, depth + 1)


def may_tell(mark: str) -> bool:
    """Whether the value was long enough to say something of anybody."""
    return int(mark.partition(":")[0]) >= TELLING


def givers(messages: Iterable[Exchange | Frame], reader: MarkReader) -> dict[str, str]:
    """For each hidden value the host that gave it out: the first in whose answer it stood.

    It is "" for one that the browser sent before any answer held it. `messages` have to come in order.
    """
    found: dict[str, str] = {}
    for message in messages:
        # A request went out before its own answer: who only echoes what it got has given nothing.
        for giver, marks in (("", reader.sent(message)), (message.host, reader.received(message))):
            for mark in marks:
                found.setdefault(mark, giver)
    return found
