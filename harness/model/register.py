"""The data-sharing register: the rows of one or more runs, of one or more apps, and what they rest on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from harness.errors import MisuseError
from harness.model.report import Report
from harness.model.report_base import Frozen, Text
from harness.model.sharing import Number, SharingRow


class RegisterRun(Frozen):
    """One run behind the register. `gaps` counts what it could not see: with gaps, "not seen" says less."""

    bundle: Text
    app: Text
    version: Text
    kind: Text
    started: Text
    complete: bool
    gaps: Number
    tool: Text
    rules: Text


class Register(Frozen):
    """The document. Rows are sorted by app, recipient and kind of person; runs by their start."""

    schema_: Literal["schoolproof.register/1"] = Field("schoolproof.register/1", alias="schema")
    runs: tuple[RegisterRun, ...]
    rows: tuple[SharingRow, ...]


@dataclass(frozen=True)
class RegisterFormat:
    """A way to write the register. `render` is pure: the same register gives the same bytes."""

    format: str
    filename: str
    render: Callable[[Register], bytes]


def register_of_report(report: Report) -> Register:
    """The register of one report. Raises MisuseError for a report of an older version: it has no rows to tell."""
    if report.recipients and not report.sharing:
        told = "this report was made before there was a register; an empty one would say that nobody received anything"
        raise MisuseError(told, hint="schoolproof judge BUNDLE --out DIR")
    run = RegisterRun(
        bundle=report.bundle,
        app=report.app.name,
        version=report.app.version,
        kind=report.app.kind,
        started=report.started,
        complete=report.complete,
        gaps=len(report.coverage.gaps),
        tool=report.tool.version,
        rules=report.tool.rules,
    )
    return Register(schema="schoolproof.register/1", runs=(run,), rows=report.sharing)
