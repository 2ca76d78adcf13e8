"""Session values become tokens before anything is written, so a bundle cannot be used to enter an account.

A token keeps what the judge needs: that two values were equal, and how long they were. A value that holds a declared
secret or a planted value is left alone here: the writer names the secret, and a planted value in a cookie is evidence.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable
from typing import Protocol
from urllib.parse import unquote

from harness.sandbox.web.proxy.exchange import Headers
from harness.sandbox.web.proxy.told import Told

COOKIE = re.compile(r"sess|sid|auth|token|jwt|csrf|xsrf|remember", re.IGNORECASE)
HEADER_WORDS = frozenset({"session", "sessionid", "auth", "token", "jwt", "csrf", "xsrf"})
SECRET = "secret:"
"""What the redactor's mark for a declared secret holds."""
SHORTEST = 8
"""Shorter values become tokens where they stand, but are not searched for elsewhere."""
LONGEST = 8192
UNMIXED = 16
"""From this length on a value counts as random even without both letters and digits."""
MOST = 4096
"""Values remembered in one run."""
BODY_CAP = 1 << 20
IN_BODY = re.compile(
    rb'"(?:(?:access|refresh|id|auth|session|csrf|xsrf|bearer|api)[_-]?)?(?:token|jwt|session[_-]?id|sid)"'
    rb'\s*:\s*"([A-Za-z0-9._~+/=-]{16,8192})"',
    re.IGNORECASE,
)

SIGNED = re.compile(r"(?<![\w-])eyJ[\w-]{8,4096}\.eyJ[\w-]{8,8192}\.[\w-]{16,2048}")
BY_RULE = re.compile(r"[?&#;](?:request|client_assertion|id_token_hint|logout_token)=$")
"""Parameters in which a norm wants a JWT: RFC 9101 and 7523, OpenID Connect Session Management and its logouts."""

LONGEST_NAME = 24
"""Characters of an address before a token in which the name of such a parameter fits."""


class Redacting(Protocol):
    """What is needed of the bundle's redactor."""

    def text(self, value: str) -> str: ...
    def learn(self, name: str, value: str) -> object: ...
    def token(self, kind: str, value: str) -> str: ...


class Tokens:
    """Replaces session values in headers and remembers them. `learned(name, value)` is told of each new one, and `told`
    notes which planted values stand in what is hidden.

    The name is one of "cookie", "authorization", "header" and "body", never the app's own word: the redactor takes some
    names for secrets of a persona.
    """

    def __init__(
        self,
        redactor: Redacting,
        known: Iterable[str] = (),
        learned: Callable[[str, str], None] = lambda name, value: None,
        told: Told | None = None,
    ) -> None:
        self._redactor = redactor
        self._told = told
        self._known = [value.casefold() for value in known if value]
        self._learned = learned
        self._values: set[str] = set()
        self._http_only: set[str] = set()

    @property
    def full(self) -> bool:
        """Too many values were seen; later ones become tokens only where they stand, and nobody looks into them."""
        return len(self._values) >= MOST or (self._told is not None and self._told.full)

    def headers(self, headers: Headers) -> Headers:
        """The same headers, in the same order, with tokens for session values."""
        return [(name, self._header(name.lower(), value)) for name, value in headers]

    def learn_body(self, body: bytes, *, abroad: bool = False) -> None:
        """Remember the tokens that stand in a JSON body, before the body itself is written.

        `abroad`: the browser sends it to a third party. What is plainly called `token` there is the public key of an
        SDK; a session value that goes out under that name was handed out before, and is known from that.
        """
        if b"{" in body[:64]:
            for match in IN_BODY.finditer(body, 0, BODY_CAP):
                if not (abroad and match[0][1:7].lower() == b'token"'):
                    self._learn("body", match[1].decode("ascii"))

    def address(self, url: str) -> str:
        """The same address with a mark, `⟦signed:…⟧`, for a JWT that was met nowhere else: it may open something."""
        return SIGNED.sub(self._in_address, url)

    def _in_address(self, found: re.Match[str]) -> str:
        before = found.string[max(found.start() - LONGEST_NAME, 0) : found.start()]
        if found[0] in self._values or BY_RULE.search(before):
            return found[0]
        self._note(found[0])
        return self._redactor.token("signed", found[0])

    def _header(self, name: str, value: str) -> str:
        match name:
            case "referer" | "location":
                return self.address(value)
            case "cookie":
                return ";".join(self._cookie(part, http_only=False) for part in value.split(";"))
            case "set-cookie":
                pair, semicolon, attributes = value.partition(";")
                words = {word.strip().lower() for word in attributes.split(";")}
                return self._cookie(pair, http_only="httponly" in words) + semicolon + attributes
            case "authorization" | "proxy-authorization":
                return self._authorization(value)
            case _ if not HEADER_WORDS.isdisjoint(name.split("-")) and len(value) >= SHORTEST:
                return self._token("header", value)
            case _:
                return value

    def _cookie(self, pair: str, http_only: bool) -> str:
        name, equals, value = pair.partition("=")
        key, bare = name.strip(), value.strip().strip('"')
        if not equals or not bare:
            return pair
        if http_only and len(self._http_only) < MOST:
            self._http_only.add(key)
        if not (http_only or key in self._http_only or COOKIE.search(key)):
            return pair
        token = self._token("cookie", bare)
        return f"{name}={value.replace(bare, token)}"

    def _authorization(self, value: str) -> str:
        scheme, space, credentials = value.partition(" ")
        if not space or not credentials.strip():
            return self._token("authorization", value)
        if scheme.lower() == "basic" and (plain := unbase64(credentials)) is not None:
            if self._secret_in(plain):
                return f"{scheme} {self._redactor.text(plain)}"
            self._learn("authorization", plain.partition(":")[2])
        return f"{scheme} {self._token('authorization', credentials.strip())}"

    def _token(self, name: str, value: str) -> str:
        if value not in self._values:
            if self._telling(value):
                return value
            self._learn(name, value)
            self._note(value)
        return self._redactor.token("session", value)

    def _learn(self, name: str, value: str) -> None:
        if value in self._values or len(self._values) >= MOST or self._telling(value) or not random_looking(value):
            return
        self._values.add(value)
        self._redactor.learn(name, value)
        self._learned(name, value)
        self._note(value)

    def _note(self, value: str) -> None:
        """Note what a value tells that gives way to a mark."""
        if self._told is not None:
            self._told.note(value, self._redactor.token("session", value))

    def _telling(self, value: str) -> bool:
        """Whether the value shows a declared secret or a planted value, which must stay visible as such."""
        folded = unquote(value).casefold()
        return any(known in folded for known in self._known) or self._secret_in(value)

    def _secret_in(self, value: str) -> bool:
        redacted = self._redactor.text(value)
        return redacted != value and SECRET in redacted


def random_looking(value: str) -> bool:
    """Whether a value may be searched for everywhere without hitting ordinary words or numbers."""
    if not SHORTEST <= len(value) <= LONGEST:
        return False
    mixed = any(character.isdigit() for character in value) and any(character.isalpha() for character in value)
    return mixed or len(value) >= UNMIXED


def unbase64(text: str) -> str | None:
    """The latin-1 text of a Basic credential, or None."""
    try:
        return base64.b64decode(text.strip(), validate=True).decode("latin-1")
    except (binascii.Error, ValueError):
        return None
