"""What people stated, as the report shows it: apart from what tests found, and with what does not count."""

from __future__ import annotations

from typing import Literal

from harness.model.report_base import Frozen, Message, Text


class StatedApp(Frozen):
    """The app that a statement speaks about; a waiver may leave the version open."""

    name: Text
    version: Text | None = None


class StatedDocument(Frozen):
    """The document behind an attestation: its title, and its sha256 in hexadecimal."""

    title: Text
    sha256: Text


class AttestationResult(Frozen):
    """One attestation about one requirement, in the words of who signed it: believe only what `counts`.

    `why_not` says why it does not count. `date` and `expires` are days, both included; `digest` is the sha256 of the
    signed record, `key` the id of the key, `holder` and `holder_role` whose key the keyring says it is.
    """

    requirement: Text
    outcome: Literal["pass", "fail", "not_applicable"]
    counts: bool
    why_not: Message | None = None
    by: Text
    role: Text
    independence: Literal["first", "second", "third"]
    method: Literal["examine", "interview"]
    document: StatedDocument
    date: Text
    expires: Text
    app: StatedApp
    digest: Text
    key: Text
    holder: Text | None = None
    holder_role: Text | None = None


class WaiverScope(Frozen):
    """Which findings a waiver is about: those that fit everything that is given."""

    requirement: Text | None = None
    check: Text | None = None
    persona: Text | None = None
    fingerprints: tuple[Text, ...] = ()


class WaiverResult(Frozen):
    """One waiver. `findings` counts what it lets through the gate; `why_not` tells why that is less than it says.

    `reason` is the approver's own. The other members are those of an attestation.
    """

    id: Text
    scope: WaiverScope
    approver: Text
    reason: Text
    counts: bool
    why_not: Message | None = None
    findings: int
    date: Text
    expires: Text
    app: StatedApp
    digest: Text
    key: Text
    holder: Text | None = None
    holder_role: Text | None = None
