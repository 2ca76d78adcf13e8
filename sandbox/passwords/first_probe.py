"""The probe of first passwords (kind `first-password`): whether who signs in with one has to choose another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from harness import Persona, Profile, Run
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.passwords import samples
from harness.sandbox.probes.client import ProbeClient
from harness.sandbox.settings.accounts.hook import HookFailedError, enrolled, removed
from harness.sandbox.settings.accounts.plan import TEENAGER, plan_account
from harness.sandbox.settings.accounts.probe import day_of

if TYPE_CHECKING:
    from harness.sandbox.acting.actor import Actor
    from harness.sandbox.acting.stage import Stage
    from harness.sandbox.passwords.door import Door, Key
    from harness.sandbox.probes.client import Pace

KIND, CHOOSES, SKIPS, NEXT = "first-password", "first-chooses", "first-skips", "first-next"
"""The account whose first password is replaced, the one whose is not, and what it is replaced by."""


class FirstPasswordProbe(ActingProbe):
    """Has two accounts made by the school, signs in with the first passwords, and has the accounts removed again."""

    name = "first passwords"
    kinds = (KIND,)
    wave = 5

    def lacks(self, profile: Profile) -> str | None:
        """Somebody has to make such accounts."""
        made = profile.accounts is not None and profile.accounts.first is not None
        return None if made else "the profile's [accounts] has no first, which makes accounts with a first password"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """Whoever chooses another password; the other account is used without a browser."""
        return [(CHOOSES, KIND)]

    async def newcomers(self, run: Run, pace: Pace) -> list[Persona]:
        """Both accounts, and the password that will be chosen."""
        hook, found = run.profile.accounts.first if run.profile.accounts else None, list[Persona]()
        try:
            for name in (CHOOSES, SKIPS):
                account = plan_account(run.profile, day_of(run), "hook", TEENAGER, name)
                found.append((await enrolled(run, pace, account, hook)).persona)
        except HookFailedError as error:
            run.writer.probe(KIND, {"persona": CHOOSES, "reason": str(error)})
        drawn = SecretStr(samples.boundary()[:20])
        return [*found, Persona(name=NEXT, role="anonymous", username=NEXT, password=drawn)]

    async def probe(self, stage: Stage) -> None:
        """One record; the accounts are removed whatever happens."""
        from harness.sandbox.acting.actor import ActorFailedError

        try:
            if {CHOOSES, SKIPS} <= set(stage.newcomers):
                async with ProbeClient(stage.run, KIND, stage.pace) as client:
                    told = await _go(stage, client)
                stage.run.writer.probe(KIND, {"persona": CHOOSES, **told})
        except ActorFailedError as error:
            stage.run.writer.probe(KIND, {"persona": CHOOSES, "reason": str(error)})
        finally:
            await _remove(stage)


async def _go(stage: Stage, client: ProbeClient) -> dict[str, Any]:
    from harness.sandbox.passwords.capture import learn_login
    from harness.sandbox.passwords.door import Door
    from harness.sandbox.passwords.doorway import key_for, strangers

    chooses, skips = stage.newcomers[CHOOSES], stage.newcomers[SKIPS]
    new = stage.newcomers[NEXT].password or SecretStr("")
    async with stage.actor(chooses, KIND, alone=True) as actor:
        learnt = await learn_login(actor, chooses)
        if isinstance(learnt, str):
            return {"reason": learnt}
        asked = await choose(actor, key_for(chooses).password, new.get_secret_value())
        if isinstance(asked, str):
            return {"reason": asked}
        pages = dict.fromkeys((actor.page.url.partition("?")[0], *learnt.pages))
    strange = strangers(stage.run, client, chooses.name)
    doors = [Door(learnt.form, page, strange) for page in pages]
    first = key_for(chooses)
    if not asked:
        seen = [await door.usable(first) for door in doors]
        return {"asked": False, "open": any(seen), "reason": "" if any(seen) else "no-telling-page"}
    return {"asked": True, **await looked(doors, first, new.get_secret_value(), key_for(skips))}


async def looked(doors: list[Door], first: Key, new: str, skips: Key) -> dict[str, Any]:
    """Once `first` was replaced by `new`: what the first page that tells shows to each."""
    from dataclasses import replace

    for door in doors:
        if await door.usable(replace(first, password=new)):
            again, skipped = await door.usable(first), await door.usable(skips)
            if again is None or skipped is None:
                return {"control": False, "reason": "no-answer"}
            return {"control": True, "again": again, "open": skipped}
    return {"control": False, "reason": "no-telling-page"}


async def choose(actor: Actor, present: str, new: str) -> bool | str:
    """Choose another password where a form for one is in view; whether there was one, or a code for why it failed."""
    from playwright.async_api import Error as PlaywrightError

    from harness.sandbox.passwords.capture import NOT_UNDERSTOOD
    from harness.sandbox.passwords.change_form import change_form
    from harness.sandbox.passwords.reset_form import new_form
    from harness.sandbox.settings.accounts.fill import fill_and_send
    from harness.sandbox.web.page import enter
    from harness.sandbox.web.page.ask import ask

    await actor.acted("replace a first password")
    try:
        for asked in await ask(actor.page):
            change, plain = change_form(asked.sheet), new_form(asked.sheet)
            if plain is not None:
                await fill_and_send(actor.page, asked, plain, {one.control.order: new for one in plain.fields})
                return True
            if change is not None:
                await fill_and_send(actor.page, asked, change.form, change.values(present, new))
                return True
    except (enter.Held, enter.Redrawn, TimeoutError, PlaywrightError):
        return NOT_UNDERSTOOD
    return False


async def _remove(stage: Stage) -> None:
    """Ask for both to be removed; one that stays is named."""
    from harness.sandbox.settings.accounts.account import FreshAccount

    hook = stage.run.profile.accounts.remove if stage.run.profile.accounts else None
    for name in (CHOOSES, SKIPS):
        persona = stage.newcomers.get(name)
        if persona is None:
            continue
        account = FreshAccount.of(persona, TEENAGER, "hook", None)
        if hook is None or not await removed(stage.run, stage.pace, hook, account):
            stage.run.writer.gap(KIND, "account-left-behind", account=name, username=persona.username or "")
