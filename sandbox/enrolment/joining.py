"""One stranger who signs up: whether the account opens, what it reads before the school agrees, and what after."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from harness import Persona
from harness.model.profile_enrolments import Enrolment
from harness.sandbox.acting.actor import Actor
from harness.sandbox.acting.stage import Stage
from harness.sandbox.enrolment.reading import Read, Reader, links_of
from harness.sandbox.settings.accounts.account import FreshAccount
from harness.sandbox.settings.accounts.making import Made, opens, take_away, try_once
from harness.sandbox.settings.accounts.signup import Way
from harness.sandbox.settings.effects.trying import BRIEF, do

TASK = "enrolment"


@dataclass
class Joined:
    """What came of one sign-up. `opened`: the account opened the app before anybody agreed; `after`: None, not read."""

    opened: bool = False
    reason: str = ""
    before: Read = field(default_factory=lambda: Read(0, ()))
    agreed: bool = False
    after: Read | None = None
    removed: bool | None = None
    shot: str | None = None

    @property
    def let_in(self) -> bool:
        """Whether it reads something of the others: before anybody agreed, or after."""
        return bool(self.before.found or (self.after and self.after.found))


@dataclass(frozen=True)
class Joining:
    """Signs people up by one enrolment; `approver` is signed in, and agrees."""

    stage: Stage
    enrolment: Enrolment
    approver: Actor
    reader: Reader
    code: str | None

    async def go(self, account: FreshAccount, *, wait: float) -> Joined:
        """Sign up, read, be let in, read again; the account is removed whatever happens. `wait`: for who agrees, s."""
        joined, sent = Joined(), False
        try:
            async with self.stage.actor(account.drawn, TASK, alone=True) as actor:
                sent = True
                made = await self._sign_up(actor, account)
                joined.opened, joined.reason = made.ok, made.reason or ""
                if made.ok:
                    joined.before = await self.reader.reads(actor, account.drawn, await links_of(actor))
                    joined.shot = await actor.shot() if joined.before.found else None
                if not joined.before.found:  # who reads already need not be let in
                    await self._agree(actor, account, made, joined, wait)
        finally:
            if sent:
                sure = joined.opened or joined.after is not None
                joined.removed = await take_away(self.stage, account, sure=sure, kind=TASK)
        return joined

    async def _sign_up(self, actor: Actor, account: FreshAccount) -> Made:
        accounts, code = self.stage.run.profile.accounts, self.code
        if not self.enrolment.steps:
            return await try_once(actor, account, Way(accounts.url if accounts else None, code), search=True)
        what = f"sign up by {self.enrolment.name}"
        done = await do(actor, self.enrolment.steps, {"class_code": code} if code else {}, what)
        known = replace(account, known=account.drawn.known)
        there = await opens(actor, known, said_no=not done.ok)
        return Made(known, there, None if there else done.why or "not-proven")

    async def _agree(self, actor: Actor, account: FreshAccount, made: Made, joined: Joined, wait: float) -> None:
        """The school agrees, and the account reads again; one that could not sign in before tries it once more."""
        values = who_values(account.drawn)
        done = await do(self.approver, self.enrolment.approve, values, f"let in: {self.enrolment.name}", limit=wait)
        joined.agreed = done.ok
        if not done.ok or not (made.ok or await opens(actor, made.account, said_no=True)):
            return
        await actor.goto("")
        joined.after = await self.reader.reads(actor, account.drawn, await links_of(actor))


def who_values(persona: Persona) -> dict[str, str]:
    """What steps about somebody may put in besides the actor's own values."""
    return {f"who.{name}": value for name, value in persona.known.items()} | {"who.username": persona.username or ""}


UNHURRIED, HURRIED = 10.0, BRIEF
"""Seconds that who agrees waits for the applicant to show: where one must be there, and where none should."""
