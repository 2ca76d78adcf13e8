"""Real pages in a real browser: what of their controls is read, and what is opened to read it."""

from __future__ import annotations

from playwright.async_api import Page

from harness.sandbox.settings.reading.framed import Place
from harness.sandbox.settings.reading.opening import MOST_OPENED, Opener
from harness.sandbox.settings.reading.tree import Control
from harness.sandbox.web.page.settle import settle, watch
from tests.sandbox.web.page.stage import Site, Stage

CONTROLS = """<title>Instellingen</title><h1>Instellingen</h1>
<label>Wie kan mijn profiel zien <select><option>Mijn klas<option selected>Iedereen</select></label>
<fieldset><legend>Reacties</legend><label><input type=radio name=a> Niemand</label><label><input type=radio name=a checked> Iedereen</label></fieldset>
<label><input type=checkbox checked disabled> Camera</label>
<div>Dagreeks <div role=switch tabindex=0 aria-checked=true></div></div>
<button role=switch aria-checked=false aria-disabled=true>Locatie</button>
<button aria-pressed=true>Meldingen</button>
<label>Herinneringen <input type=range min=0 max=10 value=3></label>
<div role=combobox tabindex=0 aria-label="Wie schrijft" aria-expanded=false>Iedereen</div>
<ul role=listbox aria-label=Nieuwsbrief><li role=option aria-selected=true>Aan<li role=option>Uit</ul>
<div inert><label><input type=checkbox checked> Autoplay</label></div>
<div hidden><label><input type=checkbox checked> Verstopt</label></div>"""

FOLDED = """<title>T</title><a href=/weg role=tab>Weg</a>
<div role=tablist><button role=tab id=a aria-selected=true>Een</button><button role=tab id=b aria-selected=false>Twee</button></div>
<div id=one><label><input type=checkbox> Eerste</label><button aria-expanded=false id=more>Meer</button>
<label id=extra hidden><input type=checkbox> Gevouwen</label>
<button aria-expanded=false onclick="fetch('/wis', {method: 'POST'})">Account verwijderen</button></div>
<div id=two hidden><label><input type=checkbox checked> Tweede</label><details><summary>Nog</summary><label><input type=checkbox> Diep</label></details></div>
<script>
const show = (tab, shown, other, gone) => tab.onclick = () => {
  tab.ariaSelected = 'true'; other.ariaSelected = 'false'; shown.hidden = false; gone.hidden = true; };
show(b, two, a, one); show(a, one, b, two);
more.onclick = () => { more.ariaExpanded = 'true'; extra.hidden = false; };
</script>"""

ENDLESS = """<title>E</title><div id=box></div><script>let n = 0;
const add = () => { const one = document.createElement('button'); one.ariaExpanded = 'false'; one.textContent = 'Meer ' + n++;
  one.onclick = add; box.append(one); }; add();</script>"""


def read(stage: Stage, site: Site, page_text: str) -> tuple[list[list[Control]], Opener, str]:
    """The controls of each view of a page, its opener, and where it ended."""
    site.pages["/settings"] = page_text
    site.pages["/weg"] = "<title>Weg</title><label><input type=checkbox> Elders</label>"

    async def act(page: Page) -> tuple[list[list[Control]], Opener, str]:
        watch(page)
        await page.goto(f"{site.url}/settings")
        await settle(page, 5)
        opener = Opener(page, Place(page.main_frame, await page.context.new_cdp_session(page)))
        return [view.controls async for view in opener.views()], opener, page.url

    return stage.play(act, limit=120)


def test_native_and_aria_controls_are_read_alike(stage: Stage, site: Site) -> None:
    views, opener, _ = read(stage, site, CONTROLS)
    (seen,) = views
    assert opener.whole
    assert [(one.role, one.label, one.value, one.locked) for one in seen] == [
        ("select", "Wie kan mijn profiel zien", "Iedereen", False),
        ("radio", "Reacties", "Iedereen", False),
        ("checkbox", "Camera", "on", True),
        ("switch", "Dagreeks", "on", False),
        ("switch", "Locatie", "off", True),
        ("toggle", "Meldingen", "on", False),
        ("slider", "Herinneringen", "3", False),
        ("combobox", "Wie schrijft", "Iedereen", False),
        ("listbox", "Nieuwsbrief", "Aan", False),
        ("checkbox", "Autoplay", "on", True),
    ]
    assert seen[0].options == ("Mijn klas", "Iedereen")


def test_tabs_and_folded_parts_are_opened_and_nothing_else(stage: Stage, site: Site) -> None:
    views, opener, url = read(stage, site, FOLDED)
    assert [one.label for one in views[0]] == ["Eerste"], "as it came, before anything is clicked"
    assert {one.label for view in views for one in view} >= {"Eerste", "Gevouwen", "Tweede", "Diep"}
    assert opener.whole
    assert url == f"{site.url}/settings", "a tab that led away is left again"
    assert not [one for one in site.log if one[0] == "POST"]


def test_a_page_that_unfolds_without_end_is_not_whole(stage: Stage, site: Site) -> None:
    views, opener, _ = read(stage, site, ENDLESS)
    assert len(views) == MOST_OPENED + 1
    assert not opener.whole
