"""The same person once more, in a browser that kept nothing: what whoever comes now is let in with, and to."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from playwright.async_api import Error as PlaywrightError

from harness.sandbox.acting.actor import Actor
from harness.sandbox.probes.session_life import cookie_line
from harness.sandbox.sessions.forgetting import forget
from harness.sandbox.sessions.overheard import Given, Overheard


class Anew:
    """`heard` is what the person's browser uses, before and after."""

    def __init__(self, actor: Actor, heard: Overheard) -> None:
        self._actor, self._heard = actor, heard
        self._renewer: Given | None = None
        self._bearers: frozenset[str] = frozenset()

    async def come(self, pages: Sequence[str] = ()) -> None:
        """Forget everything and sign in; ActorFailedError: nobody was let in.

        Where tokens were used before, `pages` are opened, and the one that was given one, until they are used again.
        """
        self._renewer, self._bearers = self._heard.refresh, frozenset(self._heard.bearers)
        await forget(self._actor.page, self._actor.base)
        await self._actor.sign_in()
        earlier = self._renewer.headers.get("referer") if self._renewer else None
        for page in [*pages, *([earlier] if earlier else [])]:
            await self._heard.caught_up()
            if (self._bearer or not self._bearers) and (self.renewer or self._renewer is None):
                break
            await visit_all(self._actor, [page])
        await self._heard.caught_up()

    @property
    def renewer(self) -> Given | None:
        """What handed out a token to renew with since then."""
        return None if self._heard.refresh is self._renewer else self._heard.refresh

    @property
    def _bearer(self) -> str | None:
        return next((one for one in reversed(self._heard.bearers) if one not in self._bearers), None)

    async def cookies(self) -> dict[str, str]:
        """The header of all cookies, if there are any."""
        cookies = {str(one.get("name")): str(one.get("value")) for one in await self._actor.context.cookies()}
        return {"cookie": cookie_line(cookies)} if cookies else {}

    async def headers(self) -> dict[str, str]:
        """What whoever came anew proves itself with: cookies, and a token if one is used."""
        return await self.cookies() | ({"authorization": self._bearer} if self._bearer else {})


async def visit_all(actor: Actor, addresses: Sequence[str]) -> None:
    """Open each of these pages, whose scripts may use tokens; what does not come, uses none."""
    for address in addresses:
        with contextlib.suppress(PlaywrightError):
            await actor.goto(address)
