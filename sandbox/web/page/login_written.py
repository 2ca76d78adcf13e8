"""Signing in as the profile wrote it down, by steps or by a script, and what comes of any way of signing in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from harness.errors import SchoolproofError
from harness.sandbox.web.page.failures import StepFailed, blame
from harness.sandbox.web.page.goto import goto
from harness.sandbox.web.page.placeholders import Values
from harness.sandbox.web.page.script import ScriptFailed, run_script
from harness.sandbox.web.page.settle import settle
from harness.sandbox.web.page.steps import run_steps
from harness.sandbox.web.page.totp import OneTimeCodes
from harness.sandbox.web.page.types import LoginLike, PersonaLike


@dataclass(frozen=True)
class LoginOutcome:
    """What was done to sign in. `steps` are for people and hold no secrets.

    `failure`: no-credentials, unreachable, no-form, no-second-step, totp-missing, captcha, overlay (something holds the
    form), submit-refused (the form is still there), step-failed, script-failed; `error` belongs to the last two.
    """

    submitted: bool
    steps: list[str]
    failure: str | None = None
    error: SchoolproofError | None = None


async def by_script(
    page: Page, spec: str, persona: PersonaLike, directory: Path | None, limit: float
) -> LoginOutcome:
    """Runs `module.py:function` of the profile's folder, at most `limit` seconds."""
    try:
        await run_script(page, persona, spec, directory, limit=limit)
    except ScriptFailed as error:
        return LoginOutcome(False, [str(error)], "script-failed", error)
    await settle(page)
    return LoginOutcome(True, [f"ran {spec}"])


async def by_steps(
    page: Page,
    login: LoginLike,
    persona: PersonaLike,
    base_url: str,
    directory: Path | None,
    codes: OneTimeCodes | None,
) -> LoginOutcome:
    """Opens `login.url`, if there is one, and does `login.steps`."""
    done: list[str] = []

    async def note(index: int, words: str) -> None:
        done.append(f"step {index}: {words}")

    try:
        if login.url is not None:
            await goto(page, urljoin(base_url, login.url), 15.0)
            await settle(page)
        await run_steps(
            page, login.steps or (), Values(persona, codes),
            journey="login", base_url=base_url, directory=directory, on_step=note,
        )
    except StepFailed as error:
        return LoginOutcome(bool(done), [*done, str(error)], "step-failed", error)
    except PlaywrightError as error:
        return LoginOutcome(False, [f"could not open the login page: {blame(error)[0]}"], "unreachable")
    return LoginOutcome(True, done)
