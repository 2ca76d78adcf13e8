"""An app that fails at an answer: seen where it fails at what carries it, and then nothing was refused."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from harness.sandbox.factors.passkey_probe import _Ceremonies
from harness.sandbox.factors.trouble import BROKE, trouble

HOME, ELSEWHERE = "https://school.test/login", "https://errors.example/report"


class Page:
    """Tells what it was answered."""

    def __init__(self) -> None:
        self.listeners: list[Any] = []

    def on(self, event: str, listener: Any) -> None:
        self.listeners.append(listener)

    def remove_listener(self, event: str, listener: Any) -> None:
        self.listeners.remove(listener)


def asked(url: str = HOME, body: str = "", by: Any = None, *, opened: bool = False) -> Any:
    return SimpleNamespace(url=url, body=body, redirected_from=by, is_navigation_request=lambda: opened)


@pytest.mark.parametrize(
    ("request_", "status", "seen"),
    [
        (asked(body="code=1"), 500, [500]),
        (asked(body="code=1"), 503, [503]),
        (asked(body="code=1"), 403, []),
        (asked(body="other"), 500, []),
        (asked(opened=True), 502, [502]),
        (asked(by=asked(body="code=1")), 500, [500]),
        (asked(ELSEWHERE, "code=1"), 500, []),
    ],
    ids=["carries it", "unavailable", "refused", "something else", "the page", "where it led", "not the app"],
)
def test_what_is_trouble(request_: Any, status: int, seen: list[int]) -> None:
    page, profile = Page(), SimpleNamespace(app=SimpleNamespace(hosts=["school.test"]))
    actor: Any = SimpleNamespace(page=page, run=SimpleNamespace(profile=profile))
    with trouble(actor, lambda one: "code=1" in one.body) as met:  # type: ignore[attr-defined]
        for listener in page.listeners:
            listener(SimpleNamespace(url=request_.url, status=status, request=request_))
    assert (met, page.listeners) == (seen, [])


class Holder:
    """Signs in with a passkey at an app that fails so many times at what is wrong, and then refuses it."""

    def __init__(self, fails: int) -> None:
        self.fails, self.asked = fails, list[str]()
        self.device = SimpleNamespace(other=object(), answer=None, before=None)
        self.actor, self.table = SimpleNamespace(), SimpleNamespace(sign_in=())

    async def answered(self, case: str) -> dict[str, Any]:
        self.asked.append(case)
        failed = case not in ("good", "counter") and self.asked.count(case) <= self.fails
        return {"case": case, "inside": case == "good", "control": BROKE if failed else ""}


@pytest.mark.parametrize(("fails", "control", "tries"), [(0, "", 1), (1, "", 2), (2, BROKE, 2)])
def test_a_passkey_at_which_the_app_fails_is_tried_once_more_and_was_not_refused(
    fails: int, control: str, tries: int
) -> None:
    holder: Any = Holder(fails)
    told = {one["case"]: one for one in asyncio.run(_Ceremonies(holder, None).go())}
    assert (told["signature"]["control"], told["signature"]["inside"]) == (control, False)
    assert holder.asked.count("signature") == tries
    assert told["counter"]["control"] == ""
