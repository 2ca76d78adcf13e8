"""The end record of a zip file, where readers part ways: which one counts, and where the directory lies.

Python takes the last mark of an end record and moves the directory to where it must be; Android wants a record whose
comment ends with the file, and a directory that is where the record says. Source: zipfile.py; Android's ZipUtils.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO

_END, _LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
_SIZE, _REACH = 22, 22 + 0xFFFF + 20


def ambiguous_ends(stream: IO[bytes]) -> Iterator[tuple[str, str]]:
    """(code, what is odd) for each reason why somebody else may take another directory for the true one."""
    size = stream.seek(0, 2)
    first = max(size - _REACH, 0)
    stream.seek(first)
    tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _SIZE:
        return
    length, offset, comment = struct.unpack_from("<IIH", tail, at + 12)
    if at + _SIZE + comment != len(tail):
        yield "odd-end", "something follows the end of the archive"
    if tail[max(at - 20, 0) : at].startswith(_LOCATOR):
        yield "second-end", "a second end record, of the format for large archives"
    elif offset + length != first + at:
        yield "moved-directory", "the directory is not where the archive says"
