"""What checks read about new passwords by mail, and about what follows a change."""

from __future__ import annotations

from harness.model.evidence import ProbeEvidence
from harness.model.records_reset import ChangeNoticed, FirstPasswordTried, ResetTried


class Resets(ProbeEvidence[ResetTried]):
    """A new password, asked for by mail; one record."""

    kind = "reset"
    shape = ResetTried


class FirstPasswords(ProbeEvidence[FirstPasswordTried]):
    """Accounts with a first password, and what it opens; one record."""

    kind = "first-password"
    shape = FirstPasswordTried


class Notices(ProbeEvidence[ChangeNoticed]):
    """What the owner hears of a new password, and what becomes of sessions elsewhere; one record a change."""

    kind = "notices"
    shape = ChangeNoticed
