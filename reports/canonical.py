"""JSON as every report writes it: sorted keys, one member per line, plain ASCII, a newline at the end.

The bytes are those of `json.dumps(…, sort_keys=True, indent=1)`, made many times faster: a large report has millions of
characters, and the standard encoder writes indented text in Python.
"""

from __future__ import annotations

import re

import msgspec

_ENCODER = msgspec.json.Encoder(order="sorted")
_NOT_ASCII = re.compile("[^\x00-\x7e]")


def canonical(content: object) -> bytes:
    """`content`, made of dictionaries, lists, texts, whole numbers, truth values and None, as canonical JSON."""
    text = msgspec.json.format(_ENCODER.encode(content), indent=1).decode("utf-8")
    return (_NOT_ASCII.sub(_escaped, text) + "\n").encode("ascii")


def canonical_line(content: object) -> bytes:
    """The same on one line without blanks, for JSON Lines."""
    return (_NOT_ASCII.sub(_escaped, _ENCODER.encode(content).decode("utf-8")) + "\n").encode("ascii")


def _escaped(match: re.Match[str]) -> str:
    number = ord(match[0])
    if number < 0x10000:
        return f"\\u{number:04x}"
    number -= 0x10000
    return f"\\u{0xD800 + (number >> 10):04x}\\u{0xDC00 + (number & 0x3FF):04x}"
