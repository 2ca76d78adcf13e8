"""Journeys recorded with the Recorder of Chrome DevTools (its JSON export).

Steps that would run somebody's script in the page (`waitForExpression`, `customStep`) are refused.
Format: https://github.com/puppeteer/replay, docs of the user flow schema.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame, Locator, Page

from harness.errors import MisuseError
from harness.sandbox.web.page.failures import StepFailed, blame, clean
from harness.sandbox.web.page.placeholders import Values
from harness.sandbox.web.page.settle import settle, watch

MAX_FILE = 4 << 20
MAX_STEPS = 500
STEP_SECONDS = 10.0
REFUSED = ("waitForExpression", "customStep")
SILENT = ("setViewport", "emulateNetworkConditions", "close")
AIMED = ("click", "doubleClick", "change", "hover", "waitForElement")
PLAIN = ("navigate", "keyDown", "keyUp", "scroll")

type OnStep = Callable[[int, str], Awaitable[None]]


@dataclass(frozen=True)
class RecordedStep:
    """One step: its type, the alternatives by which its element is found, and its text (address, key or value)."""

    index: int
    type: str
    selectors: tuple[str, ...] = ()
    frame: tuple[int, ...] = ()
    text: str = ""

    @property
    def words(self) -> str:
        """The step for people."""
        return clean(f"{self.type} {self.selectors[0] if self.selectors else self.text}", 120)


def load_recording(path: Path) -> list[RecordedStep]:
    """Read a recording. MisuseError names the file and the step: no recording, too large, or an unsupported step."""
    try:
        if path.stat().st_size > MAX_FILE:
            raise MisuseError(f"{path}: a recording of more than {MAX_FILE >> 20} MiB is not read")
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise MisuseError(f"{path}: not a recording: {error}") from error
    steps = content.get("steps") if isinstance(content, dict) else None
    if not isinstance(steps, list) or not 0 < len(steps) <= MAX_STEPS:
        raise MisuseError(f"{path}: not a recording: it has no list of 1 to {MAX_STEPS} steps")
    return [_read(path, index, step) for index, step in enumerate(steps, 1)]


def _read(path: Path, index: int, step: Any) -> RecordedStep:
    where = f"{path}, step {index}"
    kind = step.get("type") if isinstance(step, dict) else None
    if kind in REFUSED:
        raise MisuseError(f"{where}: {kind} runs a script in the page and is not supported")
    if kind in SILENT:
        return RecordedStep(index, str(kind))
    if kind in AIMED:
        selectors = _selectors(where, step.get("selectors"))
        text = step.get("value", "") if kind == "change" else ""
        return RecordedStep(index, str(kind), selectors, _frame(where, step), _text(where, text))
    if kind in PLAIN:
        key = {"navigate": "url", "keyDown": "key", "keyUp": "key"}.get(str(kind))
        return RecordedStep(index, str(kind), (), (), _text(where, step.get(key, "")) if key else "")
    raise MisuseError(f"{where}: unknown step {clean(str(kind), 60)!r}")


def _selectors(where: str, value: Any) -> tuple[str, ...]:
    """Each alternative is a text or a list of texts (through shadow roots, which our locators pierce by themselves)."""
    found = []
    for one in value if isinstance(value, list) else []:
        parts = one if isinstance(one, list) else [one]
        if parts and all(isinstance(part, str) and 0 < len(part) <= 2000 for part in parts):
            found.append(_translated(parts))
    usable = tuple(one for one in found if one is not None)
    if not usable:
        raise MisuseError(f"{where}: no usable selector")
    return usable


def _translated(parts: list[str]) -> str | None:
    """A Recorder selector in the words of our locators; None for one that they do not have."""
    last = parts[-1]
    if last.startswith("aria/"):
        name = last.removeprefix("aria/").partition("[role=")[0]
        return f"aria={name}" if name else None
    if last.startswith("text/"):
        return f"text={last.removeprefix('text/')}"
    if last.startswith("xpath/"):
        return f"xpath={last.removeprefix('xpath/').removeprefix('/') if last.startswith('xpath////') else last[6:]}"
    if last.startswith("pierce/"):
        return f"css={last.removeprefix('pierce/')}"
    return "css=" + " >> css=".join(parts)


def _frame(where: str, step: dict[str, Any]) -> tuple[int, ...]:
    frame = step.get("frame", [])
    if not isinstance(frame, list) or not all(type(one) is int and 0 <= one < 100 for one in frame):
        raise MisuseError(f"{where}: frame is no list of numbers")
    return tuple(frame)


def _text(where: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > 20_000:
        raise MisuseError(f"{where}: a text is missing or too long")
    return value


async def run_recording(
    page: Page, path: Path, values: Values, *, journey: str, on_step: OnStep | None = None
) -> int:
    """Play a recording on `page`; placeholders such as `{email}` in typed values are filled. Returns the steps played.

    MisuseError before anything is played when the file is wrong; StepFailed at the first step that does not work.
    """
    steps = load_recording(path)
    watch(page)
    for step in steps:
        try:
            await _play(page, step, values)
        except PlaywrightError as error:
            reason, owner = blame(error)
            raise StepFailed(journey, step.index, step.words, reason, owner=owner) from None
        await settle(page, STEP_SECONDS)
        if on_step is not None and step.type not in SILENT:
            await on_step(step.index, step.words)
    return len(steps)


async def _play(page: Page, step: RecordedStep, values: Values) -> None:
    limit = STEP_SECONDS * 1000
    if step.type == "navigate":
        await page.goto(step.text, timeout=limit * 3, wait_until="domcontentloaded")
    elif step.type == "keyDown":
        await page.keyboard.down(step.text)
    elif step.type == "keyUp":
        await page.keyboard.up(step.text)
    elif step.type == "scroll":
        await page.mouse.wheel(0, 800)
    elif step.type in AIMED:
        await _act(await _aim(page, step), step, values, limit)


async def _act(element: Locator, step: RecordedStep, values: Values, limit: float) -> None:
    if step.type == "click":
        await element.click(timeout=limit)
    elif step.type == "doubleClick":
        await element.dblclick(timeout=limit)
    elif step.type == "hover":
        await element.hover(timeout=limit)
    elif step.type == "waitForElement":
        await element.wait_for(timeout=limit)
    elif await element.evaluate("one => one.tagName === 'SELECT'"):
        await element.select_option(step.text, timeout=limit)
    else:
        await element.fill(await values.typed(step.text), timeout=limit)


async def _aim(page: Page, step: RecordedStep) -> Locator:
    """The first alternative that is there; the recording lists the most readable one first."""
    frame: Frame = page.main_frame
    for index in step.frame:
        if index >= len(frame.child_frames):
            break
        frame = frame.child_frames[index]
    choices = [_locator(frame, one).first for one in step.selectors]
    for choice in choices:
        if await choice.count():
            return choice
    any_of = choices[0]
    for choice in choices[1:]:
        any_of = any_of.or_(choice)
    await any_of.first.wait_for(timeout=STEP_SECONDS * 1000)
    return any_of.first


def _locator(frame: Frame, selector: str) -> Locator:
    if selector.startswith("aria="):
        name = selector.removeprefix("aria=")
        named = frame.get_by_label(name, exact=True)
        for role in ("button", "link", "textbox", "checkbox", "menuitem", "tab", "combobox", "heading"):
            named = named.or_(frame.get_by_role(role, name=name, exact=True))  # type: ignore[arg-type]
        return named
    return frame.locator(selector)
