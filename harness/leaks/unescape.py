"""Undoing escapes: percent, JSON and JavaScript, HTML. One pass undoes all kinds; nested ones take another pass."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

ESCAPE = re.compile(
    rb"[%\\&](?:"
    rb"(?<=%)(?:[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2})*|u[0-9A-Fa-f]{4}(?:%u[0-9A-Fa-f]{4})*)"
    rb"|(?<=\\)(?:u[0-9A-Fa-f]{4}(?:\\u[0-9A-Fa-f]{4})*|u\{[0-9A-Fa-f]{1,6}\}|x[0-9A-Fa-f]{2}(?:\\x[0-9A-Fa-f]{2})*"
    rb"|[\"\\/'&=+-])"
    rb"|(?<=&)(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});"
    rb")"
)
LONGEST = len(rb"\u{10FFFF}")
"""Bytes of the longest single escape (`&#x10FFFF;` has as many)."""
WHOLE = 1 << 14
NEAR = 1 << 11
"""Bytes kept on either side of an escape. Escapes in base64 stand much closer together than this."""
BLOCK = 1 << 12
"""Bytes looked at together: the first escape in a block settles it, so a script full of them costs no more."""
AS_ONE = bytes(ord("%") if code in b"%\\&" else 32 for code in range(256))
MARKS = (b"%", b"\\", b"&")


def unescaped(data: bytes) -> bytes | None:
    r"""The data with `%C3%A9`, `%u00E9`, `\u00e9`, `\xe9`, `\/`, `&eacute;` and `&#233;` undone; None when it has none.

    Characters become UTF-8. Line breaks and other control escapes stay: no value holds one. Of large data only what
    stands near an escape is given (the rest is as it was), so that a script with three escapes costs little.
    """
    if not any(mark in data for mark in MARKS):
        return None
    if len(data) <= WHOLE:
        plain, count = ESCAPE.subn(_plain, data)
        return plain if count else None
    return b"\n".join(ESCAPE.sub(_plain, part) for part in _near(data)) or None


def has_escape(data: bytes) -> bool:
    """Whether anything in the data is an escape."""
    return next(_escapes(data), None) is not None


def _escapes(data: bytes, block: int = 0) -> Iterator[int]:
    """Where escapes begin; with `block`, at most one in each so many bytes.

    The marks are looked for as one byte: a set of characters takes the regular expression many times as long. One
    escape is enough to know, so a long row of them is not walked to its end from each block.
    """
    marked = data.translate(AS_ONE)
    at = marked.find(b"%")
    while at >= 0:
        found = ESCAPE.match(data, at, at + LONGEST) is not None
        if found:
            yield at
        at = marked.find(b"%", (at // block + 1) * block if found and block else at + 1)


def _near(data: bytes) -> Iterator[bytes]:
    """The stretches of the data that lie within NEAR bytes of a block with an escape in it."""
    start = end = -1
    for place in _escapes(data, BLOCK):
        at = place // BLOCK * BLOCK
        if end < 0 or at - end > 2 * NEAR:
            if end >= 0:
                yield data[start : end + NEAR]
            start = max(0, at - NEAR)
        end = at + BLOCK
    if end >= 0:
        yield data[start : end + NEAR]


def _plain(match: re.Match[bytes]) -> bytes:
    found = match[0]
    kind = found[:2]
    reader = READERS.get(kind)
    if reader is not None:
        return reader(found)
    if found[:1] == b"%":
        return bytes.fromhex(found.replace(b"%", b"").decode("ascii"))
    if found[:1] == b"\\":
        return found[1:]
    return html.unescape(found.decode("ascii")).encode("utf-8", "replace")


def _utf16(found: bytes, mark: bytes) -> bytes:
    units = bytes.fromhex(found.replace(mark, b"").decode("ascii"))
    return units.decode("utf-16-be", "replace").encode("utf-8")


def _backslash_u(found: bytes) -> bytes:
    if found[2:3] == b"{":
        code = int(found[3:-1], 16)
        return chr(code).encode("utf-8", "replace") if code <= 0x10FFFF else b""
    return _utf16(found, b"\\u")


def _backslash_x(found: bytes) -> bytes:
    r"""`\xe9` is a character in JavaScript; bytes that are UTF-8 already are left so."""
    raw = bytes.fromhex(found.replace(b"\\x", b"").decode("ascii"))
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1").encode("utf-8")
    return raw


READERS: dict[bytes, Callable[[bytes], bytes]] = {
    b"%u": lambda found: _utf16(found, b"%u"),
    b"\\u": _backslash_u,
    b"\\x": _backslash_x,
}
