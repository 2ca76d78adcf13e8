"""Commands that walk the road: demo, scan, audit, gather, judge."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from harness.cli import compare
from harness.cli.given import At, Attestations, KeyringFile, Waivers, given
from harness.cli.recordings import reading, whose

if TYPE_CHECKING:
    from harness.model.profile import Profile
    from harness.platform import Importer
    from harness.plugins.host import Registry
    from harness.statements.reading import Statements


class Level(StrEnum):
    """How much is asked of the app."""

    minimum = "minimum"
    recommended = "recommended"
    advanced = "advanced"


Out = Annotated[Path, typer.Option("--out", help="Folder for the bundle and the reports.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress display.")]
Json = Annotated[bool, typer.Option("--json", help="Print the report as JSON on stdout.")]
Baseline = Annotated[
    Path | None, typer.Option("--baseline", help="An older report.json: the exit code tells what is new or worse.")
]
Followups = Annotated[
    list[Path] | None, typer.Option("--followup", help="A follow-up of the bundle (default: those beside it).")
]
Only = Annotated[str | None, typer.Option("--only", help="Only checks whose id matches, e.g. 'trackers/*'.")]
LevelOption = Annotated[Level, typer.Option("--level", help="Which requirements count.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (demo, scan, audit, gather, judge):
        app.command()(command)


def demo(
    which: Annotated[str, typer.Argument(help="leaky, safe, or nothing but --fault.")] = "leaky",
    fault: Annotated[list[str] | None, typer.Option("--fault", help="Switch one fault on (repeat for more).")] = None,
    out: Out = Path("schoolproof-out/demo"),
    level: LevelOption = Level.minimum,
    only: Only = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Start the bundled demo school in the sandbox and audit it.

    Example: schoolproof demo leaky
    """
    from harness.cli.export import print_on_paper
    from harness.gather import scratch_folder
    from harness.plugins.host import load_registry
    from harness.profile.load import load_profile

    registry = load_registry()
    registry = registry.limited(only) if only else registry
    with scratch_folder() as scratch, registry.demo().start([which, *(fault or [])], scratch) as profile:
        code = walk(load_profile(profile), out, registry, level, quiet=quiet, json=json, later=False)
    print_on_paper(out, registry)
    raise typer.Exit(code)


def scan(
    target: Annotated[str, typer.Argument(help="A web address, an app package, a HAR or a flow file.")],
    out: Out = Path("schoolproof-out/scan"),
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Quick scan without a profile: what a visitor who is not signed in gets.

    Example: schoolproof scan https://app.example/
    """
    from harness.plugins.host import load_registry
    from harness.profile.quick import quick_profile, recording

    file = recording(target)
    registry = load_registry()
    importer = None if file is None else registry.importer_of(file)
    profile = quick_profile(target) if file is None or importer is None else whose(importer, file)
    web = profile.app.kind == "web"
    imported = None if file is None or importer is None else (importer, [file])
    code = walk(profile, out, registry, Level.minimum, quiet=quiet, json=json, imported=imported, must_open=web)
    raise typer.Exit(code)


def audit(
    profile: Annotated[Path, typer.Argument(help="The app's profile.")],
    out: Out = Path("schoolproof-out/audit"),
    level: LevelOption = Level.minimum,
    only: Only = None,
    baseline: Baseline = None,
    attestation: Attestations = None,
    waiver: Waivers = None,
    keyring: KeyringFile = None,
    at: At = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Gather, judge and report in one go.

    Example: schoolproof audit app.toml --out results
    """
    from harness.plugins.host import load_registry
    from harness.profile.load import load_profile

    registry = load_registry()
    stated = given(registry, attestation, waiver, keyring, at)
    registry = registry.limited(only) if only else registry
    older = compare.read_report(baseline) if baseline else None  # before the run: OUT may hold the very file
    code = walk(load_profile(profile), out, registry, level, quiet=quiet, json=json, stated=stated)
    raise typer.Exit(compare.gate(older, out, code) if older else code)


def gather(
    profile: Annotated[Path, typer.Argument(help="The app's profile.")],
    bundle: Annotated[Path, typer.Option("--bundle", help="Folder for the evidence.")],
    level: LevelOption = Level.minimum,
    quiet: Quiet = False,
) -> None:
    """Only gather evidence; nothing is decided.

    Example: schoolproof gather app.toml --bundle evidence
    """
    import asyncio

    from harness.cli.output import progress
    from harness.gather import gather as run_gather
    from harness.plugins.host import load_registry
    from harness.profile.load import load_profile

    with progress(quiet) as shown:
        asyncio.run(run_gather(load_profile(profile), bundle, load_registry(), level=level.value, progress=shown))
    print(bundle)


def judge(
    bundle: Annotated[Path, typer.Argument(help="A sealed bundle.")],
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the reports (default: beside it).")] = None,
    followup: Followups = None,
    attestation: Attestations = None,
    waiver: Waivers = None,
    keyring: KeyringFile = None,
    at: At = None,
    json: Json = False,
) -> None:
    """Judge evidence again: no network, the same bytes every time.

    Example: schoolproof judge results/bundle --out again
    """
    from harness.plugins.host import load_registry

    registry = load_registry()
    stated = given(registry, attestation, waiver, keyring, at)
    code = conclude(bundle, out or bundle.parent, registry, json=json, stated=stated, followups=followup)
    raise typer.Exit(code)


def walk(
    profile: Profile,
    out: Path,
    registry: Registry,
    level: Level,
    *,
    quiet: bool,
    json: bool,
    imported: tuple[Importer, Sequence[Path]] | None = None,
    must_open: bool = False,
    stated: Statements | None = None,
    later: bool = True,
) -> int:
    """Gather into OUT/bundle, then judge and report; returns the exit code.

    With `must_open` an app that never answered is a SchoolproofError, for there is nothing to report about it.
    `later`: whether the app will still be there when sessions are asked again.
    """
    import asyncio

    from harness.audit import report_paths
    from harness.cli.output import progress
    from harness.gather import gather as run_gather

    bundle, old = out / "bundle", report_paths(out, registry)
    source = reading(*imported) if imported else None
    with progress(quiet) as shown:
        gathering = run_gather(
            profile,
            bundle,
            registry,
            level=level.value,
            progress=shown,
            source=source,
            derived=old,
            later=later,
        )
        asyncio.run(gathering)
        if must_open:
            refuse_unopened(bundle, str(profile.app.url))
        shown.stage("judging")
    return conclude(bundle, out, registry, json=json, stated=stated)


def refuse_unopened(bundle: Path, url: str) -> None:
    """Raise SchoolproofError, with the reason, when no server answered anything in any session."""
    from harness.bundle.reader import Bundle
    from harness.errors import SchoolproofError
    from harness.model.records import Exchange

    why = None
    for session in Bundle(bundle).sessions:
        if session.state.status == "complete":
            return
        for message in session.traffic():
            if not isinstance(message, Exchange) or message.status is not None:
                return
            why = why or message.error
        why = why or session.state.reason
    told = "schoolproof doctor   # when an ordinary browser here does open it"
    raise SchoolproofError(f"{url}: nobody answered: {why or 'nothing was recorded'}", owner="app", hint=told)


def conclude(
    bundle: Path,
    out: Path,
    registry: Registry,
    *,
    json: bool,
    stated: Statements | None = None,
    followups: list[Path] | None = None,
) -> int:
    """Judge, write the reports, show the summary; returns the exit code."""
    from harness.audit import AUDIT_FORMATS, judge_bundle, write_reports
    from harness.cli.output import safe

    judgement = judge_bundle(bundle, registry, statements=stated, followups=followups)
    written = write_reports(judgement, out, registry, AUDIT_FORMATS)
    if json:
        sys.stdout.write((out / "report.json").read_text(encoding="utf-8"))
    summary = registry.renderers["terminal"]
    sys.stderr.write(summary.render(judgement.report, judgement.bundle).decode())
    if judgement.report.outstanding:
        print(f"next: schoolproof resume {safe(str(out / 'report.json'))}", file=sys.stderr)
    html = next(path for path in written if path.suffix == ".html")
    print(f"{judgement.report.label}\n{html}", file=sys.stderr if json else sys.stdout)
    return int(judgement.exit_code)
