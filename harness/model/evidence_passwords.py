"""What checks read about passwords."""

from __future__ import annotations

from harness.model.evidence import ProbeEvidence
from harness.model.records_passwords import (
    AccountsTold,
    DefaultsTried,
    EntranceSeen,
    GuessesTried,
    NamesTyped,
    PasswordGiven,
    PasswordTried,
)

ELSEWHERE = "elsewhere"


class Passwords(ProbeEvidence[PasswordTried]):
    """Passwords that were offered to the app, and whether somebody can sign in with them."""

    kind = "passwords"
    shape = PasswordTried

    def places(self) -> list[str]:
        """Where passwords were offered, or were to be."""
        return sorted({one.place for one in self})

    def of(self, place: str, *cases: str) -> list[PasswordTried]:
        """Those of some cases at a place."""
        return [one for one in self if one.place == place and one.case in cases]

    def why(self, place: str) -> str:
        """Why nothing was tried at a place; empty when something was."""
        return next((one.reason for one in self if one.place == place and one.reason), "")


class StaffPasswords(ProbeEvidence[PasswordTried]):
    """Passwords at the boundary that were offered to somebody of the staff whose password is their only factor."""

    kind = "staff-passwords"
    shape = PasswordTried


class GivenPasswords(ProbeEvidence[PasswordGiven]):
    """A password that staff chose for somebody, and whether it can be kept; one record."""

    kind = "given-password"
    shape = PasswordGiven


class Guesses(ProbeEvidence[GuessesTried]):
    """Wrong passwords on one account, and who got in afterwards."""

    kind = "guessing"
    shape = GuessesTried


class Telling(ProbeEvidence[AccountsTold]):
    """What answers tell about which accounts exist, one record a place."""

    kind = "telling"
    shape = AccountsTold


class Defaulted(ProbeEvidence[DefaultsTried]):
    """Names and passwords that are often left behind, and those that opened something; one record."""

    kind = "defaults"
    shape = DefaultsTried


class Entrances(ProbeEvidence[EntranceSeen]):
    """The fields for passwords and the secret questions that a stranger meets, one record a page."""

    kind = "entrance"
    shape = EntranceSeen


class Suggested(ProbeEvidence[NamesTyped]):
    """Parts of user names that a stranger typed where one signs in, and who was told to exist by it."""

    kind = "suggestions"
    shape = NamesTyped

    @property
    def led_away(self) -> bool:
        """Whether the app has no page to sign in: whoever wants to is led to somebody else's, as all personas were."""
        records = list(self)
        return len(records) == 1 and records[0].reason == ELSEWHERE and not records[0].lost

    def doubts(self) -> list[str]:
        """Why nobody knows that nothing was told: names not typed to the end, lost answers, names that are words."""
        told = [f"{one.persona or 'page'}: {one.reason}" for one in self if one.reason]
        told += [f"{path}: lost" for one in self for path in one.lost]
        return [*told, *(f"{name}: a word of the page" for one in self for name in one.unclear)]
