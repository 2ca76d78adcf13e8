"""Runs the steps that a profile writes in TOML, and nothing else than those words.

`read_steps` checks them without a browser, so that a wrong word is told before anything runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from harness.errors import MisuseError
from harness.sandbox.web.page import acts
from harness.sandbox.web.page.failures import StepFailed, blame, clean
from harness.sandbox.web.page.locate import Where, read_where
from harness.sandbox.web.page.placeholders import Values
from harness.sandbox.web.page.settle import settle, watch

type OnStep = Callable[[int, str], Awaitable[None]]

STEP_LIMIT = 10.0
"""Seconds that a step waits for what it needs."""

SETTLE_LIMIT = 3.0
"""Seconds that a step lets the page work on; an app that never falls silent costs this much a step."""

_WITH = {"fill": "with", "select": "option", "upload": "file", "press": "on"}
_OPTIONAL = {"press"}
_PLAIN = {"goto", "press"}
_ELEMENT = {"click", "fill", "select", "check", "uncheck", "hover", "upload"}
VERBS = frozenset({*_PLAIN, *_ELEMENT, "expect", "wait", "scroll"})
_HINT = "schoolproof check-profile PROFILE"


@dataclass(frozen=True)
class Step:
    """One step: its verb, the element, its text (address, key, value, option, file) and its words for people."""

    index: int
    verb: str
    where: Where | None
    text: str | None
    words: str

    def templates(self) -> list[str]:
        """The texts that may hold placeholders, without the one that is typed."""
        own = [self.text] if self.text is not None and self.verb != "fill" else []
        return [*own, *([] if self.where is None else self.where.templates())]


def read_steps(steps: Sequence[Mapping[str, Any]], journey: str) -> list[Step]:
    """The steps of a journey, checked. MisuseError names the journey and the step (counted from 1)."""
    return [_read(index, step, journey) for index, step in enumerate(steps, 1)]


def _read(index: int, step: Mapping[str, Any], journey: str) -> Step:
    verbs = [key for key in step if key in VERBS]
    others = [str(key) for key in step if key not in VERBS]
    if len(verbs) != 1:
        said = " and ".join(verbs) or (f"“{clean(others[0], 40)}”" if others else "nothing")
        raise _wrong(journey, index, f"a step is one of {', '.join(sorted(VERBS))}; this one says {said}")
    verb = verbs[0]
    unknown = [key for key in others if key != _WITH.get(verb)]
    if unknown:
        raise _wrong(journey, index, f"{verb} has no “{clean(unknown[0], 40)}”")
    where, text, problem = _parts(verb, step)
    if problem:
        raise _wrong(journey, index, problem)
    return Step(index, verb, where, text, _words(verb, where, text))


def _parts(verb: str, step: Mapping[str, Any]) -> tuple[Where | None, str | None, str]:
    """The element, the text and what is wrong."""
    value, second = step[verb], step.get(_WITH.get(verb, ""))
    if verb == "press":
        where = None if second is None else read_where(second)
        return (None, None, where) if isinstance(where, str) else (where, *_text(value, "press needs a key"))
    if verb == "goto":
        return None, *_text(value, "goto needs an address")
    if verb == "scroll" and value == "bottom":
        return None, "bottom", ""
    if verb in ("expect", "wait") and isinstance(value, Mapping) and set(value) == {"url"}:
        return None, *_text(value["url"], f"{verb} url needs an address")
    where = read_where(value)
    if isinstance(where, str):
        return None, None, where
    if verb in _WITH:
        text, problem = _text(second, f"{verb} needs {_WITH[verb]} = …", empty=verb == "fill")
        return where, text, problem
    return where, None, ""


def _text(value: object, problem: str, *, empty: bool = False) -> tuple[str | None, str]:
    return (value, "") if isinstance(value, str) and (value.strip() or empty) else (None, problem)


def _words(verb: str, where: Where | None, text: str | None) -> str:
    """The step for people, placeholders unfilled."""
    place = ""
    if where is not None:
        place = f" {where.way} “{where.value}”" + ("" if where.name is None else f" “{where.name}”")
    return clean(f"{verb}{place}" + ("" if text is None else f" “{text}”"), 120)


def _wrong(journey: str, index: int, problem: str) -> MisuseError:
    return MisuseError(f"{journey}, step {index}: {problem}", hint=_HINT)


def check_steps(steps: Sequence[Step], values: Values, journey: str) -> None:
    """MisuseError naming journey and step when a placeholder cannot be filled for this persona."""
    for step in steps:
        for template in step.templates():
            values.check(template, f"{journey}, step {step.index}")
        if step.verb == "fill":
            values.check(step.text or "", f"{journey}, step {step.index}", secrets=True)


async def run_steps(
    page: Page,
    steps: Sequence[Mapping[str, Any]],
    values: Values,
    *,
    journey: str,
    base_url: str,
    directory: Path | None = None,
    limit: float = STEP_LIMIT,
    on_step: OnStep | None = None,
) -> int:
    """Runs all steps; the number that ran. `on_step(index, words)` is awaited after each, when the page is quiet.

    MisuseError before anything runs when a step is wrong; StepFailed at the first one that does not work.
    """
    read = read_steps(steps, journey)
    check_steps(read, values, journey)
    watch(page)
    for step in read:
        await _run(page, step, values, journey, base_url, directory, limit)
        if on_step is not None:
            await on_step(step.index, step.words)
    return len(read)


async def _run(
    page: Page, step: Step, values: Values, journey: str, base_url: str, directory: Path | None, limit: float
) -> None:
    run = acts.ACTS[step.verb]
    ask = acts.Ask(
        page=page,
        where=None if step.where is None else step.where.filled(values.plain),
        text=await _filled(step, values, base_url),
        directory=directory,
        limit=limit,
    )
    try:
        # A page that blocks its own thread makes the browser's own limits late.
        async with asyncio.timeout(limit * 2 + 5):
            await run(ask)
            if step.verb not in ("expect", "wait"):
                await settle(page, SETTLE_LIMIT)
    except acts.NotThere as error:
        raise StepFailed(journey, step.index, step.words, str(error), owner=error.owner) from None
    except TimeoutError:
        raise StepFailed(journey, step.index, step.words, "the page does not answer", owner="app") from None
    except PlaywrightError as error:
        reason, owner = blame(error)
        raise StepFailed(journey, step.index, step.words, reason, owner=owner) from None


async def _filled(step: Step, values: Values, base_url: str) -> str | None:
    if step.text is None:
        return None
    if step.verb == "fill":
        return await values.typed(step.text)
    if step.verb == "goto":
        return urljoin(base_url, values.plain_with(step.text, lambda value: quote(value, safe="")))
    return values.plain(step.text)
