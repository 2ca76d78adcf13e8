"""A service that nobody made for this test: what is found must be what is true of python3-saml.

It verifies by another library than our provider signs with (xmlsec), so it also says that our good answers are good.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest

from harness.sandbox.signon.saml.cases import SAML_CASES, SamlCase
from harness.sandbox.signon.saml.trying import NOT_TAKEN
from harness.sandbox.signon.trying import Tried
from tests.sandbox.signon.saml.onelogin_school import onelogin_school
from tests.sandbox.signon.saml.school import playing

pytestmark = pytest.mark.filterwarnings("ignore:datetime:DeprecationWarning")


def tried(
    cases: Iterable[SamlCase] = SAML_CASES, *, strict: bool = False, **security: object
) -> tuple[dict[str, Tried], set[str], set[str]]:
    """Every case, how the app's requests were signed, and what an answer may be signed like."""

    async def go() -> tuple[dict[str, Tried], set[str], set[str]]:
        async with playing([], onelogin_school(strict=strict, **security)) as play:
            found = {case.id: await play.trials.case(case) for case in cases}
            asked = {f"{one.binding} {one.signed} {one.algorithm} {one.acs}" for one in play.provider.asked}
            return found, asked, {*play.trials.taken}

    return asyncio.run(go())


def test_as_its_documentation_says_it_takes_an_answer_twice() -> None:
    """It knows which request a browser made, but an answer to another one is fine where a browser made none."""
    found, asked, taken = tried()
    assert [id for id, one in found.items() if not (one.before and one.after and one.delivered) or one.reason] == []
    assert {id for id, one in found.items() if one.inside} == {"replay"}
    assert asked == {"redirect valid rsa-sha256 https://demoschool.test/login/saml/terug"}
    assert taken == {"assertion", "response", "both"}


def test_in_an_app_that_remembers_whom_it_sent_away_it_is_sound() -> None:
    """It also wants a signed assertion here, so the ways to wrap a response are tried on answers that have both."""
    found, _, taken = tried(strict=True, wantAssertionsSigned=True)
    assert {id for id, one in found.items() if one.inside} == set()
    assert [id for id, one in found.items() if not (one.before and one.after and one.delivered) or one.reason] == []
    assert taken == {"assertion", "both"}


def test_what_it_cannot_be_met_by_is_said() -> None:
    """One that wants the whole response to be signed takes no answer in which the assertion alone is."""
    wrapped = [case for case in SAML_CASES if case.id.startswith("xsw")]
    found, _, taken = tried(wrapped, wantMessagesSigned=True)
    assert taken == {"response", "both"}
    assert {id for id, one in found.items() if one.reason == NOT_TAKEN} == {f"xsw{number}" for number in range(3, 9)}
