"""The feed for a database of safe apps: one JSON document per app version and tester, one document per line.

It carries what a database shows and needs to trust: identity, label, dates, outcomes, recipients, who tested, and the
digests that lead to the evidence. It carries no findings: those stay in the report. docs/feed.md is for its readers.

Run this module to write the schema again after the model changed: `python -m harness.reports.feed`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal
from uuid import UUID, uuid5

from pydantic import Field, JsonValue

from harness.errors import MisuseError
from harness.model.renderer import Auditor
from harness.model.report import AppFacts, Label, Recipient, Report, RequirementResult, Tool
from harness.model.report_base import Frozen, Level, Status, Text, Words
from harness.reports import json_report
from harness.reports.canonical import canonical, canonical_line
from harness.reports.published import schema_of

SCHEMA_FILE = Path(__file__).parent / "schemas" / "feed.schema.json"
ROLES = ("vendor", "certifier", "department")
_SPACE = UUID("5c1f4d0e-3b52-5f0b-8d0c-7a9e2f6b4c31")  # for the identities of app versions, wherever they were tested


class FeedTester(Frozen):
    """Who had the app tested, and is answerable for the entry."""

    role: Literal["vendor", "certifier", "department"]
    name: Text


class FeedOutcome(Frozen):
    """One requirement and its answer. `coverage` and `by` say how much was seen, and by whom."""

    id: Text
    level: Level
    status: Status
    coverage: Text
    by: Text
    titles: Words


class FeedRecipient(Frozen):
    """A host that received requests. `data` lists planted values that went there, as `name` or `name:encoding`."""

    host: Text
    company: Text | None
    country: Text | None
    categories: tuple[Text, ...]
    declared: bool
    data: tuple[Text, ...]


class FeedEntry(Frozen):
    """One version of one app, as one tester had it tested.

    `identity` is the same for every test of that version. `started` is the start of the run, `expires` the last day of
    the result. `report` is the sha256 of the canonical report.json, `bundle` the digest of the sealed evidence.
    `signature` is a DSSE envelope over this document with `signature` null, or null while nobody signed.
    """

    schema_: Literal["schoolproof.feed/1"] = Field(alias="schema")
    identity: Text
    app: AppFacts
    label: Label
    level: Level
    complete: bool
    provisional: bool
    started: Text
    expires: Text
    tool: Tool
    tester: FeedTester
    requirements: tuple[FeedOutcome, ...]
    recipients: tuple[FeedRecipient, ...]
    bundle: Text
    report: Text
    signature: dict[str, JsonValue] | None


def export(reports: Sequence[Report], tester: Auditor) -> bytes:
    """The feed of these reports as JSON Lines, in the order given; the same bytes every time.

    Raises MisuseError: an unknown role, a report whose run has no date, or two reports about one app version.
    """
    entries: dict[str, FeedEntry] = {}
    for report in reports:
        one = entry(report, tester)
        if one.identity in entries:
            told = f"two reports are about {report.app.name} {report.app.version}"
            raise MisuseError(told, hint="schoolproof export feed NEWEST-REPORT --out FILE")
        entries[one.identity] = one
    return b"".join(_line(one, tester) for one in entries.values())


def _line(one: FeedEntry, tester: Auditor) -> bytes:
    """The entry as its line, signed when somebody signs: the line without its newline, `signature` null, is signed."""
    content = one.model_dump(mode="json", by_alias=True)
    line = canonical_line(content)
    if tester.seal is None:
        return line
    return canonical_line({**content, "signature": tester.seal(line.rstrip(b"\n"))})


def entry(report: Report, tester: Auditor) -> FeedEntry:
    """The entry of one report. Raises MisuseError when it cannot be one."""
    if tester.role not in ROLES or not tester.name.strip():
        raise MisuseError(f"no tester {tester.role!r}: {tester.name!r}", hint=f"--by {'|'.join(ROLES)} --name NAME")
    if report.expires is None:
        raise MisuseError("the report does not say when it expires", hint="schoolproof judge BUNDLE --out DIR")
    return FeedEntry.model_validate(
        {
            "schema": "schoolproof.feed/1",
            "signature": None,
            "identity": identity(report.app),
            "app": report.app.model_dump(),
            "tester": {"role": tester.role, "name": tester.name},
            "tool": report.tool.model_dump(),
            "requirements": [_outcome(row) for row in report.requirements],
            "recipients": [_recipient(one) for one in report.recipients],
            "report": f"sha256:{hashlib.sha256(json_report.render(report)).hexdigest()}",
            **{name: getattr(report, name) for name in ("label", "level", "complete", "provisional")},
            **{name: getattr(report, name) for name in ("started", "expires", "bundle")},
        }
    )


def identity(app: AppFacts) -> str:
    """A URN for one version of one app: the same whoever tested it, and whenever."""
    told = "\x1f".join((app.kind, app.digest or app.url or "", app.name, app.version))
    return f"urn:uuid:{uuid5(_SPACE, told)}"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one entry, made from the model. Every member is required; more are allowed."""
    return schema_of(FeedEntry, "feed", "Schoolproof feed entry")


def schema_bytes() -> bytes:
    """The schema as it is published in `schemas/`."""
    return canonical(schema())


def _outcome(row: RequirementResult) -> dict[str, Any]:
    return row.model_dump(include={"id", "level", "status", "coverage", "by", "titles"})


def _recipient(one: Recipient) -> dict[str, Any]:
    return one.model_dump(include={"host", "company", "country", "categories", "declared", "data"})


if __name__ == "__main__":
    SCHEMA_FILE.write_bytes(schema_bytes())
