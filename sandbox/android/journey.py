"""The steps of a journey on a device: the same words as on the web, by text, description and resource id.

What a device has not (an address bar, a pointer that hovers, a file to choose) is no step that failed quietly: it stops
the journey with the reason, and the session says that it was not done.
"""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from harness.errors import Owner
from harness.sandbox.android.screen import Element, Screen, UnreadScreenError, find
from harness.sandbox.android.touch import KEYS, CannotTypeError, Touch
from harness.sandbox.web.page.acts import NotThere
from harness.sandbox.web.page.failures import StepFailed
from harness.sandbox.web.page.locate import Where
from harness.sandbox.web.page.placeholders import Values
from harness.sandbox.web.page.steps import STEP_LIMIT, Step, check_steps, read_steps

type OnStep = Callable[[int, str], Awaitable[None]]
type Look = Callable[[], Awaitable[Screen]]

PAUSE = 0.3
"""Seconds between two looks for something that is still to come."""
MOST_SWIPES = 10


@dataclass(frozen=True)
class Hand:
    """Who does the steps: the device, the app, and how it is looked at (`look` answers Android's questions too)."""

    touch: Touch
    package: str
    look: Look
    limit: float = STEP_LIMIT


async def do_steps(
    hand: Hand, steps: Sequence[Mapping[str, Any]], values: Values, *, journey: str, on_step: OnStep
) -> int:
    """Do all steps; the number that was done. `on_step(index, words)` is awaited after each.

    MisuseError before anything is done when a step is wrong; StepFailed at the first one that cannot be done.
    """
    read = read_steps(steps, journey)
    check_steps(read, values, journey)
    for step in read:
        try:
            await _ACTS[step.verb](hand, step, values)
        except NotThere as error:
            raise StepFailed(journey, step.index, step.words, str(error), owner=error.owner) from None
        await on_step(step.index, step.words)
    return len(read)


async def seek(
    hand: Hand, where: Where, owner: Owner = "profile", ready: Callable[[Element], bool] = lambda element: True
) -> Element:
    """The element that is meant, waited for until it is `ready`. Raises NotThere."""
    loop = asyncio.get_running_loop()
    end = loop.time() + hand.limit
    while True:
        try:
            found = find(await hand.look(), where)
        except UnreadScreenError:
            found = None
        except ValueError as error:
            raise NotThere(str(error), "profile") from None
        if found is not None and ready(found):
            return found
        if loop.time() >= end:
            told = "no such element was seen" if found is None else "it did not change"
            raise NotThere(f"{told} within {hand.limit:g} s", owner if found is None else "app")
        await asyncio.sleep(PAUSE)


async def _element(hand: Hand, step: Step, values: Values, owner: Owner = "profile") -> Element:
    if step.where is None:
        raise NotThere("an app has no address to wait for", "profile")
    return await seek(hand, step.where.filled(values.plain), owner)


async def _goto(hand: Hand, step: Step, values: Values) -> None:
    """A link into the app, given to that app alone: any other one would be out of scope."""
    address = values.plain_with(step.text or "", lambda value: quote(value, safe=""))
    if not urlsplit(address).scheme:
        raise NotThere("an app is opened by a whole address (https://… or its own scheme)", "profile")
    words = ["am", "start", "-W", "-a", "android.intent.action.VIEW", "-d", address, "-p", hand.package]
    answer = await hand.touch.shell(shlex.join(words))
    if answer.code != 0 or "Error:" in answer.text or "unable to resolve" in answer.text:
        raise NotThere("the app does not open this address", "app")


async def _click(hand: Hand, step: Step, values: Values) -> None:
    await hand.touch.tap(await _element(hand, step, values))


async def _fill(hand: Hand, step: Step, values: Values) -> None:
    field = await _element(hand, step, values)
    try:
        await hand.touch.write(field, await values.typed(step.text or ""))
    except CannotTypeError as error:
        raise NotThere(str(error), "platform") from None


async def _press(hand: Hand, step: Step, values: Values) -> None:
    if (step.text or "").casefold() not in KEYS:
        raise NotThere(f"no such key; there are {', '.join(sorted(KEYS))}", "profile")
    if step.where is not None:
        await hand.touch.tap(await _element(hand, step, values))
    await hand.touch.press(step.text or "")


async def _select(hand: Hand, step: Step, values: Values) -> None:
    await hand.touch.tap(await _element(hand, step, values))
    await hand.touch.tap(await seek(hand, Where("text", values.plain(step.text or ""))))


async def _check(hand: Hand, step: Step, values: Values) -> None:
    await _set(hand, step, values, True)


async def _uncheck(hand: Hand, step: Step, values: Values) -> None:
    await _set(hand, step, values, False)


async def _set(hand: Hand, step: Step, values: Values, on: bool) -> None:
    box = await _element(hand, step, values)
    if not box.checkable:
        raise NotThere("the element is not a checkbox", "profile")
    if box.checked is on:
        return
    await hand.touch.tap(box)
    if step.where is not None:
        await seek(hand, step.where.filled(values.plain), ready=lambda element: element.checked is on)


async def _hover(hand: Hand, step: Step, values: Values) -> None:
    raise NotThere("nothing hovers over a touch screen", "profile")


async def _upload(hand: Hand, step: Step, values: Values) -> None:
    raise NotThere("choosing a file is not tested on a device", "profile")


async def _expect(hand: Hand, step: Step, values: Values) -> None:
    await _element(hand, step, values, "app")


async def _scroll(hand: Hand, step: Step, values: Values) -> None:
    """Read on, until the element is there or nothing moves any more."""
    before = None
    for _ in range(MOST_SWIPES):
        screen = await hand.look()
        if step.where is not None and find(screen, step.where.filled(values.plain)) is not None:
            return
        if screen == before:
            break
        before = screen
        await hand.touch.swipe_up(screen)
    if step.where is not None:
        raise NotThere("no such element was seen on the way down", "profile")


_ACTS: Mapping[str, Callable[[Hand, Step, Values], Awaitable[None]]] = {
    "goto": _goto,
    "click": _click,
    "fill": _fill,
    "press": _press,
    "select": _select,
    "check": _check,
    "uncheck": _uncheck,
    "hover": _hover,
    "upload": _upload,
    "expect": _expect,
    "wait": _expect,
    "scroll": _scroll,
}
