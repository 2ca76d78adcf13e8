"""Passwords where staff give one: on the account of one persona, whose first password is put back and tried."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from dataclasses import dataclass, replace

from playwright.async_api import Error as PlaywrightError
from pydantic import SecretStr

from harness import Persona, Run
from harness.model.password_tests import Given as GivenTable
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.stage import Stage
from harness.sandbox.passwords.capture import NOT_CARRIED, Overheard, learn_login
from harness.sandbox.passwords.changing import RESTORE_PAUSE, RESTORE_SECONDS
from harness.sandbox.passwords.door import Door, Key, takes
from harness.sandbox.passwords.doorway import key_for, opened, strangers
from harness.sandbox.passwords.first_probe import choose
from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.places import Given
from harness.sandbox.passwords.policy import Policy
from harness.sandbox.passwords.probe import GIVEN, GIVEN_KIND, SECONDS, TASK, declare, leave_out, record, sizes
from harness.sandbox.passwords.signing_up import TOO_SLOW
from harness.sandbox.passwords.wire import PacedWire, Visitor
from harness.sandbox.probes.client import ProbeClient
from harness.sandbox.sessions.forgetting import forget
from harness.sandbox.settings.effects.trying import do, jar

NOT_TAKEN, NO_TELLING = "not-taken", "no-telling-page"
"""The steps worked, and nobody signs in with the password that they gave; no page shows whether one can be kept."""


@dataclass(frozen=True)
class Handed(Door):
    """A door for passwords that may have to be replaced at once.

    `owed` is the page that then takes another one: whoever is led there when asking for their own was let in.
    """

    owed: str = ""

    async def attempt(self, key: Key, visitor: Visitor | None = None) -> tuple[bool | None, Visitor]:
        """As at any door; who owes another password has been let in as well."""
        opens, who = await super().attempt(key, visitor)
        return (True if opens is False and self._owes(who) else opens), who

    def _arrived(self, who: Visitor) -> bool:
        return super()._arrived(who) or self._owes(who)

    def _owes(self, who: Visitor) -> bool:
        return bool(self.owed) and led(who) == self.owed


def led(who: Visitor) -> str:
    """The page that takes a password and that somebody was led to; "" when it takes none."""
    return who.url.partition("?")[0] if takes(who.page) else ""


async def handed(door: Door, key: Key) -> Handed | None:
    """The door at which this key, which was just given, is known; None when it opens nothing.

    Where a wrong password leads is the page to sign in, which takes a password too, and another one after some tries;
    so wrong ones come before the right one and after it.
    """
    at = Handed(door.login, door.telling, door.stranger)
    opens, who = await at.attempt(key)
    if opens:
        return at
    wrong = [replace(key, password=secrets.token_urlsafe(15)) for _ in range(2)]
    before, again, after = [led((await at.attempt(one))[1]) for one in (wrong[0], key, wrong[1])]
    return replace(at, owed=again) if again == led(who) and again not in ("", before, after) else None


async def may_keep(at: Handed, key: Key) -> bool | None:
    """Whether the account can be used with it as it is; False only where another one is asked for, None else."""
    if await at.usable(key):
        return True
    opens, who = await at.attempt(key)
    return False if opens and led(who) else None


async def at_giving(stage: Stage) -> None:
    """Everything where staff give a password."""
    told = stage.run.profile.passwords
    cast = told.given.cast(stage.run.profile.personas) if told and told.given else None
    if told is None or told.given is None or cast is None:
        return
    who, by = cast
    try:
        async with stage.actor(who, TASK, alone=True) as actor, ProbeClient(stage.run, TASK, stage.pace) as client:
            why = await _Giving(stage, told.given, actor, by, client).go()
    except ActorFailedError as error:
        why = str(error)
    if why is not None:
        leave_out(stage.run, "given", why)
        stage.run.writer.probe(GIVEN_KIND, {"persona": who.name, "by": by.name, "reason": why})


@dataclass
class _Giving:
    """`actor` is who gets passwords, `by` who gives them."""

    stage: Stage
    given: GivenTable
    actor: Actor
    by: Persona
    client: ProbeClient

    async def go(self) -> str | None:
        """A code for why nothing could be offered, None when it was. However it ends, the first password is back."""
        persona = self.actor.persona
        learnt = await learn_login(self.actor, persona)
        if isinstance(learnt, str):
            return learnt
        door = await opened(learnt, key_for(persona), strangers(self._run, self.client, persona.name))
        if isinstance(door, str):
            return door
        self.actor.rest()
        drawn = self.stage.newcomers[GIVEN].password or SecretStr("")
        async with self.stage.actor(self.by, TASK) as giver:
            tells = bool(await door.usable(key_for(persona)))
            back = _Restoring(self.given, self.actor, giver, door, drawn, tells)
            try:
                form = await back.give(drawn.get_secret_value())
                if isinstance(form, str):
                    return form
                giver.rest()
                key = replace(key_for(persona), password=drawn.get_secret_value())
                return await self._offer(form, giver, door, key, tells=back.tells)
            finally:
                await back.restore()

    async def _offer(self, form: Form, giver: Actor, door: Door, key: Key, *, tells: bool) -> str | None:
        at = await handed(door, key)
        if at is None:
            return NOT_TAKEN
        wire = PacedWire(self._run, self.client, self.by.name)
        place = Given(form, at, key, Visitor(wire, self._run.profile.app.hosts, await jar(giver)))
        policy = Policy(place, sizes(), self._run.profile.app.name, lambda secret: declare(self._run, secret))
        about = {"persona": self.actor.persona.name, "by": self.by.name}
        try:
            kept = {"kept": await may_keep(at, key)} if tells else {"reason": NO_TELLING}
            self._run.writer.probe(GIVEN_KIND, {**about, **kept})
            async with asyncio.timeout(SECONDS):
                await policy.run()
        except TimeoutError:
            return TOO_SLOW
        finally:
            record(self._run, "given", [one.told for one in policy.offered])
        return None

    @property
    def _run(self) -> Run:
        return self.stage.run


@dataclass
class _Restoring:
    """Planned before anything is changed: however it ends, the first password of who got others is in force again.

    An app that has a given one replaced gets it from its owner, who replaces `drawn` by it. `tells`: a page showed
    before that the account can be used as it is; without one, that it opens has to do.
    """

    given: GivenTable
    actor: Actor
    giver: Actor
    door: Door
    drawn: SecretStr
    tells: bool

    async def give(self, password: str) -> Form | str:
        """Give this password in a browser; what that sent, or a code for why it could not be done."""
        persona, heard = self.actor.persona, Overheard(self.giver)
        values = {f"who.{name}": value for name, value in persona.known.items()}
        values |= {"who.username": persona.username or "", "new_password": password}
        done = await do(self.giver, self.given.steps, values, f"give {persona.name} a password")
        if not done.ok:
            return "steps-failed"
        return await heard.form({"password": password}) or NOT_CARRIED

    async def restore(self) -> None:
        """Put it back; an app that was away is asked again until it answers, for a while. What fails is told loudly."""
        clock, first = asyncio.get_running_loop(), key_for(self.actor.persona)
        until = clock.time() + RESTORE_SECONDS
        with contextlib.suppress(TimeoutError, ActorFailedError, PlaywrightError):
            async with asyncio.timeout_at(until):
                while not (await self._works(first) or await self._back(first)):
                    await asyncio.sleep(min(RESTORE_PAUSE, until - clock.time()))
                return
        run, who = self.actor.run, self.actor.persona
        run.progress.stage(f"the password of {who.name} could not be put back: give it a new one by hand")
        run.writer.gap(TASK, "password-not-restored", persona=who.name, username=who.username or "")

    async def _works(self, key: Key) -> bool:
        return bool(await (self.door.usable(key) if self.tells else self.door.opens(key)))

    async def _back(self, first: Key) -> bool:
        await self.give(first.password)
        if await self._works(first):
            return True
        drawn = self.actor.persona.model_copy(update={"password": self.drawn})
        await self.give(self.drawn.get_secret_value())
        await forget(self.actor.page, self.actor.base)
        await learn_login(self.actor, drawn)
        await choose(self.actor, self.drawn.get_secret_value(), first.password)
        return await self._works(first)
