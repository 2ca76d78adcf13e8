"""Examples of the checks of passwords."""

from __future__ import annotations

from tests.checks.example import Example
from tests.checks.examples_signon import wrote
from tests.checks.password_records import at_place

TAKEN = {"accepted": True}
STOPPED = {
    "persona": "canary", "addresses": 2, "tries": 99, "before": True, "let_in": False, "owner": True, "alive": True,
}

PASSWORDS: dict[str, Example] = {
    "authentication/common-passwords": Example(
        wrote(passwords=[*at_place()]), wrote(passwords=[*at_place(common=TAKEN)]), who=None
    ),
    "authentication/guessing-limited": Example(
        wrote(guessing=[STOPPED]), wrote(guessing=[{**STOPPED, "let_in": True}]), who=None
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
