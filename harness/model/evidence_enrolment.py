"""Evidence about how strangers come into a school."""

from __future__ import annotations

from harness.model.evidence import ProbeEvidence
from harness.model.records_enrolment import EnrolmentTried


class Enrolments(ProbeEvidence[EnrolmentTried]):
    """What strangers read before and after a school agreed, one record a way in."""

    kind = "enrolment"
    shape = EnrolmentTried
