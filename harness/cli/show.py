"""Commands that show: check-profile, checks, catalogue, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from harness.cli.run import Level, LevelOption

Json = Annotated[bool, typer.Option("--json", help="Print data as JSON on stdout.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("check-profile")(check_profile)
    for command in (checks, catalogue, doctor):
        app.command()(command)


def check_profile(
    profile: Annotated[Path, typer.Argument(help="The app's profile.")],
    level: LevelOption = Level.minimum,
    json: Json = False,
) -> None:
    """Validate a profile and show what will be answered, what not, and why.

    Example: schoolproof check-profile app.toml
    """
    from harness.cli.forecast import forecast
    from harness.cli.output import print_json, safe
    from harness.gather import effective
    from harness.plugins.host import load_registry
    from harness.profile.load import load_profile

    rows = forecast(effective(load_profile(profile)), load_registry(), level.value)
    if json:
        print_json(rows)
        return
    for row in rows:
        who = row["persona"] or row["role"] or "whole app"
        print(safe(f"{row['requirement']}  {row['check']:<40} {who:<16} {row['answer']}"))
    answered = sum(row["answer"] == "will be answered" for row in rows)
    print(f"{answered} of {len(rows)} cells will be answered")


def checks(
    id: Annotated[str | None, typer.Argument(help="A check, to read its page.")] = None, json: Json = False
) -> None:
    """List the checks, or show the page of one.

    Example: schoolproof checks trackers/pupil-data-stays
    """
    from harness.cli.output import print_json
    from harness.errors import MisuseError
    from harness.plugins.host import load_registry

    known = load_registry().checks
    if id is not None and id not in known:
        raise MisuseError(f"no check is named {id}", hint="schoolproof checks")
    chosen = [known[id]] if id else list(known.values())
    if json:
        fields = ("id", "requirement", "title", "severity", "personas", "since", "coverage", "page")
        print_json([{field: getattr(one, field) for field in fields} for one in chosen])
    elif id is None:
        for one in chosen:
            print(f"{one.requirement}  {one.id:<40} {one.title}")
    else:
        one = chosen[0]
        print(f"{one.id}\n{one.title}\nrequirement {one.requirement}, severity {one.severity}, since {one.since}")
        for title, text in one.page.items():
            print(f"\n{title}\n{text}")


def catalogue(
    id: Annotated[str | None, typer.Argument(help="A requirement, to read its page.")] = None, json: Json = False
) -> None:
    """List the requirements, or show the page of one.

    Example: schoolproof catalogue TRK-04
    """
    from harness.cli.output import print_json
    from harness.errors import MisuseError
    from harness.plugins.host import load_registry

    registry = load_registry()
    rows = registry.requirements
    if id is not None and id not in rows:
        raise MisuseError(f"no requirement is named {id}", hint="schoolproof catalogue")
    answering = {row: [one.id for one in registry.checks.values() if one.requirement == row] for row in rows}
    if json:
        wanted = [rows[id]] if id else list(rows.values())
        print_json([{**row.model_dump(mode="json"), "checks": answering[row.id]} for row in wanted])
    elif id is None:
        for row in rows.values():
            by = ", ".join(answering[row.id]) or "not answered yet"
            print(f"{row.id}  {row.level:<12} {row.titles.en:<44} {by}")
    else:
        row = rows[id]
        print(f"{row.id}  {row.level}\n{row.titles.en}\n{row.titles.nl}\n\n{row.criterion.en}\n{row.criterion.nl}")
        print(f"\nWhat it cannot see\n{row.cannot_see.en}\n{row.cannot_see.nl}")
        print(f"\nAnswered by: {', '.join(answering[id]) or 'no check yet'}")
        for norm, clauses in row.mappings.model_dump().items():
            if clauses:
                print(f"{norm}: {', '.join(clauses)}")


def doctor(json: Json = False) -> None:
    """What this machine can and cannot do, and the command that mends it.

    Example: schoolproof doctor
    """
    from dataclasses import asdict

    from harness.cli.output import print_json
    from harness.plugins.host import load_registry

    abilities = load_registry().platform("web").abilities()
    if json:
        print_json([asdict(one) for one in abilities])
    for one in [] if json else abilities:
        print(f"{'works ' if one.works else 'LACKS '} {one.name:<18} {one.detail}")
        if one.mend:
            print(f"{'':<26}mend: {one.mend}")
    raise typer.Exit(0 if all(one.works for one in abilities) else 2)
