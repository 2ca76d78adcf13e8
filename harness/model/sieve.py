"""Which messages may carry a planted value at all: worked out once for a persona, and asked by every check.

The search is split in two. The sieve goes through everything once, looking for all values of the persona together, and
notes a byte for each line of traffic. What a check asks is then searched for only in the lines that stayed in the
sieve, and those finds are kept too. The sieve never lets a line fall that a search would find something in or could not
see whole: it undoes the same layers and looks for a superset of the patterns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from harness.bundle.contacts import line_of
from harness.leaks.cutting import withheld
from harness.leaks.decode import few_views, layers
from harness.leaks.encodings import variants
from harness.leaks.ledger import Search, search
from harness.leaks.matcher import Matcher
from harness.model.records import Body, Exchange, Frame

if TYPE_CHECKING:
    from harness.bundle.contacts import Mask
    from harness.bundle.reader import SessionView

type Message = Exchange | Frame
type ReadBody = Callable[[Body | None], bytes]
type Values = Mapping[str, str]

_MOST_TEXT = 2 << 20
"""Bytes that remembered clean texts may take: most headers come again and again."""
_TEXT_COSTS = 100
"""Bytes that a text takes besides its letters."""
_MOST_BODIES = 10_000
_MOST_KEPT = 20_000
"""Messages whose finds are kept, all questions together."""


class Sieve:
    """Looks for several tables of values at once. `body` reads a body's bytes."""

    def __init__(self, tables: Iterable[Values], body: ReadBody) -> None:
        tables = list(tables)
        self._asked = {item for table in tables for item in table.items()}
        self._matcher = Matcher.of(
            [(field, look) for table in tables for field, value in table.items() for look in variants(field, value)]
        )
        self._body = body
        self._masks: dict[str, Mask] = {}
        self._clean: set[str] = set()
        self._clean_size = 0
        self._bodies: dict[str, bool] = {}
        self._searches: dict[frozenset[tuple[str, str]], tuple[Matcher, dict[str, Search]]] = {}

    def covers(self, values: Values) -> bool:
        """Whether these values are among those looked for."""
        return self._asked.issuperset(values.items())

    def suspects(self, session: SessionView) -> Mask:
        """The lines of a session that may carry something, or could not be seen whole."""
        if session.name not in self._masks:
            lines = bytearray(len(session.contacts))
            for message in session.traffic():
                lines[line_of(message.at)] = self._may_carry(message)
            self._masks[session.name] = bytes(lines)
        return self._masks[session.name]

    def search(self, values: Values, message: Message) -> Search:
        """What a message carries of these values, which have to be covered."""
        key = frozenset(values.items())
        if key not in self._searches:
            self._searches[key] = Matcher(values), {}
        matcher, kept = self._searches[key]
        found = kept.get(message.at)
        if found is None:
            found = search(matcher, sent_parts(message, self._body))
            if sum(len(each) for _, each in self._searches.values()) < _MOST_KEPT:
                kept[message.at] = found
        return found

    def _may_carry(self, message: Message) -> bool:
        return any(self._in_text(text) for text in _sent_texts(message).values()) or self._in_body(_sent_body(message))

    def _in_text(self, text: str) -> bool:
        if text in self._clean:
            return False
        if self._in(text.encode("latin-1", "replace")):
            return True
        size = len(text) + _TEXT_COSTS
        self._clean_size += size
        if self._clean_size > _MOST_TEXT:
            self._clean.clear()
            self._clean_size = size
        self._clean.add(text)
        return False

    def _in_body(self, body: Body | None) -> bool:
        if body is None or body.sha256 is None:
            return False
        known = self._bodies.get(body.sha256)
        if known is None:
            if len(self._bodies) >= _MOST_BODIES:
                self._bodies.clear()
            known = self._bodies[body.sha256] = self._in(self._body(body))
        return known

    def _in(self, data: bytes) -> bool:
        if withheld(data):
            return True
        views = few_views(data)
        if views is not None:
            return any(map(self._matcher.any, views))
        return any(layer.capped or self._matcher.any(layer.data) for layer in layers(data))


def sent_parts(message: Message, body: ReadBody) -> dict[str, bytes]:
    """What was sent: `header:…`, `url` and `body`, or the `message` of a WebSocket; nothing for what was received."""
    parts = {where: text.encode("latin-1", "replace") for where, text in _sent_texts(message).items()}
    sent = _sent_body(message)
    if sent is not None:
        parts["message" if isinstance(message, Frame) else "body"] = body(sent)
    return parts


def _sent_texts(message: Message) -> dict[str, str]:
    """The headers and the address. A header that came several times, as cookies do over HTTP/2, is put together."""
    if isinstance(message, Frame):
        return {}
    headers: dict[str, list[str]] = {}
    for name, value in message.request_headers:
        headers.setdefault(name.lower(), []).append(value)
    texts = {f"header:{name}": ("; " if name == "cookie" else ", ").join(each) for name, each in headers.items()}
    texts["url"] = message.url
    return texts


def _sent_body(message: Message) -> Body | None:
    if isinstance(message, Frame):
        return message.body if message.from_client else None
    return message.request_body
