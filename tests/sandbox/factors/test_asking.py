"""What a door says that fails: an app in trouble has not shut it, and a guess at which it fails is none."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from harness import Persona
from harness.model.profile_doors import DoorRequest
from harness.sandbox.factors.asking import Asker
from harness.sandbox.factors.named_doors_probe import _guessed
from harness.sandbox.factors.trouble import BROKE
from harness.sandbox.probes.client import Answer

WHO = Persona(name="t", role="teacher", username="wil", password="pw", known={"first_name": "Willibrordus"})
DOOR, MINE = DoorRequest(path="/login"), "https://school.test/me"


class Client:
    """Answers the door so, and strangers nothing."""

    def __init__(self, *answers: Answer | None) -> None:
        self.answers = list(answers)

    async def ask(self, method: str, url: str, **more: Any) -> Answer | None:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    async def get(self, url: str, **more: Any) -> Answer:
        return Answer(401, {}, b"")


def asker(*answers: Answer | None) -> Asker:
    run: Any = SimpleNamespace(profile=SimpleNamespace(app=SimpleNamespace(url="https://school.test/")))
    client: Any = Client(*answers)
    return Asker(run, client, WHO)


@pytest.mark.parametrize(
    ("answer", "inside", "control"),
    [
        (Answer(403, {}, b"no"), False, None),
        (Answer(200, {}, b"Willibrordus"), True, None),
        (Answer(500, {}, b"oops"), False, BROKE),
        (Answer(500, {}, b"Willibrordus"), True, None),
        (Answer(429, {}, b"later"), False, BROKE),
        (None, False, "no-answer"),
    ],
)
def test_what_a_door_says(answer: Answer | None, inside: bool, control: str | None) -> None:
    told = asyncio.run(asker(answer).tried(DOOR, [MINE]))
    assert (told["inside"], told.get("control")) == (inside, control)


def test_a_guess_at_which_the_app_fails_is_no_door() -> None:
    failing = asker(Answer(500, {}, b""))
    lacking = asker(Answer(200, {}, b"Willibrordus"))
    failing.own_addresses = lacking.own_addresses = [MINE]  # type: ignore[misc]
    assert asyncio.run(_guessed("/login", failing, failing, [])) == {"control": "opens-nothing"}
    assert asyncio.run(_guessed("/login", lacking, failing, []))["control"] == BROKE
