"""What is kept for later, and what is written down when it is asked; the app answers over real connections."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness import Persona, Run
from harness.bundle.redact import Redactor
from harness.bundle.writer import BundleWriter
from harness.model.profile import Profile
from harness.platform import Asked, Silent
from harness.sandbox.probes.client import Pace, ProbeClient
from harness.sandbox.probes.later import ask, leave
from tests.harness.build import base_profile
from tests.sandbox.probes.serving import Quiet, serving

NAME = "Adalberta"
FIRST = "first-session-000"


class App(Quiet):
    """`/me` knows the session; `/rolling` gives a new one with every answer and forgets the one before."""

    valid = FIRST

    def do_GET(self) -> None:
        cookies = dict(re.findall(r"([\w-]+)=([^;]*)", self.headers["cookie"] or ""))
        path = self.path.partition("?")[0]
        known = cookies.get("sid") == (App.valid if path == "/rolling" else FIRST)
        told = {"/me": known, "/rolling": known, "/public": True, "/once": known and "seen" not in cookies}
        self.send_response(200 if told.get(path) else 302)
        if not told.get(path):
            self.send_header("Location", "/login;jsessionid=1234567890?next=secret")
        if path == "/rolling" and known:
            App.valid = f"next-session-{int(App.valid[-3:]) + 1:03}"
            self.send_header("Set-Cookie", f"sid={App.valid}; Path=/; Expires=Wed, 01 Jan 2098 00:00:00 GMT")
            self.send_header("Set-Cookie", "old=; Max-Age=0")
        if path == "/once":
            self.send_header("Set-Cookie", "seen=1")
        body = (NAME if told.get(path) else "somebody").encode()
        self.answer(body)


@contextmanager
def app() -> Iterator[str]:
    App.valid = FIRST
    with serving(App) as address:
        yield address


class Memory:
    """Keeps in memory what would be kept on disk."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, str]] = {}

    def keep(self, job: str, persona: Persona, cookies: Mapping[str, str]) -> None:
        self.kept[job] = dict(cookies)


def a_run(folder: Path, address: str, memory: Memory | None) -> Run:
    profile = Profile.model_validate(
        {
            **base_profile(),
            "app": {"name": "X", "url": f"http://{address}/", "hosts": ["127.0.0.1"]},
            "authorisation": {"by": "us", "until": "2099-12-31"},
            "sandbox": {"names": {address: address}, "public": False},
        }
    )
    redactor = Redactor({}, b"k" * 32)
    redactor.learn("pupil.session", FIRST)
    writer = BundleWriter(folder, redactor, time.time() - 100)
    return Run(profile, writer, redactor, b"k" * 32, time.time() - 100, folder, Silent(), memory)


def lines(folder: Path, kind: str) -> list[dict[str, Any]]:
    path = folder / "probes" / f"{kind}.jsonl"
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def left(folder: Path, page: str | None, who: str = "pupil", memory: Memory | None = None) -> dict[str, Any] | None:
    """The record that is left for later, or None."""
    with app() as address:
        run = a_run(folder, address, memory or Memory())
        cookies = {"sid": FIRST, "old": "x"}
        known = {"known": {"first_name": NAME}}
        persona = run.profile.personas[who].model_copy(update=known)
        asyncio.run(leave(run, persona, page and f"http://{address}{page}", cookies, Pace()))
    found = lines(folder, "deferred")
    return found[0] if found else None


@pytest.mark.parametrize(
    ("who", "what", "seconds"), [("pupil", "absolute", 30 * 86400 + 60), ("teacher", "idle", 3600 + 60)]
)
def test_a_job_and_its_session(tmp_path: Path, who: str, what: str, seconds: int) -> None:
    memory = Memory()
    found = left(tmp_path, "/me", who, memory)
    assert found is not None
    assert (found["id"], found["requirement"], found["what"]) == (f"SES-04-{who}", "SES-04", what)
    assert found["due"] - found["t"] == pytest.approx(seconds)
    assert (found["t"] >= 100, found["status"]) == (True, 200)
    assert memory.kept == {f"SES-04-{who}": {"sid": FIRST, "old": "x"}}
    assert len(lines(tmp_path, "requests")) == 3


def test_a_session_that_changes_with_every_answer_is_followed(tmp_path: Path) -> None:
    memory = Memory()
    assert left(tmp_path, "/rolling", memory=memory) is not None
    assert memory.kept == {"SES-04-pupil": {"sid": "next-session-002"}}
    assert b"next-session" not in b"".join(path.read_bytes() for path in tmp_path.rglob("*.jsonl"))


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (None, "no-telling-page"),
        (f"/me?sid={FIRST}", "no-telling-page"),  # the address itself is the session
        ("/public", "control-failed"),
        ("/login", "control-failed"),
        ("/once", "control-failed"),  # it opened once and not again
    ],
)
def test_without_a_control_there_is_no_job(tmp_path: Path, page: str | None, reason: str) -> None:
    memory = Memory()
    found = left(tmp_path, page, memory=memory)
    assert found is not None
    assert (found["reason"], found.get("due"), memory.kept) == (reason, None, {})


def test_nothing_for_roles_without_a_limit_and_where_nobody_keeps(tmp_path: Path) -> None:
    assert left(tmp_path, "/me", "visitor") is None
    with app() as address:
        run = a_run(tmp_path, address, None)
        asyncio.run(leave(run, run.profile.personas["pupil"], f"http://{address}/me", {"sid": FIRST}, Pace()))
    assert not list(tmp_path.rglob("*.jsonl"))


def test_answers_are_written_down_as_they_came(tmp_path: Path) -> None:
    async def all_of_it(run: Run, address: str) -> list[bool]:
        persona = run.profile.personas["pupil"]
        async with ProbeClient(run, "later", Pace()) as client:
            known = Asked("SES-04-pupil", persona, f"http://{address}/me", {"sid": FIRST})
            gone = Asked("SES-04-pupil", persona, "http://127.0.0.1:1/me", {})
            return [
                await ask(client, run, known, "kept", 1, known.cookies),
                await ask(client, run, known, "stranger", 1, {}),
                await ask(client, run, gone, "kept", 2, {}),
            ]

    with app() as address:
        run = a_run(tmp_path, address, None)
        assert asyncio.run(all_of_it(run, address)) == [True, False, False]
    kept, stranger, gone = lines(tmp_path, "later")
    assert (kept["who"], kept["turn"], kept["status"], kept["shown"]) == ("kept", 1, 200, True)
    assert (stranger["status"], stranger["to"], stranger["shown"]) == (302, "/login", False)
    assert "status" not in gone
