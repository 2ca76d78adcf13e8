"""Examples of the checks of passwords."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.checks.example import Example
from tests.checks.examples_signon import wrote
from tests.checks.password_records import at_boundary, at_place

TAKEN = {"accepted": True}
STOPPED = {
    "persona": "canary", "addresses": 2, "tries": 99, "before": True, "let_in": False, "owner": True, "alive": True,
}

NONE_LEFT = {"persona": "canary", "pairs": 30, "before": True, "after": True}
FIELD = {"type": "password", "autocomplete": "current-password", "pasted": True, "filled": True}
PLACES = ("login", "signup", "reset")
TYPED = [{"typed": 6}, {"persona": "pupil", "role": "pupil", "typed": 9}]
NAMED = {"persona": "pupil", "told": [{"who": "pupil", "role": "pupil", "field": "username", "at": "/names"}]}


def answers(place: str, **more: Any) -> Mapping[str, Any]:
    """Thirty pairs that tell nothing."""
    alike = {"pairs": 30, "existing": ["200"], "absent": ["200"], "differences": [0.1, -0.2] * 15, "usual": 20.0}
    return {"place": place, **alike, **more}


PASSWORDS: dict[str, Example] = {
    "authentication/accounts-not-told": Example(
        wrote(telling=[answers(place) for place in PLACES]),
        wrote(telling=[answers(place, absent=["404"]) for place in PLACES]), who=None, level="recommended",
    ),
    "authentication/common-passwords": Example(
        wrote(passwords=[*at_place()]), wrote(passwords=[*at_place(common=TAKEN)]), who=None
    ),
    "authentication/guessing-limited": Example(
        wrote(guessing=[STOPPED]), wrote(guessing=[{**STOPPED, "let_in": True}]), who=None
    ),
    "authentication/names-not-suggested": Example(
        wrote(suggestions=TYPED), wrote(suggestions=[*TYPED, NAMED]), who=None, level="recommended"
    ),
    "settings/not-met-at-sign-in": Example(wrote(suggestions=TYPED), wrote(suggestions=[*TYPED, NAMED]), who=None),
    "authentication/no-default-accounts": Example(
        wrote(defaults=[NONE_LEFT]), wrote(defaults=[{**NONE_LEFT, "opened": ["admin / admin"]}]), who=None
    ),
    "authentication/password-fields": Example(
        wrote(entrance=[{"place": "login", "fields": [FIELD]}]),
        wrote(entrance=[{"place": "login", "fields": [{**FIELD, "pasted": False}]}]), who=None,
    ),
    "authentication/staff-choose-no-password": Example(
        wrote(**{"given-password": [{"persona": "ward", "by": "admin", "kept": False}]}),
        wrote(**{"given-password": [{"persona": "ward", "by": "admin", "kept": True}]}), who=None, level="recommended",
    ),
    "authentication/staff-password-length": Example(
        wrote(**{"staff-passwords": at_boundary()}), wrote(**{"staff-passwords": at_boundary(short=TAKEN)}), who=None,
        level="recommended",
    ),
    "authentication/own-words": Example(
        wrote(passwords=[*at_place()]), wrote(passwords=[*at_place(context=TAKEN)]), who=None, level="recommended"
    ),
    "authentication/passphrase": Example(
        wrote(passwords=[*at_place()]), wrote(passwords=[*at_place(passphrase={"lets_in": ["one-less"]})]), who=None
    ),
    "authentication/password-length": Example(
        wrote(passwords=[*at_place()]), wrote(passwords=[*at_place(short=TAKEN)]), who=None
    ),
}
