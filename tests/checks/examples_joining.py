"""Examples of the checks of how people come in: strangers, other devices, young children."""

from __future__ import annotations

from typing import Any

from tests.checks.example import Example
from tests.checks.examples_signon import wrote


def enrolled(**more: Any) -> dict[str, Any]:
    """A way in that gave a stranger nothing before the school agreed, and nothing by a code that was renewed."""
    met = {"enrolment": "has-code", "how": "class-code", "by": "teacher", "opened": True, "asked": 4, "agreed": True}
    renewed = {"renewal": "", "restored": True, "again_opens": True, "again_lets_in": True}
    return {**met, "after": ["/class: pupil.first_name"], "removed": True, **renewed, **more}


def listed(**more: Any) -> dict[str, Any]:
    """Somebody who saw a second session in the list, and ended it."""
    met = {"persona": "pupil", "page": "/profile", "alone": 1, "both": 2, "left": 1, "ended": True}
    return {**met, "still": False, "alive": True, **more}


def young(**more: Any) -> dict[str, Any]:
    """Pictures that a school allows, and of which ten may be guessed in a day."""
    shape = {"symbols": 16, "length": 5, "a_day": 10, "fits": True, "unordered": False}
    tried = {"before": True, "tries": 10, "let_in": False, "owner": True, "asked": 3}
    school = {"switch": True, "off_opens": False, "on_opens": True, "restored": True}
    return {"persona": "pupil", "name": "pictures", "kind": "picture", **shape, **tried, **school, **more}


def card(**more: Any) -> dict[str, Any]:
    """The QR code of a card that was renewed."""
    issued = {"codes": 4, "bits": 192.0, "old": False, "after": 0.2, "dead": True}
    only = {"symbols": 0, "length": 0, "a_day": 0, "fits": False, "unordered": None, "tries": 0}
    return {**young(name="card", kind="qr"), **only, "let_in": None, "owner": None, **issued, **more}


def easy(**wrong: Any) -> Example:
    """Two easy ways of signing in that are sound, and pictures of which something is not."""
    return Example(wrote(**{"young-login": [young(), card()]}), wrote(**{"young-login": [young(**wrong), card()]}), who=None)


JOINING: dict[str, Example] = {
    "authentication/class-code-expires": Example(
        wrote(enrolment=[enrolled()]), wrote(enrolment=[enrolled(old_opens=True, old_lets_in=True)]), who=None
    ),
    "authentication/enrolment-approved": Example(
        wrote(enrolment=[enrolled(), enrolled(enrolment="says-teacher", how="teacher")]),
        wrote(enrolment=[enrolled(), enrolled(before=["/class: pupil.first_name"])]),
        who=None,
    ),
    "authentication/young-not-guessed": easy(let_in=True),
    "authentication/young-own-class": easy(others=["/class: other_pupil.first_name"]),
    "authentication/young-where-allowed": easy(off_opens=True),
    "sessions/other-devices": Example(
        wrote(devices=[listed()]), wrote(devices=[listed(still=True)]), who=None
    ),
}
