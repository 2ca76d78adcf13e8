"""Plays a recorded journey on a page: each step's selectors are tried in their order until one is seen."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from playwright.async_api import CDPSession, Frame, Locator, Page
from playwright.async_api import Error as PlaywrightError

from harness.profile.template import names
from harness.sandbox.web.page.acts import NotThere
from harness.sandbox.web.page.failures import StepFailed, blame, clean
from harness.sandbox.web.page.frames import until
from harness.sandbox.web.page.goto import goto
from harness.sandbox.web.page.locate import ROLES
from harness.sandbox.web.page.placeholders import Values
from harness.sandbox.web.page.recording import Recorded, Recording
from harness.sandbox.web.page.settle import settle, watch
from harness.sandbox.web.page.steps import SETTLE_LIMIT, STEP_LIMIT, OnStep

_ARIA = re.compile(r'(?P<name>.*?)(?:\[role="(?P<role>[a-z]+)"\])?', re.S)
_NAMED = ("button", "link", "textbox", "searchbox", "checkbox", "radio", "combobox", "tab", "menuitem", "switch")


@dataclass(frozen=True)
class Replayed:
    """How many steps ran, and which were left out because nothing here can do them."""

    steps: int
    unsupported: tuple[str, ...]


async def run_recording(
    page: Page,
    recording: Recording,
    values: Values,
    *,
    journey: str,
    limit: float = STEP_LIMIT,
    on_step: OnStep | None = None,
) -> Replayed:
    """Plays all steps; a typed value that is exactly one placeholder of the persona (`{password}`) is filled.

    StepFailed at the first step that does not work within `limit` seconds. `on_step` as in `run_steps`.
    """
    watch(page)
    player = _Player(page, values, limit)
    done = 0
    try:
        for step in recording.steps:
            if step.type == "close":
                break
            await _guarded(player, step, journey, limit)
            done += 1
            if on_step is not None:
                await on_step(step.index, words(step))
    finally:
        await player.close()
    return Replayed(done, recording.unsupported)


def words(step: Recorded) -> str:
    """The step for people; what was typed is left out."""
    place = f" {step.selectors[0][-1]}" if step.selectors else ""
    if step.type == "navigate":
        place = f" {urlsplit(step.text).path or '/'}"
    return clean(f"{step.type}{place}", 120)


async def _guarded(player: _Player, step: Recorded, journey: str, limit: float) -> None:
    try:
        async with asyncio.timeout(limit * 2 + 5):
            await player.play(step)
    except NotThere as error:
        raise StepFailed(journey, step.index, words(step), str(error), owner=error.owner) from None
    except TimeoutError:
        raise StepFailed(journey, step.index, words(step), "the page does not answer", owner="app") from None
    except PlaywrightError as error:
        reason, owner = blame(error)
        raise StepFailed(journey, step.index, words(step), reason, owner=owner) from None


class _Player:
    """Plays single steps; holds the network conditions that a recording sets until it ends."""

    def __init__(self, page: Page, values: Values, limit: float) -> None:
        self._page = page
        self._values = values
        self._limit = limit
        self._network: CDPSession | None = None
        self._acts: dict[str, Callable[[Recorded], Awaitable[None]]] = {
            "setViewport": self._viewport,
            "navigate": self._navigate,
            "click": self._click,
            "doubleClick": self._double_click,
            "hover": self._hover,
            "change": self._change,
            "keyDown": self._key_down,
            "keyUp": self._key_up,
            "scroll": self._scroll,
            "waitForElement": self._wait,
            "emulateNetworkConditions": self._conditions,
        }

    async def close(self) -> None:
        """Ends the network conditions."""
        if self._network is not None:
            with contextlib.suppress(PlaywrightError):
                await self._network.detach()

    async def play(self, step: Recorded) -> None:
        """One step, with the navigation it says it causes."""
        act = self._acts[step.type]
        if step.navigates and step.type != "navigate":
            async with self._page.expect_event(
                "framenavigated", lambda frame: frame is self._page.main_frame, timeout=self._limit * 1000
            ):
                await act(step)
        else:
            await act(step)
        if step.type not in ("setViewport", "keyDown", "emulateNetworkConditions"):
            await settle(self._page, SETTLE_LIMIT)

    def _frame(self, step: Recorded) -> Frame | None:
        page = self._page
        if step.target != "main":
            page = next((each for each in page.context.pages if each.url == step.target), page)
        frame = page.main_frame
        for number in step.frame:
            if number >= len(frame.child_frames):
                return None
            frame = frame.child_frames[number]
        return frame

    async def _first(self, step: Recorded) -> Locator | None:
        """The first alternative that is visible now."""
        frame = self._frame(step)
        for chain in step.selectors if frame is not None else ():
            found = _locator(cast(Frame, frame), chain)
            with contextlib.suppress(PlaywrightError):
                if found is not None and await found.filter(visible=True).count():
                    return found.filter(visible=True).first
        return None

    async def _element(self, step: Recorded) -> Locator:
        async def look() -> Locator | None:
            return await self._first(step)

        found = await until(self._page, look, self._limit)
        if found is None:
            raise NotThere(f"none of its {len(step.selectors)} selectors was seen within {self._limit:g} s", "profile")
        return found

    async def _viewport(self, step: Recorded) -> None:
        await self._page.set_viewport_size({"width": int(step.x or 1), "height": int(step.y or 1)})

    async def _navigate(self, step: Recorded) -> None:
        await goto(self._page, step.text, self._limit)

    async def _click(self, step: Recorded) -> None:
        await self._clicks(step, 1)

    async def _double_click(self, step: Recorded) -> None:
        await self._clicks(step, 2)

    async def _clicks(self, step: Recorded, count: int) -> None:
        element = await self._element(step)
        box = await element.bounding_box()
        inside = box is not None and 0 <= (step.x or 0) < box["width"] and 0 <= (step.y or 0) < box["height"]
        at: Any = {"x": step.x, "y": step.y} if inside and step.x is not None and step.y is not None else None
        button = cast("Literal['left', 'middle', 'right']", step.button)
        await element.click(button=button, click_count=count, position=at, timeout=self._limit * 1000)

    async def _hover(self, step: Recorded) -> None:
        await (await self._element(step)).hover(timeout=self._limit * 1000)

    async def _change(self, step: Recorded) -> None:
        element = await self._element(step)
        value = step.text
        if len(found := names(value)) == 1 and value == f"{{{found[0]}}}" and found[0] in self._values.names:
            value = await self._values.typed(value)
        if await element.evaluate("node => node instanceof HTMLSelectElement"):
            await element.select_option(value=value, timeout=self._limit * 1000)
        elif await element.evaluate("node => ['checkbox', 'radio'].includes(node.type)"):
            await element.set_checked(value not in ("", "false", "off"), timeout=self._limit * 1000)
        else:
            await element.fill(value, timeout=self._limit * 1000)

    async def _key_down(self, step: Recorded) -> None:
        await self._page.keyboard.down(step.text)

    async def _key_up(self, step: Recorded) -> None:
        await self._page.keyboard.up(step.text)

    async def _scroll(self, step: Recorded) -> None:
        at = [step.x or 0, step.y or 0]
        if step.selectors:
            await (await self._element(step)).evaluate("(node, at) => node.scrollTo(...at)", at)
        else:
            await self._page.evaluate("at => scrollTo(...at)", at)

    async def _wait(self, step: Recorded) -> None:
        async def look() -> bool | None:
            return True if await self._counted(step) else None

        if await until(self._page, look, self._limit) is None:
            raise NotThere(f"not {step.operator} {step.count} elements within {self._limit:g} s", "app")

    async def _counted(self, step: Recorded) -> bool:
        """Whether some alternative has the number of elements that is waited for."""
        frame = self._frame(step)
        for chain in step.selectors if frame is not None else ():
            found = _locator(cast(Frame, frame), chain)
            if found is None:
                continue
            shown = found if step.visible is None else found.filter(visible=step.visible)
            with contextlib.suppress(PlaywrightError):
                number = await shown.count()
                if {">=": number >= step.count, "==": number == step.count, "<=": number <= step.count}[step.operator]:
                    return True
        return False

    async def _conditions(self, step: Recorded) -> None:
        self._network = self._network or await self._page.context.new_cdp_session(self._page)
        await self._network.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": step.latency,
                "downloadThroughput": step.download,
                "uploadThroughput": step.upload,
            },
        )


def _locator(frame: Frame, chain: tuple[str, ...]) -> Locator | None:
    """A chain of recorded selectors as a locator; None for a kind that is not known."""
    scope: Frame | Locator = frame
    for selector in chain:
        found = _one(scope, selector)
        if found is None:
            return None
        scope = found
    return cast(Locator, scope)


def _one(scope: Frame | Locator, selector: str) -> Locator | None:
    kind, _, rest = selector.partition("/")
    match kind:
        case "aria":
            return _aria(scope, rest)
        case "xpath":
            return scope.locator(f"xpath={rest}")
        case "text":
            return scope.get_by_text(rest)
        case "pierce":
            return scope.locator(f"css={rest}")
        case _:
            return scope.locator(f"css={selector}")


def _aria(scope: Frame | Locator, text: str) -> Locator | None:
    found = _ARIA.fullmatch(text)
    if found is None:
        return None
    name, role = found["name"], found["role"]
    if role is not None:
        return scope.get_by_role(cast(Any, role), name=name, exact=True) if role in ROLES else None
    any_role = scope.get_by_label(name, exact=True).or_(scope.get_by_text(name, exact=True))
    for each in _NAMED:
        any_role = any_role.or_(scope.get_by_role(cast(Any, each), name=name, exact=True))
    return any_role
