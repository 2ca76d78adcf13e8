"""One stage over the demo school, for the tests of acting probes: real school, real proxy, real browser."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from harness import Persona, Profile, Run
from harness.bundle.redact import Redactor
from harness.bundle.writer import BundleWriter
from harness.gather import scratch_folder
from harness.model.profile import credentials
from harness.platform import Silent
from harness.profile.load import load_profile
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.demo.school import RunningDemo, demo_school
from harness.sandbox.mail.box import serving
from harness.sandbox.probes.client import Pace
from harness.sandbox.web.page.totp import OneTimeCodes
from harness.sandbox.web.rig import rig


def staged[T](
    folder: Path,
    play: Callable[[Stage], Awaitable[T]],
    actors: Sequence[tuple[str, str]],
    *,
    faults: Iterable[str] = (),
    newcomers: Callable[[RunningDemo], Sequence[Persona]] = lambda demo: [],
    profile: Callable[[Profile], Profile] = lambda profile: profile,
    sign_on: bool = False,
    passwords: bool = False,
    mailbox: bool = False,
    joining: bool = False,
    live: bool = False,
    probes: Sequence[ActingProbe] = (),
) -> T:
    """Run `play` on a stage over the demo school with these faults; the evidence is left in `folder/bundle`.

    The newcomers of `probes` are there too.
    """
    with scratch_folder() as scratch, demo_school(
        faults, folder / "school", sign_on=sign_on, passwords=passwords, mailbox=mailbox, joining=joining, live=live
    ) as demo:
        run = a_run(profile(load_profile(demo.profile)), folder, scratch)
        people, pace = list(newcomers(demo)), Pace(run.profile)

        async def go() -> T:
            for probe in probes:
                people.extend(await probe.newcomers(run, pace))
            for name, secret in credentials(people).items():
                run.redactor.declare(name, secret)
            async with rig(run, [f"{who}-{task}" for who, task in actors], people) as parts:
                stage = Stage(run, parts, OneTimeCodes(), pace, newcomers={one.name: one for one in people})
                async with serving(run.profile.mailbox, stage.office):
                    return await play(stage)

        try:
            return asyncio.run(go())
        finally:
            run.writer.close()


def a_run(profile: Profile, folder: Path, scratch: Path) -> Run:
    """A run that writes into `folder/bundle`; nobody sees its progress."""
    key, epoch = secrets.token_bytes(32), time.time()
    redactor = Redactor(profile.secrets(), key)
    return Run(profile, BundleWriter(folder / "bundle", redactor, epoch), redactor, key, epoch, scratch, Silent())


def left(folder: Path, name: str) -> list[dict[str, Any]]:
    """The records of a file of the bundle, such as `probes/requests.jsonl`; none when it was not written."""
    path = folder / "bundle" / name
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()] if path.exists() else []
