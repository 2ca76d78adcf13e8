"""The content of a list, whatever its format, as rules; and everything that makes a file no list.

Nothing of it is trusted: a page of HTML, a download that was cut short, a file of one endless line or broken text is
refused with the reason, before any of it is used.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import msgspec

from harness.errors import SchoolproofError
from harness.lists.known import KnownList
from harness.lists.syntax import Filter, Reason, parse, parse_line

MAX_BYTES = 64 * 1024 * 1024
MAX_RULES = 1_000_000
MAX_LONG = 50
"""So many lines of a list may be longer than a rule can be."""

_HEADER = re.compile(r"^[!#] *(version|timeupdated|last modified|checksum) *: *(.+?) *$", re.IGNORECASE)
_CHECKSUM = re.compile(r"^\s*!\s*checksum[\s:-]+([\w+/=]+).*\n", re.IGNORECASE | re.MULTILINE)
_HEAD_LINES = 60
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_ENDPOINTS = re.compile(r"endpointUrls: \[([^\]]{0,20000})\n\s*\]")
_ADDRESS = re.compile(r'^\s*"https?://([^"/]+)(/[^"?#]*)?"', re.MULTILINE)


class RefusedListError(SchoolproofError):
    """This is no such list, and why; what was active stays so."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: refused: {why}", hint="schoolproof data status   # the list of before stays active")


class Content(msgspec.Struct, frozen=True):
    """The rules of a list, how many lines could not be used and why, and what the list says of its own age."""

    rules: list[Filter]
    unusable: dict[str, int]
    version: str | None = None
    dated: date | None = None


def read_content(known: KnownList, data: bytes) -> Content:
    """Read a list. Raises RefusedListError."""
    text = _text(known, data)
    try:
        found = list(_FORMATS[known.format](known, text))
    except (msgspec.MsgspecError, RecursionError) as error:
        raise RefusedListError(known.id, f"it is not written in the format {known.format}: {error}") from error
    if len(found) > MAX_RULES:
        raise RefusedListError(known.id, f"it has more than {MAX_RULES} rules")
    rules = [one for one in found if isinstance(one, Filter)]
    unusable = Counter(one for one in found if isinstance(one, str))
    if unusable["long"] > MAX_LONG:
        raise RefusedListError(known.id, f"{unusable['long']} of its lines are too long to be rules")
    if len(rules) < known.least_rules:
        told = f"it has {len(rules)} rules that can be used, and such a list has at least {known.least_rules}"
        raise RefusedListError(known.id, f"{told}: it was cut short, or is another list")
    version, dated = _exodus_age(text) if known.format == "exodus" else _age(text)
    return Content(rules, dict(sorted(unusable.items())), version, dated)


def inside(name: str, data: bytes, key: str) -> bytes:
    """The text under a key in the metadata of a JSON file of rules, as AdGuard ships its lists."""
    try:
        content = msgspec.json.decode(data, type=list[_Ruled])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise RefusedListError(name, f"the package holds no rules as expected: {error}") from error
    for one in content[:1]:
        for table in (one.metadata, one.metadata.get("lazyMetadata")):
            if isinstance(table, dict) and isinstance(table.get(key), str):
                return str(table[key]).encode("utf-8", "surrogatepass")
    raise RefusedListError(name, f"the package holds no {key}")


class _Ruled(msgspec.Struct):
    metadata: dict[str, Any] = {}


def _text(known: KnownList, data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise RefusedListError(known.id, f"it is larger than {MAX_BYTES >> 20} MiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedListError(known.id, f"it is no text: {error.reason} at byte {error.start}") from error
    if "\0" in text:
        raise RefusedListError(known.id, "it is no text: it holds a zero byte")
    if re.match(r"\s*<(!doctype|html|head|body|\?xml)", text, re.IGNORECASE):
        raise RefusedListError(known.id, "it is a web page, not a list")
    told = _CHECKSUM.search(text[:4096]) if known.format == "adblock" else None
    if told is not None and told.group(1).rstrip("=") != _checksum(text):
        raise RefusedListError(known.id, "its own checksum does not fit: it was cut short or changed on the way")
    return text


def _checksum(text: str) -> str:
    """The checksum of Adblock Plus lists: MD5 over the text without that line, line ends made alike."""
    bare = re.sub(r"\n+", "\n", _CHECKSUM.sub("", text.replace("\r", ""), count=1))
    digest = hashlib.md5(bare.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()
    return base64.b64encode(digest).decode().rstrip("=")


def _age(text: str) -> tuple[str | None, date | None]:
    """Version and date as the head of the list tells them; placeholders are nothing."""
    told: dict[str, str] = {}
    for line in text[:20_000].splitlines()[:_HEAD_LINES]:
        if (match := _HEADER.match(line)) and "%" not in match.group(2):
            told[match.group(1).lower()] = match.group(2)[:80]
    return told.get("version"), _day(told.get("timeupdated") or told.get("last modified") or "")


def _day(text: str) -> date | None:
    """The day in "2026-03-20T10:16:09+00:00" or "20 Mar 2026 10:16 UTC"."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        pass
    try:
        return datetime.strptime(text[:11], "%d %b %Y").date()
    except ValueError:
        return None


def _adblock(known: KnownList, text: str) -> Iterator[Filter | Reason]:
    return parse(text)


def _name(host: str) -> Filter | Reason:
    """A rule about a whole name."""
    bare = host.strip().lower().strip(".")
    made = parse_line(f"||{bare}^") if len(bare) <= 253 and _HOST.fullmatch(bare) else None
    return made if isinstance(made, Filter) else "option"


class _Tracker(msgspec.Struct):
    network_signature: str = ""
    creation_date: str = ""


class _Exodus(msgspec.Struct):
    trackers: dict[str, _Tracker]


def _exodus(known: KnownList, text: str) -> Iterator[Filter | Reason]:
    r"""Signatures are regular expressions such as `krxd\.net|\.krx\.com`; only alternatives that are names are used."""
    for tracker in msgspec.json.decode(text, type=_Exodus).trackers.values():
        for part in tracker.network_signature.split("|"):
            if part.strip():
                yield _name(part.replace("\\.", ".").replace("\\-", "-"))


def _exodus_age(text: str) -> tuple[None, date | None]:
    """It tells no day of its own; the newest tracker in it is as old as the list can be."""
    days = [_day(one.creation_date) for one in msgspec.json.decode(text, type=_Exodus).trackers.values()]
    return None, max((day for day in days if day is not None), default=None)


def _trackhar(known: KnownList, text: str) -> Iterator[Filter | Reason]:
    """Only the addresses are taken from the program text, and nothing of it is run; expressions are left out."""
    for block in _ENDPOINTS.finditer(text):
        listed = block.group(1)
        for address in _ADDRESS.finditer(listed):
            made = parse_line(f"||{address.group(1).lower()}{address.group(2) or ''}^")
            yield made if isinstance(made, Filter) else "option"
        for line in listed.splitlines():
            if line.strip().startswith(("/^", "/h", "$")):
                yield "regex"


def _domains(known: KnownList, text: str) -> Iterator[Filter | Reason]:
    content = msgspec.json.decode(text)
    for path in known.at:
        for name in _under(content, path.split(".")):
            yield _name(name)


def _under(content: object, path: list[str]) -> Iterator[str]:
    """The texts under a path: `*` is every member, `@` the names of the members."""
    if not path:
        if isinstance(content, str):
            yield content
        return
    step, rest = path[0], path[1:]
    if isinstance(content, dict):
        members = list(content) if step == "@" else content.values() if step == "*" else [content.get(step)]
    else:
        members = content if isinstance(content, list) and step == "*" else []
    for member in members:
        yield from _under(member, rest)


_FORMATS = {"adblock": _adblock, "exodus": _exodus, "trackhar": _trackhar, "domains": _domains}
