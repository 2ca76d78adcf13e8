"""The probe of ways in that nobody declared (`doors`): the places to sign in that the app's own files name.

It reads what was recorded before it, so it comes after all who visit pages of their own, and asks without a browser.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from urllib.parse import urljoin

from harness import Profile
from harness.model.profile_doors import Door
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.factors import asking
from harness.sandbox.factors.asking import Asker
from harness.sandbox.factors.door_request import guesses
from harness.sandbox.factors.doors_probe import TASK, DoorsProbe, Told, nobody_strong, strong, weak
from harness.sandbox.factors.trouble import BROKE
from harness.sandbox.probes.client import ProbeClient

ASKS = "doors-named"


class NamedDoorsProbe(ActingProbe):
    """Those that let anybody in are tried with who has a second factor."""

    name = "ways in that files name"
    kinds = (TASK,)
    wave = 8
    seconds = 900.0

    def lacks(self, profile: Profile) -> str | None:
        return nobody_strong(profile)

    def people(self, profile: Profile) -> set[str]:
        """Who tries, and who has to get in."""
        return {one.name for one in (strong(profile), weak(profile)) if one is not None}

    def turns(self, profile: Profile) -> set[str]:
        """Those of the declared ones are not its own."""
        return {ASKS}

    async def probe(self, stage: Stage) -> None:
        profile = stage.run.profile
        who, control = strong(profile), weak(profile)
        assert who is not None
        for name, task in DoorsProbe().actors(profile):
            await stage.rig.proxy.written(f"{name}-{task}")
        reads = [urljoin(profile.app.url or "", one) for door in profile.doors for one in door.reads]
        async with ProbeClient(stage.run, ASKS, stage.pace) as client:
            having = Asker(stage.run, client, who)
            lacking = Asker(stage.run, client, control) if control is not None else None
            for path in await asyncio.to_thread(asking.named, stage.run, _declared(profile.doors)):
                about = {"persona": who.name, "role": who.role, "door": path, "kind": "api", "found": True}
                told = await _guessed(path, lacking, having, reads) if lacking else {"control": "no-control"}
                stage.run.writer.probe(TASK, {**about, **told})


async def _guessed(path: str, lacking: Asker, having: Asker, reads: list[str]) -> Told:
    """Ask such a place in the usual ways until one lets in who has no second factor, and then so with who has one."""
    told: Told = {"control": "opens-nothing"}
    for request in guesses(path):
        lets = await lacking.tried(request, [*reads, *lacking.own_addresses])
        if lets["inside"]:
            return await having.tried(request, [*reads, *having.own_addresses])
        if (why := lets.get("control")) and why != BROKE:  # what fails at a guess of ours is no door
            told = {"control": why}
    return told


def _declared(doors: Iterable[Door]) -> set[str]:
    return {door.request.path for door in doors if door.request is not None}
