"""What an account starts with: its pages of settings, found and read as those of a pupil of the profile are."""

from __future__ import annotations

from harness import Persona
from harness.sandbox.acting.actor import Actor
from harness.sandbox.acting.stage import Stage
from harness.sandbox.settings.accounts.account import FreshAccount
from harness.sandbox.settings.reading.pages import address_of, met, own, promised, unique
from harness.sandbox.settings.reading.probe import FIRST
from harness.sandbox.settings.reading.read import read_settings


async def read_first(actor: Actor, stage: Stage, account: FreshAccount) -> None:
    """Read and record the settings of an account that nobody has touched yet."""
    declared = stage.run.profile.settings
    pages = await pages_of(actor, stage)
    await read_settings(actor, when=FIRST, pages=pages, declared=declared, stage=stage, follow=True)


async def pages_of(actor: Actor, stage: Stage) -> list[str]:
    """Where settings may stand: declared pages, those that the pupils of the profile came by, and promised ones."""
    profile = stage.run.profile
    pupils: list[Persona] = [one for one in profile.personas.values() if one.role == "pupil"]
    if actor.page.url not in own(profile):
        await actor.goto("")
    pages = [
        *(setting.page for setting in profile.settings),
        *(page for one in pupils for page in met(stage.run, one.name)),
        *await promised(actor.page, profile),
    ]
    return unique(pages) or [address_of(actor.page.url)]
