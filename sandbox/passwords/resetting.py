"""A new password, asked for by mail: what its link can do once, twice, and after a newer one. It decides nothing.

One password is chosen in a browser; that shows how the form is sent. What is sent again afterwards counts only because
a fresh link, used in the same way, sets a password too. Each password is drawn, and proven by signing in.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from harness.sandbox.mail.box import Box
from harness.sandbox.mail.letter import Letter
from harness.sandbox.passwords.door import Door, Key, shown
from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.reset_links import hidden, leads_to, names, reset_link, same_kind, secret_parts, swaps
from harness.sandbox.passwords.wire import Visitor
from harness.sandbox.settings.effects.links import measure, pairs
from harness.sandbox.settings.effects.tokens import readdressed

MAIL_SECONDS = 120.0
"""How long a letter is waited for."""
MOMENT = 2.0
"""Seconds for a letter that may fairly not come: for a request that names another host."""
FOREIGN = "reset.example"
"""A host that nobody can have (RFC 2606)."""
HEADERS = ("x-forwarded-host", "host")
NO_MAIL, NO_LINK, NOT_TAKEN = "no-mail", "no-link", "not-taken"

type Chooses = Callable[[str, str], Awaitable[Form | str]]
"""Follows a link in a browser and chooses a password: what that sent, or a code for why not."""


@dataclass(frozen=True)
class Drawn:
    """The passwords that are offered: in the browser, by the used link, by the older one, by a fresh one."""

    chosen: str = field(repr=False)
    again: str = field(repr=False)
    older: str = field(repr=False)
    fresh: str = field(repr=False)

    @property
    def every(self) -> tuple[str, ...]:
        """All of them, the likeliest to be in force first."""
        return self.fresh, self.chosen, self.older, self.again


@dataclass
class Resetting:
    """`ask` is the form that asks for a letter, `key` opens the account and follows what is in force."""

    door: Door
    ask: Form
    key: Key
    box: Box
    hosts: Collection[str]
    drawn: Drawn
    hide: Callable[[str], Awaitable[None]]
    chooses: Chooses
    told: dict[str, Any] = field(default_factory=dict)
    changed_at: float | None = None
    others: bool | None = None
    _links: list[str] = field(default_factory=list, repr=False)
    _form: Form | None = None
    _led: list[str] = field(default_factory=list)

    async def go(self, asked: float) -> str:
        """All of it, after a letter was asked for in a browser at `asked`; a code for why nothing can be told.

        `changed_at` is when a password was chosen by a link, `others` whether a session elsewhere went on after it.
        """
        first = await self._link(MAIL_SECONDS)
        if first is None:
            return NO_LINK if self.box.letters else NO_MAIL
        came = self.box.letters[-1].came - asked
        self._about(first, came)
        elsewhere, since = await self.signed_in(), self.box.now()
        form = await self.chooses(first, self.drawn.chosen)
        if isinstance(form, str):
            return form
        self._form = form
        self.told["works"] = await self.took(self.drawn.chosen)
        if not self.told["works"]:
            return NOT_TAKEN
        self.changed_at, self.others = since, await self.still_in(elsewhere)
        await self._again(first)
        await self._newer(first, came)
        return ""

    @property
    def usable(self) -> bool:
        """Whether it is known how a link is used without a browser."""
        return self._form is not None

    async def signed_in(self) -> Visitor | None:
        """Somebody whom the key lets in now."""
        opens, visitor = await self.door.attempt(self.key)
        return visitor if opens else None

    async def still_in(self, visitor: Visitor | None) -> bool | None:
        """Whether somebody who was signed in still sees the account; None when nobody was."""
        return None if visitor is None else shown(await visitor.open(self.door.telling), self.key)

    async def request(self, headers: Mapping[str, str] | None = None) -> None:
        """Ask for a letter, as a visitor without a browser; with these headers besides the form's own."""
        visitor = self.door.stranger()
        ready = await self.ask.ready(visitor, self.ask.given)
        if ready is not None:
            await visitor.send(replace(ready, headers={**ready.headers, **(headers or {})}), follow=False)

    async def another(self) -> str | None:
        """A fresh link."""
        await self.request()
        return await self._link(MAIL_SECONDS)

    async def use(self, link: str, password: str, *, looks: bool = False) -> bool | None:
        """Follow a link as a stranger and send the form; with `looks`, whether following it showed the account."""
        form = self.form_of(link)
        assert form is not None
        visitor = self.door.stranger()
        await visitor.open(link)
        seen = None
        if looks:
            seen = shown(await visitor.open(self.door.telling), self.key)
            await visitor.open(link)
        await form.submit(visitor, {"password": password}, follow=True)
        return seen

    def form_of(self, link: str) -> Form | None:
        """The form as this link would have sent it; None when it is not known how one is sent.

        Where a link has no form any more, the tokens are those of the page on which a letter is asked for.
        """
        if self._form is None:
            return None
        write = self._form.write
        replaced = readdressed(write, {}, swaps(self.first_link, link), write.headers.get("authorization"))
        return Form(self.ask.page, replace(replaced, places=write.places), self._form.given)

    @property
    def first_link(self) -> str:
        """The link that was followed in the browser."""
        return self._links[0]

    async def in_force(self, *passwords: str) -> bool:
        """Find which of these opens the account now."""
        for password in dict.fromkeys((self.key.password, *passwords)):
            if await self.took(password):
                return True
        return False

    def notice(self, since: float, until: float) -> float | None:
        """Seconds from `since` to the first letter that brings no link to set a password; None when there was none."""
        mine = [one for one in self.box.letters if since <= one.came < until and not self._is_link(one)]
        return mine[0].came - since if mine else None

    def finish(self, present: str) -> dict[str, Any]:
        """What can be told once all letters came: `present` is the first password."""
        letters = self.box.letters
        secrets = {"present": (present,), "chosen": self.drawn.every}
        says = [name for name, some in secrets.items() if any(one.says(each) for one in letters for each in some)]
        return {**self.told, "foreign": self._foreign(), "tells": says}

    def _about(self, link: str, came: float) -> None:
        parts = urlsplit(link)
        length = max(map(len, secret_parts(link)))
        about = {"scheme": parts.scheme, "host": parts.hostname or "", "names": names(link), "length": length}
        self.told.update(about, came=round(came, 1))

    async def _again(self, used: str) -> None:
        self.told["again_opens"] = await self.use(used, self.drawn.again, looks=True)
        self.told["again"] = await self._turned(self.drawn.again)

    async def _newer(self, first: str, came: float) -> None:
        """Two requests that name another host, then an ordinary one: each link but the newest is an older one."""
        soon, older = MOMENT + 3 * came, list[str]()
        for header in HEADERS:
            found, led = await self._named(header, soon)
            self.told["foreign_asked"] = [*self.told.get("foreign_asked", []), header]
            older += [found] if found else []
            self._led += [header] if led else []
        # An app that sends an open link again, or no more letters, leaves the last of those as the newest.
        newest = await self.another() or (older.pop() if older else None)
        if newest is None:
            return
        self._measure(first, newest)
        if older:
            await self.use(older[0], self.drawn.older)
            self.told["older"] = await self._turned(self.drawn.older)
        await self.use(newest, self.drawn.fresh)
        self.told["control"] = await self._turned(self.drawn.fresh)

    async def _named(self, header: str, soon: float) -> tuple[str | None, bool]:
        """Ask for a letter while this header names another host: a link of the app; whether a letter leads there."""
        before = self._foreign_letters()

        def led() -> bool:
            return self._foreign_letters() > before

        await self.request({header: FOREIGN})
        return await self._link(soon, led), led()

    def _measure(self, one: str, other: str) -> None:
        for left, right in pairs([one], [other]):
            found = measure(left, right)
            length = max((len(part) for part in swaps(left, right)), default=self.told["length"])
            self.told.update(bits=found.bits, sequential=found.sequential, length=length)

    async def _turned(self, password: str) -> bool | None:
        """Whether this password opens the account; None when the one before does not either."""
        if await self.took(password):
            return True
        return False if await self.door.opens(self.key) else None

    async def took(self, password: str) -> bool:
        """Whether this password opens the account; it is what is in force then."""
        new = replace(self.key, password=password)
        opens = bool(await self.door.opens(new))
        if opens:
            self.key = new
        return opens

    async def _link(self, limit: float, enough: Callable[[], bool] = lambda: False) -> str | None:
        """The next link that a letter brings, hidden before anybody follows it; sooner, None, when that is `enough`."""

        def new() -> list[str]:
            every = [reset_link(letter, self.hosts) for letter in self.box.letters]
            return [link for link in every if link and link not in self._links and self._fits(link)]

        await self.box.until(lambda: bool(new()) or enough(), limit)
        found = new()
        if not found:
            return None
        for link in found:
            self._links.append(link)
            for secret in hidden(link):
                await self.hide(secret)
        return found[-1]

    def _fits(self, link: str) -> bool:
        """Whether it is a link as the first one was: a notice may lead elsewhere in the app."""
        return not self._links or same_kind(self._links[0], [link])

    def _is_link(self, letter: Letter) -> bool:
        return bool(self._links) and same_kind(self._links[0], letter.links)

    def _foreign_letters(self) -> int:
        return sum(leads_to(letter, FOREIGN) for letter in self.box.letters)

    def _foreign(self) -> list[str]:
        return self._led or (["another"] if self._foreign_letters() else [])
