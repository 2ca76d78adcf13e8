"""Asking again what is due: one follow-up bundle for all of it, there whole or not at all.

The bundle that it follows is never changed. A session that got its answer is removed from where it was kept, so no job
is done twice; one that could not be decided stays and can be tried again.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from harness.bundle.manifest import seal
from harness.bundle.reader import Bundle
from harness.clock import Clock
from harness.errors import MisuseError, SchoolproofError
from harness.gather import begun, facts, finish, scratch_folder, stamp, warn_of_secrets
from harness.judge import reference_of
from harness.later.followups import differs, folder_of, started
from harness.later.kept import Kept, LostError
from harness.model.deferred import Deferred, Standing
from harness.model.profile import Profile
from harness.model.scope import Scope
from harness.platform import Asked, Progress, Returning, Run
from harness.plugins.host import Registry

MAKING = ".making"


@dataclass
class Docket:
    """The open jobs of a bundle at one moment: those that are due, those that come later, those that have lapsed."""

    due: list[Standing] = field(default_factory=list)
    later: list[Standing] = field(default_factory=list)
    lapsed: list[Standing] = field(default_factory=list)

    @property
    def next(self) -> Standing | None:
        """The job that comes first of those that are not due yet."""
        return min(self.later, key=lambda one: one.due, default=None)


def standings(bundle: Bundle, registry: Registry) -> list[Standing]:
    """Every job of a bundle, with what its follow-ups say."""
    return Deferred(Scope(bundle, reference_of(bundle, registry), None)).standings()


def docket(bundle: Bundle, registry: Registry, now: datetime) -> Docket:
    """The jobs without an outcome, the first due first. What is older than evidence may be (`raw-days`) has lapsed."""
    found = Docket()
    last = started(bundle) + timedelta(seconds=registry.parameters.seconds("raw-days"))
    for one in sorted(standings(bundle, registry), key=lambda one: (one.due, one.job.id)):
        if one.outcome is not None:
            continue
        where = found.lapsed if now > last else found.later if _moment(one.due) > now else found.due
        where.append(one)
    return found


def sweep(bundle: Bundle, registry: Registry, now: datetime) -> None:
    """Remove kept sessions that nobody will ask about any more: done, lapsed, or of no job."""
    kept, found = Kept(bundle.root), docket(bundle, registry, now)
    wanted = {one.job.id for one in [*found.due, *found.later]}
    for job in kept.jobs():
        if job not in wanted:
            kept.forget(job)


def opened(bundle: Bundle, profile: Profile, due: Sequence[Standing]) -> tuple[list[Asked], list[LostError]]:
    """The kept sessions of jobs that are due, and why others cannot be asked. Raises MisuseError for another app."""
    if (what := differs(shown(profile, due).public(), bundle.profile)) is not None:
        told = f"{profile.path}: is not the profile that the bundle was gathered with: {what} differs"
        raise MisuseError(told, hint="schoolproof resume REPORT --profile PROFILE")
    kept, found, lost = Kept(bundle.root), [], []
    for one in due:
        persona = profile.personas[one.job.persona]
        try:
            found.append(Asked(one.job.id, persona, one.job.page, kept.open(one.job.id, persona)))
        except LostError as error:
            lost.append(error)
    return found, lost


def shown(profile: Profile, due: Sequence[Standing]) -> Profile:
    """The profile of a follow-up: only who is asked about. Raises MisuseError when the profile lacks somebody."""
    names = {one.job.persona for one in due}
    for name in sorted(names - set(profile.personas)):
        raise MisuseError(f"{profile.path}: has no persona {name}", hint="schoolproof resume REPORT --profile PROFILE")
    personas = {name: persona for name, persona in profile.personas.items() if name in names}
    return profile.model_copy(update={"personas": personas, "journeys": ()})


async def follow_up(
    bundle: Bundle, profile: Profile, asked: Sequence[Asked], registry: Registry, *, clock: Clock, progress: Progress
) -> Path:
    """Ask, and leave a sealed follow-up beside the bundle; returns its folder.

    Raises SchoolproofError when nothing may or can be asked; then no follow-up is left.
    """
    platform = registry.platform(profile.app.kind)
    if not isinstance(platform, Returning):
        raise SchoolproofError(f"the platform for {profile.app.kind} cannot ask again", hint="schoolproof doctor")
    folder = folder_of(bundle.root)
    making = folder / MAKING
    shutil.rmtree(making, ignore_errors=True)  # of one that was killed; the bundle is ours while we are here
    try:
        with scratch_folder() as scratch:
            run = begun(profile, making, scratch, progress)
            try:
                await _ask(run, platform, asked, bundle, registry, clock)
            finally:
                run.writer.close()
        seal(making)
        target = folder / str(_number(folder))
        making.rename(target)
    finally:
        shutil.rmtree(making, ignore_errors=True)
        with suppress(OSError):
            folder.rmdir()  # only when nothing was left in it
    return target


async def _ask(
    run: Run, platform: Returning, asked: Sequence[Asked], bundle: Bundle, registry: Registry, clock: Clock
) -> None:
    for one in asked:
        for value in one.cookies.values():
            run.redactor.learn(f"{one.persona.name}.session", value)
    level = str(bundle.run.get("level", "minimum"))
    # Times of records run from the epoch; the clock says when that was, for a test may move it.
    told = {**facts(run, registry, level, "started"), "started": stamp(clock().timestamp()), "follows": bundle.identity}
    run.writer.document("run.json", told)
    run.writer.document("profile.json", run.profile.public(), sort=False)
    warn_of_secrets(run)
    gathered = await platform.ask_again(run, asked)
    if (why := gathered.probes_skipped.get("later")) is not None:
        raise MisuseError(f"{run.profile.path}: nothing may be asked: {why}", hint="schoolproof check-profile PROFILE")
    finish(run, {**told, "status": "complete", "ended": stamp(clock().timestamp())}, gathered)


def _number(folder: Path) -> int:
    """The next free number."""
    return 1 + max((int(path.name) for path in folder.iterdir() if path.name.isdecimal()), default=0)


def _moment(due: str) -> datetime:
    """When a job is due; the end of time when that is no date, so that nothing is done too early."""
    try:
        return datetime.fromisoformat(due)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
