"""One journey of a profile, in whichever of its three forms it is written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Page

from harness import Persona
from harness.model.profile import Journey
from harness.sandbox.web.page.placeholders import Values
from harness.sandbox.web.page.recording import load_recording
from harness.sandbox.web.page.replay import run_recording
from harness.sandbox.web.page.script import run_script
from harness.sandbox.web.page.steps import run_steps

type OnStep = Callable[[int, str], Awaitable[None]]


async def do_journey(
    page: Page, journey: Journey, persona: Persona, base_url: str, directory: Path, on_step: OnStep
) -> list[str]:
    """Does the steps, the recording or the script; `on_step(number, words)` is awaited after each step.

    Gives what of a recording could not be played. SchoolproofError when a step fails, with its owner.
    """
    values = Values(persona)
    if journey.steps is not None:
        await run_steps(
            page, journey.steps, values, journey=journey.name, base_url=base_url, directory=directory, on_step=on_step
        )
    elif journey.recording is not None:
        recording = load_recording(journey.recording, directory)
        played = await run_recording(page, recording, values, journey=journey.name, on_step=on_step)
        return list(played.unsupported)
    elif journey.script is not None:
        await run_script(page, persona, journey.script, directory)
        await on_step(1, "script")
    return []
