"""A clock that is wrong, an account that our own codes locked, an app that goes away: none of it is a sound app."""

from __future__ import annotations

import asyncio
from email.utils import formatdate
from types import SimpleNamespace
from typing import Any

import pytest

from harness import Persona
from harness.sandbox.factors import own, probe
from harness.sandbox.factors.probe import TASK, _Trying
from harness.sandbox.factors.trouble import BROKE
from harness.sandbox.probes.client import Answer
from harness.sandbox.web.page.totp import OneTimeCodes

NOW = 1_800_000_000.0
ADMIN = Persona(
    name="admin", role="admin", username="gum", password="word-of-gum", totp="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
)


class Half:
    """A login that owes its code and takes none; `locks` after so many wrong ones: then not even a code is asked."""

    def __init__(self, locks: int, *, broke: bool = False) -> None:
        self.locks, self.given, self.broke = locks, 0, broke

    async def password(self) -> str:
        return "out" if self.given >= self.locks else "code"

    async def give(self, code: Any, what: str, seconds: float = 0.0) -> str:
        self.given += 1
        right = not what.startswith("try") and self.given < self.locks
        return "in" if right else await self.password()


def trying(half: Half | None = None) -> tuple[_Trying, list[dict[str, Any]]]:
    gaps: list[dict[str, Any]] = []
    writer = SimpleNamespace(now=lambda: 0.0, gap=lambda kind, why, **told: gaps.append({"kind": kind, "why": why, **told}))
    progress = SimpleNamespace(stage=lambda text: None)
    run = SimpleNamespace(epoch=NOW, writer=writer, progress=progress)
    stage: Any = SimpleNamespace(run=run, codes=OneTimeCodes(lambda: NOW), pace=None)
    actor: Any = SimpleNamespace(persona=ADMIN, base="https://school.test/", page=None)
    made = _Trying(stage, actor)
    if half is not None:
        made._half = half  # type: ignore[assignment]
    return made, gaps


class Client:
    """Gives one answer to everything."""

    def __init__(self, answer: Answer | None) -> None:
        self._answer = answer

    async def get(self, url: str, *, persona: str, headers: Any) -> Answer | None:
        return self._answer

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, *failure: object) -> None:
        return None


@pytest.mark.parametrize(
    ("answer", "control"),
    [
        (Answer(200, {"date": formatdate(NOW, usegmt=True)}, b""), ""),
        (Answer(200, {"date": formatdate(NOW + 600, usegmt=True)}, b""), "clock-skewed"),
        (Answer(200, {"date": formatdate(NOW - 60, usegmt=True)}, b""), "clock-skewed"),
        (Answer(200, {"date": "gisteren"}, b""), "clock-unknown"),
        (Answer(200, {}, b""), "clock-unknown"),
        (None, "clock-unknown"),
    ],
)
def test_codes_of_another_time_say_nothing_where_the_clocks_differ(
    answer: Answer | None, control: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "ProbeClient", lambda run, task, pace: Client(answer))
    assert asyncio.run(trying()[0]._skewed()) == control


@pytest.mark.parametrize(("locks", "control", "tries"), [(100, "", 10), (4, "locked-out", 4)])
def test_an_account_that_wrong_codes_locked_is_told(locks: int, control: str, tries: int) -> None:
    made, gaps = trying(Half(locks))
    asyncio.run(made._wrong())
    (told,) = made._tried
    assert (told["control"], told["tries"], told["case"]) == (control, tries, "wrong-tries")
    locked = {"kind": TASK, "why": "account-locked", "persona": "admin", "username": "gum"}
    assert gaps == ([locked] if control else [])


def test_an_app_that_fails_at_wrong_codes_refused_none() -> None:
    made, gaps = trying(Half(100, broke=True))
    asyncio.run(made._wrong())
    assert (made._tried[0]["control"], made._tried[0]["inside"], gaps) == ("", True, []), "the right one came in after"
    made, gaps = trying(Shut(100, broke=True))
    asyncio.run(made._wrong())
    assert (made._tried[0]["control"], made._tried[0]["inside"], gaps) == (BROKE, False, [])


class Shut(Half):
    """Leads away from its form after one wrong code; whoever begins anew comes in."""

    async def give(self, code: Any, what: str, seconds: float = 0.0) -> str:
        return "away" if what.startswith("try") else "in"


@pytest.mark.parametrize(
    ("answer", "control"),
    [
        (Answer(200, {}, b""), ""), (Answer(403, {}, b""), ""), (Answer(500, {}, b""), "no-answer"),
        (Answer(429, {}, b""), "no-answer"), (None, "no-answer"),
    ],
)
def test_an_address_at_which_the_app_fails_is_not_shut(
    answer: Answer | None, control: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(actor: Any) -> dict[str, str]:
        return {"sid": "1"}

    monkeypatch.setattr(own, "ProbeClient", lambda run, task, pace: Client(answer))
    monkeypatch.setattr(own, "jar", nothing)
    (told,) = asyncio.run(trying()[0]._own.asked(["/me"]))
    assert told["control"] == control
