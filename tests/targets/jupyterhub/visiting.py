"""Visitors of JupyterHub as our probes send them, without a browser."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from harness.sandbox.passwords.capture import SignedIn
from harness.sandbox.passwords.door import Door, Key
from harness.sandbox.passwords.doorway import opened
from harness.sandbox.passwords.places import SignUp, told
from harness.sandbox.passwords.policy import Policy
from harness.sandbox.passwords.probe import sizes
from harness.sandbox.passwords.wire import Visitor
from harness.sandbox.probes.client import Answer
from harness.sandbox.settings.accounts.account import FreshAccount, draw
from harness.sandbox.settings.effects.tokens import Write
from tests.targets.jupyterhub.running import CANARY, Account
from tests.targets.wires import form_at, sent_from

TOKEN = re.compile(rb'name="_xsrf" value="([^"]+)"')
START_SECONDS = 60.0


def at_notebook_of(owner: Account, visitors: Mapping[str, Account], url: str, profile: Path) -> dict[str, Answer]:
    """What the owner and each visitor get at the owner's own server, which is started for it; "owner" is the owner."""

    async def go() -> dict[str, Answer]:
        page = f"{url}/user/{owner.username}/"
        async with sent_from(profile, "127.0.0.1") as (stranger,):
            everybody = {"owner": owner, **visitors}
            come = {name: stranger() for name in everybody}
            for name, who in everybody.items():
                await _sign_in(come[name], who, url)
            await come["owner"].open(f"{url}/hub/spawn")
            found = {"owner": await _started(come["owner"], page)}
            return found | {name: _came(await come[name].open(page)) for name in visitors}

    return asyncio.run(go())


def offered_at_sign_up(url: str, profile: Path) -> list[dict[str, Any]]:
    """What came of each password that was offered at sign-up, as it is recorded."""

    async def go() -> list[dict[str, Any]]:
        async with sent_from(profile, "127.0.0.1") as (stranger,):
            key = Key(CANARY.username, CANARY.password, (CANARY.email,))
            typed = {"username": key.username, "password": key.password}
            login = await form_at(stranger(), f"{url}/hub/login?next=", typed, typed)
            door = await opened(SignedIn(login, (f"{url}/hub/home",)), key, stranger)
            assert isinstance(door, Door), door
            new = {name: value for name, value in told(newcomer()).items() if name in ("username", "email", "password")}
            twice = {"signup_password": new["password"], "signup_password_confirmation": new["password"]}
            fields = {"username": new["username"], "email": new["email"], **twice}
            place = SignUp(await form_at(stranger(), f"{url}/hub/signup", fields, new), door, newcomer)
            every = await Policy(place, sizes(), "JupyterHub", lambda secret: None).run()
            return [{"place": "signup", **one.told} for one in every]

    return asyncio.run(go())


def newcomer() -> FreshAccount:
    """Somebody who signs up."""
    return draw("new", "15", 15, date(2010, 5, 1), "signup", domain="demoschool.test", school="a")


async def _sign_in(visitor: Visitor, who: Account, url: str) -> None:
    token = TOKEN.search(_came(await visitor.open(f"{url}/hub/login")).body)
    assert token is not None
    typed = {"_xsrf": token[1].decode(), "username": who.username, "password": who.password}
    headers = {"content-type": "application/x-www-form-urlencoded"}
    await visitor.send(Write("POST", f"{url}/hub/login?next=", headers, urlencode(typed).encode(), {}), follow=True)


async def _started(visitor: Visitor, page: str) -> Answer:
    """A server takes a moment to start; until then the hub answers in its place."""
    async with asyncio.timeout(START_SECONDS):
        while b"<h1>Notes" not in (answer := _came(await visitor.open(page))).body:
            await asyncio.sleep(0.3)
    return answer


def _came(answer: Answer | None) -> Answer:
    assert answer is not None, "the hub did not answer"
    return answer
