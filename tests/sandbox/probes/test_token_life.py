"""Tokens of a session: found where they are, read, and forged ones tried on a page that the real one opens."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest

from harness import Run
from harness.bundle.redact import Redactor
from harness.bundle.writer import BundleWriter
from harness.model.profile import Profile
from harness.sandbox.probes.client import Pace
from harness.sandbox.probes.token_life import MOST, carried, probe_tokens
from tests.harness.build import base_profile
from tests.sandbox.probes.serving import Quiet, serving
from tests.sandbox.sessions.test_stated import jwt

NAME = "Adalberta"
TOKEN = jwt({"sub": "ada", "iat": 1000, "exp": 4600, "profile": {"mail": "ada.k7x2q@school.test"}})


class App(Quiet):
    """Each path says the name to who holds what it asks for; `/down` gives the right token its page and no other an answer."""

    def do_GET(self) -> None:
        bearer = (self.headers["authorization"] or "").removeprefix("Bearer ")
        cookies = dict(part.split("=", 1) for part in (self.headers["cookie"] or "").split("; ") if part)
        signed = {"header": bearer == TOKEN, "cookie": cookies.get("jwt") == TOKEN}
        told = {
            "/sound": signed["header"],
            "/careless": bearer.split(".")[:2] == TOKEN.split(".")[:2] or (bearer != "" and bearer.endswith(".")),
            "/by-cookie": signed["cookie"],
            "/by-another": cookies.get("sid") == "1",
            "/public": True,
            "/down": signed["header"],
        }[self.path]
        self.send_response(503 if self.path == "/down" and bearer and not told else 200)
        self.answer((NAME if told else "somebody").encode())


def tried(folder: Path, place: str, *paths: str) -> list[dict[str, Any]]:
    """What the probe records of a session that carries the token there."""
    with serving(App) as address:
        profile = Profile.model_validate(
            {
                **base_profile(),
                "app": {"name": "X", "url": f"http://{address}/", "hosts": ["127.0.0.1"]},
                "authorisation": {"by": "us", "until": "2099-12-31", "rate": 50},
                "sandbox": {"names": {address: address}, "public": False},
            }
        )
        redactor = Redactor({}, b"k" * 32)
        writer = BundleWriter(folder, redactor, time.time())
        run = cast(Run, SimpleNamespace(profile=profile, redactor=redactor, writer=writer))
        pages = [f"http://{address}{path}" for path in paths]
        bearers = {f"Bearer {TOKEN}": pages[:1]} if place == "header" else {}
        cookies = {"sid": "1", "jwt": TOKEN} if place == "cookie" else {"sid": "1"}
        stored = {"origins": [{"localStorage": [{"name": "auth", "value": f'{{"t":"{TOKEN}"}}'}]}]}
        found, looked = carried(bearers, cookies, stored if place == "local" else None)
        asyncio.run(probe_tokens(run, profile.personas["pupil"], found, looked, pages, Pace(profile)))
        writer.close()
    content = (folder / "probes" / "tokens.jsonl").read_bytes()
    assert TOKEN.encode() not in content
    return [msgspec.json.decode(line) for line in content.splitlines()]


@pytest.mark.parametrize(
    ("place", "paths", "control", "spare", "believed", "unanswered"),
    [
        ("header", ["/sound"], True, False, [], []),
        ("header", ["/careless"], True, False, ["unsigned", "stripped", "other-signature"], []),
        ("header", ["/public", "/sound"], True, False, [], []),
        ("header", ["/public"], False, False, [], []),
        ("header", ["/down"], True, False, [], ["unsigned", "stripped", "other-signature"]),
        ("cookie", ["/by-cookie"], True, False, [], []),
        ("cookie", ["/by-another"], False, True, [], []),
        ("local", ["/sound"], False, False, [], []),
    ],
)
def test_a_forged_token_is_judged_by_the_page_that_it_opens(
    place: str, paths: list[str], control: bool, spare: bool, believed: list[str], unanswered: list[str], tmp_path: Path
) -> None:
    (told,) = tried(tmp_path, place, *paths)
    assert told["place"] == {"header": "header", "cookie": "cookie: jwt", "local": "local: auth"}[place]
    assert (told["control"], told.get("spare", False)) == (control, spare)
    assert (told.get("believed", []), told.get("unanswered", [])) == (believed, unanswered)
    assert (told["alg"], told["hours"], told["common"]) == ("HS256", 1.0, False)
    assert told["claims"] == ["exp", "iat", "profile", "sub"]
    assert told["tells"] == [["profile.mail", "email"]]


def test_a_session_without_such_a_token_is_told_too(tmp_path: Path) -> None:
    assert [(one["looked"], "place" in one) for one in tried(tmp_path, "none", "/by-another")] == [(1, False)]


def test_each_token_once_and_no_more_than_a_few() -> None:
    many = {f"c{number}": jwt({"sub": str(number)}) for number in range(MOST + 3)}
    found, looked = carried({f"Bearer {many['c0']}": []}, many, {"origins": []})
    assert looked == MOST + 4
    assert [one.place for one in found] == ["header", *(f"cookie: c{number}" for number in range(1, MOST))]


def test_of_tokens_of_a_kind_the_latest_is_tried() -> None:
    other, old, new = jwt({"aud": "x"}), jwt({"sub": "ada", "iat": 1}), jwt({"sub": "ada", "iat": 2})
    found, _ = carried({f"Bearer {token}": [] for token in (other, old, new)}, {}, None)
    assert [one.token for one in found] == [new, other]
