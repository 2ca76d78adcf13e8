"""Evidence about second factors."""

from __future__ import annotations

from harness.model.evidence import ProbeEvidence
from harness.model.records_factors import FactorTried


class Factors(ProbeEvidence[FactorTried]):
    """What was tried about second factors, one record a try."""

    kind = "second-factor"
    shape = FactorTried
