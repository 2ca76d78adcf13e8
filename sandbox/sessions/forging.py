"""What a page of another site can make of a request that the app's own page sent.

Pure. A page elsewhere can send a form, open an address and let a script send what needs no leave (no preflight). It can
set no header of its own and does not know the app's token: that is left out, or made up in the same shape.
"""

from __future__ import annotations

import json
import re
import secrets
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from harness.sandbox.settings.effects.tokens import Write

type Way = Literal["form", "form-as-text", "address", "script"]
type Token = Literal["", "absent", "made-up"]
type Fields = list[tuple[str, str]]

NAMED = re.compile(r"csrf|xsrf|token|nonce|authenticity|verif", re.IGNORECASE)
LEAST_RANDOM = 16
"""Characters of a hidden value that may be a token; a shorter one can be an id that everybody knows."""
URLENCODED, MULTIPART, TEXT = "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"
MOST_FIELDS = 100


@dataclass(frozen=True)
class Forged:
    """One request: `fields` of a form (`kind` is its enctype), or the `text` that a script sends as that kind."""

    way: Way
    token: Token
    url: str
    kind: str = URLENCODED
    fields: Fields = field(default_factory=list, repr=False)
    text: str = field(default="", repr=False)


def forgeries(write: Write) -> list[Forged]:
    """Every way in which another site can try this change, each with its mark as it was recorded."""
    kind = _kind(write)
    if kind.endswith("json"):
        return list(_of_json(write))
    if kind in ("", URLENCODED, MULTIPART):
        return list(_of_fields(write, kind or URLENCODED))
    text = write.body.decode("utf-8", "replace")
    return [Forged("script", "absent" if _needs(write) else "", write.url, TEXT, text=text)]


def marked(forged: Forged, old: str, new: str) -> Forged:
    """The same with another mark; a mark is plain letters and digits, so no kind writes it otherwise."""
    fields = [(name.replace(old, new), value.replace(old, new)) for name, value in forged.fields]
    url, text = forged.url.replace(old, new), forged.text.replace(old, new)
    return Forged(forged.way, forged.token, url, forged.kind, fields, text)


def _of_fields(write: Write, kind: str) -> Iterator[Forged]:
    fields = _fields(write, kind)[:MOST_FIELDS]
    for token, change in _variants(write, _is_token(write)):
        kept = list(_changed(fields, change))
        url = _url(write, change)
        yield Forged("form", token, url, kind, kept)
        if token == "made-up":  # what a form shows of a made-up token, an address and a script show alike
            continue
        yield Forged("address", token, _with_query(url, kept))
        if kind == URLENCODED:
            yield Forged("script", token, url, kind, text=urlencode(kept))


def _of_json(write: Write) -> Iterator[Forged]:
    try:
        content = json.loads(write.body)
    except (ValueError, RecursionError):
        content = None
    text = write.body.decode("utf-8", "replace")
    if not isinstance(content, dict):
        yield Forged("script", "absent" if _needs(write) else "", write.url, TEXT, text=text)
        return
    for token, change in _variants(write, _is_token(write)):
        kept = _changed_json(content, change)
        url, text = _url(write, change), json.dumps(kept, ensure_ascii=False)
        plain = [(name, _plainly(value)) for name, value in kept.items()]
        yield Forged("script", token, url, TEXT, text=text)
        if token == "made-up":
            continue
        yield Forged("form-as-text", token, url, TEXT, _disguised(kept))
        yield Forged("form", token, url, URLENCODED, plain)
        yield Forged("address", token, _with_query(url, plain))


type _Change = Callable[[str, str], str | None]
"""Name and value of a field → its value as another site would send it, None to leave it out."""


def _variants(write: Write, is_token: Callable[[str, str], bool]) -> Iterator[tuple[Token, _Change]]:
    if not _needs(write):
        yield "", lambda name, value: value
        return
    yield "absent", lambda name, value: None if is_token(name, value) else value
    if any(is_token(name, value) for name, value in _sent(write)):
        yield "made-up", lambda name, value: _made_up(value) if is_token(name, value) else value


def _needs(write: Write) -> bool:
    """Whether the request carries a token in a field, its address, or a header."""
    is_token = _is_token(write)
    headers = ((name, value) for name, value in write.headers.items() if NAMED.search(name))
    return any(True for _ in headers) or any(is_token(name, value) for name, value in _sent(write))


def _is_token(write: Write) -> Callable[[str, str], bool]:
    """Whether a field holds what another site cannot know: by its name, or a long random value that the page hid."""
    hidden = set(write.places.values())
    return lambda name, value: bool(value) and (
        NAMED.search(name) is not None or (len(value) >= LEAST_RANDOM and value in hidden)
    )


def _sent(write: Write) -> Fields:
    kind = _kind(write)
    query = parse_qsl(urlsplit(write.url).query, keep_blank_values=True)
    if kind.endswith("json"):
        try:
            content = json.loads(write.body)
        except (ValueError, RecursionError):
            content = None
        own = [(str(name), _plainly(value)) for name, value in content.items()] if isinstance(content, dict) else []
    else:
        own = _fields(write, kind) if kind in ("", URLENCODED, MULTIPART) else []
    return query + own


def _kind(write: Write) -> str:
    said = next((value for name, value in write.headers.items() if name.lower() == "content-type"), "")
    return said.partition(";")[0].strip().lower()


def _fields(write: Write, kind: str) -> Fields:
    if kind != MULTIPART:
        return parse_qsl(write.body.decode("utf-8", "replace"), keep_blank_values=True)
    said = next(value for name, value in write.headers.items() if name.lower() == "content-type")
    head = b"content-type: " + said.encode("latin-1", "replace") + b"\r\n\r\n"
    parts = BytesParser(policy=HTTP).parsebytes(head + write.body).iter_parts()
    found = ((part.get_param("name", header="content-disposition"), part.get_payload(decode=True)) for part in parts)
    return [
        (name, content.decode("utf-8", "replace"))
        for name, content in found if isinstance(name, str) and isinstance(content, bytes)
    ]


def _changed(fields: Fields, change: _Change) -> Iterator[tuple[str, str]]:
    for name, value in fields:
        if (kept := change(name, value)) is not None:
            yield name, kept


def _changed_json(content: Mapping[str, Any], change: _Change) -> dict[str, Any]:
    kept = {}
    for name, value in content.items():
        told = change(name, value) if isinstance(value, str) else value
        if told is not None:
            kept[name] = told
    return kept


def _url(write: Write, change: _Change) -> str:
    parts = urlsplit(write.url)
    if not parts.query:
        return write.url
    kept = _changed(parse_qsl(parts.query, keep_blank_values=True), change)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(list(kept)), ""))


def _with_query(url: str, fields: Sequence[tuple[str, str]]) -> str:
    parts = urlsplit(url)
    query = "&".join(one for one in (parts.query, urlencode(fields)) if one)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _disguised(content: Mapping[str, Any]) -> Fields:
    """A form that its browser writes as JSON when it sends it as text: name, equals sign, value."""
    text = json.dumps({**content, "x": "="}, ensure_ascii=False)
    before, _, after = text.rpartition("=")
    return [(before, after)]


def _plainly(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _made_up(value: str) -> str:
    """Another value of the same shape."""
    def one(letter: str) -> str:
        for alphabet in (string.digits, string.ascii_lowercase, string.ascii_uppercase):
            if letter in alphabet:
                return secrets.choice(alphabet.replace(letter, ""))
        return letter

    return "".join(map(one, value))
