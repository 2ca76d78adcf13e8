"""`register.csv`: a line per run, then a line per recipient and kind of person (RFC 4180, UTF-8).

The lines of the runs say what the rest rests on, so that a table without recipients is never read as "nobody" when the
run was interrupted. Cells are inert, as in `report.csv`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from harness.model.register import Register, RegisterRun
from harness.model.sharing import SharingProof, SharingRow
from harness.reports.csv_report import Cells, inert
from harness.reports.register.said import datum, differences
from harness.reports.translate import Translator

COLUMNS = (
    *("row", "app", "versions", "recipient", "id", "role", "legal_entity", "seat", "parent", "parent_seat"),
    *("purpose", "categories", "data_subject", "personas", "data", "data_categories", "special_category"),
    *("processing_country", "transfer_mechanism", "transfer_ground", "seat_ground", "transfer_declared", "transfer_on"),
    *("retention", "legal_basis", "agreement", "declared", "declared_as", "declared_data", "declared_hosts"),
    *("seen", "hosts", "undeclared_hosts", "unseen_hosts", "requests", "consent", "first_seen", "last_seen"),
    *("difference_en", "difference_nl", "proof", "bundle", "complete", "gaps", "tool", "rules"),
)
MAX_NAMES = 200
"""A cell names this many hosts, then "+N"."""


def render(register: Register) -> bytes:
    """The register as CSV."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: inert(value) for name, value in row.items()} for row in _rows(register))
    return text.getvalue().encode("utf-8-sig")


def joined(names: tuple[str, ...]) -> str:
    """Several names in one cell."""
    more = len(names) - MAX_NAMES
    return "; ".join(names[:MAX_NAMES]) + (f" +{more}" if more > 0 else "")


def pointer(proof: SharingProof) -> str:
    """A piece of proof: the first digits of the bundle's digest, and the place in it."""
    return f"{proof.bundle.removeprefix('sha256:')[:12]}/{proof.at}"


def _rows(register: Register) -> Iterator[Cells]:
    en, nl = Translator("en"), Translator("nl")
    yield from (_run(run) for run in register.runs)
    for row in register.rows:
        said = differences(row)
        yield {
            **_recipient(row),
            **_transfer(row),
            **_observed(row),
            "difference_en": " ".join(en.message(one) for one in said),
            "difference_nl": " ".join(nl.message(one) for one in said),
        }


def _run(run: RegisterRun) -> Cells:
    return {
        "row": "run",
        "app": run.app,
        "versions": run.version,
        "first_seen": run.started,
        "bundle": run.bundle,
        "complete": _yes(run.complete),
        "gaps": str(run.gaps),
        "tool": run.tool,
        "rules": run.rules,
    }


def _recipient(row: SharingRow) -> Cells:
    return {
        "row": "recipient",
        "app": row.app,
        "recipient": row.recipient,
        "id": row.id,
        "role": row.role or "",
        "legal_entity": row.entity or "",
        "seat": row.seat or "",
        "parent": row.parent or "",
        "parent_seat": row.parent_seat or "",
        "purpose": joined(row.purpose),
        "categories": joined(row.categories),
        "data_subject": row.subject or "",
        "personas": joined(row.personas),
        "data": joined(tuple(datum(one) for one in row.data)),
        "data_categories": joined(tuple(sorted({one.category for one in row.data}))),
        "special_category": _yes(row.special) if row.data else "",
        "retention": row.retention or "",
        "legal_basis": row.legal_basis or "",
        "agreement": row.agreement or "",
    }


def _transfer(row: SharingRow) -> Cells:
    transfer = row.transfer
    return {
        "processing_country": row.declared_country or "",
        "transfer_mechanism": transfer.mechanism,
        "transfer_ground": transfer.ground,
        "seat_ground": transfer.seat_ground,
        "transfer_declared": transfer.declared or "",
        "transfer_on": transfer.on or "",
    }


def _observed(row: SharingRow) -> Cells:
    return {
        "versions": joined(row.versions),
        "declared": row.declared,
        "declared_as": joined(row.declarations),
        "declared_data": joined(row.declared_data),
        "declared_hosts": joined(row.declared_hosts),
        "seen": _yes(row.seen),
        "hosts": joined(row.hosts),
        "undeclared_hosts": joined(row.undeclared_hosts),
        "unseen_hosts": joined(row.unseen_hosts),
        "requests": str(row.requests),
        "consent": joined(row.consent),
        "first_seen": row.first_seen or "",
        "last_seen": row.last_seen or "",
        "proof": " ".join(pointer(one) for one in row.proof),
    }


def _yes(value: bool) -> str:
    return "yes" if value else "no"
