"""A client that nobody made for this test: what is found must be what is true of Authlib.

It is sound in all that its documentation's way of using it covers. It takes the person from the ID token and never asks
userinfo, so the case of two users cannot be tried with it.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from starlette.types import ASGIApp

from harness.sandbox.signon.cases import CASES
from harness.sandbox.signon.trying import Tried
from tests.sandbox.signon.authlib_school import authlib_school
from tests.sandbox.signon.school import CLIENT, ISSUER, PEOPLE, SECRET, Wires, playing


def test_what_is_found_is_true_of_it(tmp_path: Path) -> None:
    async def tried() -> dict[str, Tried]:
        def school(wires: Wires) -> ASGIApp:
            return authlib_school(PEOPLE, ISSUER, (CLIENT, SECRET), wires)

        async with playing([], tmp_path, school=school) as play:
            return {case.id: await play.trials.case(case) for case in CASES}

    found = asyncio.run(tried())
    assert [id for id, one in found.items() if not (one.before and one.after) or one.reason] == []
    assert {id for id, one in found.items() if not one.delivered} == {"mixed-user"}, "it takes the person from the token"
    inside = {id for id, one in found.items() if one.inside and one.delivered}
    assert inside == {"iss-parameter", "iss-parameter-missing"}, "it knows nothing of RFC 9207"
