"""The programs in an iOS app (Mach-O): what they link, which classes they hold and which they only refer to.

Only load commands, the symbol table and the sections of class names and Swift types are read, each within bounds; no
code is taken apart. Source: Apple's headers mach-o/loader.h, nlist.h and fat.h.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from harness.sandbox.package.limits import UnreadableError
from harness.sandbox.package.macho_swift import WHY, swift_class, swift_types

_FAT, _FAT_64 = 0xCAFEBABE, 0xCAFEBABF
_HEADS = {0xFEEDFACE: 28, 0xFEEDFACF: 32}
_WIDE = 0xFEEDFACF
_ENCRYPTED, _SYMBOLS = (0x21, 0x2C), 0x02
_LINKS = (0x0C, 0x20, 0x80000018, 0x8000001F, 0x80000023)
MAGIC = tuple(struct.pack(form, magic) for magic in _HEADS for form in ("<I", ">I")) + tuple(
    struct.pack(">I", magic) for magic in (_FAT, _FAT_64)
)
"""How a program begins, those for other processors' byte order included: no reader of ours takes those."""
_SEGMENTS = {0x01: (56, 68, 32, "<II"), 0x19: (72, 80, 32, "<QQ")}
"""Segment command → how long it and each of its sections is, and where a section tells address and size."""
_MAX_SLICES, _MAX_COMMANDS, _MAX_SYMBOLS, _MAX_NAMES, _MAX_SECTIONS = 16, 10_000, 1 << 20, 200_000, 1_000
_CLASS = b"_OBJC_CLASS_$_"
_CLASS_NAMES, _SWIFT_TYPES = b"__objc_classname", b"__swift5_types"
_NAME = re.compile(rb"[A-Za-z_][\w.$]{0,300}")
_FRAMEWORK = re.compile(r"([^/]{1,100})\.framework/(?:Versions/[^/]{1,20}/)?\1")
_STAB, _KIND = 0xE0, 0x0E


@dataclass
class Program:
    """What one file holds, over all kinds of processors. `links` are names of frameworks, `symbols` what it needs."""

    encrypted: bool = False
    links: set[str] = field(default_factory=set)
    defined: set[str] = field(default_factory=set)
    referenced: set[str] = field(default_factory=set)
    symbols: set[str] = field(default_factory=set)


def read_program(content: bytes) -> Program:
    """Raises UnreadableError (`code-elsewhere`): no program for iOS, cut off, or tables that lie outside of it."""
    found = Program()
    try:
        for start, end in _slices(content):
            _read(memoryview(content)[start:end], found)
    except struct.error:
        raise UnreadableError(WHY, "a program that is cut off") from None
    found.referenced -= found.defined
    return found


def _slices(content: bytes) -> Iterator[tuple[int, int]]:
    """Where the program of each kind of processor lies."""
    magic, count = struct.unpack_from(">II", content)
    if magic not in (_FAT, _FAT_64):
        yield 0, len(content)
        return
    if not 0 < count <= _MAX_SLICES:
        raise UnreadableError(WHY, "more programs in one than any app has")
    width, form = (20, ">II") if magic == _FAT else (32, ">QQ")
    for number in range(count):
        start, size = struct.unpack_from(form, content, 8 + width * number + 8)
        yield start, start + size


def _read(data: memoryview, found: Program) -> None:
    magic, _, _, _, count, _ = struct.unpack_from("<6I", data)
    if magic not in _HEADS or count > _MAX_COMMANDS:
        raise UnreadableError(WHY, "no program for iOS")
    commands, where, encrypted = [], _HEADS[magic], False
    for _ in range(count):
        command, size = struct.unpack_from("<II", data, where)
        if size < 8:
            raise UnreadableError(WHY, "a load command without length")
        commands.append((command, where, size))
        encrypted |= command in _ENCRYPTED and struct.unpack_from("<I", data, where + 16)[0] != 0
        where += size
    found.encrypted |= encrypted
    for command, at, size in commands:
        if command in _LINKS:
            _link(bytes(data[at : at + size]), found)
        elif command == _SYMBOLS:
            _symbols(data, at, magic == _WIDE, found)
        elif command in _SEGMENTS and not encrypted:
            _sections(data, command, at, found)


def _link(command: bytes, found: Program) -> None:
    (offset,) = struct.unpack_from("<I", command, 8)
    path = command[offset:].partition(b"\0")[0][:500].decode("utf-8", "replace")
    if (match := _FRAMEWORK.search(path)) is not None:
        found.links.add(match[1])


def _symbols(data: memoryview, at: int, wide: bool, found: Program) -> None:
    """Names that the program gives to others or asks of them; those for debuggers are left out."""
    symbols, count, strings, size = struct.unpack_from("<4I", data, at + 8)
    form = struct.Struct("<IBBHQ" if wide else "<IBBHI")
    if count > _MAX_SYMBOLS or symbols + count * form.size > len(data) or strings + size > len(data):
        raise UnreadableError(WHY, "a symbol table that lies outside the program")
    texts = bytes(data[strings : strings + size])
    for name, kind, *_ in form.iter_unpack(data[symbols : symbols + count * form.size]):
        if kind & _STAB or len(found.symbols) + len(found.referenced) > _MAX_NAMES:
            continue
        text = texts[name : name + 400].partition(b"\0")[0]
        asked = not kind & _KIND
        if text.startswith(_CLASS) and _NAME.fullmatch(text[len(_CLASS) :]):
            name = text[len(_CLASS) :].decode("ascii")
            (found.referenced if asked else found.defined).add(swift_class(name) or name)
        elif asked and _NAME.fullmatch(text):
            found.symbols.add(text.decode("ascii"))


def _sections(data: memoryview, command: int, at: int, found: Program) -> None:
    """The classes and types of the program itself: they stay when a build takes the symbols away."""
    head, width, place, form = _SEGMENTS[command]
    (count,) = struct.unpack_from("<I", data, at + head - 8)
    if count > _MAX_SECTIONS:
        raise UnreadableError(WHY, "more sections than any program has")
    for number in range(count):
        section = at + head + number * width
        name = bytes(data[section : section + 16]).rstrip(b"\0")
        if name not in (_CLASS_NAMES, _SWIFT_TYPES):
            continue
        _, size = struct.unpack_from(form, data, section + place)
        (offset,) = struct.unpack_from("<I", data, section + place + struct.calcsize(form))
        if name == _SWIFT_TYPES:
            found.defined |= set(swift_types(data, offset, size))
        else:
            found.defined |= set(_class_names(data, offset, size))


def _class_names(data: memoryview, offset: int, size: int) -> Iterator[str]:
    """The names as they stand there, and those of Swift with their module before them."""
    if offset + size > len(data):
        raise UnreadableError(WHY, "a section that lies outside the program")
    for text in bytes(data[offset : offset + size]).split(b"\0", _MAX_NAMES)[:_MAX_NAMES]:
        if _NAME.fullmatch(text):
            name = text.decode("ascii")
            yield swift_class(name) or name
