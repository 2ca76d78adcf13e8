"""What is pushed in search of a button: menus, and never what would change something."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from harness.sandbox.web.page import words
from harness.sandbox.web.page.press import find
from tests.sandbox.web.page.stage import Site, Stage

PUSHED = """<script>window.pushed = []; document.addEventListener('click', event => {
  pushed.push(event.target.textContent); const menu = document.querySelector('#menu');
  if (event.target.matches('.opens')) menu.hidden = false; })</script>"""
MENU = "<ul id=menu hidden><li><button>Afmelden</button></ul>"
LONG = "Lees hier alles over afmelden, aanmelden en wat er met je gegevens gebeurt als je stopt"


@pytest.mark.parametrize(
    ("body", "found", "pushed"),
    [
        ("<button>Afmelden</button>", "Afmelden", []),
        (f"<button class=opens>Menu</button>{MENU}", "Afmelden", ["Menu"]),
        (f"<button class=opens aria-haspopup=true>A</button>{MENU}", "Afmelden", ["A"]),
        (f"<button class=opens aria-expanded=false>A</button>{MENU}", "Afmelden", ["A"]),
        ("<button aria-pressed=false>Profiel zichtbaar</button>", None, []),
        ("<button aria-pressed=true>Opties</button>", None, []),
        ("<a href=/profiel>Profiel</a>", None, []),
        ("<button>Bewaar</button>", None, []),
        (f"<button>{LONG}</button>", None, []),
    ],
)
def test_only_what_opens_is_pushed(stage: Stage, site: Site, body: str, found: str | None, pushed: list[str]) -> None:
    site.pages["/"] = f"<!doctype html><title>School</title>{PUSHED}{body}"

    async def act(page: Page) -> tuple[str | None, list[str]]:
        await page.goto(site.url)
        seen = await find(page, words.LOGOUT)
        return (seen[1].text if seen else None), await page.evaluate("pushed")

    assert stage.play(act, limit=60) == (found, pushed)
