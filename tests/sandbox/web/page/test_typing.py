"""A made-up text is typed only where nothing can come of it, key by key, and taken out again without being sent."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from harness.sandbox.web.page.typing import Typing, may_hold, type_unsent
from tests.sandbox.web.page.stage import Site, Stage

SEARCH = "<form role=search action=/found><input name=zoek aria-label=Zoek><button>Zoek</button></form>"
LOGIN = """<form action=/in method=post><label>Gebruikersnaam <input name=user></label>
<label>Wachtwoord <input name=pass type=password></label><button>Aanmelden</button></form>"""
HEARD = """<script>const heard = window.heard = [];
for (const type of ['keydown', 'input', 'change', 'submit', 'keyup'])
  document.addEventListener(type, event => heard.push(type + ' ' + (event.key ?? event.target.value ?? '')), true)</script>"""


def typed(stage: Stage, site: Site, body: str, hosts: tuple[str, ...] = ("127.0.0.1",)) -> tuple[Typing | None, list[str], str]:
    """What was typed, what the page heard of it until it was taken out, and what stands in the fields then."""
    site.pages["/"] = f"<!doctype html><title>School</title>{HEARD}{body}"

    async def act(page: Page) -> tuple[Typing | None, list[str], str]:
        await page.goto(site.url)
        found = await type_unsent(page, hosts)
        assert found is None or await may_hold(page)
        if found is not None:
            await found.undo()
        left = await page.evaluate("[...document.querySelectorAll('input, textarea')].map(each => each.value).join('|')")
        return found, await page.evaluate("heard"), left

    return stage.play(act, limit=60)


@pytest.mark.parametrize(("body", "field"), [(SEARCH, "search"), (LOGIN, "username"), (SEARCH + LOGIN, "username"),
                                             ("<input type=search>", "search")])
def test_every_key_is_struck_and_taken_back(stage: Stage, site: Site, body: str, field: str) -> None:
    found, heard, left = typed(stage, site, body)
    assert found is not None
    assert (found.field, found.page) == (field, f"{site.url}/")
    keys = [one.split(" ")[1] for one in heard if one.startswith("keydown ")]
    assert "".join(keys[:12]) == found.value
    assert f"input {found.value}" in heard
    assert heard[-1] != f"input {found.value}"
    assert not [one for one in heard if one.startswith(("submit", "change")) or "Enter" in one]
    assert left.strip("|") == ""
    assert [path for _, path in site.log if path not in ("/", "/favicon.ico")] == []


@pytest.mark.parametrize(
    "body",
    [
        "<form><textarea aria-label='Nieuw bericht'></textarea><input name=onderwerp><button>Verstuur</button></form>",
        "<form><input type=password name=pass><button>Ga</button></form>",
        "<form role=search><input name=zoek value=breuken><button>Zoek</button></form>",
        "<form role=search><input name=zoek maxlength=5><button>Zoek</button></form>",
        "<form role=search><input name=zoek readonly><button>Zoek</button></form>",
        "<form role=search><input name=zoek disabled><button>Zoek</button></form>",
        "<form role=search style='display: none'><input name=zoek><button>Zoek</button></form>",
        "<iframe srcdoc='<input type=search>'></iframe>",
        "<input type=search onfocus='this.blur()'>",
        "<input type=search oninput='this.value = this.value.toUpperCase()'>",
    ],
)
def test_nothing_is_typed_elsewhere(stage: Stage, site: Site, body: str) -> None:
    found, _, left = typed(stage, site, body)
    assert found is None
    assert left in ("", "|", "breuken")


def test_pages_of_others_are_not_typed_into(stage: Stage, site: Site) -> None:
    found, heard, _ = typed(stage, site, SEARCH + LOGIN, ("school.test",))
    assert (found, heard) == (None, [])


def test_a_page_that_blocks_at_the_first_key_is_left(stage: Stage, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.sandbox.web.page.typing.LIMIT", 1.0)
    body = "<input type=search onkeydown='for (const end = Date.now() + 6000; Date.now() < end;);'>"
    found, _, _ = typed(stage, site, body)
    assert found is None


def test_a_page_that_goes_away_has_nothing_to_undo(stage: Stage, site: Site) -> None:
    site.pages |= {"/": SEARCH, "/next": "<p>Weg</p>"}

    async def act(page: Page) -> tuple[str, bool]:
        await page.goto(site.url)
        found = await type_unsent(page, ["127.0.0.1"])
        await page.goto(f"{site.url}/next")
        assert found is not None
        await found.undo()
        return page.url, await may_hold(page)

    assert stage.play(act, limit=60) == (f"{site.url}/next", False)
