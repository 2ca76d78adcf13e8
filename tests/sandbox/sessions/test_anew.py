"""Somebody comes back with an empty browser, and opens pages until tokens are used as before."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from harness.sandbox.sessions import anew
from harness.sandbox.sessions.anew import Anew
from harness.sandbox.sessions.overheard import Given, keeps_to_renew

OLD = Given("POST", "https://school.test/token", {"referer": "/app"}, b"", "old-access", "old-refresh")
NEW = Given("POST", "https://school.test/token", {"referer": "/app"}, b"", "new-access", "new-refresh")


class Heard:
    """What was used so far; `uses` is what a page makes use of when it is opened."""

    def __init__(self, given: list[Given], bearers: list[str], uses: dict[str, tuple[Given | None, str | None]]) -> None:
        self.given, self.bearers, self._uses = list(given), {one: list[str]() for one in bearers}, uses
        self.opened: list[str] = []

    @property
    def refresh(self) -> Given | None:
        return self.given[-1] if self.given else None

    async def caught_up(self) -> None:
        return None

    async def goto(self, page: str) -> None:
        self.opened.append(page)
        given, bearer = self._uses.get(page, (None, None))
        self.given += [given] if given else []
        self.bearers |= {bearer: []} if bearer else {}


@pytest.mark.parametrize(
    ("given", "bearers", "uses", "opened", "authorization"),
    [
        ([], [], {}, [], None),
        ([OLD], ["Bearer old"], {"/one": (NEW, "Bearer new")}, ["/one"], "Bearer new"),
        ([OLD], ["Bearer old"], {"/app": (NEW, "Bearer new")}, ["/one", "/two", "/app"], "Bearer new"),
        ([], ["Bearer old"], {"/two": (None, "Bearer new")}, ["/one", "/two"], "Bearer new"),
        ([OLD], ["Bearer old"], {}, ["/one", "/two", "/app"], None),
    ],
)
def test_pages_are_opened_until_tokens_are_used_again(
    given: list[Given], bearers: list[str], uses: Any, opened: list[str], authorization: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: Any = Heard(given, bearers, uses)
    done: list[str] = []

    async def forget(page: Any, base: str) -> None:
        done.append("forgets")

    async def sign_in() -> None:
        done.append("signs in")

    async def cookies() -> list[dict[str, str]]:
        return [{"name": "sid", "value": "2"}]

    monkeypatch.setattr(anew, "forget", forget)
    context = SimpleNamespace(cookies=cookies)
    actor: Any = SimpleNamespace(page=None, base="", sign_in=sign_in, goto=heard.goto, context=context)
    back = Anew(actor, heard)

    async def go() -> dict[str, str]:
        await back.come(["/one", "/two"])
        return await back.headers()

    headers = asyncio.run(go())
    assert (done, heard.opened) == (["forgets", "signs in"], opened)
    assert (headers["cookie"], headers.get("authorization")) == ("sid=2", authorization)
    assert back.renewer is (NEW if NEW in heard.given else None)


@pytest.mark.parametrize(
    ("stored", "kept"),
    [
        ([("local", "refresh_token", "refresh-VbN4tYhJk")], True),
        ([("session", "app.auth.refreshToken", "refresh-VbN4tYhJk")], True),
        ([("local", "auth", '{"user":{"refresh":"refresh-VbN4tYhJk"}}')], True),
        ([("local", "access_token", "access-q8Zr2LmX0c")], False),
        ([("local", "refresh_token", "")], False),
        ([("local", "theme", "dark")], False),
        ([], False),
    ],
)
def test_a_token_to_renew_with_that_a_browser_keeps(stored: list[tuple[str, str, str]], kept: bool) -> None:
    assert keeps_to_renew(stored) is kept
