"""Evidence about second factors."""

from __future__ import annotations

from harness.model.evidence import ProbeEvidence
from harness.model.records_factors import Ceremony, DoorTried, FactorTried


class Factors(ProbeEvidence[FactorTried]):
    """What was tried about second factors, one record a try."""

    kind = "second-factor"
    shape = FactorTried


class FactorDemands(ProbeEvidence[FactorTried]):
    """What a password opened while the school demanded a second factor, one record."""

    kind = "factor-demand"
    shape = FactorTried


class Ceremonies(ProbeEvidence[Ceremony]):
    """Sign-ins with a passkey, one record each."""

    kind = "passkey"
    shape = Ceremony


class Doors(ProbeEvidence[DoorTried]):
    """Other ways in, one record a try."""

    kind = "doors"
    shape = DoorTried
