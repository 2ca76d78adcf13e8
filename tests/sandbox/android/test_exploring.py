"""The walk through an app: bounded, and it taps nothing that may change something."""

from __future__ import annotations

import asyncio

import pytest

from harness.sandbox.android.exploring import Bounds, Explored, Explorer, refusal, said_by
from harness.sandbox.android.screen import Screen
from tests.sandbox.android.dumps import PACKAGE, node, screen
from tests.sandbox.android.stub import Stub, touch


def walked(stub: Stub, **bounds: float) -> tuple[Explored, list[str]]:
    told: list[str] = []
    shown: list[Screen] = []

    async def on_screen(seen: Screen) -> None:
        shown.append(seen)

    async def reopen() -> None:
        stub.at = "start"

    hand = touch(stub)
    explorer = Explorer(hand, PACKAGE, hand.look, reopen, on_screen, told.append, Bounds(**bounds))  # type: ignore[arg-type]
    return asyncio.run(explorer.run()), told


def test_what_says_most_comes_first_and_all_screens_are_seen() -> None:
    stub = Stub(
        {"start": [node("Spelen", at=0, resource_id="a"), node("Privacy", at=1, resource_id="b")],
         "privacy": [node("Uitleg", at=0, kind="TextView", clickable="false")],
         "play": [node("Klas", at=3, resource_id="c")], "class": [node("Ada", clickable="false")],
         "home": [node("Apps", package="launcher")]},
        {("start", 1): "privacy", ("start", 0): "play", ("play", 3): "class"},
    )  # fmt: skip
    done, told = walked(stub)
    assert stub.taps == [1, 0, 3]
    assert done.screens == 4
    assert "tapped “b Privacy”" in told


@pytest.mark.parametrize(
    "danger",
    [
        node("Account verwijderen"), node("Send"), node("Uitloggen"), node("", resource_id="be.school:id/btn_delete"),
        node("", content_desc="Verstuur bericht"), node("Supprimer"), node("Betalen"), node("Toestaan"),
        node("Meldingen", checkable="true"), node("Zoek", kind="EditText"), node("Vak", enabled="false"), node(""),
    ],
)  # fmt: skip
def test_nothing_that_may_change_something_is_tapped(danger: str) -> None:
    stub = Stub({"start": [danger], "home": [node("Apps", package="launcher")]})
    done, _ = walked(stub)
    assert (stub.taps, done.taps) == ([], 0)
    assert sum(done.left.values()) >= 1


def test_words_within_a_thing_are_its_words() -> None:
    shown = screen(node("", bounds="[0,0][1080,200]", kind="LinearLayout"), node("Wis alles", bounds="[10,10][500,90]", clickable="false"))
    assert refusal(shown, shown.elements[0]) == "unsafe"
    assert said_by(shown, shown.elements[0]).strip() == "Wis alles"


def test_a_list_without_end_is_two_rows_and_a_bound_ends_it() -> None:
    stub = Stub({"start": [node(f"Rij {at}", at=at, resource_id="row") for at in range(30)], "home": [node("x", package="launcher")]})
    done, _ = walked(stub)
    assert done.taps == 2
    assert done.left["same-kind"] == 28
    many = Stub({"start": [node(f"Rij {at}", at=at, resource_id=f"row{at}") for at in range(30)], "home": []})
    done, _ = walked(many, taps=5)
    assert (done.taps, done.left["limit"]) == (5, 1)


def test_who_leaves_the_app_comes_back_a_few_times() -> None:
    away = {("start", at): "browser" for at in range(20)}
    stub = Stub({"start": [node(f"Site {at}", at=at, resource_id=f"l{at}") for at in range(20)], "browser": [node("x", package="browser")]}, away)
    done, _ = walked(stub)
    assert done.left["left-app"] == 6
