"""What counts as seen: what an eye would see, wherever in the tree it stands."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from harness.sandbox.web.page.look import look
from tests.sandbox.web.page.stage import Site, Stage

NOTHING = "width:0;height:0;overflow:hidden"
FIXED = "position:fixed;left:0;top:0;width:200px;height:300px"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (f"<div style='{NOTHING}'><nav style='{FIXED}'><a href=/uit>Afmelden</a></nav></div>", ["Afmelden"]),
        (f"<div style='{NOTHING}'><nav><a href=/uit>Afmelden</a></nav></div>", []),
        (f"<nav style='{FIXED}'><div style='{NOTHING}'><a href=/uit>Afmelden</a></div></nav>", []),
        (f"<nav style='{FIXED};opacity:0'><a href=/uit>Afmelden</a></nav>", []),
        ("<ul><li role=menuitem tabindex=0>Afmelden</li></ul>", ["Afmelden"]),
    ],
)
def test_a_menu_that_hangs_on_the_window_is_seen(stage: Stage, site: Site, body: str, words: list[str]) -> None:
    site.pages["/"] = f"<!doctype html><title>School</title>{body}"

    async def act(page: Page) -> list[str]:
        await page.goto(site.url)
        return [button.words.strip() for view in await look(page) for button in view.seen.buttons]

    assert stage.play(act, limit=60) == words
