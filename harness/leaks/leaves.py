"""The named places in a body or address: keys, form fields, query parameters, cookies, parts, numbered fields.

This is only asked once a value has been found, to say where; so it may be slower than the search, and whatever it does
not understand keeps the less precise place.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from harness.leaks.binary import places
from harness.leaks.unpack import Bounds, starts_packed, unpacked

MOST_LEAVES = 20_000
MOST_DEEP = 32
LONGEST_KEY = 64
LONGEST_PATH = 300
GUARD = re.compile(rb"\s*(?:\)\]\}'?,?|while\s*\(1\);|for\s*\(;;\);)\s*")
"""What some servers put before JSON so that it cannot be run as a script."""
ADDRESS = re.compile(rb"([A-Za-z][A-Za-z0-9+.-]{0,20})://([^/?#\s]*)([^?#\s]*)(?:\?([^#\s]*))?(?:#(\S*))?")
FORM = re.compile(rb"[^=&\s{}\[\]<>\"]{1,256}=(?!=?\Z)[^\s]*")
"""Not a lone run of base64 with its padding."""
BOUNDARY = re.compile(rb"\r?\n?--([^\r\n]{1,200})\r?\n")
PART_NAME = re.compile(rb"name=\"?([^\"\r\n;]{1,200})", re.IGNORECASE)
JWT = re.compile(rb"(eyJ[A-Za-z0-9_-]+)\.(eyJ[A-Za-z0-9_-]+)\.[A-Za-z0-9_-]*")
BASE64 = re.compile(rb"\s*([A-Za-z0-9+/_-]{8,})={0,2}\s*")
HEX = re.compile(rb"\s*((?:[0-9A-Fa-f]{2}){8,})\s*")


class Leaf(NamedTuple):
    """A value in a structure: `path` is like `body.user.em`, `body.items[0]` or `url.query.uid`."""

    path: str
    data: bytes


def leaves(data: bytes, path: str) -> list[Leaf]:
    """The values of a structure, by name; empty when the bytes are no structure that is known. Never raises."""
    found: list[Leaf] = []
    for leaf in _any(data, path):
        found.append(leaf)
        if len(found) == MOST_LEAVES:
            break
    return found


def opened(data: bytes, path: str) -> Iterator[Leaf]:
    """The content of a value that is wrapped as a whole: `body.d` holding base64 gives `body.d(base64)`."""
    if match := BASE64.fullmatch(data):
        run = match[1].translate(bytes.maketrans(b"-_", b"+/"))
        if len(run) % 4 != 1:
            yield Leaf(f"{path}(base64)", base64.b64decode(run + b"=" * (-len(run) % 4)))
    if match := HEX.fullmatch(data):
        yield Leaf(f"{path}(hex)", binascii.unhexlify(match[1]))
    if starts_packed(data):
        for step, inner in unpacked(data, Bounds()):
            yield Leaf(f"{path}({step})", inner)
    if b"%" in data and (plain := unquote_to_bytes(data)) != data:
        yield Leaf(path, plain)


def _any(data: bytes, path: str) -> Iterator[Leaf]:
    head = data[:4096].lstrip()
    if path.endswith(":cookie") or path.endswith(":set-cookie"):
        yield from _cookies(data, path)
    elif match := ADDRESS.fullmatch(data.strip()):
        yield from _address(match, path)
    elif match := JWT.fullmatch(data.strip()):
        for name, part in (("header", match[1]), ("payload", match[2])):
            yield Leaf(f"{path}(jwt).{name}", _unbase64(part))
    elif match := BOUNDARY.match(data):
        yield from _parts(data, match, path)
    elif head[:1] in (b"{", b"[", b'"') or GUARD.match(head):
        yield from _json(data, path)
    elif FORM.fullmatch(data.strip()):
        yield from _pairs(data.strip(), b"&", path)
    elif data:
        for names, inner in places(data):
            where = "".join(name if name.startswith("[") else f".{_key(name)}" for name in names)
            yield Leaf(f"{path}{where}"[:LONGEST_PATH], inner)


def _unbase64(part: bytes) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))
    except binascii.Error:
        return part


def _key(name: bytes | str) -> str:
    """A name from the app, fit for a path: printable and short."""
    text = name if isinstance(name, str) else name.decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "�" for letter in text)[:LONGEST_KEY]


def _join(path: str, name: bytes | str) -> str:
    return f"{path}.{_key(name)}"[:LONGEST_PATH]


def _cookies(data: bytes, path: str) -> Iterator[Leaf]:
    for pair in data.split(b";"):
        name, _, value = pair.strip().partition(b"=")
        yield Leaf(_join(path, name), value.strip(b'"'))


def _address(match: re.Match[bytes], path: str) -> Iterator[Leaf]:
    _, host, route, query, fragment = match.groups()
    yield Leaf(f"{path}.host", host)
    yield Leaf(f"{path}.path", route)
    for name, text in (("query", query), ("fragment", fragment)):
        if text and b"=" in text:
            yield from _pairs(text, b"&", f"{path}.{name}")
        elif text:
            yield Leaf(f"{path}.{name}", text)


def _pairs(data: bytes, separator: bytes, path: str) -> Iterator[Leaf]:
    """Form fields. A plus stays a plus: it may belong to base64, and the search knows it as a space too."""
    for pair in data.split(separator):
        name, _, value = pair.partition(b"=")
        yield Leaf(_join(path, unquote_to_bytes(name)), unquote_to_bytes(value))


def _parts(data: bytes, boundary: re.Match[bytes], path: str) -> Iterator[Leaf]:
    marker = b"--" + boundary[1]
    for number, part in enumerate(data.split(marker)[1:]):
        head, gap, content = part.partition(b"\r\n\r\n")
        if not gap:
            head, gap, content = part.partition(b"\n\n")
        name = PART_NAME.search(head)
        yield Leaf(_join(path, name[1]) if name else f"{path}[{number}]", content.removesuffix(b"\r\n"))


def _json(data: bytes, path: str) -> Iterator[Leaf]:
    text = GUARD.sub(b"", data, count=1) if GUARD.match(data) else data
    content = _loaded(text)
    if content is not None:
        yield from _walk(content, path)
        return
    lines = [line for line in text.split(b"\n") if line.strip()]
    if len(lines) > 1:
        # How many events one message brings is chance: a line is told as it would be alone.
        for line in lines:
            content = _loaded(line)
            yield from _walk(line.decode("utf-8", "replace") if content is None else content, path)


def _loaded(text: bytes) -> object:
    try:
        # Numbers stay as they were written: an epoch must not become a float.
        return json.loads(text.decode("utf-8", "replace"), parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None


def _walk(content: object, path: str) -> Iterator[Leaf]:
    """Every leaf of a JSON value, in order; without recursion, for the app chooses the depth."""
    stack: list[tuple[object, str, int]] = [(content, path, 0)]
    while stack:
        value, where, deep = stack.pop()
        if isinstance(value, str):
            yield Leaf(where, value.encode("utf-8", "replace"))
        elif deep < MOST_DEEP and isinstance(value, dict):
            yield from (Leaf(f"{where}.(key)", str(key).encode("utf-8", "replace")) for key in value)
            stack.extend((inner, _join(where, str(key)), deep + 1) for key, inner in reversed(value.items()))
        elif deep < MOST_DEEP and isinstance(value, list):
            stack.extend((value[at], f"{where}[{at}]"[:LONGEST_PATH], deep + 1) for at in reversed(range(len(value))))
