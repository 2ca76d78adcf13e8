"""The way back from consent: found by its words or its tool, one page away or two; what may be one is told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from playwright.async_api import Page

from harness.sandbox.web.page.way_back import WayBack, go_back
from tests.sandbox.web.page.stage import Request, Site, Stage

NOTE = "fetch('/noted?what={}', {{method: 'POST'}})"
REOPENED = """<div id=again role=dialog hidden>We use cookies <button onclick="again.hidden = true; {}">Reject all</button>
  <button onclick="again.hidden = true">Accept all</button></div>"""
FORM = """<section><h2>Cookies</h2><button onclick="{}">Alles weigeren</button><button>Alles accepteren</button></section>"""
BOXES = """<div id=again role=dialog hidden>Cookies <label><input type=checkbox checked>Reclame</label>
  <button onclick="{} ; again.hidden = true">Keuze opslaan</button></div>"""


def noted(what: str) -> str:
    return NOTE.format(what)


PAGES = {
    "/footer": "<h1>School</h1><footer><a href=/footer-cookies#keuze>Cookiekeuze wijzigen</a></footer>",
    "/footer-cookies": FORM.format(noted("footer")),
    "/icon": REOPENED.format(noted("icon"))
    + "<button id=CookiebotWidget style='position:fixed;bottom:0' onclick='again.hidden = false'><svg width=20 height=20></svg></button>",
    "/at-once": f"<button onclick=\"{noted('at-once')}\">Toestemming intrekken</button>",
    "/policy": "<h1>School</h1><a href=/policy-text>Privacy policy</a>",
    "/policy-text": f"<p>About cookies.</p><button onclick='again.hidden = false'>Manage cookies</button>{BOXES.format(noted('policy'))}",
    "/french": "<a href=/french-cookies>Gérer les cookies</a>",
    "/french-cookies": "<form onsubmit='return false'>Traceurs <button onclick=\"" + noted("french") + "\">Tout refuser</button></form>",
    "/german": f"<div id=again role=dialog hidden>Cookies <button onclick=\"{noted('german')}; again.hidden = true\">Alle ablehnen</button>"
    "<button>Alle akzeptieren</button></div><a href='#' onclick='again.hidden = false'>Datenschutz-Einstellungen</a>",
    "/nothing": """<h1>School</h1><a href=/nothing-privacy>Privacyverklaring</a> <a href=/logout>Cookies en afmelden</a>
        <a href="https://elsewhere.example/cookies">Cookie policy</a>
        <form onsubmit="return false">Wil je Jan uitnodigen? <button onclick="fetch('/noted?what=trap', {method: 'POST'})">Weigeren</button></form>""",
    "/nothing-privacy": "<p>We use cookies, and you may withdraw your consent by writing to us.</p><a href=/nothing>Start</a>",
    "/corner": "<h1>School</h1><button style='position:fixed;bottom:0;width:40px;height:40px'><svg></svg></button>",
    "/foreign": "<html lang=pl><h1>Szkoła</h1><a href=/foreign-cookies>Ciasteczka</a>",
    "/dead": "<h1>School</h1><a href='#nowhere'>Cookie settings</a>",
}  # fmt: skip


def taking_back(site: Site, path: str) -> Callable[[Page], Awaitable[WayBack]]:
    async def act(page: Page) -> WayBack:
        await page.goto(f"{site.url}{path}")
        return await go_back(page, f"{site.url}{path}", ["127.0.0.1"])

    return act


def test_it_is_found_or_told(stage: Stage, site: Site) -> None:
    told: list[str] = []

    def note(request: Request) -> str:
        told.append(request.query["what"])
        return ""

    site.pages.update(PAGES)
    site.posts["/noted"] = note
    starts = ["footer", "icon", "at-once", "policy", "french", "german", "nothing", "corner", "foreign", "dead"]
    done = stage.plays({name: taking_back(site, f"/{name}") for name in starts}, at_once=5)
    assert {name: (each.way, each.clicks) for name, each in done.items() if each.ok} == {
        "footer": ("Cookiekeuze wijzigen", 2),
        "icon": ("…", 2),
        "at-once": ("Toestemming intrekken", 1),
        "policy": ("Manage cookies", 3),
        "french": ("Gérer les cookies", 2),
        "german": ("Datenschutz-Einstellungen", 2),
    }
    assert sorted(told) == ["at-once", "footer", "french", "german", "icon", "policy"], "each choice reached the page once"
    assert all(each.clicked for each in done.values() if each.ok)
    assert {name: (each.way, each.unsure) for name, each in done.items() if not each.ok} == {
        "nothing": ("", []),
        "corner": ("", ["unnamed-button"]),
        "foreign": ("", ["language"]),
        "dead": ("Cookie settings", ["leads-nowhere"]),
    }
    assert [len(done[name].looked) for name in ("nothing", "policy")] == [2, 2]
    assert not site.asked("GET", "/logout")
