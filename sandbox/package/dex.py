"""Class names by the header tables of a dex file: a fraction of a second where a full analysis takes a minute.

Classes that a file *defines* are embedded in the app; types that it merely *refers to* may be Android's own, or those
of a library that is not there. The two are kept apart. Source: the Dalvik executable format, source.android.com.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from harness.sandbox.package.dex_arguments import passed
from harness.sandbox.package.dex_callers import calling
from harness.sandbox.package.limits import UnreadableError

WHY = "dex-unreadable"
MAGIC = re.compile(rb"dex\n(\d{3})\0")
VERSIONS = range(35, 41)
MAX_IDS = 1 << 20
_HEADER = 112
_LITTLE = 0x12345678
_NAME = re.compile(rb"L([^;\[\x00-\x1f\x7f]{1,1000});")
_TABLES = struct.Struct("<14I")


@dataclass(frozen=True)
class Words:
    """Methods, as (class, method), and the words to look for among what they are passed: a text as it stands, or the
    name of a static field (`com.example.Color.RED`)."""

    methods: frozenset[tuple[str, str]] = frozenset()
    words: frozenset[str] = frozenset()


@dataclass
class Dex:
    """What one dex file holds: names are dotted (`com.example.Main$1`). `calls` are the wanted methods it refers to,
    `callers` the classes in it that call them, `passes` (method, word, class) where a class passes one a word."""

    defined: set[str] = field(default_factory=set)
    referenced: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    callers: dict[str, set[str]] = field(default_factory=dict)
    passes: set[tuple[str, str, str]] = field(default_factory=set)
    odd: int = 0


@dataclass(frozen=True)
class _File:
    """A dex file whose strings and types are known by number; `tables` are (count, offset) of each, as in its head."""

    content: bytes
    tables: tuple[int, ...]
    strings: tuple[int, ...]
    types: list[bytes]


def read_dex(
    content: bytes,
    wanted: frozenset[tuple[str, str]] = frozenset(),
    *,
    who_calls: bool = False,
    words: Words | None = None,
) -> Dex:
    """The tables of one dex file; `wanted` are (class, method) to look for among the methods it refers to.

    `who_calls`: whether its code is searched for who calls those, and for who passes such `words`, which takes longer
    than the tables do. Raises UnreadableError: another version, cut off, or offsets that point outside.
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
    file = _File(content, tables, strings, types)
    calls = _calls(file, wanted)
    found.calls = set(calls.values())
    if who_calls:
        _search(file, found, calls, words or Words())
    return found


def _search(file: _File, found: Dex, calls: Mapping[int, str], words: Words) -> None:
    """Who makes these calls, and who passes such words to the methods that take them."""
    takes = _calls(file, words.methods)
    for body, owner, places in calling(file.content, (file.tables[10], file.tables[11]), calls.keys() | takes.keys()):
        name = _dotted(file.types[owner]) or "?"
        for number in calls.keys() & set(places.values()):
            found.callers.setdefault(calls[number], set()).add(name)
        if asked := {at for at, number in places.items() if number in takes}:
            for at, given in passed(file.content, body, asked, partial(_word, file, words.words)):
                found.passes |= {(takes[places[at]], word, name) for word in given}


def _word(file: _File, words: frozenset[str], is_field: bool, number: int) -> str | None:
    """What stands behind a number in the code, if it is one of the words. A wrong number spoils its own method only."""
    count, offset = file.tables[6:8]
    if number >= (count if is_field else len(file.strings)):
        return None
    if is_field:
        if offset + 8 * count > len(file.content):
            raise UnreadableError(WHY, "a table that lies outside the file")
        owner, _, name = struct.unpack_from("<HHI", file.content, offset + 8 * number)
        place = _dotted(file.types[owner]) if owner < len(file.types) else None
        told = f"{place}.{_text(file.content, file.strings, name).decode('utf-8', 'replace')}"
    else:
        told = _text(file.content, file.strings, number).decode("utf-8", "replace")
    return told if told in words else None


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


def _calls(file: _File, wanted: frozenset[tuple[str, str]]) -> dict[int, str]:
    """Number → `class.method` of the wanted methods that this file refers to; only wanted classes are looked at."""
    if not wanted:
        return {}
    content, (count, offset) = file.content, file.tables[8:10]
    if count > MAX_IDS or offset + 8 * count > len(content):
        raise UnreadableError(WHY, "a table that lies outside the file")
    owners = {f"L{owner.replace('.', '/')};".encode(): owner for owner, _ in wanted}
    concerned = {index: owners[name] for index, name in enumerate(file.types) if name in owners}
    found = {}
    if concerned:
        rows = struct.iter_unpack("<HHI", content[offset : offset + 8 * count])
        for number, (owner, _, name) in enumerate(rows):
            if owner in concerned:
                method = _text(content, file.strings, name).decode("utf-8", "replace")
                if (concerned[owner], method) in wanted:
                    found[number] = f"{concerned[owner]}.{method}"
    return found
