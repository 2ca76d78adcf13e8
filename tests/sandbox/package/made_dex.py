"""Dex files made by hand: the tables that a class list needs, and nothing that could run.

    dex(["be.school.Main"], refers=["android.webkit.WebView"], calls=[("android.webkit.WebView", "loadUrl")])
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable

HEADER = 112
NO_INDEX = 0xFFFFFFFF


def dex(
    classes: Iterable[str],
    *,
    refers: Iterable[str] = (),
    calls: Iterable[tuple[str, str]] = (),
    texts: Iterable[str] = (),
) -> bytes:
    """A dex file that defines these classes, refers to those types and methods, and holds those texts."""
    calls = list(calls)
    defined = [_descriptor(name) for name in classes]
    types = sorted({*defined, *map(_descriptor, refers), *(_descriptor(owner) for owner, _ in calls), "V"})
    strings = sorted({*types, *(name for _, name in calls), *texts})
    methods = b"".join(struct.pack("<HHI", types.index(_descriptor(owner)), 0, strings.index(name)) for owner, name in calls)
    protos = struct.pack("<III", strings.index("V"), types.index("V"), 0)
    definitions = b"".join(
        struct.pack("<8I", types.index(name), 1, NO_INDEX, 0, NO_INDEX, 0, 0, 0) for name in sorted(set(defined))
    )
    tables = [
        (len(strings), 4), (len(types), 4), (1, 12), (0, 8), (len(calls), 8), (len(definitions) // 32, 32),
    ]  # fmt: skip
    offsets, at = [], HEADER
    for count, width in tables:
        offsets.append(at if count else 0)
        at += count * width
    data, places = b"", []
    for text in strings:
        places.append(at + len(data))
        data += _uleb(len(text)) + text.encode() + b"\0"
    body = b"".join([
        struct.pack(f"<{len(places)}I", *places),
        struct.pack(f"<{len(types)}I", *(strings.index(name) for name in types)),
        protos, methods, definitions, data,
    ])  # fmt: skip
    sizes = [number for (count, _), offset in zip(tables, offsets, strict=True) for number in (count, offset)]
    head = struct.pack("<20I", HEADER + len(body), HEADER, 0x12345678, 0, 0, 0, *sizes, len(data), at)
    signed = hashlib.sha1(head + body).digest() + head + body
    return b"dex\n035\0" + struct.pack("<I", zlib.adler32(signed)) + signed


def _descriptor(name: str) -> str:
    return name if name == "V" else f"L{name.replace('.', '/')};"


def _uleb(number: int) -> bytes:
    found = b""
    while number > 0x7F:
        found += bytes([number & 0x7F | 0x80])
        number >>= 7
    return found + bytes([number])
