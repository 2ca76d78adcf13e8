"""Programs for iOS made by hand: load commands, symbols and names of classes, and nothing that could run."""

from __future__ import annotations

import struct
from collections.abc import Iterable

HEAD, SECTION = 72, 80


def program(
    encrypted: int = 0,
    *,
    links: Iterable[str] = (),
    classes: Iterable[str] = (),
    refers: Iterable[str] = (),
    needs: Iterable[str] = (),
    gives: Iterable[str] = (),
    swift: Iterable[str] = (),
) -> bytes:
    """A 64-bit program; `classes` stand in its section of names, `gives` and `refers` are classes in its symbol table.

    `swift` are types (`Module.Outer.Inner`), described as Swift does.
    """
    names = b"".join(name.encode() + b"\0" for name in classes)
    symbols = [
        *((f"_OBJC_CLASS_$_{name}", 0x0F) for name in gives),
        *((f"_OBJC_CLASS_$_{name}", 0x01) for name in refers),
        *((f"_{name}", 0x01) for name in needs),
    ]
    texts, table = b"\0", b""
    for name, kind in symbols:
        table += struct.pack("<IBBHQ", len(texts), kind, 0, 0, 0)
        texts += name.encode() + b"\0"
    dylibs = [_link(f"/System/Library/Frameworks/{name}.framework/{name}") for name in links]
    size = 24 + sum(map(len, dylibs)) + HEAD + 2 * SECTION + 24
    at = 32 + size
    count, types = described(swift)
    segment = struct.pack("<II16s4Q4I", 0x19, HEAD + 2 * SECTION, b"__TEXT", 0, 0, 0, 0, 0, 0, 2, 0)
    segment += struct.pack("<16s16sQQIIIIIIII", b"__swift5_types", b"__TEXT", 0, 4 * count, at, 0, 0, 0, 0, 0, 0, 0)
    at += len(types)
    segment += struct.pack("<16s16sQQIIIIIIII", b"__objc_classname", b"__TEXT", 0, len(names), at, 0, 0, 0, 0, 0, 0, 0)
    symtab = struct.pack("<6I", 0x02, 24, at + len(names), len(symbols), at + len(names) + len(table), len(texts))
    lock = struct.pack("<6I", 0x2C, 24, 0, 0, encrypted, 0)
    head = struct.pack("<8I", 0xFEEDFACF, 0x100000C, 0, 2, 3 + len(dylibs), size, 0, 0)
    return head + lock + b"".join(dylibs) + segment + symtab + types + names + table + texts


def described(names: Iterable[str]) -> tuple[int, bytes]:
    """(how many, a section of Swift types with what it leads to): module, then a class for each further part of a name."""
    wanted = list(names)
    out = bytearray(4 * len(wanted))
    for number, name in enumerate(wanted):
        parent = None
        for depth, part in enumerate(name.split(".")):
            at = len(out)
            out += struct.pack("<Iii", 16 if depth else 0, 0 if parent is None else parent - at - 4, 4) + part.encode() + b"\0"
            out += bytes(-len(out) % 4)
            parent = at
        struct.pack_into("<i", out, 4 * number, (parent or 0) - 4 * number)
    return len(wanted), bytes(out)


def fat(*programs: bytes) -> bytes:
    """Programs for several kinds of processors in one file."""
    at = 8 + 20 * len(programs)
    head = struct.pack(">II", 0xCAFEBABE, len(programs))
    for one in programs:
        head += struct.pack(">5I", 0x100000C, 0, at, len(one), 0)
        at += len(one)
    return head + b"".join(programs)


def _link(path: str) -> bytes:
    text = path.encode() + b"\0"
    text += bytes(-len(text) % 8)
    return struct.pack("<6I", 0x0C, 24 + len(text), 24, 0, 0, 0) + text
