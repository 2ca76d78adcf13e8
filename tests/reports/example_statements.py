"""What people stated about the example: what counts and what does not, and a waiver of one finding."""

from __future__ import annotations

from harness.model.report import Message
from harness.model.report_statements import (
    AttestationResult,
    StatedApp,
    StatedDocument,
    WaiverResult,
    WaiverScope,
)
from tests.reports.example_rows import sha256

APP = StatedApp(name="Demoschool", version="1.0")
KEY = sha256(b"key")


def attestations() -> tuple[AttestationResult, ...]:
    """One that counts, one of a stranger, one that a test contradicts."""
    good = AttestationResult(
        requirement="ORG-02",
        outcome="pass",
        counts=True,
        by="Ada Peeters",
        role="auditor",
        independence="third",
        method="examine",
        document=StatedDocument(title="Privacyverklaring van 2 juni", sha256=sha256(b"document")),
        date="2026-11-01",
        expires="2027-10-31",
        app=APP,
        digest=sha256(b"record"),
        key=KEY,
        holder="Keurmerk vzw",
        holder_role="certifier",
    )
    stranger = Message(
        template="It was signed with a key that is not in the keyring: {key}.", values={"key": sha256(b"stranger")}
    )
    changes = {"counts": False, "why_not": stranger, "holder": None, "holder_role": None, "method": "interview"}
    contrary = {"counts": False, "why_not": Message(template="A test saw the contrary, and that stands.")}
    return (
        good,
        good.model_copy(update={**changes, "requirement": "ORG-04", "outcome": "not_applicable"}),
        good.model_copy(update={**contrary, "requirement": "TRK-04", "independence": "second"}),
    )


def waivers() -> tuple[WaiverResult, ...]:
    """One that lets a finding through."""
    return (
        WaiverResult(
            id="cookie-flags-2",
            scope=WaiverScope(requirement="SES-01", check="sessions/cookie-flags"),
            approver="Bea Claes",
            reason="Wordt vervangen in januari.",
            counts=True,
            findings=1,
            date="2026-11-01",
            expires="2027-01-31",
            app=APP,
            digest=sha256(b"waiver"),
            key=KEY,
            holder="Departement",
            holder_role="authority",
        ),
    )
