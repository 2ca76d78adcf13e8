"""Class names by the header tables of a dex file: a fraction of a second where a full analysis takes a minute.

Classes that a file *defines* are embedded in the app; types that it merely *refers to* may be Android's own, or those
of a library that is not there. The two are kept apart. Source: the Dalvik executable format, source.android.com.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field

from harness.sandbox.package.dex_callers import callers
from harness.sandbox.package.limits import UnreadableError

WHY = "dex-unreadable"
MAGIC = re.compile(rb"dex\n(\d{3})\0")
VERSIONS = range(35, 41)
MAX_IDS = 1 << 20
_HEADER = 112
_LITTLE = 0x12345678
_NAME = re.compile(rb"L([^;\[\x00-\x1f\x7f]{1,1000});")
_TABLES = struct.Struct("<14I")


@dataclass
class Dex:
    """What one dex file holds: names are dotted (`com.example.Main$1`). `calls` are the wanted methods it refers to,
    `callers` the classes in it that call them."""

    defined: set[str] = field(default_factory=set)
    referenced: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    callers: dict[str, set[str]] = field(default_factory=dict)
    odd: int = 0


def read_dex(content: bytes, wanted: frozenset[tuple[str, str]] = frozenset(), *, who_calls: bool = False) -> Dex:
    """The tables of one dex file; `wanted` are (class, method) to look for among the methods it refers to.

    `who_calls`: whether its code is searched for who calls those, which takes longer than the tables do.
    Raises UnreadableError: another version, cut off, or offsets that point outside.
    """
    _known(content)
    tables = _TABLES.unpack_from(content, 56)
    strings = _table(content, tables[0], tables[1], 1)
    types = [_text(content, strings, index) for index in _table(content, tables[2], tables[3], 1)]
    classes = _table(content, tables[10], tables[11], 8)[::8]
    found = Dex()
    defined = set(classes)
    if defined and max(defined) >= len(types):
        raise UnreadableError(WHY, "a class without a name")
    for index, name in enumerate(types):
        if (dotted := _dotted(name)) is not None:
            (found.defined if index in defined else found.referenced).add(dotted)
        elif index in defined:
            found.odd += 1
    if wanted:
        calls = _calls(content, strings, types, tables[8], tables[9], wanted)
        found.calls = set(calls.values())
        if calls and who_calls:
            names = {index: dotted for index in defined if (dotted := _dotted(types[index])) is not None}
            found.callers = callers(content, names, (tables[10], tables[11]), calls)
    return found


def _dotted(name: bytes) -> str | None:
    match = _NAME.fullmatch(name)
    return None if match is None else match[1].decode("utf-8", "replace").replace("/", ".")


def _known(content: bytes) -> None:
    match = MAGIC.match(content)
    if match is None:
        raise UnreadableError(WHY, "not a dex file")
    if int(match[1]) not in VERSIONS:
        raise UnreadableError(WHY, f"version {match[1].decode()} of the format is not read")
    if len(content) < _HEADER or struct.unpack_from("<I", content, 40)[0] != _LITTLE:
        raise UnreadableError(WHY, "its header does not fit")


def _table(content: bytes, count: int, offset: int, width: int) -> tuple[int, ...]:
    """`count` rows of `width` numbers; raises UnreadableError when the file does not hold them."""
    if count > MAX_IDS or offset + 4 * width * count > len(content):
        raise UnreadableError(WHY, "a table that lies outside the file")
    return struct.unpack_from(f"<{width * count}I", content, offset)


def _text(content: bytes, strings: tuple[int, ...], index: int) -> bytes:
    """A string's bytes (MUTF-8), without the length before it, which is in characters."""
    if index >= len(strings) or strings[index] >= len(content):
        raise UnreadableError(WHY, "a string that lies outside the file")
    at = strings[index]
    for _ in range(5):
        at += 1
        if content[at - 1 : at] < b"\x80":
            break
    end = content.find(b"\0", at, at + 1100)
    return content[at:end] if end >= 0 else b""


def _calls(
    content: bytes,
    strings: tuple[int, ...],
    types: list[bytes],
    count: int,
    offset: int,
    wanted: frozenset[tuple[str, str]],
) -> dict[int, str]:
    """Number → `class.method` of the wanted methods that this file refers to; only wanted classes are looked at."""
    if count > MAX_IDS or offset + 8 * count > len(content):
        raise UnreadableError(WHY, "a table that lies outside the file")
    owners = {f"L{owner.replace('.', '/')};".encode(): owner for owner, _ in wanted}
    concerned = {index: owners[name] for index, name in enumerate(types) if name in owners}
    found = {}
    if concerned:
        rows = struct.iter_unpack("<HHI", content[offset : offset + 8 * count])
        for number, (owner, _, name) in enumerate(rows):
            if owner in concerned:
                method = _text(content, strings, name).decode("utf-8", "replace")
                if (concerned[owner], method) in wanted:
                    found[number] = f"{concerned[owner]}.{method}"
    return found
