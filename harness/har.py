"""HAR files as data: read within bounds, one entry at a time. What an entry means is for whoever asks.

Of the whole file only the shape is looked at; each entry is decoded by itself. So memory holds the file's text and one
entry at a time, however many there are and whatever they contain.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from harness.catalogue.domains import is_host, is_public_suffix
from harness.errors import MisuseError

MAX_FILE = 256 << 20
MAX_ENTRIES = 200_000
MAX_ENTRY = 48 << 20
"""A body of 32 MiB in base64, and more than browsers keep of one."""
UNREADABLE = (ValueError, RecursionError)
HINT = "schoolproof scan FILE.har   # as saved by a browser: developer tools, Network, Save all as HAR"
_GZIP = b"\x1f\x8b"
_LIST = re.compile(rb'"entries"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_PLACE = re.compile(r" \(byte (\d+)\)")
# Only tells where an entry ends: numbers are not made, for a huge one would stop it.
_ENDS = json.JSONDecoder(parse_int=len, parse_float=len)


class _Log(msgspec.Struct):
    entries: msgspec.Raw


class _File(msgspec.Struct):
    log: _Log


class HarFile:
    """An opened HAR file; `sha256` is of the file as it lies there. `broken`: only its first entries are whole."""

    def __init__(self, path: Path, sha256: str, entries: str, *, broken: bool = False) -> None:
        self.path = path
        self.sha256 = sha256
        self.broken = broken
        self._entries = entries

    def __iter__(self) -> Iterator[dict[str, Any] | None]:
        """Every entry, in the file's order; None for one that is too large, no table or no UTF-8.

        Raises MisuseError when there are more than 200,000.
        """
        text, count = self._entries, 0
        at = _BETWEEN.match(text, 1).end()  # type: ignore[union-attr]
        while text[at : at + 1] != "]":
            try:
                _, end = _ENDS.raw_decode(text, at)
            except UNREADABLE as error:
                if self.broken and count:
                    return
                raise MisuseError(f"{self.path}: entry {count + 1} cannot be read: {error}", hint=HINT) from None
            count += 1
            if count > MAX_ENTRIES:
                raise MisuseError(f"{self.path}: more than {MAX_ENTRIES:,} entries", hint="export fewer pages")
            yield _table(text[at:end].encode("latin-1")) if end - at <= MAX_ENTRY else None
            at = _BETWEEN.match(text, end).end()  # type: ignore[union-attr]


def open_har(path: Path) -> HarFile:
    """Read a file and find its entries; MisuseError, with line and column where there is one, when it is no HAR."""
    data = _content(path)
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(_GZIP):
        data = _unpacked(path, data)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise MisuseError(f"{path}: not a HAR file: it is UTF-16, and a HAR is UTF-8", hint=HINT)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        entries = _entries(data)
    except UNREADABLE as error:
        if (rest := _whole_entries(data)) is not None:
            return HarFile(path, digest, rest, broken=True)
        raise MisuseError(f"{path}{_place(data, error)}: not a HAR file: {_told(error)}", hint=HINT) from None
    # As latin-1 every byte is one character, so that positions and memory stay those of the file.
    text = str(entries, "latin-1")
    if not text.startswith("["):
        raise MisuseError(f"{path}: not a HAR file: log.entries is no list", hint=HINT)
    return HarFile(path, digest, text)


def origin_of(entry: dict[str, Any] | None) -> str | None:
    """The origin that an entry asked, such as `https://app.example/`; None when it has none that can be an app's."""
    request = (entry or {}).get("request")
    url = request.get("url") if isinstance(request, dict) else None
    return origin_of_url(url) if isinstance(url, str) else None


def origin_of_url(url: str) -> str | None:
    """The origin of an address; None when it has none that can be an app's."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not is_host(host) or is_public_suffix(host):
        return None
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}/" if port is None else f"{parts.scheme}://{name}:{port}/"


def is_page(entry: dict[str, Any] | None) -> bool:
    """Whether an entry's answer is an HTML page."""
    response = (entry or {}).get("response")
    content = response.get("content") if isinstance(response, dict) else None
    kind = content.get("mimeType") if isinstance(content, dict) else None
    return isinstance(kind, str) and kind.strip().lower().startswith("text/html")


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise MisuseError(f"{path}: {'not a file' if path.exists() else 'no such file'}", hint=HINT)
        if path.stat().st_size <= MAX_FILE:
            with path.open("rb") as stream:
                data = stream.read(MAX_FILE + 1)  # it may be growing
            if len(data) <= MAX_FILE:
                return data
    except (OSError, ValueError) as error:
        raise MisuseError(f"{path}: cannot be read: {error}", hint=HINT) from error
    raise MisuseError(f"{path}: larger than {MAX_FILE >> 20} MiB", hint="export fewer pages")


def _unpacked(path: Path, data: bytes) -> bytes:
    """The content of a gzip file, as far as it goes; MisuseError when it is none, or too large."""
    parts: list[bytes] = []
    room = MAX_FILE
    try:
        while data.startswith(_GZIP) and room >= 0:
            member = zlib.decompressobj(31)
            parts.append(member.decompress(data, room + 1))
            room -= len(parts[-1])
            data = member.unused_data
    except zlib.error as error:
        if not any(parts):
            raise MisuseError(f"{path}: not a HAR file: a damaged gzip file: {error}", hint=HINT) from None
    if room < 0:
        raise MisuseError(f"{path}: unpacks to more than {MAX_FILE >> 20} MiB", hint="export fewer pages")
    return b"".join(parts)


def _whole_entries(data: bytes) -> str | None:
    """The list of entries of a file that is broken behind its first entry, as text; None when none is whole."""
    found = _LIST.search(data)
    if found is None:
        return None
    text = str(memoryview(data)[found.end() - 1 :], "latin-1")
    try:
        first, _ = _ENDS.raw_decode(text, _BETWEEN.match(text, 1).end())  # type: ignore[union-attr]
    except UNREADABLE:
        return None
    return text if isinstance(first, dict) else None


def _entries(data: bytes) -> memoryview:
    """Where `log.entries` stands in the file. Half a surrogate pair in a text, which JSON allows, is no mistake."""
    try:
        return memoryview(msgspec.json.decode(data, type=_File).log.entries)
    except msgspec.DecodeError:
        plain = data.replace(rb"\ud", rb"\u0").replace(rb"\uD", rb"\u0")
        if plain == data:
            raise
        found = memoryview(msgspec.json.decode(plain, type=_File).log.entries)
        at = plain.find(found)
        return memoryview(data)[at : at + len(found)]


def _table(data: bytes) -> dict[str, Any] | None:
    try:
        content = json.loads(data.decode("utf-8"))
    except UNREADABLE:
        return None
    return content if isinstance(content, dict) else None


def _place(data: bytes, error: Exception) -> str:
    """`:line:column` of what is wrong, as far as the decoder knows it; the end for a file that was cut off."""
    found = _PLACE.search(str(error))
    if found is None and "truncated" not in str(error):
        return ""
    at = min(int(found[1]) if found else len(data), len(data))
    return f":{data.count(b'\n', 0, at) + 1}:{at - data.rfind(b'\n', 0, at)}"


def _told(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested without end"
    if "truncated" in str(error):
        return "it ends too early"
    return _PLACE.sub("", str(error))
