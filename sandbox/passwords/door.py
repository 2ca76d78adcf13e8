"""Signing in without a browser, and the proof of it: a planted value on a page that only who is signed in gets."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.wire import Visitor
from harness.sandbox.probes.client import Answer

TOO_MANY = 429
TAKES = re.compile(rb"<input\b[^<>]*\btype\s*=\s*[\"']?password\b", re.I)


@dataclass(frozen=True)
class Key:
    """What somebody signs in with, and the planted values that only their account shows."""

    username: str
    password: str = field(repr=False)
    shows: tuple[str, ...]


@dataclass(frozen=True)
class Door:
    """`login` is what the form to sign in sends, `telling` a page with planted values of whoever is signed in."""

    login: Form
    telling: str
    stranger: Callable[[], Visitor]
    """A visitor whom the app has never seen."""

    async def opens(self, key: Key, visitor: Visitor | None = None) -> bool | None:
        """Whether the key opens its account; None when the app did not really answer. See `attempt`."""
        return (await self.attempt(key, visitor))[0]

    async def attempt(self, key: Key, visitor: Visitor | None = None) -> tuple[bool | None, Visitor]:
        """The same, with the visitor who tried: signed in when it opened. Words and status of an answer prove nothing.

        A value that was typed to sign in proves nothing either: pages repeat it.
        """
        who = visitor or self.stranger()
        if await self.login.submit(who, {"username": key.username, "password": key.password}, follow=True) is None:
            return None, who
        page = who.page if self._arrived(who) else await who.open(self.telling)
        return shown(page, key), who

    def _arrived(self, who: Visitor) -> bool:
        """Whether signing in led to the page that tells."""
        return who.url == self.telling

    async def usable(self, key: Key) -> bool | None:
        """Whether the account can be used with it as it is, and not only another password chosen.

        Its page shows planted values where it was asked for, and is no form for a password. None: no real answer.
        """
        _, visitor = await self.attempt(key)
        page = await visitor.open(self.telling)
        if (shows := shown(page, key)) is None:
            return None
        return shows and visitor.url.partition("?")[0] == self.telling and not takes(page)


def shown(page: Answer | None, key: Key) -> bool | None:
    """Whether the page shows a planted value of the account; None when the app was in trouble or too busy to say."""
    values = [value for value in key.shows if value not in (key.username, key.password)]
    if page is None or not values or page.status >= 500 or page.status == TOO_MANY:
        return None
    text = page.body.decode("utf-8", "replace")
    return holds(text, values) or holds(html.unescape(text), values)


def takes(page: Answer | None) -> bool:
    """Whether a page has a field for a password."""
    return page is not None and bool(TAKES.search(page.body))


def holds(text: str, values: Iterable[str]) -> bool:
    """Whether one of the values stands in the text."""
    return any(value in text for value in values)
