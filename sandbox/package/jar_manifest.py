"""The lists of digests in a JAR: `MANIFEST.MF`, which names every file, and the `.SF` that was signed.

Sections are kept as the bytes that they are, for it is those that a digest is over. Source: the JAR file specification,
"JAR Manifest" and "Signed JAR File"; what counts as a section follows Android's own reader (apksig).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from harness.sandbox.package.limits import MAX_ENTRIES, UnreadableError, shown

WHY = "signature-unreadable"
STRONGEST = ("sha512", "sha384", "sha256", "sha1")
_NAMES = {"sha512": ("sha-512",), "sha384": ("sha-384",), "sha256": ("sha-256",), "sha1": ("sha1", "sha-1")}
_LINE = re.compile(rb"([^\r\n]*)(?:\r\n|\n|\r|\Z)")


@dataclass(frozen=True, slots=True)
class Section:
    """The attributes of a file, by their lower-case name, and the bytes that say so."""

    attributes: dict[str, str]
    raw: bytes

    def digest(self, ending: str = "-digest") -> tuple[str, bytes] | None:
        """(algorithm, value) of the strongest digest that it gives; None without one that is known here."""
        for algorithm in STRONGEST:
            for name in _NAMES[algorithm]:
                if (told := self.attributes.get(name + ending)) is not None:
                    return algorithm, _decoded(told)
        return None

    def is_of(self, data: bytes, ending: str = "-digest") -> bool | None:
        """Whether the digest that it gives is of these bytes; None when it gives none."""
        told = self.digest(ending)
        return None if told is None else hashlib.new(told[0], data).digest() == told[1]


@dataclass(frozen=True)
class Listing:
    """A whole file: its first section, and those of files by their name."""

    main: Section
    files: dict[bytes, Section]


def read_listing(data: bytes) -> Listing:
    """Raises UnreadableError: no attributes where some must stand, a file named twice, more than a package can hold."""
    main: Section | None = None
    files: dict[bytes, Section] = {}
    for section, name in _sections(data):
        if main is None:
            main = section
            continue
        if not name or name in files:
            told = shown(name.decode("utf-8", "replace"))
            raise UnreadableError(WHY, f"a section that names no file, or one twice: {told}")
        files[name] = section
        if len(files) > MAX_ENTRIES:
            raise UnreadableError(WHY, "more files than a package can hold")
    if main is None:
        raise UnreadableError(WHY, "an empty list of digests")
    return Listing(main, files)


def _sections(data: bytes) -> list[tuple[Section, bytes]]:
    """Each section and the name of its file. An empty line ends one, and belongs to it."""
    found: list[tuple[Section, bytes]] = []
    lines: list[bytearray] = []
    start = 0
    for match in _LINE.finditer(data):
        line = match[1]
        if line.startswith(b" ") and lines:
            lines[-1] += line[1:]
        elif line:
            lines.append(bytearray(line))
        if line and match.end() < len(data):
            continue
        if lines:
            found.append(_section(lines, data[start : match.end()]))
        start, lines = match.end(), []
    return found


def _section(lines: list[bytearray], raw: bytes) -> tuple[Section, bytes]:
    attributes: dict[str, str] = {}
    name = b""
    for line in lines:
        key, separator, value = bytes(line).partition(b": ")
        if not separator:
            raise UnreadableError(WHY, "a line without a value")
        if key.lower() == b"name" and not attributes:
            name = value
        attributes.setdefault(key.decode("latin-1").lower(), value.decode("utf-8", "replace"))
    return Section(attributes, raw), name


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
