"""Views over the evidence about fresh accounts."""

from __future__ import annotations

from harness.model.evidence import ProbeEvidence
from harness.model.records_accounts import AccountMade, KeptChoice, SignUpForm


class Accounts(ProbeEvidence[AccountMade]):
    """The accounts that were to be made, one for each age and route, and what came of them."""

    kind = "accounts"
    shape = AccountMade

    def made(self, route: str | None = None) -> list[AccountMade]:
        """Those with which somebody signed in, of one route or of both."""
        return [one for one in self if one.ok and route in (None, one.route)]

    def of(self, band: str, route: str) -> AccountMade | None:
        """The account of an age band by a route, made or not."""
        return next((one for one in self if (one.band, one.route) == (band, route)), None)


class SignUps(ProbeEvidence[SignUpForm]):
    """What the app's own sign-up form asked."""

    kind = "signup"
    shape = SignUpForm


class Kept(ProbeEvidence[KeptChoice]):
    """What a pupil chose, to see whether it stays."""

    kind = "kept"
    shape = KeptChoice
