"""Evidence about the easy ways in which young children sign in."""

from __future__ import annotations

from harness.model.evidence import ProbeEvidence
from harness.model.records_young import YoungTried


class YoungLogins(ProbeEvidence[YoungTried]):
    """What pictures, short codes and QR codes open, one record a way."""

    kind = "young-login"
    shape = YoungTried
