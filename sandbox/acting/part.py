"""Which acting probes run, in which order, and what is told when they do not."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from playwright.async_api import Error as PlaywrightError

from harness import Gathered, Persona, Profile, Run, SchoolproofError
from harness.model.profile import credentials
from harness.sandbox.acting.order import in_order
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.enrolment.probe import EnrolmentProbe
from harness.sandbox.factors.demand_probe import DemandProbe
from harness.sandbox.factors.doors_probe import DoorsProbe
from harness.sandbox.factors.named_doors_probe import NamedDoorsProbe
from harness.sandbox.factors.passkey_probe import PasskeyProbe
from harness.sandbox.factors.probe import SecondFactorProbe
from harness.sandbox.mail.box import serving
from harness.sandbox.passwords.entrance_probe import EntranceProbe
from harness.sandbox.passwords.first_probe import FirstPasswordProbe
from harness.sandbox.passwords.guess_probe import GuessProbe
from harness.sandbox.passwords.probe import PasswordsProbe
from harness.sandbox.passwords.reset_probe import ResetProbe
from harness.sandbox.passwords.staff_probe import StaffPasswordProbe
from harness.sandbox.passwords.suggestions_probe import SuggestionsProbe
from harness.sandbox.probes.client import Pace, refusal
from harness.sandbox.sessions.cross_site import CrossSiteProbe
from harness.sandbox.sessions.devices import DevicesProbe
from harness.sandbox.sessions.guarded import GuardedProbe
from harness.sandbox.sessions.logout import LogoutProbe
from harness.sandbox.sessions.removal import RemovalProbe
from harness.sandbox.settings.accounts.first import read_first
from harness.sandbox.settings.accounts.probe import AccountsProbe
from harness.sandbox.settings.adjusting.probe import ADJUSTING
from harness.sandbox.settings.effects.probe import EffectsProbe
from harness.sandbox.settings.persistence import PersistenceProbe
from harness.sandbox.settings.reading.probe import ReadingProbe
from harness.sandbox.settings.switching.probe import SwitchingProbe
from harness.sandbox.signon.probe import SignOnProbe
from harness.sandbox.signon.saml.probe import SamlProbe
from harness.sandbox.web.page.failures import blame
from harness.sandbox.young.probe import YoungProbe

PROBES: tuple[ActingProbe, ...] = (
    EffectsProbe(),
    ReadingProbe(),
    PersistenceProbe(),
    AccountsProbe(read_first),
    SwitchingProbe(),
    ADJUSTING,
    SuggestionsProbe(),
    PasswordsProbe(),
    StaffPasswordProbe(),
    SecondFactorProbe(),
    PasskeyProbe(),
    SignOnProbe(),
    SamlProbe(),
    CrossSiteProbe(),
    DoorsProbe(),
    EntranceProbe(),
    FirstPasswordProbe(),
    EnrolmentProbe(),
    GuardedProbe(),
    RemovalProbe(),
    ResetProbe(),
    DemandProbe(),
    DevicesProbe(),
    NamedDoorsProbe(),
    LogoutProbe(),
    GuessProbe(),
    YoungProbe(),
)
"""All of them; those of a lower wave go first (see order.py), and of their wave those that take longest or that others
wait for."""


@dataclass(frozen=True)
class Part:
    """What was planned: the probes that can run, why others cannot (by evidence kind), and who will act."""

    probes: Sequence[ActingProbe]
    skipped: dict[str, str]
    names: Sequence[str]
    newcomers: Sequence[Persona]

    async def go(self, stage: Stage, gathered: Gathered) -> None:
        """Run the probes in their order, and say which kinds were gathered."""
        gathered.probes_skipped.update(self.skipped)
        if self.probes:
            stage.run.progress.stage(f"probing, at most {stage.pace.rate} requests a second and host")
        async with serving(stage.run.profile.mailbox, stage.office):
            await in_order(self.probes, stage.run.profile, partial(_run, stage))
        found = dict.fromkeys(kind for probe in self.probes for kind in probe.kinds)
        gathered.probes += [kind for kind in found if kind not in gathered.probes]


async def plan_part(run: Run, pace: Pace, probes: Sequence[ActingProbe] = PROBES) -> Part:
    """What this profile allows. Newcomers are made known to whoever writes, before anything of theirs is written."""
    profile, skipped, able = run.profile, {}, []
    for probe in sorted(probes, key=lambda one: one.wave_in(profile)):
        unread = run.wanted is not None and not run.wanted & set(probe.kinds)
        why = "no planned check reads it" if unread else _hindrance(probe, profile)
        if why is None:
            able.append(probe)
        skipped.update(dict.fromkeys(probe.kinds if why else (), why or ""))
    made = [await probe.newcomers(run, pace) for probe in able]
    newcomers = [persona for several in made for persona in several]
    for name, secret in credentials(newcomers).items():
        run.redactor.declare(name, secret)
    names = {f"{who}-{task}": None for probe in able for who, task in probe.actors(profile)}
    return Part(able, skipped, list(names), newcomers)


def hindered(profile: Profile, probes: Sequence[ActingProbe] = PROBES) -> dict[str, str]:
    """Which kinds of evidence this profile does not let gather, and why."""
    return {kind: why for probe in probes if (why := _hindrance(probe, profile)) for kind in probe.kinds}


def _hindrance(probe: ActingProbe, profile: Profile) -> str | None:
    """Why a probe cannot run: for want of accounts, of authorisation, or of what it needs itself."""
    if profile.quick:
        return "a quick scan has no accounts"
    why = refusal(profile, datetime.now(UTC).date()) if probe.active else None
    return why or probe.lacks(profile)


async def _run(stage: Stage, probe: ActingProbe) -> None:
    """One probe; what ends it early weakens everything it was to gather, and stops nobody else."""
    progress = stage.run.progress
    progress.session(probe.name, "probing", 0)
    try:
        async with asyncio.timeout(probe.seconds):
            await probe.probe(stage)
        progress.session(probe.name, "done", _asked(stage, probe))
        return
    except TimeoutError:
        reason = f"not done after {probe.seconds:.0f} s"
    except SchoolproofError as error:
        if error.owner == "profile":
            raise
        reason = str(error)
    except PlaywrightError as error:
        reason = blame(error)[0]
    progress.session(probe.name, "failed", _asked(stage, probe))
    for kind in probe.kinds:
        stage.run.writer.gap(kind, "probe-failed", probe=probe.name, reason=reason)


def _asked(stage: Stage, probe: ActingProbe) -> int:
    """How many requests and deliberate acts it took a turn for."""
    return sum(stage.pace.taken[name] for name in probe.turns(stage.run.profile))
