"""What the leak search could not unpack is never a pass of TRK-04."""

from __future__ import annotations

import base64
import gzip
from pathlib import Path

import pytest

from harness import Check, Status
from harness.leaks.decode import MOST_LAYERS
from harness.plugins.host import load_registry
from tests.harness.build import Build, one
from tests.harness.leaks.test_hostile import CAPPED

METER = "https://meter.example/c"
BODIES = {
    **{name: make for name, (make, _) in CAPPED.items()},
    "withheld to keep a secret": lambda: "⟦body withheld: contained session:32:9f3a0b12c4d5⟧".encode(),
    "more layers than are opened": lambda: b"--".join(
        base64.b64encode(gzip.compress(base64.b64encode(gzip.compress(b"%d" % number)))) for number in range(MOST_LAYERS)
    ),
}


@pytest.fixture(scope="module")
def check() -> Check:
    return load_registry().checks["trackers/pupil-data-stays"]


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_was_cut_short_is_not_tested(check: Check, tmp_path: Path, name: str) -> None:
    made = Build(tmp_path)
    made.session().page().exchange(METER, posted=b'{"event":"view"}').exchange(METER, posted=BODIES[name]())
    found = one(made.seal(), check)
    assert found.status is Status.NOT_TESTED
    assert found.values["parts"][0].startswith("body: ")


def test_without_such_a_body_it_passes(check: Check, tmp_path: Path) -> None:
    made = Build(tmp_path)
    made.session().page().exchange(METER, posted=b'{"event":"view"}')
    assert one(made.seal(), check).status is Status.PASS


def test_a_leak_beside_it_still_fails(check: Check, tmp_path: Path) -> None:
    made = Build(tmp_path)
    made.session().page().exchange(METER, posted=BODIES["gzip bomb"]()).exchange(f"{METER}?u=ada.k7x2q@school.test")
    assert one(made.seal(), check).status is Status.FAIL


@pytest.mark.parametrize("why", ["body-too-large", "body-bomb", "body-undecodable"])
def test_a_body_that_the_recorder_cut_is_not_tested(check: Check, tmp_path: Path, why: str) -> None:
    made = Build(tmp_path)
    made.session().page().exchange(METER, posted=b'{"event":"view"}').gap("traffic", why)
    assert one(made.seal(), check).status is Status.NOT_TESTED
