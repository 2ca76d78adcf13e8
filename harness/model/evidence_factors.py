"""Evidence about second factors."""

from __future__ import annotations

from harness.model.evidence import ProbeEvidence
from harness.model.records_factors import Ceremony, DoorTried, FactorTried


class Factors(ProbeEvidence[FactorTried]):
    """What was tried about second factors, one record a try."""

    kind = "second-factor"
    shape = FactorTried


class Ceremonies(ProbeEvidence[Ceremony]):
    """Sign-ins with a passkey, one record each."""

    kind = "passkey"
    shape = Ceremony


class Doors(ProbeEvidence[DoorTried]):
    """Other ways in, one record a try."""

    kind = "doors"
    shape = DoorTried
