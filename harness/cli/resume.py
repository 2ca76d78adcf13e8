"""The command that does what a run had to leave for later."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from harness.cli.compare import read_report
from harness.cli.run import Json, Quiet, conclude
from harness.clock import Clock, now

if TYPE_CHECKING:
    from datetime import datetime

    from harness.bundle.reader import Bundle
    from harness.later.asking import Docket
    from harness.model.report import Report
    from harness.plugins.host import Registry
    from harness.statements.reading import Statements

NAP = 30.0
"""Seconds between two looks at the clock while waiting: it may be set meanwhile."""


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(resume)


def resume(
    report: Annotated[Path, typer.Argument(help="The report.json of an audit.")],
    profile: Annotated[Path | None, typer.Option("--profile", help="The profile (default: where it was).")] = None,
    bundle: Annotated[Path | None, typer.Option("--bundle", help="The bundle (default: beside the report).")] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until the next is due.")] = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Ask again what had to wait, such as whether a session has ended, and judge anew.

    Example: schoolproof resume results/report.json
    """
    from harness.plugins.host import load_registry

    registry = load_registry()
    root = bundle or bundle_of(report)
    raise typer.Exit(follow(report, root, registry, profile=profile, wait=wait, quiet=quiet, json=json))


def follow(
    report: Path,
    root: Path,
    registry: Registry,
    *,
    profile: Path | None = None,
    wait: bool = False,
    quiet: bool = False,
    json: bool = False,
    clock: Clock = now,
    pause: Callable[[float], object] = time.sleep,
) -> int:
    """Do what is due at the clock's time and rewrite the reports beside `report`; returns the exit code."""
    from harness.claiming import locked
    from harness.later.asking import docket, sweep
    from harness.later.followups import open_bundle
    from harness.reporting import gate_report

    out = report.absolute().parent
    with locked(root):
        older, bundle = read_report(report), open_bundle(root)
        refuse_other(older, bundle, report)
        stated = stated_before(out, older, registry)
        sweep(bundle, registry, clock())
        jobs = docket(bundle, registry, clock())
        if wait and not jobs.due and jobs.next is not None:
            _wait(jobs.next.due, clock, pause)
            jobs = docket(bundle, registry, clock())
        tell(jobs)
        if jobs.due:
            _ask(bundle, jobs, registry, profile, quiet, clock)
        elif older.followups == tuple(one.identity for one in bundle.followups):
            if json:
                sys.stdout.write(report.read_text(encoding="utf-8"))
            return int(gate_report(older))
        return conclude(root, out, registry, json=json, stated=stated)


def bundle_of(report: Path) -> Path:
    """The bundle that a report is about: beside it, under any name. Raises MisuseError when it is not there."""
    from harness.bundle.manifest import DamagedBundleError, identity, read_manifest
    from harness.errors import MisuseError

    wanted = read_report(report).bundle
    for path in sorted(report.absolute().parent.iterdir()):
        if not path.is_dir():
            continue
        try:
            if identity(read_manifest(path)[0]) == wanted:
                return path
        except DamagedBundleError:
            continue
    told = f"{report}: the bundle that it is about does not lie beside it"
    raise MisuseError(told, hint="schoolproof resume REPORT --bundle DIR")


def refuse_other(older: Report, bundle: Bundle, report: Path) -> None:
    """Raise MisuseError when the report is about another bundle, or rests on a follow-up that is not beside it."""
    from harness.errors import MisuseError

    if older.bundle != bundle.identity:
        told = f"{report}: is not about {bundle.root}"
        raise MisuseError(told, hint=f"schoolproof judge {bundle.root}")
    for name in sorted(set(older.followups) - {one.identity for one in bundle.followups}):
        told = f"{report}: rests on the follow-up {name}, which does not lie beside the bundle"
        raise MisuseError(told, hint=f"mv FOLLOWUP {bundle.root.absolute().parent / 'followups'}/")


def stated_before(out: Path, older: Report, registry: Registry) -> Statements | None:
    """What the report was given besides the bundle, for the same day: a resumed report must not lose it."""
    from harness.cli.given import given
    from harness.errors import MisuseError
    from harness.statements.keeping import FOLDER, KEYRING
    from harness.statements.reading import SUFFIXES
    from harness.statements.record import ATTESTATION, WAIVER

    if older.evaluated is None:
        return None
    folder = out / FOLDER
    if not folder.is_dir():
        told = f"{folder}: what people stated for this report is not there any more"
        raise MisuseError(told, hint="schoolproof judge BUNDLE --attestation FILE …")
    names = [path.name for path in folder.iterdir()]
    attestations, waivers = (
        [folder] if any(name.endswith(SUFFIXES[kind]) for name in names) else None for kind in (ATTESTATION, WAIVER)
    )
    keyring = folder / KEYRING if KEYRING in names else None
    return given(registry, attestations, waivers, keyring, older.evaluated)


def tell(jobs: Docket) -> None:
    """What is due, what comes and what has lapsed, on stderr."""
    from harness.cli.output import safe

    for words, several in (("due", jobs.due), ("later", jobs.later), ("lapsed", jobs.lapsed)):
        for one in several:
            line = f"{words:6} {one.due}  {one.job.requirement} {one.job.persona} ({one.job.what})"
            print(safe(line), file=sys.stderr)
    if not (jobs.due or jobs.later or jobs.lapsed):
        print("nothing is left to be asked again", file=sys.stderr)
    elif not jobs.due:
        moment = jobs.next.due if jobs.next else None
        print(f"nothing is due; next: {moment or 'never, audit again'}", file=sys.stderr)


def _ask(
    bundle: Bundle, jobs: Docket, registry: Registry, profile: Path | None, quiet: bool, clock: Clock
) -> None:
    import asyncio

    from harness.cli.output import progress, safe
    from harness.later.asking import follow_up, opened, shown, sweep
    from harness.later.followups import open_bundle
    from harness.profile.load import load_profile

    chosen = load_profile(profile or _remembered(bundle.root))
    asked, lost = opened(bundle, chosen, jobs.due)
    for error in lost:
        print(f"not asked: {safe(str(error))}", file=sys.stderr)
    if not asked:
        raise lost[0]
    taking_part = [one for one in jobs.due if one.job.id in {item.job for item in asked}]
    with progress(quiet) as told:
        made = follow_up(bundle, shown(chosen, taking_part), asked, registry, clock=clock, progress=told)
        asyncio.run(made)
    sweep(open_bundle(bundle.root), registry, clock())


def _remembered(root: Path) -> Path:
    """Where the profile was. One within OUT may have come with the folder, and a profile can run scripts: name it."""
    from harness.errors import MisuseError
    from harness.later.kept import Kept

    found, out = Kept(root).profile(), root.resolve().parent
    hint = "schoolproof resume REPORT --profile PROFILE"
    if found is None:
        raise MisuseError(f"{root}: nobody remembers where its profile is", hint=hint)
    if not found.is_absolute() or found.resolve().is_relative_to(out):
        raise MisuseError(f"{found}: a profile that lies with the reports has to be named", hint=hint)
    return found


def _wait(due: str, clock: Clock, pause: Callable[[float], object]) -> None:
    from datetime import datetime

    until: datetime = datetime.fromisoformat(due)
    print(f"waiting until {due}", file=sys.stderr)
    while (left := (until - clock()).total_seconds()) > 0:
        pause(min(left, NAP))
