"""Android's questions: always refused, named by Android's own books, and an app that goes on asking is left asking."""

from __future__ import annotations

import asyncio

import pytest

from harness.sandbox.android.errors import DeviceError
from harness.sandbox.android.prompts import MOST, Guard, asks, refusal
from tests.sandbox.android.dumps import PACKAGE, node, screen
from tests.sandbox.android.stub import Noted, Stub, touch

CONTROLLER = "com.google.android.permissioncontroller"
ALLOW = node("Toestaan", at=0, package=CONTROLLER, resource_id="com.android.permissioncontroller:id/permission_allow_button")
DENY = node("Niet toestaan", at=1, package=CONTROLLER, resource_id="com.android.permissioncontroller:id/permission_deny_button")


def books(answered: bool) -> str:
    return f"runtime permissions:\n  android.permission.CAMERA: granted=false, flags=[{' USER_SET ' if answered else ' '}]\n"


def guard(stub: Stub) -> tuple[Guard, Noted]:
    noted = Noted()
    return Guard(touch(stub), PACKAGE, noted), noted  # type: ignore[arg-type]


def test_a_question_is_refused_named_and_what_came_then_noted() -> None:
    stub = Stub({"asked": [ALLOW, DENY], "app": [node("Dag")]}, {("asked", 1): "app"})
    stub.packages = books(False)
    stub.on_tap = lambda here, row: setattr(stub, "packages", books(True))
    one, noted = guard(stub)
    asyncio.run(one.begin())
    assert asyncio.run(one.look()).package == PACKAGE
    ((kind, record),) = noted.records
    assert (kind, record["permissions"], record["after"], record["acted"]) == ("prompts", ["android.permission.CAMERA"], "goes-on", False)
    assert record["refused"]
    assert stub.taps == [1]
    assert "Toestaan" in record["text"]


def test_an_app_that_closes_is_gone() -> None:
    stub = Stub({"asked": [ALLOW, DENY], "home": [node("Apps", package="com.android.launcher3")]}, {("asked", 1): "home"})
    one, noted = guard(stub)
    asyncio.run(one.look())
    assert noted.records[0][1]["after"] == "gone"
    assert noted.records[0][1]["permissions"] == []


def test_an_app_that_goes_on_asking_is_left_asking() -> None:
    stub = Stub({"asked": [ALLOW, DENY]})
    one, noted = guard(stub)
    with pytest.raises(DeviceError, match="goes on"):
        asyncio.run(one.look())
    assert len(noted.records) == MOST
    assert {record["after"] for _, record in noted.records} == {"asks-again"}


def test_nothing_is_ever_granted() -> None:
    assert refusal(screen(ALLOW)) is None
    assert refusal(screen(ALLOW, DENY)) is not None
    assert not asks(screen(node("Toestaan", resource_id="be.school:id/permission_allow_button")))
