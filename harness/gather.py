"""The only step that touches an app: plan first, then evidence, then the seal."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from harness.bundle.manifest import seal
from harness.bundle.redact import Redactor
from harness.bundle.writer import BundleWriter
from harness.claiming import place_for
from harness.errors import MisuseError
from harness.later.kept import Kept
from harness.model.deferred import Deferred
from harness.model.evidence import Evidence
from harness.model.plan import Cell, plan_cells
from harness.model.profile import Persona, Profile
from harness.platform import Gathered, Progress, Run, Silent
from harness.plugins.host import Registry

VISITOR = "visitor"
type Source = Callable[[Run], Awaitable[Gathered]]


def effective(profile: Profile) -> Profile:
    """The profile as it is run: someone who is not signed in always takes part."""
    if any(persona.role == "anonymous" for persona in profile.personas.values()):
        return profile
    visitor = Persona(name=VISITOR, role="anonymous")
    return profile.model_copy(update={"personas": {**profile.personas, VISITOR: visitor}})


def refuse_unknown(profile: Profile, registry: Registry) -> None:
    """Raise MisuseError when the profile declares something about a requirement that does not exist."""
    for id in profile.inapplicable:
        if id not in registry.requirements:
            told = f"{profile.path}: inapplicable.{id}: no requirement has this id"
            raise MisuseError(told, hint="schoolproof catalogue")


async def gather(
    profile: Profile,
    folder: Path,
    registry: Registry,
    *,
    level: str = "minimum",
    progress: Progress | None = None,
    source: Source | None = None,
    derived: Iterable[Path] = (),
    later: bool = True,
) -> Path:
    """Run the profile on its platform (or read another recorder's file) and leave a sealed bundle in `folder`.

    An interrupted run leaves a bundle without manifest whose status is "started": it can never be judged as whole. It
    leaves it beside a sealed bundle that `folder` holds, as `folder.new`: that one is replaced by a whole one only.
    `derived`: the reports of an older bundle in `folder`; they go with it, or would stand beside another run.
    `later`: whether sessions may be kept beside the bundle, for checks that have to be asked again after the run.
    """
    profile = effective(profile)
    refuse_unknown(profile, registry)
    progress = progress or Silent()
    with place_for(folder, derived) as place, keeping(place, profile) as kept, scratch_folder() as scratch:
        cells = plan_cells(profile, registry.asked, registry.requirements, level)
        keeper = kept if later and reads_later(cells, registry) else None
        run = replace(begun(profile, place, scratch, progress, keeper), wanted=kinds_read(cells, registry))
        run.writer.document("run.json", facts(run, registry, level, "started"))
        _write_plan(run, cells)
        warn_of_secrets(run)
        try:
            gathered = await (source or registry.platform(profile.app.kind).gather)(run)
        finally:
            run.writer.close()
        told = facts(run, registry, level, "complete")
        finish(run, {**told, "ended": stamp(time.time())}, gathered)
        seal(place)
    return folder


def begun(profile: Profile, folder: Path, scratch: Path, progress: Progress, keeper: Kept | None = None) -> Run:
    """A run that writes into `folder`, with a fresh key; nothing is written yet."""
    key, epoch = secrets.token_bytes(32), time.time()
    redactor = Redactor(profile.secrets(), key)
    writer = BundleWriter(folder, redactor, epoch)
    return Run(profile, writer, redactor, key, epoch, scratch, progress, keeper)


def warn_of_secrets(run: Run) -> None:
    """Tell as gaps which declared secrets cannot be hidden."""
    for name in run.redactor.refused:
        run.writer.gap("secrets", "secret-cannot-be-hidden", name=name)


@contextmanager
def keeping(folder: Path, profile: Profile) -> Iterator[Kept]:
    """Where this run keeps sessions for later; those of an older run there, or of one that fails, go."""
    kept = Kept(folder)
    kept.clear()
    try:
        yield kept
    except BaseException:
        kept.clear()
        raise
    if kept.jobs():
        kept.remember(profile.path)


def kinds_read(cells: Iterable[Cell], registry: Registry) -> frozenset[str]:
    """The kinds of evidence that anything planned reads."""
    kinds = {kind for cell in cells for kind in registry.checks[cell.check].evidence.values()}
    return frozenset(one.kind for one in kinds if isinstance(one, type) and issubclass(one, Evidence))


def reads_later(cells: Iterable[Cell], registry: Registry) -> bool:
    """Whether anything planned reads what is asked again after the run: nothing is kept for nobody."""
    return any(Deferred in registry.checks[cell.check].evidence.values() for cell in cells)


def _write_plan(run: Run, cells: Iterable[Cell]) -> None:
    run.writer.document("profile.json", run.profile.public(), sort=False)
    for cell in cells:
        run.writer.write_record(
            run.writer.root / "plan.jsonl",
            {"t": 0.0, **{name: getattr(cell, name) for name in cell.__struct_fields__}},
        )


def finish(run: Run, told: dict[str, object], gathered: Gathered) -> None:
    """Write the last run.json: what ran and what did not."""
    ran = {"probes": sorted(gathered.probes), "probes_skipped": gathered.probes_skipped, "platform": gathered.facts}
    run.writer.document("run.json", {**told, **ran, "app_digest": gathered.digest})
    run.writer.close()


def facts(run: Run, registry: Registry, level: str, status: str) -> dict[str, object]:
    """What every run.json says."""
    return {
        "format": 1,
        "status": status,
        "started": stamp(run.epoch),
        "level": level,
        "tool": registry.tool_version,
        "rules": registry.rules,
        "app_digest": None,
    }


def stamp(moment: float) -> str:
    """A moment as bundles write it: UTC, to the second."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A private temporary folder that is gone afterwards, even after Ctrl-C."""
    folder = Path(tempfile.mkdtemp(prefix="schoolproof-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
