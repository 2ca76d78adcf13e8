"""Examples of the checks of commands from other sites."""

from __future__ import annotations

from typing import Any

from tests.checks.example import Example
from tests.checks.examples_signon import wrote


def commanded(**more: Any) -> dict[str, Any]:
    """One try that another site made, and that changed nothing."""
    met = {"persona": "pupil", "change": "note", "way": "form", "token": "absent", "answered": True, "cookie": False}
    return {**met, "status": 403, **more}


FACTORS: dict[str, Example] = {
    "sessions/no-foreign-commands": Example(
        wrote(**{"cross-site": [commanded(), commanded(way="address")]}),
        wrote(**{"cross-site": [commanded(), commanded(way="address", changed=True, undone=True)]}),
        who=None,
    ),
}
