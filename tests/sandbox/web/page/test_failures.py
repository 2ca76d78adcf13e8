"""Failures: plain words, no secrets, and whose they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from harness.sandbox.web.page.failures import blame, clean
from tests.sandbox.web.page.stage import Stage


@given(st.text(st.characters()), st.integers(1, 50))
def test_clean_is_one_short_line(text: str, limit: int) -> None:
    shown = clean(text, limit)
    assert len(shown) <= limit
    assert shown.isprintable() or not shown
    shown.encode()


def test_clean_keeps_what_is_readable() -> None:
    assert clean("Dag\x1b[31m\n\u202eAda  é") == "Dag [31m Ada é"


@pytest.mark.parametrize(
    ("error", "owner"),
    [
        (PlaywrightError("net::ERR_CONNECTION_REFUSED at http://x"), "app"),
        (PlaywrightError("net::ERR_NAME_NOT_RESOLVED"), "platform"),
        (PlaywrightError("Target page, context or browser has been closed"), "platform"),
        (PlaywrightError("something new"), "platform"),
        (PlaywrightTimeout('Timeout 1000ms exceeded. Call log: fill("hunter2-geheim")'), "app"),
        (KeyError("hunter2-geheim"), "harness"),
    ],
)
def test_blame(error: Exception, owner: str) -> None:
    reason, whose = blame(error)
    assert whose == owner
    assert "hunter2" not in reason


def test_a_real_selector_error_is_the_profiles(stage: Stage) -> None:
    async def act(page: Page) -> Exception | None:
        try:
            await page.locator("css=a[[").count()
        except PlaywrightError as error:
            return error
        return None

    error = stage.play(act)
    assert error is not None
    assert blame(error)[1] == "profile"
