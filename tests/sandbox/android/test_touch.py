"""What is typed arrives as it was, whatever `input text` makes of a space; a screen that moves is asked for again."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.android.device import Answer
from harness.sandbox.android.screen import UnreadScreenError
from harness.sandbox.android.touch import LOOKS, CannotTypeError, keyed
from tests.sandbox.android.dumps import dump, node
from tests.sandbox.android.stub import PNG, Stub, touch

MOVING = b"ERROR: could not get idle state.\n"


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=300))
def test_a_text_arrives_as_it_was(text: str) -> None:
    parts = list(keyed(text))
    assert "".join(part.replace("%s", " ") for part in parts) == text
    assert all(part.count("%s") <= text.count(" ") for part in parts)


def test_letters_that_the_keyboard_lacks_are_said() -> None:
    with pytest.raises(CannotTypeError):
        asyncio.run(touch(Stub({"start": []})).type("Zoë"))


def test_a_screen_that_moves_is_asked_for_again_and_not_for_ever() -> None:
    stub = Stub({"start": [node("a")]})
    stub.dumps = [MOVING, MOVING]
    assert asyncio.run(touch(stub).look()).elements[0].text == "a"
    stub.dumps = [MOVING] * LOOKS
    with pytest.raises(UnreadScreenError, match="idle state"):
        asyncio.run(touch(stub).look())


def test_a_picture_is_one_or_none() -> None:
    stub = Stub({"start": []})
    assert asyncio.run(touch(stub).shot()) == PNG
    stub.output = lambda command, timeout=30: b"screencap: failed"  # type: ignore[method-assign]
    assert asyncio.run(touch(stub).shot()) is None


def test_reading_on_moves_within_the_screen() -> None:
    stub = Stub({"start": [node("a", bounds="[0,0][1080,1920]")]})
    hand = touch(stub)
    stub.dumps = [dump(node("a", bounds="[0,0][1080,1920]"))]
    asyncio.run(hand.swipe_up(asyncio.run(hand.look())))
    assert stub.log[-1] == ["input", "swipe", "540", "1440", "540", "480", "300"]


def test_the_keyboard_is_put_away_where_it_is_shown() -> None:
    stub = Stub({"start": []})
    asyncio.run(touch(stub).close_keyboard())
    assert ["input", "keyevent", "4"] not in stub.log
    stub.answers["dumpsys"] = Answer("  mShowRequested=true mInputShown=true\n", 0)
    asyncio.run(touch(stub).close_keyboard())
    assert ["input", "keyevent", "4"] in stub.log
