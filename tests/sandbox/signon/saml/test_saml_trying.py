"""What an app wants to be signed is learnt from good logins, and a hiccup is not taken for a refusal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from harness.sandbox.demo.saml_place import ISSUER
from harness.sandbox.signon.road import Arrived
from harness.sandbox.signon.saml.cases import SAML_CASES, Style
from harness.sandbox.signon.saml.provider import SamlProvider, Service
from harness.sandbox.signon.saml.trying import NOT_TAKEN, SamlTrials
from harness.sandbox.signon.trying import Account, Tried
from tests.sandbox.signon.saml.school import SIGNERS

ADA = Account("pupil", {"name_id": "1"}, {"number": "LL-83K2-771"})
CASES = {case.id: case for case in SAML_CASES}

type Takes = Callable[[Style, int], bool]
"""Whether the app takes a good answer that is signed so, at this login."""


@dataclass
class MadeUp:
    """A road on which nothing travels: a good answer opens the account where `takes` says so, a spoilt one never."""

    provider: SamlProvider
    takes: Takes
    tried: list[Style] = field(default_factory=list)
    _open: bool = field(default=False, init=False)

    async def forget(self) -> None:
        self._open = False

    async def begin(self) -> Arrived:
        self.tried.append(self.provider.style)
        self.provider.login.answered.set()
        self._open = not self.provider.login.fault and self.takes(self.provider.style, len(self.tried))
        return Arrived(True, 200)

    async def open(self, address: str) -> Arrived:
        return Arrived(True, 200)

    async def shown(self, values: frozenset[str]) -> frozenset[str]:
        return values if self._open else frozenset()

    async def shot(self) -> str | None:
        return None


def learnt(takes: Takes, *cases: str) -> tuple[tuple[Style, ...], list[Tried], list[Style]]:
    """The ways that the app takes, what came of these cases, and how each login was signed."""
    provider = SamlProvider(ISSUER, Service("app", "https://school.test/acs", ("school.test",)), SIGNERS)
    road = MadeUp(provider, takes)

    async def go() -> tuple[tuple[Style, ...], list[Tried]]:
        trials = SamlTrials(provider, road, ADA)
        await trials.begin()
        await trials.learn()
        return trials.taken, [await trials.case(CASES[case]) for case in cases]

    return (*asyncio.run(go()), road.tried)


def test_each_case_is_tried_in_a_way_that_the_app_takes() -> None:
    taken, tried, styles = learnt(lambda style, number: style != "assertion", "altered", "xsw1", "xsw3")
    assert taken == ("response", "both")
    assert [one.reason for one in tried] == ["", "", NOT_TAKEN]
    assert all(one.before and one.after and one.delivered for one in tried[:2])
    assert "assertion" not in styles[5:], "a way that was refused twice is not tried again"


def test_where_both_have_to_be_signed_a_response_is_wrapped_in_an_answer_with_both() -> None:
    taken, tried, styles = learnt(lambda style, number: style == "both", "xsw2", "xsw8", "destination")
    assert taken == ("both",)
    assert [one.reason for one in tried] == ["", NOT_TAKEN, ""]
    assert set(styles[-4:]) == {"both"}


def test_a_hiccup_is_not_taken_for_a_refusal() -> None:
    taken, (tried,), _ = learnt(lambda style, number: number != 1, "xsw3")
    assert taken == ("assertion", "response", "both")
    assert (tried.before, tried.after, tried.reason) == (True, True, "")


@pytest.mark.parametrize("case", ["unsigned", "xsw3", "destination"])
def test_an_app_that_takes_nothing_is_not_spared(case: str) -> None:
    taken, (tried,), _ = learnt(lambda style, number: False, case)
    assert taken == ()
    assert (tried.before, tried.reason) == (False, "control-failed")


def test_an_app_that_stops_taking_what_it_took_has_no_control() -> None:
    _, (tried,), _ = learnt(lambda style, number: number <= 3, "xsw3")
    assert not tried.before
    assert tried.reason == "control-failed"
