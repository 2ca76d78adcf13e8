"""A request that one person's page sent, made ready to be sent with the session of another.

Pure. A token against request forgery is recognised by where it stood: whatever of the request equals the value of a
hidden field, a meta element or a cookie of the page that sent it is replaced by what stands in the same place for the
other person. No name is guessed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import quote, quote_plus, unquote, unquote_plus

type Place = tuple[str, str]

SHORTEST = 8
"""A shorter value is no token: it would be replaced where it only looks alike."""
MOST_PLACES = 200
KEPT = ("accept", "content-type", "origin", "referer", "x-requested-with")
"""Headers that are sent again besides the app's own (`x-…`); what the browser and the session add is left out."""
AUTHORISATION = "authorization"


@dataclass(frozen=True)
class Write:
    """A request that changes something, as a page sent it; `places` is where its tokens may have come from."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    places: Mapping[Place, str] = field(default_factory=dict, repr=False)


def places(html: str, cookies: Mapping[str, str]) -> dict[Place, str]:
    """Where tokens stand for somebody: hidden fields and meta elements of a page, and cookies (name → value)."""
    found: dict[Place, str] = {}
    for place, value in islice(_marked(html), MOST_PLACES):
        found.setdefault(place, value)
    return found | {("cookie", name): value for name, value in cookies.items()}


def needed(write: Write, *, cookies: bool = False) -> set[Place]:
    """The places whose values the request carries: somebody else needs their own.

    `cookies`: also those that a script put into a header or the body besides; else they are left out.
    """
    headers = [value for name, value in write.headers.items() if name.lower() != "cookie"]
    content = write.body.decode("utf-8", "replace") + " ".join(headers)
    shapes = (str, quote_plus, _quoted)
    asked = {place: value for place, value in write.places.items() if cookies or place[0] != "cookie"}
    return {
        place for place, value in asked.items()
        if len(value) >= SHORTEST and any(shape(value) in content for shape in shapes)
    }


def readdressed(
    write: Write, theirs: Mapping[Place, str], replaced: Mapping[str, str], authorisation: str | None = None
) -> Write:
    """The request with the other person's tokens, and with `replaced` texts (old → new) in address and body.

    `authorisation` is that person's own header of this name; the recorded one never goes along.
    """
    pairs = {old: new for place, old in write.places.items() if len(old) >= SHORTEST and (new := theirs.get(place))}
    every = [*pairs.items(), *replaced.items()]
    headers = {name.lower(): value for name, value in write.headers.items()}
    kept = {name: value for name, value in headers.items() if name in KEPT or name.startswith("x-")}
    told = {name: _swapped(value, every) for name, value in kept.items()}
    if authorisation is not None:
        told[AUTHORISATION] = authorisation
    kind = kept.get("content-type", "").partition(";")[0].strip().lower()
    return Write(write.method, _in_address(write.url, every), told, _in_body(write.body, kind, every))


def _swapped(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    """The text with each old value replaced; one that stands quoted in a cookie may stand plain here."""
    for old, new in pairs:
        text = text.replace(old, new)
        if "%" in old:
            text = text.replace(unquote(old), unquote(new))
    return text


def _in_body(body: bytes, kind: str, pairs: Sequence[tuple[str, str]]) -> bytes:
    """The body with the old values replaced as its kind writes them: a form, JSON, or bytes as they are."""
    text = body.decode("utf-8", "surrogateescape")
    if kind == "application/x-www-form-urlencoded":
        text = _in_form(text, pairs)
    elif kind.endswith("json"):
        for ascii in (True, False):
            text = _swapped(text, [(_escaped(old, ascii), _escaped(new, ascii)) for old, new in pairs])
    else:
        text = _swapped(text, pairs)
    return text.encode("utf-8", "surrogateescape")


def _in_form(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    split = (pair.split("=") for pair in text.split("&"))
    return "&".join("=".join(_piece(one, pairs, quote_plus, unquote_plus) for one in pair) for pair in split)


def _in_address(url: str, pairs: Sequence[tuple[str, str]]) -> str:
    path, mark, query = url.partition("?")
    return "/".join(_piece(one, pairs, _quoted, unquote) for one in path.split("/")) + mark + _in_form(query, pairs)


def _piece(
    text: str, pairs: Iterable[tuple[str, str]], quoted: Callable[[str], str], plain: Callable[[str], str]
) -> str:
    """A quoted piece with the old values replaced; one without any stays as it was written."""
    swapped = _swapped(plain(text), pairs)
    return text if swapped == plain(text) else quoted(swapped)


def _escaped(value: str, ascii: bool) -> str:
    return json.dumps(value, ensure_ascii=ascii)[1:-1]


def _quoted(value: str) -> str:
    return quote(value, safe="")


def _marked(html: str) -> Iterator[tuple[Place, str]]:
    """Hidden fields and meta elements of a page that may be broken in any way.

    By libxml2, whose time is linear in the size; Python's own reader takes hours for a megabyte of `<a `.
    """
    from lxml import etree

    reader = etree.HTMLParser(encoding="utf-8", recover=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(html.encode("utf-8", "replace"), reader)
    except (etree.LxmlError, ValueError):
        return
    for one in () if root is None else root.iter("input", "meta"):
        value = one.get("value" if one.tag == "input" else "content")
        if value and one.tag == "input" and one.get("type", "").lower() == "hidden":
            yield ("input", one.get("name", "")), value
        elif value and one.tag == "meta" and one.get("name"):
            yield ("meta", one.get("name")), value
