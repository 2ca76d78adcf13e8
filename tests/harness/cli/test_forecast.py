"""What a profile will let the checks answer, and when."""

from __future__ import annotations

import pytest

from harness.cli.forecast import forecast
from harness.model.profile import Profile
from harness.plugins.host import load_registry
from tests.checks.examples import AUTHORISED
from tests.harness.build import base_profile

LOGIN = {"login": {"proof": {"text": "{first_name}"}}}


@pytest.mark.parametrize(
    ("more", "answer"),
    [
        ({**LOGIN, **AUTHORISED}, "will be answered later, by schoolproof resume"),
        (LOGIN, "not tested: an active probe, and the profile has no [authorisation]"),
        (AUTHORISED, "not tested: the profile has no [login]"),
    ],
)
def test_what_is_asked_after_the_run(more: dict[str, object], answer: str) -> None:
    profile = Profile.model_validate({**base_profile(), **more})
    rows = forecast(profile, load_registry().limited("sessions/timeouts"), "recommended")
    assert {(row["persona"], row["answer"]) for row in rows} == {("pupil", answer), ("teacher", answer)}
    assert forecast(profile, load_registry().limited("sessions/timeouts"), "minimum") == []
