"""The planted position is recognised as apps send it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness import Traffic, Verdict, fail, ok
from harness.model.place import LATITUDE, LONGITUDE
from tests.harness.build import Build, a_check, status


def where(traffic: Traffic) -> Verdict:
    sent = traffic.carrying_place()
    return fail("sent", proof=sent) if sent else ok("not sent", examined=traffic)


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        (json.dumps({"lat": LATITUDE, "lng": LONGITUDE}), True),
        (f"ll={LATITUDE:.5f},{LONGITUDE:.5f}", True),
        (f"ll={LATITUDE:.4f}", True),
        (f"ll={LONGITUDE:.4f}", True),
        (f"ll={LATITUDE:.7f}", True),
        (f"e7={round(LONGITUDE * 10**7)}", True),
        ("v=14.698273", False),
        ("v=50.8", False),
        ("v=50.87351812", False),
    ],
)
def test_looks(tmp_path: Path, sent: str, found: bool) -> None:
    made = Build(tmp_path)
    made.session().exchange("https://maps.example/", posted=sent.encode())
    assert (status(made.seal(), a_check(where)) == "fail") is found
