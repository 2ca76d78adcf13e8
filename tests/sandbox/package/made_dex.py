"""Dex files made by hand: the tables that a class list needs, and nothing that could run.

    dex(["be.school.Main"], refers=["android.webkit.WebView"], calls=[("android.webkit.WebView", "loadUrl")])
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable, Mapping

HEADER = 112
NO_INDEX = 0xFFFFFFFF


def dex(
    classes: Iterable[str],
    *,
    refers: Iterable[str] = (),
    calls: Iterable[tuple[str, str]] = (),
    texts: Iterable[str] = (),
    fields: Iterable[tuple[str, str]] = (),
    units: Mapping[str, Iterable[int | str]] | None = None,
) -> bytes:
    """A dex file that defines these classes, refers to those types, methods and fields, and holds those texts.

    `units`: class → the code (in units of two bytes) of its one method; the n-th of `calls` and of `fields` has number n
    there, and a text stands for its own number.
    """
    calls, words, fields = list(calls), {name: list(code) for name, code in (units or {}).items()}, list(fields)
    calls += [(name, "run") for name in words]
    defined = [_descriptor(name) for name in classes]
    members = [*calls, *fields]
    types = sorted({*defined, *map(_descriptor, refers), *(_descriptor(owner) for owner, _ in members), "V"})
    named = {one for code in words.values() for one in code if isinstance(one, str)}
    strings = sorted({*types, *(name for _, name in members), *texts, *named})
    methods = b"".join(struct.pack("<HHI", types.index(_descriptor(owner)), 0, strings.index(name)) for owner, name in calls)
    places_of = b"".join(struct.pack("<HHI", types.index(_descriptor(owner)), 0, strings.index(name)) for owner, name in fields)
    protos = struct.pack("<III", strings.index("V"), types.index("V"), 0)
    definitions = b"".join(
        struct.pack("<8I", types.index(name), 1, NO_INDEX, 0, NO_INDEX, 0, 0, 0) for name in sorted(set(defined))
    )
    order = [name[1:-1].replace("/", ".") for name in sorted(set(defined))]
    tables = [
        (len(strings), 4), (len(types), 4), (1, 12), (len(fields), 8), (len(calls), 8), (len(definitions) // 32, 32),
    ]  # fmt: skip
    offsets, at = [], HEADER
    for count, width in tables:
        offsets.append(at if count else 0)
        at += count * width
    data, places = b"", []
    for text in strings:
        places.append(at + len(data))
        data += _uleb(len(text)) + text.encode() + b"\0"
    code = {name: [strings.index(one) if isinstance(one, str) else one for one in made] for name, made in words.items()}
    definitions, more = _bodies(definitions, order, code, calls, at + len(data))
    data += more
    body = b"".join([
        struct.pack(f"<{len(places)}I", *places),
        struct.pack(f"<{len(types)}I", *(strings.index(name) for name in types)),
        protos, places_of, methods, definitions, data,
    ])  # fmt: skip
    sizes = [number for (count, _), offset in zip(tables, offsets, strict=True) for number in (count, offset)]
    head = struct.pack("<20I", HEADER + len(body), HEADER, 0x12345678, 0, 0, 0, *sizes, len(data), at)
    signed = hashlib.sha1(head + body).digest() + head + body
    return b"dex\n035\0" + struct.pack("<I", zlib.adler32(signed)) + signed


def _bodies(
    definitions: bytes, order: list[str], units: Mapping[str, Iterable[int]], calls: list[tuple[str, str]], at: int
) -> tuple[bytes, bytes]:
    """The definitions with the place of what each class holds, and what they hold, which begins at `at`."""
    table, more = bytearray(definitions), b""
    for name, code in units.items():
        more += bytes(-(at + len(more)) % 4)
        words = list(code)
        body = at + len(more)
        more += struct.pack("<HHHHII", 4, 0, 4, 0, 0, len(words)) + struct.pack(f"<{len(words)}H", *words)
        struct.pack_into("<I", table, 32 * order.index(name) + 24, at + len(more))
        more += b"\0\0\x01\0" + _uleb(calls.index((name, "run"))) + _uleb(9) + _uleb(body)
    return bytes(table), more


def _descriptor(name: str) -> str:
    return name if name == "V" else f"L{name.replace('.', '/')};"


def _uleb(number: int) -> bytes:
    found = b""
    while number > 0x7F:
        found += bytes([number & 0x7F | 0x80])
        number >>= 7
    return found + bytes([number])
