"""Which hidden values a persona's session showed to the app itself: what keeps somebody signed in is among them."""

import re
from collections.abc import Iterator

from harness import Exchange, Persona, Traffic, marks_in
from harness.checks.sessions.cookie_flags import FORGERY

OPENS_NOTHING = re.compile(
    rf"{FORGERY.pattern}|forgery|verificationtoken|^referer$|(?:^|[._-])(?:state|nonce|pkce|verifier)(?:$|[._-])",
    re.IGNORECASE,
)
"""Names of what proves that a form is the app's own, of what a sign-in elsewhere is recognised by when it comes back
(OpenID Connect Core 3.1.2.1, RFC 7636), and of what merely tells an address."""
MARK = "⟦session:"
MOST_REMEMBERED = 1000
WHOLE = re.compile(r"(?:[A-Za-z]{1,20} )?⟦session:[^⟧]*⟧")
"""A header that is a key and no more: with or without its scheme."""


class Shown:
    """The values that a session showed to the app.

    `places`: value → `cookie: name` or `header: name`. `early`: those given or shown until the persona signed in, or
    where it cannot be told when that was.
    """

    def __init__(self, traffic: Traffic, persona: Persona) -> None:
        self.places: dict[str, str] = {}
        self.early: set[str] = set()
        self._known: dict[tuple[tuple[str, str], ...], frozenset[str]] = {}
        self._signing_in = traffic.signing_in(persona)
        for exchange in traffic.own():
            self._meet(exchange)

    def _meet(self, exchange: Exchange) -> None:
        mine = self._shown(exchange)
        line, signing_in = line_of(exchange.at), self._signing_in.get(exchange.session)
        if signing_in is None or line <= signing_in:
            self.early |= mine
        if signing_in is None or line < signing_in:  # what the answer to the sign-in itself gives is new
            self.early |= marks_in(" ".join(exchange.headers("set-cookie")))

    def _shown(self, exchange: Exchange) -> frozenset[str]:
        """The values that it shows; most requests show what the one before them showed."""
        key = tuple(item for item in exchange.request_headers if MARK in item[1])
        if key not in self._known:
            mine = dict(shown(exchange))
            for value, place in mine.items():
                self.places.setdefault(value, place)
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = frozenset(mine)
        return self._known[key]

    def is_cookie(self, value: str) -> bool:
        """Whether it was shown in a cookie."""
        return self.places[value].startswith("cookie: ")

    def is_before(self, at: str, session: str) -> bool:
        """Whether a message stands before the sign-in of its session, or is that."""
        return line_of(at) <= self._signing_in.get(session, -1)


def line_of(at: str) -> int:
    """The line that a pointer names."""
    return int(at.rpartition("#")[2])


def shown(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """The values in a request's cookies and key headers, each with its place."""
    for header, text in exchange.request_headers:
        name = header.lower()
        if MARK not in text:
            continue
        if name == "cookie":
            for pair in text.split(";"):
                cookie, _, value = pair.strip().partition("=")
                if not OPENS_NOTHING.search(cookie):
                    yield from ((mark, f"cookie: {cookie}") for mark in marks_in(value))
        elif WHOLE.fullmatch(text) and not OPENS_NOTHING.search(name):
            yield from ((mark, f"header: {name}") for mark in marks_in(text))


def opening(traffic: Traffic, persona: Persona, *, first: bool = False) -> set[str]:
    """The values with which the app showed a planted value of the persona; `first`: those of one answer are enough."""
    found: set[str] = set()
    for exchange in traffic.own().answers_with(persona.canaries):
        found |= {value for value, _ in shown(exchange)}
        if found and first:
            break
    return found
