"""Tokens, sockets and the worker of the profile page: sound, and with each fault."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp, Message

from harness.sandbox.demo.app import school_app
from harness.sandbox.demo.fault_live import LIVE
from harness.sandbox.demo.live import AGAIN, COOKIE
from harness.sandbox.demo.people import Person
from harness.sandbox.sessions.signed import common_secret, forgeries
from harness.sandbox.sessions.stated import lifetime, said
from tests.sandbox.demo.visitor import HOME, InProcess, Visitor


class Line:
    """A socket to the school in this process, over which a message was sent; `said` is what came back, None: refused."""

    def __init__(self, school: ASGIApp, runner: asyncio.Runner, cookie: str, origin: str = HOME) -> None:
        self._runner, self._in = runner, asyncio.Queue[Message]()
        self._out = asyncio.Queue[Message]()
        headers = {"host": "demoschool.test", "origin": origin, "cookie": cookie}
        scope = {
            "type": "websocket", "path": "/live/socket", "raw_path": b"/live/socket", "query_string": b"", "scheme": "wss",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()], "subprotocols": [],
        }
        self._in.put_nowait({"type": "websocket.connect"})

        async def begin() -> asyncio.Task[None]:
            return asyncio.ensure_future(school(scope, self._in.get, self._out.put))  # type: ignore[arg-type]

        self._task = runner.run(begin())
        self.accepted = runner.run(self._out.get())["type"] == "websocket.accept"

    def tells(self) -> bool:
        """Say something; whether the answer names Ada."""
        if self.accepted:
            self._in.put_nowait({"type": "websocket.receive", "text": "hallo"})
        answer = self._runner.run(self._out.get()) if self.accepted else {}
        self.accepted = answer.get("type") == "websocket.send"
        return "Adalberta" in answer.get("text", "")

    def leave(self) -> None:
        """Hang up."""
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1000})

        async def end() -> None:
            await self._task

        self._runner.run(end())


class Pupil:
    """Ada, signed in at a school whose profile page uses tokens and a socket."""

    def __init__(self, people: dict[str, Person], faults: tuple[str, ...], runner: asyncio.Runner) -> None:
        self.people = people
        self.school, self.runner = school_app(people.values(), faults, time.monotonic, alive=True), runner
        self.client = httpx.Client(base_url=HOME, transport=InProcess(self.school, runner))
        self.visitor = Visitor(self.client, self.client, lambda seconds: None)
        self.visitor.sign_in(people["ada"])
        self.cookie = f"{next(one.name for one in self.client.cookies.jar)}={self.visitor.session_id}"
        self.given = self.tokens(grant_type="session")

    def tokens(self, **fields: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.visitor.post_raw("/live/token", fields).json()
        return answer

    def opens(self, token: str) -> bool:
        return "Adalberta" in self.visitor.get("/live/me", authorization=f"Bearer {token}").text

    def school_does(self, *what: str) -> Iterator[None]:
        """Let the administrator switch her account off (`uit`) or on (`in`), one after the other."""
        with httpx.Client(base_url=HOME, transport=InProcess(self.school, self.runner)) as client:
            admin = Visitor(client, client, lambda seconds: None)
            admin.sign_in(self.people["gumbertus"])
            for each in what:
                asked = {"csrf": admin.csrf("/admin/accounts/ada"), "wat": each}
                assert admin.post_raw("/admin/accounts/ada", asked).headers["location"] == "/admin/accounts/ada"
                yield

    def line(self, **origin: str) -> Line:
        return Line(self.school, self.runner, self.cookie, **origin)

    def sign_out(self) -> dict[str, bool]:
        """What still opens afterwards."""
        kept = self.client.cookies.get(COOKIE)
        line = self.line()
        assert line.tells()
        self.visitor.post_raw("/logout", {"csrf": self.visitor.csrf("/settings/privacy")})
        self.client.cookies.clear()
        told = {"socket": line.tells()}
        line.leave()
        renewed = self.tokens(grant_type="refresh_token", refresh_token=self.given["refresh_token"])
        told["renewal"] = self.opens(renewed.get("access_token", ""))
        told["token"] = self.opens(self.given["access_token"])
        self.client.cookies.set(COOKIE, kept, domain="demoschool.test")
        self.visitor.post_raw(AGAIN, {})
        told["new-cookie"] = "Adalberta" in self.visitor.get("/profile").text
        late = self.line()
        told["new-socket"] = late.tells()
        late.leave()
        return told


@pytest.fixture
def pupil(people: dict[str, Person]) -> Iterator[Callable[..., Pupil]]:
    """`pupil("logout-keeps-token", …)`."""
    with ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner())

        def come(*faults: str) -> Pupil:
            came = Pupil(people, faults, runner)
            stack.callback(came.client.close)
            return came

        yield come


def test_the_sound_school_believes_its_own_tokens_and_nobody_after_signing_out(pupil: Callable[..., Pupil]) -> None:
    ada = pupil()
    token = ada.given["access_token"]
    assert ada.opens(token)
    assert not [name for name, forged in forgeries(token).items() if ada.opens(forged)]
    assert not common_secret(token)
    assert lifetime(token) == 900.0
    read = said(token)
    assert read is not None
    assert set(read[1]) == {"sub", "sid", "iat", "exp"}
    renewed = ada.tokens(grant_type="refresh_token", refresh_token=ada.given["refresh_token"])
    assert ada.opens(renewed["access_token"])
    again = ada.tokens(grant_type="refresh_token", refresh_token=ada.given["refresh_token"])
    assert again == {"error": "invalid_grant"}, "a token that renews works once"
    assert ada.visitor.post_raw(AGAIN, {}).headers["set-cookie"].startswith(f"__Host-sessie={ada.visitor.session_id};")
    assert ada.client.get("/live-worker.js").status_code == 404
    ada.given = renewed
    assert set(ada.sign_out().items()) == {(name, False) for name in ("socket", "renewal", "token", "new-cookie", "new-socket")}


def test_another_site_opens_no_socket(pupil: Callable[..., Pupil]) -> None:
    ada = pupil()
    line = ada.line(origin="https://elders.example")
    assert not line.accepted
    line.leave()


SIGNED_OUT = {
    "logout-keeps-token": "token", "logout-keeps-refresh": "renewal", "logout-keeps-socket": "socket",
    "socket-after-logout": "new-socket", "logout-keeps-cookie-renewal": "new-cookie",
}
FORGED = {"token-unsigned": {"unsigned"}, "token-any-signature": {"unsigned", "stripped", "other-signature"}}


@pytest.mark.parametrize(("fault", "open_"), SIGNED_OUT.items())
def test_what_goes_on_after_signing_out(fault: str, open_: str, pupil: Callable[..., Pupil]) -> None:
    assert [name for name, still in pupil(fault).sign_out().items() if still] == [open_]


@pytest.mark.parametrize(("fault", "believed"), FORGED.items())
def test_what_is_believed(fault: str, believed: set[str], pupil: Callable[..., Pupil]) -> None:
    ada = pupil(fault)
    assert {name for name, forged in forgeries(ada.given["access_token"]).items() if ada.opens(forged)} == believed


def switched_off(ada: Pupil) -> dict[str, bool]:
    """What still opens while her account is switched off: the token, and one that it is renewed to."""
    decided = ada.school_does("uit", "in")
    next(decided)
    told = {"token": ada.opens(ada.given["access_token"]), "session": "access_token" in ada.tokens(grant_type="session")}
    renewed = ada.tokens(grant_type="refresh_token", refresh_token=ada.given["refresh_token"])
    line = ada.line()
    told |= {"renewal": ada.opens(renewed.get("access_token", "")), "socket": line.tells()}
    line.leave()
    next(decided)
    return told


REMOVED = {"removed-token-lives": "token", "removed-still-renews": "renewal"}


def test_nothing_opens_to_who_was_switched_off_and_all_of_it_again_afterwards(pupil: Callable[..., Pupil]) -> None:
    ada = pupil()
    assert not any(switched_off(ada).values())
    assert ada.opens(ada.given["access_token"])
    renewed = ada.tokens(grant_type="refresh_token", refresh_token=ada.given["refresh_token"])
    assert ada.opens(renewed["access_token"]), "a token that was refused meanwhile is not used up"


@pytest.mark.parametrize(("fault", "open_"), REMOVED.items())
def test_what_goes_on_after_switching_off(fault: str, open_: str, pupil: Callable[..., Pupil]) -> None:
    assert [name for name, still in switched_off(pupil(fault)).items() if still] == [open_]


def test_what_a_token_is_made_of(pupil: Callable[..., Pupil], people: dict[str, Person]) -> None:
    weak, telling = pupil("token-weak-secret").given["access_token"], said(pupil("token-tells-mail").given["access_token"])
    assert common_secret(weak)
    assert telling is not None
    assert telling[1]["email"] == people["ada"].email


def test_the_worker_is_there_with_its_fault_only(pupil: Callable[..., Pupil]) -> None:
    ada = pupil("worker-shows-page")
    assert "caches.match" in ada.client.get("/live-worker.js").text
    assert "data-worker" in ada.client.get("/profile").text


def test_every_fault_is_looked_at() -> None:
    assert {*SIGNED_OUT, *FORGED, *REMOVED, "token-weak-secret", "token-tells-mail", "worker-shows-page"} == LIVE
