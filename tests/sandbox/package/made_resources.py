"""Resource tables made by hand: one package with one type, whose entries are texts, numbers or references."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from tests.sandbox.package.made_axml import pool

STRING, NUMBER = 0x03, 0x10


def arsc(values: Sequence[str | int], *, kinds: Sequence[int] = ()) -> bytes:
    """Resource 0x7F010000 + n has the n-th value; `kinds` are the types of the numbers (0x01: a reference)."""
    texts = [one for one in values if isinstance(one, str)]
    asked = iter(kinds)
    entries = b"".join(
        struct.pack("<HHI", 8, 0, 0)
        + (struct.pack("<HBBI", 8, 0, STRING, texts.index(one)) if isinstance(one, str) else struct.pack("<HBBI", 8, 0, next(asked, NUMBER), one))
        for one in values
    )
    offsets = struct.pack(f"<{len(values)}I", *range(0, 16 * len(values), 16))
    start = 24 + len(offsets)
    table = struct.pack("<HHIBBHIII", 0x0201, 24, start + len(entries), 1, 0, 0, len(values), start, 4) + offsets + entries
    package = struct.pack("<HHIII", 0x0200, 16, 16 + len(table), 0x7F, 0) + table
    body = pool(texts) + package
    return struct.pack("<HHII", 0x0002, 12, 12 + len(body), 1) + body
