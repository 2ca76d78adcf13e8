"""The probe of new passwords by mail (`reset`), and of what the owner hears of a change (`notices`)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from harness import Persona, Profile, Run
from harness.catalogue.parameters import builtin_parameters
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.passwords import samples
from harness.sandbox.probes.client import ProbeClient

if TYPE_CHECKING:
    from harness.sandbox.acting.stage import Stage
    from harness.sandbox.mail.box import Box
    from harness.sandbox.passwords.door import Door
    from harness.sandbox.passwords.reset_back import Back
    from harness.sandbox.passwords.resetting import Resetting
    from harness.sandbox.probes.client import Pace

TASK, LOGIN_TASK, CHANGE_TASK, NOTICES = "reset", "reset-login", "reset-change", "notices"
DRAWN = ("reset-chosen", "reset-again", "reset-older", "reset-fresh")
"""Stand for the passwords that are offered, which whoever writes has to know beforehand."""


class ResetProbe(ActingProbe):
    """Asks for new passwords of one persona, reads the letters, follows the links, and puts the first password back."""

    name = "a new password by mail"
    kinds = (TASK, NOTICES)
    wave = 8
    apart = True
    seconds = 1500.0

    def lacks(self, profile: Profile) -> str | None:
        """It reads letters, so the profile has to say where they arrive."""
        return None if profile.mailbox else "the profile has no [mailbox], where the letters of the app would be read"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """The same persona: signs in once, is a visitor who forgot the password, changes it back."""
        assert profile.passwords is not None
        return [(profile.passwords.persona or "", task) for task in (LOGIN_TASK, TASK, CHANGE_TASK)]

    async def newcomers(self, run: Run, pace: Pace) -> list[Persona]:
        """The passwords that will be offered."""
        drawn = {name: SecretStr(samples.boundary()[:20]) for name in DRAWN}
        return [Persona(name=name, role="anonymous", username=name, password=one) for name, one in drawn.items()]

    async def probe(self, stage: Stage) -> None:
        """One record about the link, one for each change."""
        from harness.sandbox.acting.actor import ActorFailedError
        from harness.sandbox.mail.box import Box

        mailbox, (name, _) = stage.run.profile.mailbox, self.actors(stage.run.profile)[0]
        persona = stage.run.profile.personas[name]
        assert mailbox is not None
        box = Box(mailbox.address_of(persona.known) or "")
        why = stage.office.trouble
        if not why:
            try:
                with stage.office.opened(box):
                    async with ProbeClient(stage.run, TASK, stage.pace) as client:
                        why = await _go(stage, persona, client, box)
            except ActorFailedError as error:
                why = str(error)
        if why:
            stage.run.writer.probe(TASK, {"persona": name, "reason": why})


async def _go(stage: Stage, persona: Persona, client: ProbeClient, box: Box) -> str:
    """A reason why there is nothing to write; "" when it was written."""
    from harness.sandbox.passwords.capture import learn_login
    from harness.sandbox.passwords.doorway import key_for, opened, strangers

    async with stage.actor(persona, LOGIN_TASK, alone=True) as actor:
        learnt = await learn_login(actor, persona)
    if isinstance(learnt, str):
        return learnt
    door = await opened(learnt, key_for(persona), strangers(stage.run, client, persona.name))
    return door if isinstance(door, str) else await _asked(stage, persona, door, box)


async def _asked(stage: Stage, persona: Persona, door: Door, box: Box) -> str:
    from harness.sandbox.passwords.doorway import key_for
    from harness.sandbox.passwords.link_later import leave
    from harness.sandbox.passwords.reset_form import choose_new, learn_reset
    from harness.sandbox.passwords.resetting import Drawn, Resetting

    passwords = [one.get_secret_value() for name in DRAWN if (one := stage.newcomers[name].password)]
    async with stage.actor(persona, TASK, alone=True) as actor:
        asked = box.now()
        ask = await learn_reset(actor, persona.username or "", box.address)
        if isinstance(ask, str):
            return ask
        resetting = Resetting(
            door, ask, key_for(persona), box, stage.run.profile.app.hosts, Drawn(*passwords),
            hide=lambda secret: stage.hide(f"{TASK}-link.{secrets.token_hex(4)}", secret),
            chooses=lambda link, new: choose_new(actor, link, new),
        )
        back = _back(stage, persona, resetting)
        try:
            why = await resetting.go(asked)
        finally:
            restored = await _restored(stage.run, persona, back)
    await _tell(stage.run, persona, resetting, back, why)
    if restored:
        await leave(stage.run, persona, resetting)
    return ""


def _back(stage: Stage, persona: Persona, resetting: Resetting) -> Back:
    from harness.sandbox.acting.actor import ActorFailedError
    from harness.sandbox.passwords.capture import change_in_browser, learn_login
    from harness.sandbox.passwords.doorway import key_for
    from harness.sandbox.passwords.reset_back import Back

    async def changes(present: str, new: str) -> object:
        who = persona.model_copy(update={"password": SecretStr(present)})
        try:
            async with stage.actor(who, CHANGE_TASK, alone=True) as actor:
                await learn_login(actor, who)
                return await change_in_browser(actor, who, new)
        except ActorFailedError as error:
            return str(error)  # then by one more link

    told = stage.run.profile.passwords
    return Back(resetting, key_for(persona), changes if told and "change" in told.places else None)


async def _restored(run: Run, persona: Persona, back: Back) -> bool:
    """Put the first password back; told loudly when it is not, for whatever reason."""
    restored = False
    try:
        restored = await back.put()
    finally:
        if not restored:
            _not_restored(run, persona)
    return restored


def _not_restored(run: Run, persona: Persona) -> None:
    run.progress.stage(f"the password of {persona.name} could not be put back: give it a new one by hand")
    run.writer.gap(TASK, "password-not-restored", persona=persona.name, username=persona.username or "")


async def _tell(run: Run, persona: Persona, resetting: Resetting, back: Back, why: str) -> None:
    """Write it down, once the notice of the last change had its time to come."""
    run.writer.probe(TASK, {"persona": persona.name, "reason": why, **resetting.finish(back.first.password)})
    reset, change = resetting.changed_at, back.changed_at
    for name, since, until, others in (
        ("reset", reset, change, resetting.others), ("change", change, None, back.others)
    ):
        about = {"persona": persona.name, "change": name, "others": others}
        told = {"reason": why or "not-changed"} if since is None else await _noticed(resetting, since, until)
        run.writer.probe(NOTICES, {**about, **told})


async def _noticed(resetting: Resetting, since: float, until: float | None) -> dict[str, Any]:
    """The letter about a change, waited for where no later change is in the way."""
    box, delay = resetting.box, builtin_parameters().seconds("notice-delay")
    end = float("inf") if until is None else until
    if until is None:
        await box.until(lambda: resetting.notice(since, end) is not None, since + delay - box.now())
    came = resetting.notice(since, end)
    return {"came": None if came is None else round(came, 1), "waited": round(min(box.now(), end) - since, 1)}
