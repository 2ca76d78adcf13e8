"""What a few of our own parts make of pages of Kolibri, outside an audit, in one browser."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from harness import Persona
from harness.gather import scratch_folder
from harness.model.profile import Profile, credentials
from harness.model.records_settings import SettingSeen
from harness.sandbox.acting.stage import Stage
from harness.sandbox.passwords.capture import Overheard
from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.places import told
from harness.sandbox.passwords.suggestions_probe import SuggestionsProbe
from harness.sandbox.probes.client import Pace
from harness.sandbox.settings.accounts.account import draw
from harness.sandbox.settings.accounts.signup import Way, sign_up
from harness.sandbox.settings.reading.read import read_settings
from harness.sandbox.web.page.totp import OneTimeCodes
from harness.sandbox.web.rig import rig
from tests.sandbox.acting.staging import a_run, left

# Gives the school the values of a preset, by Kolibri's own API.
RESET = """async preset => {
  const [school] = await (await fetch('/api/auth/facility/')).json(), at = `/api/auth/facilitydataset/${school.dataset.id}/`;
  const token = document.cookie.match(/kolibri_csrftoken=([^;]+)/)[1];
  const ask = (method, path, body) => fetch(path, {method, body: JSON.stringify(body),
    headers: {'Content-Type': 'application/json', 'X-CSRFToken': token}}).then(async answer => {
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`); });
  await ask('PATCH', at, {preset});
  await ask('POST', `${at}resetsettings/`, {});
}"""


def by_hand(profile: Profile, folder: Path) -> tuple[Form | None, dict[str, list[SettingSeen]]]:
    """What signing up sends, and what our reading makes of the administrator's settings with each preset."""
    new = draw("new", "15", 15, date(2010, 5, 1), "signup", domain="demoschool.test", school="a")
    read: dict[str, list[SettingSeen]] = {}
    page, joined = "/en/facility/#/settings", list[Form | None]()

    async def play(stage: Stage) -> None:
        async with stage.actor(new.drawn, "joining", alone=True) as visitor:
            heard = Overheard(visitor)
            await sign_up(visitor, new, Way("/en/auth/#/create_account"), search=True)
            joined.append(await heard.form(told(new)))
        async with stage.actor(profile.personas["admin"], "facility") as actor:
            for preset in ("nonformal", "formal"):
                await actor.goto("/en/facility/")
                await actor.page.evaluate(RESET, preset)
                read[preset] = await read_settings(actor, when="first", pages=[page], declared=(), stage=stage)

    _played(profile, folder, ["new-joining", "admin-facility"], play, new.drawn)
    return joined[0], read


def suggested(profile: Profile, folder: Path) -> list[dict[str, Any]]:
    """What is noted when a stranger types parts of user names where one signs in."""
    probe = SuggestionsProbe()
    names = [f"{who}-{task}" for who, task in probe.actors(profile)]
    _played(profile, folder, names, probe.probe)
    return left(folder, "probes/suggestions.jsonl")


def _played(
    profile: Profile, folder: Path, names: Sequence[str], play: Callable[[Stage], Awaitable[None]], *newcomers: Persona
) -> None:
    with scratch_folder() as scratch:
        run = a_run(profile, folder, scratch)
        for name, secret in credentials(newcomers).items():
            run.redactor.declare(name, secret)

        async def go() -> None:
            async with rig(run, names, newcomers) as parts:
                await play(Stage(run, parts, OneTimeCodes(), Pace(profile)))

        asyncio.run(go())
        run.writer.close()
