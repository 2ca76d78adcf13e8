"""The steps of the road, as the command line and the pytest plugin use them: gather, judge, report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from harness.bundle.reader import Bundle
from harness.bundle.writer import write_whole
from harness.judge import judge
from harness.later.followups import open_bundle
from harness.model.finding import Finding
from harness.model.report import Report
from harness.model.status import ExitCode
from harness.plugins.host import Registry
from harness.reporting import build_report, gate_report
from harness.statements.keeping import keep
from harness.statements.reading import Statements

# What `audit` leaves besides the bundle; `report --format` can render the others.
AUDIT_FORMATS = (
    *("json", "html", "summary", "sarif", "junit", "csv", "register", "earl"),
    *("oscal", "oscal-catalog", "oscal-plan"),
)
PAPER = "pdf"  # what a demo leaves besides, for it takes a browser
FINDINGS = "findings.jsonl"


@dataclass(frozen=True)
class Judgement:
    """What one bundle says under one set of rules."""

    bundle: Bundle
    findings: list[Finding]
    report: Report
    statements: Statements | None = None

    @property
    def exit_code(self) -> ExitCode:
        return gate_report(self.report)


def judge_bundle(
    folder: Path,
    registry: Registry,
    *,
    raising: bool = False,
    statements: Statements | None = None,
    followups: Sequence[Path] | None = None,
) -> Judgement:
    """Verify, judge and report a bundle with its follow-ups (None: those beside it); needs no network.

    Raises DamagedBundleError when a byte was changed, MisuseError for a follow-up of something else.
    """
    bundle = open_bundle(folder, followups)
    findings = judge(bundle, registry, raising=raising)
    report = build_report(bundle, findings, registry, registry.dutch, statements)
    return Judgement(bundle, findings, report, statements)


def report_paths(folder: Path, registry: Registry) -> list[Path]:
    """Every file that an audit or a demo leaves in `folder` besides the bundle."""
    return [folder / FINDINGS, *(folder / registry.renderers[name].filename for name in (*AUDIT_FORMATS, PAPER))]


def write_reports(judgement: Judgement, folder: Path, registry: Registry, formats: tuple[str, ...]) -> list[Path]:
    """Write findings.jsonl and the wanted formats into `folder`; returns the paths of the reports.

    What the judgement was given besides the bundle is copied beside them.
    """
    keep(judgement.statements, folder)
    encoder = msgspec.json.Encoder(order="deterministic")
    lines = b"".join(encoder.encode(item) + b"\n" for item in judgement.findings)
    write_whole(folder / FINDINGS, lines)
    written = []
    for name in formats:
        renderer = registry.renderers[name]
        path = folder / renderer.filename
        write_whole(path, renderer.render(judgement.report, judgement.bundle))
        written.append(path)
    return written
