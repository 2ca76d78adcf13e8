"""Share links: which of a page's addresses they are, how much chance is in them, and how long they live. Pure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import unescape
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

SHARED = re.compile(
    r"shar(e|ed|ing)|deel|gedeeld|delen|link|token|invite|uitnodig|partag|lien|teil|freigab|public", re.I
)
ADDRESS = re.compile(
    r"""href\s*=\s*["']([^"'<>\s]{1,2000})["']|(?:value|data-[\w-]+)\s*=\s*["'](/[^"'<>\s]{1,2000})["']"""
    r"""|(https?://[^\s"'<>\\]{1,2000})"""
)
PARTS = re.compile(r"([/?&=#;.,:])")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)
BARE_UUID = re.compile(r"[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}", re.I)
UUID_BITS = {"4": 122.0, "7": 74.0}
"""Random bits of a UUID by its version (RFC 9562); the others are made of a clock and a machine."""
COMMON = 3
"""So many equal characters at the beginning or end of two links are no chance."""
NEAR = 1000
MOST = 400
_DAY = 86400.0
_ENDS = r"vervalt|verloopt|verstrijkt|geldig tot|expires?|expiry|valid until|expire|valable jusqu|läuft|gültig bis"
_NEVER = re.compile(
    rf"(?:{_ENDS})\W{{1,3}}(?:nooit|niet|never|jamais|nie)\b|never expires|does(?: not|n.t) expire|no expir|"
    r"onbeperkt geldig|n.expire (?:pas|jamais)|unbegrenzt gültig",
    re.I,
)
_UNTIL = re.compile(rf"(?:{_ENDS})(?P<rest>.{{0,80}})", re.I | re.S)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_WRITTEN = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b")
_SPAN = re.compile(
    r"(\d{1,4})\s*(?:(uur|uren|hours?|heures?|stunden?)|(dag(?:en)?|days?|jours?|tage?n?)|"
    r"(weken|week|weeks?|semaines?|wochen?)|(maand(?:en)?|months?|mois|monate?n?))\b",
    re.I,
)
_SPAN_DAYS = (1 / 24, 1.0, 7.0, 30.0)
_KEY = re.compile(
    r"^(link_?)?(expires?|expiry|expiration|valid_?until|verval(t|datum)?|verloopt)(_?(at|on|date|time|op))?$", re.I
)


@dataclass(frozen=True)
class Measured:
    """Two links of a kind: the address with `{}` where they differ, what that part can hold, whether it counts."""

    address: str
    bits: float
    sequential: bool


def candidates(html: str, page: str) -> list[str]:
    """The addresses on a page that may be share links: absolute, of the page's own host, not the page itself."""
    found: dict[str, None] = {}
    for match in ADDRESS.finditer(html.replace("\\/", "/")):
        try:
            url = urljoin(page, unescape(match[1] or match[2] or match[3]))
            parts = urlsplit(url)
        except ValueError:
            continue
        if parts.netloc == urlsplit(page).netloc and url != page and SHARED.search(f"{parts.path}?{parts.query}"):
            found.setdefault(url.rstrip(".,;:)"))
        if len(found) >= MOST:
            break
    return list(found)


def pairs(first: list[str], second: list[str]) -> Iterator[tuple[str, str]]:
    """Links of two works that are written alike and differ: the same kind of link, made twice."""
    only = [url for url in second if url not in first]
    for one in (url for url in first if url not in second):
        twin = next((other for other in only if _alike(one, other)), None)
        if twin is not None:
            yield one, twin


def measure(one: str, other: str) -> Measured:
    """How much chance two links of a kind can hold at most; `sequential` when one follows from the other."""
    left, right = PARTS.split(one), PARTS.split(other)
    varying = [(a, b) for a, b in zip(left, right, strict=True) if a != b]
    address = "".join(a if a == b else "{}" for a, b in zip(left, right, strict=True))
    sequential = all(_counted(a, b) for a, b in varying)
    bits = math.log2(NEAR) if sequential else sum(_bits(unquote(a), unquote(b)) for a, b in varying)
    return Measured(address, round(bits, 1), sequential)


def _alike(one: str, other: str) -> bool:
    """Whether two addresses differ in the last of their parts that hold no separator, and only in such parts."""
    left, right = PARTS.split(one), PARTS.split(other)
    if len(left) != len(right):
        return False
    differ = [index for index, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    worded = [index for index in differ if left[index].isalpha() and left[index].islower() and len(left[index]) < 12]
    return bool(differ) and len(differ) <= 3 and not worded and all(index % 2 == 0 for index in differ)


def _counted(one: str, other: str) -> bool:
    for base, shape in ((10, r"\d{1,18}"), (16, r"[0-9a-fA-F]{1,16}")):
        if re.fullmatch(shape, one) and re.fullmatch(shape, other):
            return abs(int(one, base) - int(other, base)) <= NEAR
    return False


def _bits(one: str, other: str) -> float:
    if (first := UUID.fullmatch(one)) and UUID.fullmatch(other):
        return UUID_BITS.get(first[1], 14.0)
    if BARE_UUID.fullmatch(one) and BARE_UUID.fullmatch(other):
        return UUID_BITS["4"]
    one, other = _varying(one, other)
    return min(len(one), len(other)) * math.log2(_letters(one + other))


def _varying(one: str, other: str) -> tuple[str, str]:
    """Both without a beginning and an end that they share."""
    for _ in range(2):
        same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
        if same >= COMMON:
            one, other = one[same:], other[same:]
        one, other = one[::-1], other[::-1]
    return one, other


def _letters(text: str) -> int:
    """How many different characters the alphabet of this text has."""
    shapes = ((10, r"\d*"), (16, r"[0-9a-f]*|[0-9A-F]*"), (36, r"[0-9a-z]*|[0-9A-Z]*"), (62, r"[0-9A-Za-z]*"))
    for size, shape in shapes:
        if re.fullmatch(shape, text):
            return size
    return 64


def expiry(text: str, address: str, today: date) -> tuple[float | None, bool, str]:
    """How many days a link lives from today, whether it never ends, and where that was said: page, api or address."""
    if _NEVER.search(text):
        return None, True, "page"
    for match in _UNTIL.finditer(text):
        days = _days(match["rest"], today)
        if days is not None:
            return days, False, "page"
    for key, value in parse_qsl(urlsplit(address).query):
        if (key.lower() in ("exp", "e") or _KEY.match(key)) and (days := _moment(value, today)) is not None:
            return days, False, "address"
    return None, False, ""


def expiry_of_json(body: bytes, today: date) -> tuple[float | None, bool, str]:
    """The same from an answer of the app's interface; null says that a link never ends."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None, False, ""
    for key, value in _pairs(told):
        if not _KEY.match(key):
            continue
        if value is None:
            return None, True, "api"
        if (days := _moment(str(value), today)) is not None:
            return days, False, "api"
    return None, False, ""


def _pairs(told: object, depth: int = 0) -> Iterator[tuple[str, object]]:
    if depth > 6:
        return
    if isinstance(told, dict):
        for key, value in list(told.items())[:MOST]:
            yield str(key), value
            yield from _pairs(value, depth + 1)
    elif isinstance(told, list):
        for value in told[:MOST]:
            yield from _pairs(value, depth + 1)


def _days(rest: str, today: date) -> float | None:
    if (found := _ISO.search(rest)) is not None:
        return _until(int(found[1]), int(found[2]), int(found[3]), today)
    if (found := _WRITTEN.search(rest)) is not None:
        return _until(int(found[3]), int(found[2]), int(found[1]), today)
    if (found := _SPAN.search(rest)) is not None:
        unit = next(index for index in range(4) if found[index + 2])
        return int(found[1]) * _SPAN_DAYS[unit]
    return None


def _until(year: int, month: int, day: int, today: date) -> float | None:
    try:
        return float((date(year, month, day) - today).days)
    except ValueError:
        return None


def _moment(value: str, today: date) -> float | None:
    """Days from today to a moment, as ISO 8601 or as seconds or milliseconds since 1970."""
    if (found := _ISO.match(value)) is not None:
        return _until(int(found[1]), int(found[2]), int(found[3]), today)
    if re.fullmatch(r"\d{10}|\d{13}", value):
        seconds = int(value) / (1000 if len(value) == 13 else 1)
        return round(float((datetime.fromtimestamp(seconds, UTC).date() - today).days), 1)
    return None
