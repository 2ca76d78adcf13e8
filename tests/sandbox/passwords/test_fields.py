"""The pages of the demo school in a real browser: what is wrong with a field for a password is seen, the sound ones work."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from harness import Status
from harness.checks.authentication.password_fields import password_fields
from harness.sandbox.passwords.fields import Fields, look_at_fields
from tests.harness.build import Build, one
from tests.sandbox.passwords.school import BASE, school
from tests.sandbox.web.page.stage import Site, Stage

SOUND = {
    "/login": [("Wachtwoord", "password", "current-password", True, True)],
    "/register": [
        ("Wachtwoord", "password", "new-password", True, True),
        ("Herhaal je wachtwoord", "password", "new-password", True, True),
    ],
    "/login/vergeten": [],
}
ODD = {
    "readonly": "<form><label>Password <input type=password readonly></label><input type=submit></form>",
    "emptied": "<form><label>Password <input type=password oninput=\"this.value=''\"></label><input type=submit></form>",
    "keys": "<form><label>Password <input type=password id=p></label><input type=submit></form>"
    "<script>p.onkeydown = event => event.ctrlKey && event.preventDefault()</script>",
    "copying": "<form><label>Password <input type=password></label><input type=submit></form>"
    "<script>document.addEventListener('copy', event => event.preventDefault())</script>",
    "hint": "<form><label>Password <input type=password></label><label>Password hint <input></label></form>",
}


def html(path: str, *faults: str) -> str:
    async def ask() -> str:
        answer = await school(*faults).visitor().open(f"{BASE}{path}")
        return answer.body.decode() if answer else ""

    return asyncio.run(ask())


def seen(stage: Stage, site: Site, pages: dict[str, str]) -> dict[str, Fields]:
    """What is seen on each of these pages, all in one browser."""
    site.pages.update({f"/{at}": page for at, page in enumerate(pages.values())})

    async def act(page: Page) -> list[Fields]:
        found = []
        for at in range(len(pages)):
            await page.goto(f"{site.url}/{at}")
            found.append(await look_at_fields(page))
            values = await page.evaluate("[...document.querySelectorAll('input[type=password]')].map(one => one.value)")
            assert not any(values), "what was typed is gone again"
        return found

    return dict(zip(pages, stage.play(act, limit=120), strict=True))


def test_fields_are_tried_as_they_are(stage: Stage, site: Site, tmp_path: Path) -> None:
    faulty = {"password-shown": "/login", "paste-blocked": "/login", "autofill-off": "/login", "secret-question": "/register"}
    pages = {path: html(path) for path in SOUND}
    pages |= {fault: html(path, fault) for fault, path in faulty.items()} | ODD
    found = seen(stage, site, pages)
    told = {path: [tuple(vars(field).values()) for field in found[path].fields] for path in SOUND}
    assert told == SOUND
    assert not any(found[path].questions for path in SOUND)
    (usual,) = found["/login"].fields
    assert found["password-shown"].fields == (replace(usual, type="text"),)
    assert found["paste-blocked"].fields == (replace(usual, pasted=False),)
    assert found["autofill-off"].fields == (replace(usual, autocomplete="off"),)
    assert found["secret-question"].questions == ("Geheime vraag (niet verplicht)",)
    odd = {name: [(one.pasted, one.filled) for one in found[name].fields] for name in ODD}
    assert odd == {
        "readonly": [(False, False)], "emptied": [(False, False)], "keys": [(False, True)], "copying": [(None, True)],
        "hint": [(True, True)],
    }
    assert found["hint"].questions == ("Password hint",)
    for fault, sign in (
        ("password-shown", "shown"), ("paste-blocked", "paste"), ("autofill-off", "autofill"),
        ("secret-question", "secret question"),
    ):
        made = judged(tmp_path / fault, {"place": "signup", **found[fault].told}, {"place": "login", **found["/login"].told})
        assert (made.status, made.values["signs"]) == (Status.FAIL, [f"signup: {sign}"])


def judged(folder: Path, *rows: dict[str, Any]) -> Any:
    made = Build(folder)
    made.session().page()
    for row in rows:
        made.probe("entrance", **row)
    return one(made.seal(), password_fields, None)


FIELD = {"type": "password", "autocomplete": "current-password", "pasted": True, "filled": True}


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([{"place": "login", "fields": [FIELD]}, {"place": "reset", "reason": "no-form"}], Status.PASS),
        ([{"place": "login", "fields": [FIELD]}, {"place": "signup", "reason": "no-form"}], Status.NOT_TESTED),
        ([{"place": "login", "fields": [{**FIELD, "pasted": None}]}], Status.NOT_TESTED),
        ([{"place": "login", "fields": []}], Status.NOT_TESTED), ([], Status.NOT_TESTED),
        ([{"place": "signup", "fields": [FIELD]}], Status.NOT_TESTED),
        ([{"place": "login", "fields": [{**FIELD, "autocomplete": "one-time-code"}]}], Status.FAIL),
        ([{"place": "login", "fields": [FIELD]}, {"place": "reset", "questions": ["Eerste huisdier?"]}], Status.FAIL),
    ],
)
def test_what_is_concluded(rows: list[dict[str, Any]], status: Status, tmp_path: Path) -> None:
    assert judged(tmp_path, *rows).status is status
