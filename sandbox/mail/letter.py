"""What a letter says and where it links to. Pure; the bytes may be anything."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import MessageError
from email.message import Message
from urllib.parse import urlsplit

LARGEST = 1 << 20
"""Bytes of a letter that are looked at."""
MOST_PARTS, MOST_LINKS, LONGEST_LINK = 50, 100, 2000
MOST_NESTED = 10
"""Times that a letter may speak of parts: the library compares every line with each boundary around it."""
MOST_TEXT = 1 << 19
"""Characters of one part that are looked at."""
_ADDRESS = re.compile(rf"https?://[^\s\"'<>\\^`{{|}}]{{1,{LONGEST_LINK}}}", re.I)
_AFTER = ".,;:!?)]*_"
"""What ends a sentence and no address."""
_BAD = (LookupError, ValueError, TypeError, AttributeError, RecursionError, MessageError)
"""What the standard library raises on headers and encodings that nobody should write."""


@dataclass(frozen=True)
class Letter:
    """`texts` are its readable parts without markup, `links` the absolute http(s) addresses in them, each once.

    `came`: when it arrived, in seconds of the box's clock.
    """

    came: float = 0.0
    texts: tuple[str, ...] = field(default=(), repr=False)
    links: tuple[str, ...] = field(default=(), repr=False)

    def says(self, text: str) -> bool:
        """Whether the text stands in it, as it is."""
        return any(text in one for one in self.texts)


def read_letter(raw: bytes, came: float = 0.0) -> Letter:
    """The letter in these bytes (RFC 5322); one that cannot be understood says nothing."""
    texts, links = list[str](), dict[str, None]()
    if raw[:LARGEST].lower().count(b"multipart/") > MOST_NESTED:
        return Letter(came)
    for plain, found in _parts(raw[:LARGEST]):
        texts.append(plain)
        links.update(dict.fromkeys(found))
    return Letter(came, tuple(texts), tuple(links)[:MOST_LINKS])


def _parts(raw: bytes) -> Iterator[tuple[str, list[str]]]:
    """Each readable part: its text, and the addresses in it."""
    try:
        whole = email.message_from_bytes(raw, policy=email.policy.compat32)
        leaves = [part for _, part in zip(range(MOST_PARTS), whole.walk(), strict=False) if not part.is_multipart()]
    except _BAD:
        return
    for part in leaves:
        kind, text = _text(part)
        if kind == "text/html":
            text, links = _page(text)
            yield text, [*_kept(links), *_written(text)]
        elif kind.startswith("text/"):
            yield text, _written(text)


def _text(part: Message) -> tuple[str, str]:
    try:
        content = part.get_payload(decode=True)
        kind, charset = part.get_content_type(), part.get_content_charset() or "utf-8"
        data = content if isinstance(content, bytes) else b""
        return kind, data.decode(charset, "replace")[:MOST_TEXT]
    except _BAD:
        return "", ""


def _written(text: str) -> list[str]:
    return _kept([match[0].rstrip(_AFTER) for match in _ADDRESS.finditer(text)])


def _kept(addresses: list[str]) -> list[str]:
    return [one for one in addresses[:MOST_LINKS] if len(one) <= LONGEST_LINK and _whole(one)]


def _whole(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _page(text: str) -> tuple[str, list[str]]:
    """The text of a page, and where its links lead. By libxml2, which takes a time linear in the size of anything."""
    from lxml import etree

    reader = etree.HTMLParser(encoding="utf-8", recover=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), reader)
    except (etree.LxmlError, ValueError):
        return "", []
    if root is None:
        return "", []
    links = [str(one) for one, _ in zip(root.xpath("//a/@href"), range(MOST_LINKS), strict=False)]
    return "".join(root.itertext()), [one.strip() for one in links]
