"""The replay of a session: asked of a page that tells who is signed in, and of no other."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest

from harness import Run
from harness.bundle.writer import BundleWriter
from harness.model.profile import Profile
from harness.sandbox.probes.client import Pace
from harness.sandbox.probes.session_life import Jar, may_be_session, probe_session_life
from tests.harness.build import Plain, base_profile
from tests.sandbox.probes.serving import Quiet, serving

NAME = "Adalberta"


class App(Quiet):
    """`/shell` is the same for all, `/public` says the name to all, `/me` to who holds the new session."""

    def do_GET(self) -> None:
        signed_in = "sid=new" in (self.headers["cookie"] or "")
        told = {"/shell": False, "/public": True, "/me": signed_in, "/never-renewed": "sid=" in (self.headers["cookie"] or "")}
        body = (NAME if told[self.path] else "somebody").encode()
        self.send_response(200)
        self.answer(body)


def replayed(folder: Path, *pages: str, before: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """What the probe records of the pupil; `before` are the cookies from before signing in."""
    old = before or {}
    with serving(App) as address:
        profile = Profile.model_validate(
            {
                **base_profile(),
                "app": {"name": "X", "url": f"http://{address}/", "hosts": ["127.0.0.1"]},
                "authorisation": {"by": "us", "until": "2099-12-31"},
                "sandbox": {"names": {address: address}, "public": False},
            }
        )
        run = cast(Run, SimpleNamespace(profile=profile, writer=BundleWriter(folder, Plain(), time.time())))
        jars = Jar(old, frozenset(old)), Jar({"sid": "new"}, frozenset({"sid"}))
        asyncio.run(probe_session_life(run, "pupil", [f"http://{address}{page}" for page in pages], *jars, Pace()))
    return [msgspec.json.decode(line) for line in (folder / "probes" / "session-life.jsonl").read_bytes().splitlines()]


def test_the_page_that_tells_is_found(tmp_path: Path) -> None:
    (found,) = replayed(tmp_path, "/shell", "/public", "/me", before={"sid": "old"})
    assert found["cookie"] == "sid"
    assert (found["renewed"], found["replayed"], found["signed_in"], found["control"]) == (True, True, False, True)


def test_an_old_session_that_still_opens_the_account(tmp_path: Path) -> None:
    (found,) = replayed(tmp_path, "/never-renewed", before={"sid": "old"})
    assert (found["signed_in"], found["control"]) == (True, True)


@pytest.mark.parametrize("page", ["/shell", "/public"])
def test_a_page_that_is_the_same_for_a_stranger_tells_nothing(tmp_path: Path, page: str) -> None:
    (found,) = replayed(tmp_path, page, before={"sid": "old"})
    assert (found["replayed"], found["signed_in"], found["control"]) == (False, None, False)


@pytest.mark.parametrize(
    ("name", "http_only", "expected"),
    [("sid", False, True), ("app", True, True), ("lang", False, False), ("csrftoken", False, False), ("XSRF-TOKEN", True, False)],
)
def test_cookies_that_may_be_the_session(name: str, http_only: bool, expected: bool) -> None:
    assert may_be_session(name, http_only) is expected
