"""What the school's client asks, as the probe writes it down; each fault in it shows, and the sound one shows none."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.checks.authentication.oidc_request import oidc_request
from harness.model.finding import Finding
from harness.sandbox.demo.fault_signon import SIGNON_FAULTS
from harness.sandbox.signon.cases import CASES
from harness.sandbox.signon.probe import asked_of
from tests.harness.build import Build, one
from tests.sandbox.signon.school import playing

BELIEVED = {f"signon-{case.id}" for case in CASES}
ASKING = [fault for fault in SIGNON_FAULTS if fault.requirements == ("AUT-13",) and fault.id not in BELIEVED]
PROFILE: dict[str, Any] = {
    "app": {"name": "Demo", "url": "https://demoschool.test/", "hosts": ["demoschool.test"]},
    "sandbox": {"names": {"idp.demoschool-test.example": "127.0.0.1:9443"}},
    "oidc": {
        "issuer": "https://idp.demoschool-test.example", "client_id": "demoschool", "scopes": ["openid", "profile"],
        "claims": {"pupil": {"sub": "ada"}},
    },
}


def seen(folder: Path, *faults: str) -> Finding:
    async def logins() -> list[dict[str, Any]]:
        async with playing(faults, folder) as play:
            for _ in range(2):
                tried = await play.trials.case(CASES[0])
                assert tried.before
            return [asked_of(b"key", login) for login in play.trials.seen]

    made = Build(folder, **PROFILE)
    made.session().page()
    for record in asyncio.run(logins()):
        made.probe("authorize", persona="pupil", **record)
    return one(made.seal(), oidc_request, None)


def test_the_sound_client_asks_well(tmp_path: Path) -> None:
    found = seen(tmp_path)
    assert found.status is Status.PASS, (found.message, found.values)


@pytest.mark.parametrize("fault", ASKING, ids=lambda fault: str(fault.id))
def test_each_fault_of_asking_is_named_and_nothing_else(fault: Any, tmp_path: Path) -> None:
    found = seen(tmp_path, fault.id)
    assert (found.status, found.values["problems"]) == (Status.FAIL, list(fault.told))
