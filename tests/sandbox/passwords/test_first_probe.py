"""What a first password opens, on the school in this process: before and after it is replaced."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest

from harness.sandbox.passwords.door import Key
from harness.sandbox.passwords.first_probe import looked
from harness.sandbox.settings.effects.tokens import Write
from tests.sandbox.passwords.school import BASE, School, school

NEW = "een-nieuw-Wachtwoord-7"
PAGES = ("/profile/wachtwoord", "/start")


async def account(at: School) -> Key:
    """One that the school makes, with a first password."""
    body = json.dumps({"role": "pupil", "age": 12, "school": "a"}).encode()
    headers = {"content-type": "application/json", "content-length": str(len(body))}
    answer = await at.visitor().send(Write("POST", f"{BASE}/test-accounts/first", headers, body), follow=False)
    assert answer is not None
    told = json.loads(answer.body)
    return Key(told["username"], told["password"], tuple(told["known"].values()))


def played(*faults: str) -> dict[str, Any]:
    """What is seen once one of two accounts chose another password, where people change it."""
    at = school(*faults)

    async def go() -> dict[str, Any]:
        chooses, skips = await account(at), await account(at)
        doors = [replace(at.door(), telling=f"{BASE}{path}") for path in PAGES]
        before = [await door.usable(chooses) for door in doors]
        _, owner = await doors[1].attempt(chooses)
        change = at.change()
        await change.form.submit(owner, {"present": chooses.password, "password": NEW})
        return {"before": before, **await looked(doors, chooses, NEW, skips)}

    return asyncio.run(go())


@pytest.mark.parametrize(
    ("faults", "opened"),
    [((), False), (("first-password-stays",), True), (("first-password-skipped",), True)],
    ids=["sound", "stays", "skipped"],
)
def test_the_account_can_be_used_with_a_first_password_where_it_has_to_be_replaced_by_nobody(
    faults: tuple[str, ...], opened: bool
) -> None:
    seen = played(*faults)
    assert seen == {"before": [False, opened], "control": True, "again": False, "open": opened}


def test_an_app_that_fails_in_between_is_no_answer() -> None:
    """The new password opens the account, and then nothing is told of anybody."""
    answers = iter([True, None, None])

    class Fails:
        async def usable(self, key: Key) -> bool | None:
            return next(answers)

    doors: list[Any] = [Fails()]
    key = Key("ada", "first", ("Adalberta",))
    assert asyncio.run(looked(doors, key, NEW, key)) == {"control": False, "reason": "no-answer"}
