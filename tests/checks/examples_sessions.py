"""Examples of the checks of sessions that end, and of the tokens in them."""

from __future__ import annotations

from typing import Any

from tests.checks.example import Example
from tests.checks.examples_signon import wrote


def signed_out(**more: Any) -> dict[str, Any]:
    """What was met by somebody who signed out of an app that forgets them."""
    met = {"persona": "pupil", "control": True, "found": True, "button": "Afmelden", "out": True, "opens": False}
    return {**met, "shown": ["first_name"], "steps": 3, **more}


def token(**more: Any) -> dict[str, Any]:
    """A signed token that says no more than who it is, and that is believed as it is only."""
    met = {"persona": "pupil", "place": "header", "looked": 3, "alg": "HS256", "hours": 0.25, "control": True}
    return {**met, "claims": ["exp", "iat", "sub"], "tells": [("sub", "username")], **more}


SESSIONS: dict[str, Example] = {
    "data/tokens-say-little": Example(
        wrote(tokens=[token()]), wrote(tokens=[token(tells=[("sub", "username"), ("user.mail", "email")])])
    ),
    "sessions/logout-ends": Example(wrote(logout=[signed_out()]), wrote(logout=[signed_out(opens=True)])),
    "sessions/shared-device-clean": Example(
        wrote(logout=[signed_out()]), wrote(logout=[signed_out(remains=["local: laatst"])])
    ),
    "sessions/tokens-signed": Example(wrote(tokens=[token()]), wrote(tokens=[token(believed=["unsigned"])])),
}
