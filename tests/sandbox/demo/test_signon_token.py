"""The school's client believes a good token and no other; with one check left out it believes that one fault as well."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from harness.sandbox.demo.faults import switches
from harness.sandbox.demo.signon_token import Expected, RefusedError, verified
from harness.sandbox.signon.cases import CASES
from harness.sandbox.signon.tokens import FAULTS, Keys, id_token

ISSUER, CLIENT, NONCE = "https://idp.school.example", "school", "n-0S6_WzA2Mj"
STRANGE = "https://idp.school.example/other"
KEYS = Keys()
ALSO = {
    # A client that checks nothing where it knows no key is open to a stranger's key, however that is told.
    "unknown-kid": {"unknown-kid", "jku", "jwk"},
}


def believed(fault: str, *weak: str) -> bool:
    token = id_token(
        KEYS, {"sub": "ada"}, issuer=ISSUER, client=CLIENT, nonce=NONCE, now=int(time.time()), fault=fault,
        strange_keys=STRANGE,
    )
    return passes(token, *weak)


def passes(token: str, *weak: str) -> bool:
    async def fetch(url: str) -> Any:
        assert url == STRANGE
        return KEYS.strangers()

    async def ask() -> str:
        expected = Expected(ISSUER, CLIENT, NONCE)
        claims = await verified(token, KEYS.public(), expected, time.time(), switches(weak), fetch)
        return str(claims["sub"])

    try:
        return asyncio.run(ask()) == "ada"
    except RefusedError:
        return False


def test_every_fault_of_a_token_is_a_case() -> None:
    assert set(FAULTS) == {case.id for case in CASES if case.place == "token"}


def test_the_sound_client_believes_the_good_token_alone() -> None:
    assert believed("")
    assert [fault for fault in FAULTS if believed(fault)] == []


@pytest.mark.parametrize("weak", FAULTS)
def test_each_weak_client_believes_its_own_fault_and_no_other(weak: str) -> None:
    assert believed("", f"signon-{weak}"), "the good token still passes"
    assert {fault for fault in FAULTS if believed(fault, f"signon-{weak}")} == ALSO.get(weak, {weak})


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "....", "é.ü.x", "e30.e30.", "eyJhbGciOiJSUzI1NiJ9.bnVsbA.AAAA"])
def test_what_is_no_token_is_refused(token: str) -> None:
    assert not passes(token)
