"""What checks read about choices: how they were offered, and how they were taken back."""

from __future__ import annotations

from harness.model.evidence import SessionEvidence
from harness.model.records_choices import ChoiceSeen, Withdrawing


class Choices(SessionEvidence[ChoiceSeen]):
    """Consent banners and forms with boxes, as they stood before anybody touched them."""

    kind = "choices"
    shape = ChoiceSeen


class Withdrawals(SessionEvidence[Withdrawing]):
    """Consent that was given and taken back, in the sessions that had accepted."""

    kind = "withdrawal"
    shape = Withdrawing
