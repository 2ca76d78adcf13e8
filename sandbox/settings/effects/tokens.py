"""A request that one person's page sent, made ready to be sent with the session of another.

Pure. A token against request forgery is recognised by where it stood: whatever of the request equals the value of a
hidden field, a meta element or a cookie of the page that sent it is replaced by what stands in the same place for the
other person. No name is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote, quote_plus, unquote

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
    reader = _Reader()
    reader.feed(html)
    found = dict(list(reader.found.items())[:MOST_PLACES])
    return found | {("cookie", name): value for name, value in cookies.items()}


def needed(write: Write) -> set[Place]:
    """The places, without cookies, whose values the request carries: somebody else needs their own."""
    content = write.body.decode("latin-1") + " ".join(write.headers.values())
    return {
        place for place, value in write.places.items()
        if place[0] != "cookie" and len(value) >= SHORTEST and (value in content or quote_plus(value) in content)
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
    body = write.body.decode("latin-1")
    latin = [(old.encode().decode("latin-1"), new.encode().decode("latin-1")) for old, new in every]
    return Write(write.method, _swapped(write.url, every), told, _swapped(body, latin).encode("latin-1"))


def _swapped(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    """The text with each old value replaced, as it is and as an address or a form writes it."""
    for old, new in pairs:
        for shape in (str, quote_plus, _quoted):
            text = text.replace(shape(old), shape(new))
        if "%" in old:  # a cookie holds it quoted, a header plain
            text = text.replace(unquote(old), unquote(new))
    return text


def _quoted(value: str) -> str:
    return quote(value, safe="")


class _Reader(HTMLParser):
    """Hidden fields and meta elements of a page that may be broken in any way."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[Place, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one element."""
        told = {name: value or "" for name, value in attrs}
        if tag == "input" and told.get("type", "").lower() == "hidden" and told.get("value"):
            self.found.setdefault(("input", told.get("name", "")), told["value"])
        elif tag == "meta" and told.get("name") and told.get("content"):
            self.found.setdefault(("meta", told["name"]), told["content"])
