"""Consent that is taken back: what ends with it passes, what goes on fails, what nobody can tell is for a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Status
from tests.checks.examples import ADS, IDENTIFIER, Add, record, stored
from tests.checks.examples_choices import LOOKED, loads, taken_back
from tests.checks.test_examples import CHECKS
from tests.harness.build import Build, BuiltSession, one

CHECK = CHECKS["trackers/withdrawal-works"]
VIDEO = "https://player.video.example/embed"
NO_WAY: dict[str, Any] = {"way": "", "ok": False, "clicks": 0, "clicked": None, "since": None}


def asked(*, refused: bool = True, banner: bool = True, accepted: bool = True) -> Add:
    """The states that were met, without anything taken back."""

    def add(made: Build, session: BuiltSession) -> None:
        session.page().append("consent", state="untouched", banner=banner, ok=True)
        for state, there in (("refused", refused), ("accepted", accepted)):
            if there and banner:
                other = made.session("pupil", state, consent=state).page()
                other.append("consent", state=state, banner=True, ok=True)

    return add


def at(moment: str, store: str, name: str, value: str, **more: Any) -> Add:
    return record("storage", **{**stored(store, name, value, **more), "when": moment})


def all_of(*adds: Add) -> Add:
    return lambda made, session: [add(made, session) for add in adds]


KEPT = all_of(at("before-withdrawal", "local", "id", IDENTIFIER))
UID = {"domain": "ads.example", "expires": 4e9}

CASES: dict[str, tuple[Add, Status]] = {
    "what came with consent is gone": (taken_back(given=loads(ADS, VIDEO)), Status.PASS),
    "a known tracker again": (taken_back(loads(ADS), given=loads(ADS)), Status.FAIL),
    "an embed that only consent had brought": (taken_back(loads(VIDEO), given=loads(VIDEO)), Status.FAIL),
    "another host of the same site": (taken_back(loads("https://two.video.example/"), given=loads(VIDEO)), Status.FAIL),
    "what comes with the page anyway": (
        all_of(taken_back(loads(VIDEO), given=loads(VIDEO)), loads(VIDEO)), Status.PASS,
    ),
    "a third party that only the fresh page has": (taken_back(loads(VIDEO)), Status.PASS),
    "a new identifier": (taken_back(at("end", "local", "id", IDENTIFIER)), Status.FAIL),
    "another value under the old name": (
        taken_back(at("after-withdrawal", "local", "id", IDENTIFIER[::-1]), given=KEPT), Status.FAIL,
    ),
    "a cookie that lives longer than before": (
        taken_back(
            at("end", "cookie", "uid", IDENTIFIER, domain="ads.example", expires=4.1e9),
            given=at("before-withdrawal", "cookie", "uid", IDENTIFIER, **UID),
        ),
        Status.FAIL,
    ),
    "a cookie of somebody who is not asked any more": (
        taken_back(
            at("end", "cookie", "uid", IDENTIFIER, **UID),
            given=at("before-withdrawal", "cookie", "uid", IDENTIFIER, **UID),
        ),
        Status.PASS,
    ),
    "a cookie that pages on the way back renewed, while consent still held": (
        taken_back(
            at("end", "cookie", "uid", IDENTIFIER[::-1], **UID),
            given=all_of(
                at("before-withdrawal", "cookie", "uid", IDENTIFIER, **UID),
                at("withdrawn", "cookie", "uid", IDENTIFIER[::-1], **UID),
            ),
        ),
        Status.PASS,
    ),
    "an own identifier that merely stays": (taken_back(at("end", "local", "id", IDENTIFIER), given=KEPT), Status.REVIEW),
    "a remembered choice": (taken_back(at("end", "local", "cookiechoice", "refused")), Status.PASS),
    "no way anywhere": (taken_back(**NO_WAY), Status.FAIL),
    "no way on the one page that was seen": (taken_back(**NO_WAY, looked=LOOKED[:1]), Status.REVIEW),
    "a button without words": (taken_back(**NO_WAY, unsure=["unnamed-button"]), Status.REVIEW),
    "a way that led nowhere": (taken_back(**{**NO_WAY, "way": "Cookies"}, unsure=["leads-nowhere"]), Status.REVIEW),
    "the page did not open again": (taken_back(since=None), Status.REVIEW),
    "nothing was accepted": (asked(accepted=False), Status.NOT_TESTED),
    "accepted, and the session ended there": (asked(), Status.NOT_TESTED),
    "nobody was asked": (asked(banner=False), Status.PASS),
    "nobody was asked, though a choice is stored": (
        all_of(asked(banner=False), at("end", "local", "cookieconsent_status", "dismiss")), Status.NOT_TESTED,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_verdict(tmp_path: Path, case: str) -> None:
    add, expected = CASES[case]
    made = Build(tmp_path)
    add(made, made.session())
    found = one(made.seal(), CHECK)
    assert found.status is expected, (found.message, found.values, found.reason)
    assert found.message.format(**found.values)
    assert bool(found.proof) or expected in (Status.NOT_TESTED, Status.PASS)


def test_without_a_session_that_refused_nobody_is_accused_of_what_consent_brought(tmp_path: Path) -> None:
    made = Build(tmp_path)
    made.session().page().append("consent", state="untouched", banner=True, ok=True)
    accepted = made.session("pupil", "accepted", consent="accepted").page()
    accepted.append("consent", state="accepted", banner=True, ok=True).exchange(VIDEO)
    told = {"way": "Cookies", "ok": True, "clicked": made.tick(), "since": made.tick(), "looked": LOOKED}
    accepted.append("withdrawal", **told).exchange(VIDEO)
    assert one(made.seal(), CHECK).status is Status.REVIEW
