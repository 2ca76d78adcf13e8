"""What the checks of signing out make of evidence that could mislead them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.plugins.host import load_registry
from tests.checks.examples_sessions import signed_out
from tests.harness.build import Build, one

CHECKS = load_registry().checks
ENDS, CLEAN = (CHECKS[f"sessions/{name}"] for name in ("logout-ends", "shared-device-clean"))
PASS, FAIL, REVIEW, NOT_TESTED = Status.PASS, Status.FAIL, Status.REVIEW, Status.NOT_TESTED


@pytest.mark.parametrize(
    ("met", "ends", "clean"),
    [
        ({}, PASS, PASS),
        ({"opens": True}, FAIL, PASS),
        ({"opens": True, "by": ["token"], "hours": 0.25}, REVIEW, PASS),
        ({"opens": True, "by": ["token"], "hours": 24.0}, REVIEW, PASS),
        ({"opens": True, "by": ["token"], "hours": 24.5}, FAIL, PASS),
        ({"opens": True, "by": ["token"], "hours": None}, FAIL, PASS),
        ({"opens": True, "by": ["cookie", "token"], "hours": 0.25}, FAIL, PASS),
        ({"opens": True, "by": ["cookie"]}, FAIL, PASS),
        ({"opens": None}, NOT_TESTED, PASS),
        ({"control": False, "opens": None}, NOT_TESTED, PASS),
        ({"found": False}, REVIEW, NOT_TESTED),
        ({"out": False, "opens": True}, REVIEW, NOT_TESTED),
        ({"reason": "the app did not answer any more after signing out"}, NOT_TESTED, NOT_TESTED),
        ({"remains": ["local: laatst"]}, PASS, FAIL),
        ({"back": ["first_name"]}, PASS, FAIL),
        ({"unread": "the last page was not the app's"}, PASS, NOT_TESTED),
        ({"unread": "not all of the caches", "remains": ["cache: /profile"]}, PASS, FAIL),
        ({"steps": 0}, PASS, NOT_TESTED),
        ({"shown": []}, PASS, NOT_TESTED),
        ({"persona": "other"}, NOT_TESTED, NOT_TESTED),
        ({"renewal": "refused", "socket": "ended", "new_socket": "refused"}, PASS, PASS),
        ({"renewal": "given"}, FAIL, PASS),
        ({"new_cookie": "refused"}, PASS, PASS),
        ({"new_cookie": "given"}, FAIL, PASS),
        ({"new_cookie": "untold"}, NOT_TESTED, PASS),
        ({"renewal": "refused", "socket": "ended", "answers": False}, NOT_TESTED, PASS),
        ({"socket": "tells", "answers": False}, FAIL, PASS),
        ({"renewal": "untold"}, NOT_TESTED, PASS),
        ({"socket": "tells"}, FAIL, PASS),
        ({"socket": "ended", "new_socket": "tells"}, FAIL, PASS),
        ({"socket": "untold", "new_socket": "refused"}, NOT_TESTED, PASS),
        ({"socket": "untold", "renewal": "given"}, FAIL, PASS),
        ({"opens": True, "by": ["token"], "hours": 0.25, "renewal": "given"}, FAIL, PASS),
        ({"opens": True, "by": ["token"], "hours": 0.25, "renewal": "untold"}, REVIEW, PASS),
        ({"control": False, "opens": None, "socket": "tells"}, FAIL, PASS),
        ({"out": False, "socket": "tells"}, REVIEW, NOT_TESTED),
        ({"offline": ["first_name"]}, PASS, FAIL),
        ({"offline": ["first_name"], "steps": 0}, PASS, FAIL),
    ],
)
def test_verdicts(tmp_path: Path, met: dict[str, Any], ends: Status, clean: Status) -> None:
    made = Build(tmp_path)
    made.session().page()
    made.probe("logout", **{**signed_out(), **met})
    bundle = made.seal()
    assert (one(bundle, ENDS).status, one(bundle, CLEAN).status) == (ends, clean)
