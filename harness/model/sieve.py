"""Which messages may carry a planted value at all: worked out once for a persona, and asked by every check.

The search is split in two. The sieve goes through everything once, looking for all values of the persona together, and
notes a byte for each line of traffic. What a check asks is then searched for only in the lines that stayed in the
sieve, and those finds are kept too. The sieve never lets a line fall that a search would find something in or could not
see whole: it undoes the same layers and looks for a superset of the patterns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from harness.bundle.contacts import line_of
from harness.leaks.crowd import Asked, Crowd
from harness.leaks.cutting import withheld
from harness.leaks.decode import few_views, layers
from harness.leaks.encodings import Variant, variants
from harness.leaks.ledger import Search, search
from harness.leaks.matcher import Matcher
from harness.model.hidden import Hidden
from harness.model.messages import Message
from harness.model.records import Body, Exchange, Frame

if TYPE_CHECKING:
    from harness.bundle.contacts import Mask
    from harness.bundle.reader import SessionView

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
    """Looks for several tables of values at once. `body` reads a body's bytes, `hidden` tells which marks hide one."""

    def __init__(self, tables: Iterable[Values], body: ReadBody, hidden: Hidden | None = None) -> None:
        tables, self._hidden = list(tables), hidden or Hidden()
        self._asked = {item for table in tables for item in table.items()}
        self._matcher = Matcher.of([look for table in tables for look in self._looks(table)])
        self._body = body
        self._masks: dict[str, Mask] = {}
        self._clean: set[object] = set()
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
            crowd = Crowd(self._matcher)
            for message in session.traffic():
                line = line_of(message.at)
                if self._may_carry(message):
                    lines[line] = 1
                elif isinstance(message, Exchange) and message.url not in self._clean:
                    self._hand_over(lines, crowd.add(line, message.url))
            self._hand_over(lines, crowd.rest())
            self._masks[session.name] = bytes(lines)
        return self._masks[session.name]

    def _hand_over(self, lines: bytearray, asked: Asked) -> None:
        """What a crowd of addresses told: the clean ones are remembered, the others looked at one by one."""
        for _, url in asked.clean:
            self._remember(url, len(url))
        for line, url in asked.unsure:
            lines[line] = self._in_text(url)

    def search(self, values: Values, message: Message) -> Search:
        """What a message carries of these values, which have to be covered; `UNTOLD` for marks that may hide more."""
        key = frozenset(values.items())
        if key not in self._searches:
            self._searches[key] = Matcher.of(list(self._looks(values))), {}
        matcher, kept = self._searches[key]
        found = kept.get(message.at)
        if found is None:
            found = search(matcher, sent_parts(message, self._body))
            if sum(len(each) for _, each in self._searches.values()) < _MOST_KEPT:
                kept[message.at] = found
        return found

    def _looks(self, values: Values) -> Iterator[tuple[str, Variant]]:
        yield from ((field, look) for field, value in values.items() for look in variants(field, value))
        yield from self._hidden.of_values(values)

    def _may_carry(self, message: Message) -> bool:
        """Whether the headers or the body may; addresses are asked in crowds."""
        return self._in_headers(message) or self._in_body(_sent_body(message))

    def _in_headers(self, message: Message) -> bool:
        if isinstance(message, Frame):
            return False
        head = tuple(message.request_headers)
        if head in self._clean:
            return False
        if any(self._in_text(text) for text in _sent_headers(message).values()):
            return True
        self._remember(head, sum(len(name) + len(value) + 2 * _TEXT_COSTS for name, value in head))
        return False

    def _in_text(self, text: str) -> bool:
        if text in self._clean:
            return False
        if self._in(text.encode("latin-1", "replace")):
            return True
        self._remember(text, len(text))
        return False

    def _remember(self, clean: object, size: int) -> None:
        size += _TEXT_COSTS
        self._clean_size += size
        if self._clean_size > _MOST_TEXT:
            self._clean.clear()
            self._clean_size = size
        self._clean.add(clean)

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
    """The headers and the address."""
    return {} if isinstance(message, Frame) else {**_sent_headers(message), "url": message.url}


def _sent_headers(message: Exchange) -> dict[str, str]:
    """A header that came several times, as cookies do over HTTP/2, is put together."""
    headers: dict[str, list[str]] = {}
    for name, value in message.request_headers:
        headers.setdefault(name.lower(), []).append(value)
    return {f"header:{name}": ("; " if name == "cookie" else ", ").join(each) for name, each in headers.items()}


def _sent_body(message: Message) -> Body | None:
    if isinstance(message, Frame):
        return message.body if message.from_client else None
    return message.request_body
