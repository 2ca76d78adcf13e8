"""The probe that reads every pupil's settings as they are before anybody touched them (evidence kind `settings`)."""

from __future__ import annotations

import asyncio

from harness import Persona, Profile
from harness.sandbox.acting.actor import ActorFailedError
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.settings.reading.pages import address_of, met, promised, unique
from harness.sandbox.settings.reading.read import read_settings

TASK = "settings"
FIRST = "first"


class ReadingProbe(ActingProbe):
    """It opens pages and looks; nothing is tried or changed, so it needs no authorisation."""

    name = "settings"
    kinds = ("settings",)
    active = False

    def lacks(self, profile: Profile) -> str | None:
        """Somebody has to sign in."""
        if profile.login is None:
            return "the profile has no [login]"
        return None if _readers(profile) else "the profile has no pupil"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """Every pupil with sessions of their own."""
        return [(persona.name, TASK) for persona in _readers(profile)]

    async def probe(self, stage: Stage) -> None:
        """All pupils side by side."""
        await asyncio.gather(*(self._read(stage, persona) for persona in _readers(stage.run.profile)))

    async def _read(self, stage: Stage, persona: Persona) -> None:
        """One pupil. Who cannot sign in leaves no record, and what was not read is not tested."""
        declared = stage.run.profile.settings
        try:
            async with stage.actor(persona, TASK) as actor:
                if not actor.page.url.startswith("http"):
                    await actor.goto(actor.base)
                pages = unique(
                    [
                        *(setting.page for setting in declared),
                        *met(stage.run, persona.name),
                        *await promised(actor.page, stage.run.profile),
                    ]
                )
                start = address_of(actor.page.url)
                await read_settings(
                    actor, when=FIRST, pages=pages or [start], declared=declared, stage=stage, follow=True
                )
                if not await actor.still_in():
                    stage.run.writer.gap("settings", "login-lost", persona=persona.name)
        except ActorFailedError as error:
            stage.run.writer.gap("settings", "actor-failed", persona=persona.name, reason=str(error))


def _readers(profile: Profile) -> list[Persona]:
    return [one for one in profile.personas.values() if one.role == "pupil" and not one.acts_only]
