"""The examples of the checks about choices: how people are asked, and how they take back what they said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.checks.examples import ADS, Add, Example
from tests.harness.build import URL, Build, BuiltSession

LOOKED = [f"{URL}/", f"{URL}/privacy"]


def taken_back(
    after: Add = lambda made, session: None, *, given: Add = lambda made, session: None, **more: Any
) -> Add:
    """A banner that was left alone, refused and accepted; then consent is taken back, and a page opened anew."""

    def add(made: Build, session: BuiltSession) -> None:
        session.page().append("consent", state="untouched", banner=True, ok=True)
        refused = made.session("pupil", "refused", consent="refused").page()
        refused.append("consent", state="refused", banner=True, ok=True, clicks=1)
        accepted = made.session("pupil", "accepted", consent="accepted").page()
        accepted.append("consent", state="accepted", banner=True, ok=True, clicks=1, clicked=made.tick())
        given(made, accepted)
        told = {"way": "Cookie settings", "ok": True, "clicks": 2, "clicked": made.tick(), "since": made.tick()}
        accepted.append("withdrawal", **{**told, "looked": LOOKED, **more}).page()
        after(made, accepted)

    return add


def loads(*urls: str) -> Add:
    return lambda made, session: [session.exchange(url) for url in urls]


CHOICE_EXAMPLES: Mapping[str, Example] = {
    "trackers/withdrawal-works": Example(taken_back(given=loads(ADS)), taken_back(loads(ADS), given=loads(ADS))),
}
