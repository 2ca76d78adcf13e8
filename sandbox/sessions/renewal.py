"""Whether somebody who signed out still gets new tokens: by what handed one out before, or with a refresh token; or
another session cookie, as the page was seen to get one.

What comes back is judged by what it opens. A refresh token is tried once, after signing out: trying it before would
use it up where it works once only, and an app may then end the session for that. So whether this way of asking works
at all is shown afterwards, by a fresh sign-in.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote_plus, unquote_plus, urlencode, urljoin, urlsplit

from harness import Persona
from harness.sandbox.probes.client import Answer, ProbeClient
from harness.sandbox.probes.session_life import cookie_line
from harness.sandbox.sessions.overheard import RENEWS, Given, session_cookies, tokens_in

TOO_MANY = 429
MOST = 2
"""Addresses that are asked for a new token as the page asked them."""
FORM = "application/x-www-form-urlencoded"
_LEFT_OUT = frozenset({"authorization", "connection", "content-length", "cookie", "host", "accept-encoding"})

type Opens = Callable[[Mapping[str, str]], Awaitable[bool | None]]
"""Whether a page opens to these headers."""


def repeatable(given: Sequence[Given], used: Collection[str], persona: Persona) -> list[Given]:
    """What handed out a token that pages then `used`, without a password, a code or another token of its own.

    Asking it again signs nobody in, and was seen to work.
    """
    return _by_itself([one for one in given if one.access and any(one.access in bearer for bearer in used)],
                      given, persona)


def reopening(again: Sequence[Given], given: Sequence[Given], persona: Persona) -> list[Given]:
    """What brought another session cookie, for nothing but the cookies that went along."""
    return _by_itself(again, given, persona)


def _by_itself(asked: Sequence[Given], given: Sequence[Given], persona: Persona) -> list[Given]:
    password = persona.password.get_secret_value() if persona.password else ""
    spent = [one.refresh for one in given if one.refresh]
    last: dict[tuple[str, str], Given] = {}
    for one in asked:
        said = unquote_plus(f"{one.url} {one.body.decode('utf-8', 'replace')}")
        if not any(part and part in said for part in ("authorization_code", password, *spent)):
            last[one.method, one.url] = one
    return list(last.values())[-MOST:]


def unasked(jar: Sequence[Mapping[str, Any]], again: Sequence[Given], base: str) -> list[Given]:
    """Where a cookie belongs that only renews, and no page was seen to use: it is sent to one place alone."""
    asked = {urlsplit(one.url).path for one in again}
    paths = {str(one.get("path")) for one in jar if RENEWS.search(str(one.get("name")))}
    return [Given("POST", urljoin(base, path), {}, b"") for path in sorted(paths - asked - {"/", "None"})][:MOST]


def seen_renewing(given: Sequence[Given], asked: Sequence[Given] | None = None) -> tuple[Given, str] | None:
    """The latest request (of all that was `asked`) in which the page itself spent a token that renews, and that one."""
    spent = [one.refresh for one in given if one.refresh]
    latest = reversed(given if asked is None else asked)
    found = ((one, old) for one in latest for old in spent if old.encode() in one.body)
    return next(found, None)


@dataclass(frozen=True)
class Asking:
    """Who asks, with what of the old session, and how it shows what a token opens; `keep` gets what comes for a token
    that renewed once, so that it can be asked again. `bare`: the cookies of a browser in which nobody is signed in.
    """

    client: ProbeClient
    persona: str
    session: Mapping[str, str] = field(repr=False)
    opens: Opens
    keep: Callable[[Given], None] = lambda given: None
    bare: Mapping[str, str] = field(default_factory=dict, repr=False)

    async def again(self, one: Given) -> bool | None:
        """Ask what the page asked; whether the new token opens the page. None: no answer."""
        return await self._opened(one, one, {**_kept(one), **self.session}, one.body or None)

    async def renewed(self, one: Given, seen: tuple[Given, str] | None) -> bool | None:
        """Ask for a new token with the one that renews, as the page was `seen` to do it, else as RFC 6749 (6) has it;
        whether it opens the page. None: no answer.
        """
        if seen is not None:
            by, spent = seen
            body = by.body.replace(spent.encode(), (one.refresh or "").encode())
            return await self._opened(one, by, {**_kept(by), **self.session}, body)
        fields = {"grant_type": "refresh_token", "refresh_token": one.refresh or ""}
        fields |= {"client_id": known} if (known := _client(one)) else {}
        cookies = {name: value for name, value in self.session.items() if name == "cookie"}
        headers = {**_kept(one), **cookies, "content-type": FORM}
        return await self._opened(one, replace(one, method="POST"), headers, urlencode(fields).encode())

    async def reopened(self, by: Given, spent: str = "", token: str = "") -> bool | None:
        """Ask for another session cookie as the page did, with `token` for the one `spent` then; whether it opens the
        page, in a browser that has no other. None: no answer.
        """
        body = by.body.replace(spent.encode(), token.encode()) if spent else by.body
        answer = await self._answer(by, {**_kept(by), **self.session}, body or None)
        if answer is None:
            return None
        new = session_cookies(answer.set_cookie)
        return await self.opens({"cookie": cookie_line({**self.bare, **new})}) if new else False

    async def _opened(self, one: Given, by: Given, headers: Mapping[str, str], body: bytes | None) -> bool | None:
        """Ask as `by` was; `one` handed out what is spent."""
        answer = await self._answer(by, headers, body)
        if answer is None:
            return None
        access, refresh = tokens_in(answer.body)
        if refresh and refresh != one.refresh:
            self.keep(replace(one, refresh=refresh))
        return False if access is None else await self.opens({"authorization": f"Bearer {access}"})

    async def _answer(self, by: Given, headers: Mapping[str, str], body: bytes | None) -> Answer | None:
        answer = await self.client.ask(by.method, by.url, persona=self.persona, headers=headers, body=body)
        return None if answer is None or answer.status >= 500 or answer.status == TOO_MANY else answer


def _kept(one: Given) -> dict[str, str]:
    return {name: value for name, value in one.headers.items() if name.lower() not in _LEFT_OUT}


def _client(one: Given) -> str | None:
    """The client that the page gave for itself."""
    for part in one.body.decode("utf-8", "replace").split("&"):
        name, _, value = part.partition("=")
        if name == "client_id" and value and quote_plus(unquote_plus(value)) == value:
            return unquote_plus(value)
    return None
