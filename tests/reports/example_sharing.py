"""Rows of the register for the example report: a leak, an unknown host, a clean recipient, one that was not seen."""

from __future__ import annotations

from harness.model.report_base import Message
from harness.model.sharing import SharingDatum, SharingProof, SharingRow, SharingTransfer

EARLY, LATE = "2026-11-23T09:34:04+00:00", "2026-11-23T09:36:10+00:00"
UNDECLARED = Message(template="The maker does not declare this recipient.", values={"hosts": ()})


def _transfer(country: str | None, ground: str, declared: str | None = None) -> SharingTransfer:
    facts = {"country": country, "mechanism": declared or ground, "ground": ground, "seat_ground": ground}
    return SharingTransfer.model_validate({**facts, "declared": declared, "on": "2026-11-23"})


def sharing(bundle: str, traffic: str) -> tuple[SharingRow, ...]:
    """The rows; `bundle` is the digest and `traffic` a file in it that the proof points to."""
    proof = (SharingProof(bundle=bundle, at=f"{traffic}#12"),)
    leaked = (
        SharingDatum(
            field="class", disguises=("plain",), category="pd:School", special=False, consent=("refused",),
            first_seen=LATE, last_seen=LATE, proof=proof,
        ),
        SharingDatum(
            field="email", disguises=("base64", "sha256"), category="pd:EmailAddress", special=False,
            consent=("before", "refused"), first_seen=EARLY, last_seen=LATE, proof=proof,
        ),
        SharingDatum(
            field="allergy", disguises=("plain",), category="pd:MedicalHealth", special=True, consent=("refused",),
            first_seen=LATE, last_seen=LATE, proof=proof,
        ),
    )
    return (
        SharingRow(
            app="Demoschool", id="party:metrics", recipient="Metrics", subject="pupil-under-13", entity="Metrics Inc.",
            seat="US", parent="Conglomerate plc", parent_seat="GB", categories=("analytics", "advertising"),
            personas=("pupil",), data=leaked, special=True, transfer=_transfer("US", "DPF"), declared="no", seen=True,
            hosts=("collect.metrics.test",), undeclared_hosts=("collect.metrics.test",), requests=14,
            consent=("before", "refused"), versions=("1.0",), first_seen=EARLY, last_seen=LATE,
            contradictions=(UNDECLARED,), proof=proof,
        ),
        SharingRow(
            app="Demoschool", id="site:letters.test", recipient="letters.test", subject="visitor",
            personas=("visitor",), transfer=_transfer(None, "unknown"), declared="no", seen=True,
            hosts=("fonts.letters.test",), undeclared_hosts=("fonts.letters.test",), requests=3, consent=("before",),
            versions=("1.0",), first_seen=EARLY, last_seen=EARLY, contradictions=(UNDECLARED,), proof=proof,
        ),
        SharingRow(
            app="Demoschool", id="site:nergens.test", recipient="Nergens NV", role="controller",
            purpose=("nieuwsbrief",), transfer=_transfer("CN", "none", "SCC"), retention="30 dagen",
            legal_basis="art. 6(1)(a)", agreement="VO-2026-17", declared="yes", declarations=("Nergens NV",),
            declared_country="CN", declared_data=("email",), declared_hosts=("nergens.test",), seen=False,
            unseen_hosts=("nergens.test",),
        ),
        SharingRow(
            app="Demoschool", id="site:voorbeeld.test", recipient="Voorbeeld Hosting BV", subject="pupil-under-13",
            role="processor", purpose=("hosting",), personas=("pupil",), transfer=_transfer("BE", "EEA"),
            declared="yes", declarations=("Voorbeeld Hosting BV",), declared_country="BE", declared_data=("none",),
            declared_hosts=("cdn.voorbeeld.test", "log.voorbeeld.test"), seen=True, hosts=("cdn.voorbeeld.test",),
            unseen_hosts=("log.voorbeeld.test",), requests=52, consent=("before", "accepted"), versions=("1.0",),
            first_seen=EARLY, last_seen=LATE, proof=proof,
        ),
    )


