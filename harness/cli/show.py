"""Commands that show: check-profile, checks, catalogue, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from harness.cli.run import Level, LevelOption

if TYPE_CHECKING:
    from harness.catalogue.page import Entry

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
    from harness.cli.forecast import forecast, settings_rows
    from harness.cli.output import print_json, safe
    from harness.gather import effective
    from harness.plugins.host import load_registry
    from harness.profile.load import load_profile

    read, registry = effective(load_profile(profile)), load_registry()
    rows = forecast(read, registry, level.value)
    if json:
        print_json(rows)
        return
    for row in rows:
        who = row["persona"] or row["role"] or "whole app"
        print(safe(f"{row['requirement']}  {row['check']:<40} {who:<16} {row['answer']}"))
    for one in settings_rows(read, registry):
        told = f"can be answered in part; the profile lacks {one['lacks']}" if one["lacks"] else "can be answered"
        print(safe(f"{one['requirement']}  {one['title']:<57} {told}"))
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
    id: Annotated[str | None, typer.Argument(help="A requirement, to read its page.")] = None,
    json: Json = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print docs/catalogue.md.")] = False,
) -> None:
    """List the requirements, or show the page of one.

    Example: schoolproof catalogue TRK-04
    """
    from harness.catalogue.markdown import markdown as whole_page
    from harness.catalogue.page import entries, text_page
    from harness.cli.output import print_json
    from harness.errors import MisuseError
    from harness.plugins.host import load_registry

    known = load_registry()
    if id is not None and id not in known.requirements:
        raise MisuseError(f"no requirement is named {id}", hint="schoolproof catalogue")
    found = entries(known.requirements, known.checks, known.parameters, known.norms)
    chosen = [entry for entry in found if id in (None, entry.row.id)]
    if markdown:
        print(whole_page(chosen, list(known.norms.values()), known.parameters.version), end="")
    elif json:
        print_json([_as_data(entry) for entry in chosen])
    elif id is None:
        for entry in chosen:
            print(f"{entry.row.id}  {entry.row.level:<12} {entry.row.titles.en:<44} {entry.answer}")
    else:
        print(text_page(chosen[0]), end="")


def _as_data(entry: Entry) -> dict[str, object]:
    return {
        **entry.row.model_dump(mode="json"),
        "checks": [one.id for one in entry.checks],
        "figures": [one.model_dump(mode="json") for one in entry.figures],
        "norms": [{"norm": one.norm.id, "clause": one.clause, "read": one.reading} for one in entry.norms],
    }


def doctor(json: Json = False) -> None:
    """What this machine can and cannot do, and the command that mends it.

    Example: schoolproof doctor
    """
    from dataclasses import asdict

    from harness.cli.output import print_json
    from harness.plugins.host import load_registry

    registry = load_registry()
    abilities = [one for kind in ("web", "android") for one in registry.platform(kind).abilities()]
    if json:
        print_json([asdict(one) for one in abilities])
    for one in [] if json else abilities:
        print(f"{'works ' if one.works else 'LACKS ' if one.needed else 'none  '} {one.name:<18} {one.detail}")
        if one.mend:
            print(f"{'':<26}mend: {one.mend}")
    raise typer.Exit(0 if all(one.works for one in abilities if one.needed) else 2)
