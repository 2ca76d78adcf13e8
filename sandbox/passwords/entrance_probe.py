"""The probe of the entrance: fields for passwords, secret questions (`entrance`), left-behind accounts (`defaults`)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from playwright.async_api import Error as PlaywrightError

from harness import Profile
from harness.catalogue.parameters import builtin_parameters
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.probes.client import ProbeClient

if TYPE_CHECKING:
    from harness.sandbox.acting.actor import Actor
    from harness.sandbox.acting.stage import Stage
    from harness.sandbox.passwords.capture import SignedIn

TASK = "entrance"


class EntranceProbe(ActingProbe):
    """Types and pastes without sending, then tries a few names once each. Nothing has to be undone."""

    name = "entrance"
    kinds = (TASK, "defaults")
    wave = 9  # after a new password by mail, which needs the same persona and takes longer
    apart = True

    def lacks(self, profile: Profile) -> str | None:
        """Whether a pair opened something is seen by what an account of the test's own sees."""
        if profile.passwords is None or profile.passwords.persona is None:
            return "the profile's [passwords] names no persona to compare with"
        return None

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """One visitor, who signs in at the end."""
        assert profile.passwords is not None
        return [(profile.passwords.persona or "", TASK)]

    async def probe(self, stage: Stage) -> None:
        """Look at the pages, then at the login."""
        from harness.sandbox.acting.actor import ActorFailedError
        from harness.sandbox.passwords.capture import learn_login

        (name, _), = self.actors(stage.run.profile)
        persona = stage.run.profile.personas[name]
        try:
            async with stage.actor(persona, TASK, alone=True) as actor:
                await _look(actor)
                learnt = await learn_login(actor, persona)
        except ActorFailedError as error:
            learnt = str(error)
        if isinstance(learnt, str):
            stage.run.writer.probe("defaults", {"persona": name, "reason": learnt})
            return
        await _defaults(stage, name, learnt)


async def _look(actor: Actor) -> None:
    """Each page that a stranger gets and that takes a password."""
    from harness.sandbox.passwords.capture import NO_FORM
    from harness.sandbox.passwords.fields import look_at_fields
    from harness.sandbox.passwords.reset_form import open_reset
    from harness.sandbox.settings.accounts.signup import Way, open_form, path_of

    profile = actor.run.profile
    accounts = profile.accounts

    async def at_login() -> bool:
        await actor.goto(urljoin(actor.base, (profile.login.url if profile.login else None) or ""))
        return True

    async def at_sign_up() -> bool:
        return await open_form(actor, Way(accounts.url if accounts else None)) is not None

    async def at_reset() -> bool:
        return await open_reset(actor)

    for place, opens in (("login", at_login), *([("signup", at_sign_up)] if accounts else []), ("reset", at_reset)):
        told: dict[str, object] = {"reason": NO_FORM}
        try:
            if await opens():
                told = {"page": path_of(actor.page.url), **(await look_at_fields(actor.page)).told}
        except PlaywrightError:
            told = {"reason": "unreachable"}
        actor.run.writer.probe(TASK, {"place": place, **told})


async def _defaults(stage: Stage, name: str, learnt: SignedIn) -> None:
    from harness.sandbox.passwords.defaults import Tried, chosen, defaults
    from harness.sandbox.passwords.doorway import key_for, opened, strangers

    run = stage.run
    most = int(builtin_parameters().number("default-pairs"))
    async with ProbeClient(run, "defaults", stage.pace) as client:
        key = key_for(run.profile.personas[name])
        door = await opened(learnt, key, strangers(run, client, name))
        pairs = chosen(run.profile.app.name, most)
        tried = Tried(reason=door) if isinstance(door, str) else await defaults(door, key, pairs)
    run.writer.probe("defaults", {"persona": name, **vars(tried), "opened": list(tried.opened)})
