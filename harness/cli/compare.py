"""Comparing two reports: what is new, what is fixed, and what else changed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.comparing import Difference
    from harness.model.report import FindingResult, Report

CAUSES = {
    "evidence": "other evidence",
    "app-version": "another version of the app",
    "app-digest": "another package",
    "level": "another level",
    "tool": "another version of schoolproof",
    "rules": "other rules or lists",
}


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(diff)


def diff(
    older: Annotated[Path, typer.Argument(help="The report.json to compare with.")],
    newer: Annotated[Path, typer.Argument(help="The later report.json of the same app.")],
    json: Annotated[bool, typer.Option("--json", help="Print the difference as JSON.")] = False,
) -> None:
    """What is new, fixed, unchanged or out of sight. Exit code: 1 a new fail, 2 something open that was answered.

    Example: schoolproof diff last/report.json results/report.json
    """
    from harness.cli.output import print_json
    from harness.comparing import compare

    difference = compare(read_report(older), read_report(newer))
    if json:
        print_json(as_json(difference))
    else:
        print("\n".join(lines(difference)))
    raise typer.Exit(difference.exit_code)


def read_report(path: Path) -> Report:
    """A report.json; MisuseError when it is none."""
    from harness.errors import MisuseError
    from harness.model.report import Report

    try:
        return Report.model_validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "not a report.json of schoolproof"
        raise MisuseError(f"{path}: {why}", hint="schoolproof judge BUNDLE --out DIR") from error


def gate(older: Report, out: Path, code: int) -> int:
    """The exit code of an audit into `out` when only what is new or worse than in `older` counts; told on stderr."""
    from harness.comparing import compare

    difference = compare(older, read_report(out / "report.json"))
    print("\n".join(["", "Compared with the baseline", *lines(difference)]), file=sys.stderr)
    return difference.exit_code if code in (0, 1, 2) else code


def as_json(difference: Difference) -> dict[str, object]:
    """Lists of findings (as in report.json) by `new`, `changed`, `unchanged`, `fixed`, `unseen`; `moved`, `causes`."""
    kinds = ("new", "changed", "unchanged", "fixed", "unseen")
    found: dict[str, object] = {
        kind: [one.model_dump(mode="json") for one in getattr(difference, kind)] for kind in kinds
    }
    moved = [{"requirement": one.requirement, "was": one.was, "now": one.now} for one in difference.moved]
    return {**found, "moved": moved, "causes": list(difference.causes)}


def lines(difference: Difference) -> Iterator[str]:
    """The difference for people."""
    yield from _listed("New", difference.new)
    yield from _listed("Changed", difference.changed)
    yield from _listed("Fixed", difference.fixed)
    yield from _listed("Out of sight now, so neither there nor gone", difference.unseen)
    yield f"Unchanged problems: {len(difference.unchanged)}"
    for one in difference.moved:
        yield f"  {one.requirement}: {one.was or 'not in the older report'} → {one.now or 'not in the newer report'}"
    told = ", ".join(CAUSES[cause] for cause in difference.causes)
    yield f"Besides the findings: {told or 'nothing differs; it is the same evidence, judged by the same rules'}"


def _listed(title: str, findings: Iterable[FindingResult]) -> Iterator[str]:
    from harness.cli.output import safe

    found = list(findings)
    yield f"{title}: {len(found)}"
    for one in found:
        yield safe(f"  {one.requirement} {one.check} ({one.persona or 'the app'}): {_told(one)}".replace("\n", " "))


def _told(finding: FindingResult) -> str:
    from harness.model.verdict import filled

    return filled(finding.message, finding.values)
