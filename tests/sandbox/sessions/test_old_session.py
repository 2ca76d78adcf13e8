"""What is made of an app's answers to an old session, without an app: cookies, tokens, renewal, and an app that goes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest

from harness import Persona
from harness.sandbox.acting.actor import ActorFailedError
from harness.sandbox.probes.client import Answer
from harness.sandbox.sessions import anew, old_session
from harness.sandbox.sessions.old_session import UNSURE, OldSession
from harness.sandbox.sessions.overheard import Given

PUPIL = Persona(name="pupil", role="pupil", known={"first_name": "Adalberta"})
PAGE, API, TOKENS = "https://school.test/start", "https://school.test/api/me", "https://school.test/token"
AGAIN = "https://school.test/again"
HERS, NOBODYS = Answer(200, {}, b"Dag Adalberta"), Answer(401, {}, b"meld je aan")


class School:
    """Opens the page to a cookie and the interface to a token, and renews tokens once each; `gone` answers nothing."""

    def __init__(self) -> None:
        self.cookies, self.tokens, self.renewing = {"sid=1"}, {"access-1-of-many"}, {"refresh-1-of-many"}
        self.gone = self.signs_in = self.kept = False
        self.given, self.reopens = 1, False

    async def ask(
        self, method: str, url: str, *, persona: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer | None:
        if self.gone:
            return None
        if url == TOKENS:
            asked = parse_qs((body or b"").decode()).get("refresh_token", [""])[0]
            if asked not in self.renewing:
                return NOBODYS
            self.renewing.discard(asked)
            return Answer(200, {}, json.dumps(self.more()).encode())
        if url == AGAIN:
            held = self.reopens and "renew=r" in headers.get("cookie", "")
            self.cookies |= {"plain=p; sid=2"} if held else set()
            return Answer(204, {}, b"", ("sid=2; HttpOnly; Path=/",)) if held else NOBODYS
        held = headers.get("authorization", "").removeprefix("Bearer ")
        return HERS if (url == API and held in self.tokens) or headers.get("cookie") in self.cookies else NOBODYS

    async def get(self, url: str, *, persona: str, headers: Mapping[str, str]) -> Answer | None:
        return await self.ask("GET", url, persona=persona, headers=headers)

    def more(self) -> dict[str, str]:
        self.given += 1
        access, refresh = f"access-{self.given}-of-many", f"refresh-{self.given}-of-many"
        self.tokens.add(access)
        self.renewing.add(refresh)
        return {"access_token": access, "refresh_token": refresh}

    async def __aenter__(self) -> School:
        return self

    async def __aexit__(self, *failure: object) -> None:
        return None


class Out:
    """Somebody who signs out of the school, as the probe meets it."""

    def __init__(self, school: School, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        self.school = school
        self.more: list[dict[str, Any]] = []
        monkeypatch.setattr(old_session, "ProbeClient", lambda run, task, pace: school)
        monkeypatch.setattr(old_session, "personal_endpoints", lambda run, session, persona: [])

        async def nothing(*about: str) -> None:
            return None

        async def kept(page: Any) -> list[tuple[str, str, str]]:
            return [("local", "refresh_token", "refresh-0-of-many")] if self.school.kept else []

        monkeypatch.setattr(anew, "forget", nothing)
        monkeypatch.setattr(old_session, "stored_by", kept)

        async def cookies() -> list[dict[str, str]]:
            return [{"name": "sid", "value": "1", "domain": "school.test"}, *self.more]

        context = SimpleNamespace(on=lambda event, call: None, cookies=cookies)
        profile = SimpleNamespace(app=SimpleNamespace(hosts=["school.test"]))
        run = SimpleNamespace(profile=profile, redactor=SimpleNamespace(learn=lambda name, value: True))
        rig = SimpleNamespace(proxy=SimpleNamespace(written=nothing))
        stage: Any = SimpleNamespace(run=run, rig=rig, pace=None)
        actor: Any = SimpleNamespace(context=context, persona=PUPIL, base=PAGE, page=None, sign_in=self.sign_in, goto=nothing)
        self.session = OldSession(stage, actor, "logout")
        self.heard("access-1-of-many", "refresh-1-of-many")

    def heard(self, access: str, refresh: str) -> None:
        self.session._heard.bearers[f"Bearer {access}"] = [API]
        self.session._heard.given.append(Given("POST", TOKENS, {}, b"grant_type=session", access, refresh))

    async def sign_in(self) -> None:
        if not self.school.signs_in:
            raise ActorFailedError("the login could not be proven", owner="app")
        more = self.school.more()
        self.heard(more["access_token"], more["refresh_token"])

    def reads(self, after: Any, *addresses: str) -> tuple[dict[str, bool | None], str]:
        """What each of these opens afterwards, by the path and what opened it, and what came of renewing."""

        async def go() -> tuple[dict[str, bool | None], str]:
            await self.session.remember_each(addresses)
            after(self.school)
            client: Any = self.school
            opens = await self.session.look(client)
            told = {f"{urlsplit(one.page).path} {'+'.join(one.ways)}": opens[one] for one in opens}
            return told, await self.session.renewal(client)

        return asyncio.run(go())

    def told(self, leave: Any) -> dict[str, object]:
        async def go() -> dict[str, object]:
            await self.session.remember(PAGE)
            leave(self.school)
            found = await self.session.again(0.0)
            shown = await self.session.shown_to_renew()
            return {**found, "shown": shown, "answers": await self.session.answers()}

        return asyncio.run(go())


def sound(school: School) -> None:
    school.cookies, school.tokens, school.renewing, school.signs_in = set(), set(), set(), True


def nobody_comes_back(school: School) -> None:
    sound(school)
    school.signs_in = False


def goes(school: School) -> None:
    school.gone = True


def keeps_token(school: School) -> None:
    sound(school)
    school.tokens = {"access-1-of-many"}


def keeps_cookie(school: School) -> None:
    sound(school)
    school.cookies = {"sid=1"}


def keeps_renewing(school: School) -> None:
    sound(school)
    school.renewing = {"refresh-1-of-many"}


@pytest.mark.parametrize(
    ("leave", "opens", "by", "renewal", "shown", "answers"),
    [
        (sound, False, [], UNSURE, True, True),
        (nobody_comes_back, False, [], UNSURE, False, True),
        (goes, None, [], "untold", False, False),
        (keeps_token, True, ["token"], UNSURE, True, True),
        (keeps_cookie, True, ["cookie"], UNSURE, True, True),
        (keeps_renewing, False, [], "given", False, True),
    ],
)
def test_each_part_of_a_session_is_tried_on_what_it_opened(
    leave: Any, opens: bool | None, by: list[str], renewal: str, shown: bool, answers: bool,
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    told = Out(School(), monkeypatch, tmp_path).told(leave)
    assert (told["opens"], told["by"], told["renewal"]) == (opens, by, renewal)
    assert (told["shown"], told["answers"]) == (shown, answers)


def test_a_refresh_token_is_not_used_up_before_signing_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    school = School()
    out = Out(school, monkeypatch, tmp_path)
    asyncio.run(out.session.remember(PAGE))
    assert school.renewing == {"refresh-1-of-many"}
    assert out.session.tells


@pytest.mark.parametrize(
    ("leave", "opens", "renewal"),
    [
        (sound, {"/start cookie": False, "/api/me token": False}, UNSURE),
        (goes, {"/start cookie": None, "/api/me token": None}, "untold"),
        (keeps_token, {"/start cookie": False, "/api/me token": True}, UNSURE),
        (keeps_renewing, {"/start cookie": False, "/api/me token": False}, "given"),
    ],
)
def test_each_address_is_tried_by_what_opened_it(
    leave: Any, opens: dict[str, bool | None], renewal: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert Out(School(), monkeypatch, tmp_path).reads(leave, "/start") == (opens, renewal)


PLAIN = {"name": "plain", "value": "p", "domain": "school.test", "path": "/", "httpOnly": False}
RENEWS = {"name": "renew", "value": "r", "domain": "school.test", "path": "/again", "httpOnly": True}


@pytest.mark.parametrize(
    ("seen", "kept", "reopens", "told"),
    [
        (False, [], False, ""),
        (True, [PLAIN, RENEWS], False, "refused"),
        (True, [PLAIN, RENEWS], True, "given"),
        (False, [PLAIN, RENEWS], False, "untold"),
        (False, [PLAIN, RENEWS], True, "given"),
        (False, [PLAIN, {**RENEWS, "path": "/"}], True, ""),
    ],
)
def test_another_session_cookie(
    seen: bool, kept: list[dict[str, Any]], reopens: bool, told: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out = Out(School(), monkeypatch, tmp_path)
    out.more = kept
    out.school.cookies = {"; ".join(["sid=1", *(f"{one['name']}={one['value']}" for one in kept)])}
    out.session._heard.again += [Given("POST", AGAIN, {}, b"")] if seen else []

    def leave(school: School) -> None:
        sound(school)
        school.reopens = reopens

    assert out.told(leave)["new_cookie"] == told


def test_a_token_that_brought_a_cookie_is_spent_for_another_cookie(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out = Out(School(), monkeypatch, tmp_path)
    out.heard("access-2-of-many", "refresh-2-of-many")
    out.session._heard.again.append(Given("POST", AGAIN, {}, b"refresh-1-of-many"))
    found = out.told(sound)
    assert (found["renewal"], found["new_cookie"]) == ("refused", "refused"), "the page showed what it is good for"


def test_what_is_given_for_a_token_that_renews_is_asked_with_next(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    school = School()
    out = Out(school, monkeypatch, tmp_path)
    assert out.reads(lambda school: None, "/start")[1] == "given"
    client: Any = school
    assert asyncio.run(out.session.renewal(client)) == "given", "each works once, and the last one was given just now"
    assert school.renewing == {f"refresh-{school.given}-of-many"}


def test_a_new_token_that_still_opens_counts_when_no_other_is_given_any_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    school = School()
    out, client = Out(school, monkeypatch, tmp_path), cast(Any, school)
    assert out.reads(lambda school: None, "/start")[1] == "given"
    school.renewing, school.cookies = set(), set()
    assert asyncio.run(out.session.renewal(client)) == "given"
    school.tokens = set()
    assert asyncio.run(out.session.renewal(client)) == UNSURE


def test_whoever_keeps_a_token_that_nobody_heard_of_signs_in_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    school = School()
    school.kept = school.signs_in = True
    out = Out(school, monkeypatch, tmp_path)
    out.session._heard.given.clear()
    assert out.reads(lambda school: None, "/start")[1] == "given"


def test_what_opens_to_whoever_comes_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    school = School()
    out, client = Out(school, monkeypatch, tmp_path), cast(Any, school)

    async def go() -> tuple[dict[str, bool | None], dict[str, bool | None]]:
        await out.session.remember_each(["/start"])
        sound(school)
        await out.session.come_anew()
        used = await out.session.opens_anew(client)
        monkeypatch.setattr(out.session._heard, "bearers", {})
        return used, await out.session.opens_anew(client)

    used, unused = asyncio.run(go())
    assert used == {PAGE: False, API: True}
    assert unused == {PAGE: False, API: None}, "where no token was used, nobody knows what one opens"
