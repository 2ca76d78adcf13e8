"""One entry of a HAR file, in any recorder's dialect: what was asked, what came back, what a WebSocket carried.

Values of another type than the format says make the entry unfit; what the format leaves open (no body, a body as form
fields, cookies in a list of their own) is taken as each recorder means it. Nothing here writes or remembers.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from harness.catalogue.domains import is_host, normalise
from harness.sandbox.held import (
    LATEST,
    LEARNED,
    MAX_BODY,
    MAX_HEAD,
    Headers,
    HeldBody,
    HeldFrame,
    HeldRequest,
    Unfit,
)
from harness.sandbox.web.initiator import initiator_url

type Entry = dict[str, Any] | None

MAX_SIZE = 1 << 50
LOCAL = re.compile(r"(?:data|blob|about|javascript|file|chrome|devtools|[a-z-]+-extension):", re.IGNORECASE)
"""Addresses that never leave the browser."""
RESOURCE = re.compile(r"[a-z-]{1,30}")


class HarItem:
    """An entry as `book.py` wants it."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry

    @property
    def local(self) -> bool:
        return is_local(self._entry)

    @property
    def moment(self) -> float:
        return moment(self._entry)

    def request(self) -> HeldRequest:
        return held_request(self._entry)

    def frames(self) -> Iterator[HeldFrame | None]:
        return held_frames(self._entry)

    def learnable(self) -> Iterator[tuple[Headers, list[bytes]]]:
        return learnable(self._entry)


def is_local(entry: Entry) -> bool:
    """Whether an entry is about something that the browser had already, such as a `data:` address."""
    request = (entry or {}).get("request")
    url = request.get("url") if isinstance(request, dict) else None
    return isinstance(url, str) and LOCAL.match(url) is not None


def moment(entry: Entry) -> float:
    """When an entry began, in seconds since 1970; infinite when it does not say. Without a zone it is UTC."""
    try:
        stamp = datetime.fromisoformat(str((entry or {}).get("startedDateTime")))
        at = (stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return math.inf
    return at if 0 < at < LATEST else math.inf


def held_request(entry: Entry) -> HeldRequest:
    """The entry as request and answer; raises Unfit."""
    request, response = _table(entry, "request", needed=True), _table(entry, "response")
    url = re.sub(r"^ws(?=s?:)", "http", _text(request.get("url")), flags=re.IGNORECASE)
    sent, received = _headers(request), _headers(response)
    if not any(name.lower() == "cookie" for name, _ in sent) and (cookies := _cookies(request)):
        sent.append(("cookie", "; ".join(f"{name}={value}" for name, value, _ in cookies)))
    if len(url) + sum(len(name) + len(value) for name, value in [*sent, *received]) > MAX_HEAD:
        raise Unfit
    error = response.get("_error") or response.get("_failureText")
    resource, place = (entry or {}).get("_resourceType"), _place(url)
    referrer = next((value for name, value in sent if name.lower() == "referer"), "")
    return HeldRequest(
        url=url,
        head={"method": _text(request.get("method"))[:40], "url": url, **place, **_version(request)},
        request_headers=_named(sent, str(place["host"])),
        request_body=_request_body(request),
        status=_status(response.get("status")),
        response_headers=received,
        response_body=_response_body(response),
        error=_text(error)[:200] if isinstance(error, str) else None,
        resource=resource if isinstance(resource, str) and RESOURCE.fullmatch(resource) else "other",
        initiator=initiator_url((entry or {}).get("_initiator")),
        frame=referrer,  # of most recorders the only word about who asked
    )


def held_frames(entry: Entry) -> Iterator[HeldFrame | None]:
    """Every WebSocket message; None for one that does not fit."""
    messages: Any = (entry or {}).get("_webSocketMessages") or []
    found: list[Any] = messages if isinstance(messages, list) else [None]
    for one in found:
        try:
            text = _number(one["opcode"]) == 1
            body = _decoded(one["data"], None if text else "base64")
            yield None if body is None else HeldFrame(_since(one.get("time")), one["type"] == "send", text, body)
        except (Unfit, KeyError, TypeError, AttributeError):
            yield None


def learnable(entry: Entry) -> Iterator[tuple[Headers, list[bytes]]]:
    """Headers and bodies in which session values may stand, for the request and then for the answer."""
    for part, header in (("request", "cookie"), ("response", "set-cookie")):
        try:
            table = _table(entry, part)
            listed = [(header, f"{name}={value}; {flags}".rstrip("; ")) for name, value, flags in _cookies(table)]
            body = _request_body(table) if part == "request" else _response_body(table)
            yield _headers(table) + listed, [body.data[:LEARNED]] if body and body.data else []
        except Unfit:
            continue
    yield [], [frame.body.data for frame in held_frames(entry) if frame and frame.body.data]


def _table(entry: Entry, name: str, *, needed: bool = False) -> dict[str, Any]:
    part = (entry or {}).get(name)
    if isinstance(part, dict):
        return part
    if part is None and not needed:
        return {}
    raise Unfit


def _text(value: object) -> str:
    """A string as header and address text is kept: its bytes as latin-1, so that nothing is lost."""
    if not isinstance(value, str):
        raise Unfit
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogatepass").decode("latin-1")
    return value


def _value(value: object) -> str:
    """A value in a list of names and values; some recorders write numbers, or null for an empty one."""
    return str(value) if isinstance(value, int | float) else "" if value is None else _text(value)


def _listed(part: dict[str, Any], name: str) -> list[dict[str, Any]]:
    items = part.get(name)
    if items is None:
        return []
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Unfit
    return items


def _headers(part: dict[str, Any]) -> Headers:
    return [(_text(one.get("name")), _value(one.get("value"))) for one in _listed(part, "headers")]


def _cookies(part: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(name, value, "HttpOnly" or nothing) of the list that some recorders keep instead of the header."""
    return [
        (_text(one.get("name")), _value(one.get("value")), "HttpOnly" if one.get("httpOnly") is True else "")
        for one in _listed(part, "cookies")
    ]


def _named(sent: Headers, host: str) -> Headers:
    """Without the request line that HTTP/2 writes as headers, unless it names another host than the address does."""
    other = [value for name, value in sent if name == ":authority" and value.partition(":")[0].lower() != host]
    return [(":authority", value) for value in other] + [one for one in sent if not one[0].startswith(":")]


def _place(url: str) -> dict[str, object]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Unfit from None
    if parts.scheme not in ("http", "https") or not is_host(host):
        raise Unfit
    return {"host": normalise(host), "port": port or (443 if parts.scheme == "https" else 80), "scheme": parts.scheme}


def _version(request: dict[str, Any]) -> dict[str, object]:
    version = request.get("httpVersion")
    return {"http_version": _text(version)[:20] if isinstance(version, str) else ""}


def _number(value: object) -> float:
    """A finite number, or 0."""
    usable = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MAX_SIZE
    return float(value) if usable else 0.0  # type: ignore[arg-type]


def _status(value: object) -> int | None:
    number = int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{3}", value) else int(_number(value))
    return number if 100 <= number <= 999 else None


def _since(value: object) -> float:
    number = _number(value)
    return math.inf if number <= 0 else number / 1000 if number > LATEST else number


def _request_body(request: dict[str, Any]) -> HeldBody | None:
    """Text, or the form fields that some recorders keep instead; a body that is only counted is missing."""
    posted = _table(request, "postData")
    size = max(int(_number(request.get("bodySize"))), 0)
    text = posted.get("text")
    if not text and (fields := _listed(posted, "params")):
        text = urlencode([(str(one.get("name")), str(_shown(one))) for one in fields], errors="replace")
    if text:
        return _decoded(text, posted.get("encoding")) or HeldBody(None, size)
    return HeldBody(None, size) if size else None


def _shown(field: dict[str, Any]) -> object:
    """The value of a form field; of a file only the name is known."""
    return next((value for value in (field.get("value"), field.get("fileName")) if value is not None), "")


def _response_body(response: dict[str, Any]) -> HeldBody | None:
    content = _table(response, "content")
    size = max(int(_number(content.get("size"))), int(_number(response.get("bodySize"))), 0)
    text = content.get("text")
    if text:
        return _decoded(text, content.get("encoding")) or HeldBody(None, size)
    return HeldBody(None, size) if size else None


def _decoded(text: object, encoding: object) -> HeldBody | None:
    """The bytes of a text that may be in base64, cut at 4 MiB; None when it is not what it says."""
    if not isinstance(text, str) or encoding not in (None, "", "base64", "utf-8", "utf8"):
        return None
    if encoding != "base64":
        data = _bytes(text)
        return HeldBody(data[:MAX_BODY], len(data))
    packed = "".join(text.split()).rstrip("=")
    part = packed[: (MAX_BODY // 3 + 1) * 4]
    try:
        data = base64.b64decode(part + "=" * (-len(part) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return HeldBody(data[:MAX_BODY], len(packed) * 3 // 4)


def _bytes(text: str) -> bytes:
    """A text's bytes; mitmproxy writes bytes that are no UTF-8 as half surrogates, which give them back."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
