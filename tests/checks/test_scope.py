"""How fast the harness may ask: as the authorisation says, and as usual where it says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Status
from tests.checks.examples import AUTHORISED, sent
from tests.checks.test_examples import CHECKS
from tests.harness.build import Build, one


@pytest.mark.parametrize(
    ("rate", "count", "status"),
    [(None, 5, Status.PASS), (None, 6, Status.FAIL), (20, 20, Status.PASS), (20, 21, Status.FAIL), (2, 3, Status.FAIL)],
)
def test_the_rate_is_that_of_the_authorisation(tmp_path: Path, rate: int | None, count: int, status: Status) -> None:
    given = AUTHORISED["authorisation"] | ({"rate": rate} if rate else {})
    made = Build(tmp_path, authorisation=given)
    made.session()
    for number in range(count):
        made.probe("requests", **sent(), t=round(number / 100, 3))
    assert one(made.seal(), CHECKS["platform/scope-guard"], None).status is status
