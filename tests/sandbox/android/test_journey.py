"""The same step words as on the web; what cannot be done on a device is said, with the step."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pydantic import SecretStr

from harness import MisuseError, Persona
from harness.sandbox.android.device import Answer
from harness.sandbox.android.journey import Hand, do_steps
from harness.sandbox.web.page.failures import StepFailed
from harness.sandbox.web.page.placeholders import Values
from tests.sandbox.android.dumps import PACKAGE, node
from tests.sandbox.android.stub import Stub, touch

ADA = Persona(name="ada", role="teacher", username="ada", password=SecretStr("pa%ss; rm"), known={"first_name": "Ada"})
START = [
    node("Naam", kind="EditText", resource_id="be.school:id/name"),
    node("Verder", at=1),
    node("Onthoud mij", at=2, checkable="true"),
    node("Stuk", at=3, checkable="true", checked="true"),
]


def device() -> Stub:
    on = [*START[:2], node("Onthoud mij", at=2, checkable="true", checked="true")]
    return Stub({"start": START, "on": on, "next": [node("Dag Ada"), node("Nu", at=1)], "home": []}, {("start", 1): "next", ("start", 2): "on"})


def done(stub: Stub, *steps: dict[str, Any]) -> list[str]:
    """Do the steps; their words."""
    told: list[str] = []

    async def on_step(index: int, words: str) -> None:
        told.append(words)

    hand = touch(stub)
    asyncio.run(do_steps(Hand(hand, PACKAGE, hand.look, limit=0.0), steps, Values(ADA), journey="j", on_step=on_step))
    return told


def test_steps_are_done_in_order() -> None:
    stub = device()
    told = done(stub, {"fill": {"test_id": "name"}, "with": "{username}"}, {"click": {"text": "Verder"}}, {"expect": {"text": "Dag {first_name}"}})
    assert told == ["fill test_id “name” “{username}”", "click text “Verder”", "expect text “Dag {first_name}”"]
    assert stub.taps == [0, 1]
    assert ["input", "text", "ada"] in stub.log


def test_what_is_typed_is_quoted_and_its_field_emptied_first() -> None:
    stub = device()
    done(stub, {"fill": {"placeholder": "Naam"}, "with": "{password}"})
    typed = [words[2:] for words in stub.log if words[:2] == ["input", "text"]]
    assert typed == [["pa%"], ["ss;%srm"]]
    assert ["input", "keyevent", "67", "67", "67", "67"] in stub.log


def test_a_box_is_set_once() -> None:
    stub = device()
    done(stub, {"check": {"text": "Onthoud mij"}}, {"check": {"text": "Onthoud mij"}})
    assert stub.taps == [2]


def test_a_link_goes_to_the_app_alone_and_is_quoted() -> None:
    stub = device()
    done(stub, {"goto": "https://school.test/x?a=1;reboot"})
    assert stub.log[0][-3:] == ["https://school.test/x?a=1;reboot", "-p", PACKAGE]
    stub.answers["am"] = Answer("Error: Activity not started, unable to resolve Intent", 0)
    with pytest.raises(StepFailed, match="does not open this address"):
        done(stub, {"goto": "https://school.test/"})


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ({"click": {"text": "Weg"}}, "no such element was seen"),
        ({"click": {"css": "#a"}}, "an app has no css"),
        ({"hover": {"text": "Verder"}}, "nothing hovers"),
        ({"upload": {"text": "Verder"}, "file": "a.txt"}, "not tested on a device"),
        ({"goto": "/tasks"}, "a whole address"),
        ({"expect": {"url": "/tasks"}}, "no address to wait for"),
        ({"press": "F13"}, "no such key"),
        ({"check": {"text": "Verder"}}, "not a checkbox"),
        ({"uncheck": {"text": "Stuk"}}, "did not change"),
        ({"fill": {"test_id": "name"}, "with": "Zoë"}, "no such letters"),
        ({"scroll": {"text": "Weg"}}, "on the way down"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_step(step: dict[str, Any], told: str) -> None:
    with pytest.raises(StepFailed, match=told) as failed:
        done(device(), {"press": "tab"}, step)
    assert failed.value.index == 2


def test_a_wrong_step_is_told_before_anything_is_done() -> None:
    stub = device()
    with pytest.raises(MisuseError):
        done(stub, {"click": {"text": "Verder"}}, {"fly": "away"})
    assert stub.log == []


def test_a_secret_stands_in_no_message() -> None:
    stub = device()
    stub.answers["input"] = Answer("", 1)
    with pytest.raises(Exception, match="refused: input") as failed:
        done(stub, {"fill": {"test_id": "name"}, "with": "{password}"})
    assert "pa%" not in str(failed.value)
