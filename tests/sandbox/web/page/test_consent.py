"""Consent banners: known tools and home-made ones, refused on the first layer or the second, accepted, left alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page

from harness.sandbox.web.page.consent import ConsentOutcome, ConsentState, consent
from tests.sandbox.web.page.stage import Site, Stage

GONE = "this.closest('[data-banner]').remove();"


def button(words: str, choice: str, *, then: str = GONE) -> str:
    """A button that notes the choice in the page's title."""
    return f"""<button onclick="document.title += '{choice};'; {then}">{words}</button>"""


def bar(*inside: str, around: str = 'style="position:fixed;bottom:0"', words: str = "Wij gebruiken cookies.") -> str:
    """A banner on a page with something below it."""
    return f"<h1>School</h1><button>Menu</button><div data-banner {around}><p>{words}</p>{''.join(inside)}</div>"


TWO_LAYERS = """<h1>School</h1><div id=one data-banner role=dialog aria-label=cookies>We use cookies.
  <button onclick="document.title += 'accept;'; one.remove()">Accept all</button>
  <button onclick="one.hidden = true; two.hidden = false">Manage preferences</button></div>
<div id=two role=dialog hidden>Cookie preferences
  <label><input type=checkbox checked disabled>Necessary</label>
  <label><input type=checkbox checked class=box>Analytics</label>
  <label><input type=checkbox checked class=box style="position:absolute;opacity:0">Advertising</label>
  <button role=switch aria-checked=true class=box onclick="this.ariaChecked = this.ariaChecked == 'true' ? 'false' : 'true'">
    Social</button>
  <button onclick="document.title += 'all;'; two.remove()">Accept all</button>
  <button onclick="document.title += 'saved' + [...document.querySelectorAll('.box')].map(
    box => box.checked || box.ariaChecked == 'true' ? 'on' : 'off') + ';'; two.remove()">Save my choices</button></div>"""

SHADOW = """<h1>School</h1><div id=usercentrics-root></div><script>
  const root = document.getElementById('usercentrics-root').attachShadow({mode: 'open'});
  root.innerHTML = `<div style="position:fixed;bottom:0">Wij gebruiken cookies. <button>Alles weigeren</button>
    <button>Alles accepteren</button></div>`;
  root.querySelectorAll('button').forEach((each, at) => each.onclick = () => {
    document.title += at ? 'accept;' : 'refuse;'; root.innerHTML = ''; });</script>"""

FRAME = """<h1>School</h1><div id=sp_message_container_1 style="position:fixed;inset:0"><iframe id=f width=600 height=300></iframe></div>
<script>addEventListener('message', event => { document.title += event.data + ';';
    document.getElementById('sp_message_container_1').remove(); });
  f.srcdoc = `<p>Nous utilisons des cookies et des traceurs.</p>
    <button onclick="parent.postMessage('accept', '*')">Tout accepter</button>
    <button onclick="parent.postMessage('refuse', '*')">Continuer sans accepter</button>`</script>"""

LATE = """<h1>School</h1><script>setTimeout(() => document.body.insertAdjacentHTML('beforeend',
  `<div data-banner class=cookie-bar style="position:fixed;bottom:0">Cookies! <button onclick="document.title += 'refuse;';
   this.closest('[data-banner]').remove()">Weiger</button><button onclick="document.title += 'accept;';
   this.closest('[data-banner]').remove()">OK</button></div>`), 800)</script>"""

BOTH = [button("Alles accepteren", "accept"), button("Weigeren", "refuse")]

BANNERS: dict[str, str] = {
    "dutch": bar(*BOTH),
    "english": bar(button("Accept all cookies", "accept"), button("Reject all", "refuse"), words="We use cookies."),
    "french": bar(button("Tout accepter", "accept"), button("Tout refuser", "refuse"), words="Des cookies sont utilisés."),
    "only necessary": bar(button("Akkoord", "accept"), button("Alleen noodzakelijke cookies toestaan", "refuse")),
    "flemish": bar(button("Alles aanvaarden", "accept"), button("Enkel de noodzakelijke", "refuse")),
    "link that refuses": bar(
        button("Accepter &amp; fermer", "accept"),
        f"""<a href=# onclick="document.title += 'refuse;'; {GONE}">Continuer sans accepter →</a>""",
        words="Cookies et traceurs",
    ),
    "onetrust": bar(*BOTH, around="id=onetrust-banner-sdk", words="Privacy"),
    "cookiebot selection": bar(
        "<input type=checkbox checked disabled>Noodzakelijk",
        button("Selectie toestaan", "refuse"), button("Alles toestaan", "accept"),
        around="id=CybotCookiebotDialog",
    ),
    "region by name": bar(*BOTH, around='role=region aria-label="Cookie consent"'),
    "dialog without the word": bar(*BOTH, around="role=dialog", words="Jouw toestemming voor het gebruik van gegevens."),
    "native dialog": f"<h1>School</h1><dialog id=d data-banner>Cookies {''.join(BOTH)}</dialog><script>d.showModal()</script>",
    "covered by its own layer": bar(*BOTH, '<div style="position:absolute;inset:0"></div>'),
    "shadow root": SHADOW,
    "iframe": FRAME,
    "late": LATE,
    "two layers": TWO_LAYERS,
}  # fmt: skip

WITHOUT = {
    "nothing": "<h1>School</h1><button>Accept invitation</button>",
    "policy link": "<h1>School</h1><footer style='position:fixed;bottom:0'><a href=/cookies>Cookie policy</a></footer>",
    "settings in the corner": "<div style='position:fixed'>Cookies <button>Cookie settings</button></div>",
    "another dialog": "<div role=dialog>Wil je deze taak bewaren? <button>OK</button><button>Annuleren</button></div>",
    "hidden": f"<div hidden>{bar(*BOTH)}</div>",
}


def asked(state: ConsentState, content: str) -> Callable[[Page], Awaitable[tuple[ConsentOutcome, str]]]:
    """A play: the outcome and what the page noted."""

    async def act(page: Page) -> tuple[ConsentOutcome, str]:
        await page.set_content(content)
        outcome = await consent(page, state)
        return outcome, await page.title()

    return act


def brought(stage: Stage, state: ConsentState, names: list[str]) -> dict[str, tuple[bool, bool, int, str]]:
    """Whether there was a banner, whether the state was reached, the clicks, and what the page noted."""
    played = stage.plays({name: asked(state, BANNERS[name]) for name in names}, at_once=6)
    return {name: (each.banner, each.ok, each.clicks, title) for name, (each, title) in played.items()}


@pytest.mark.parametrize("part", range(2))
def test_refused(stage: Stage, part: int) -> None:
    names = list(BANNERS)[part::2]
    expected = dict.fromkeys(names, (True, True, 1, "refuse;"))
    if "two layers" in expected:
        expected["two layers"] = (True, True, 5, "savedoff,off,off;")
    assert brought(stage, "refused", names) == expected


def test_accepted(stage: Stage) -> None:
    names = ["dutch", "only necessary", "french", "cookiebot selection", "shadow root", "iframe", "two layers"]
    assert brought(stage, "accepted", names) == dict.fromkeys(names, (True, True, 1, "accept;"))


def test_left_alone(stage: Stage) -> None:
    names = ("dutch", "shadow root", "iframe", "late")
    played = stage.plays({name: asked("untouched", BANNERS[name]) for name in names})
    assert all(outcome == ConsentOutcome(True, None, 0, True) for outcome, _ in played.values()), played
    assert all(title == "" for _, title in played.values())


def test_no_banner(stage: Stage) -> None:
    played = stage.plays({name: asked("refused", content) for name, content in WITHOUT.items()}, at_once=5)
    assert {name: each[0] for name, each in played.items()} == dict.fromkeys(WITHOUT, ConsentOutcome(False, None, 0, True))


def test_what_cannot_be_refused_is_told(stage: Stage) -> None:
    played = stage.plays(
        {
            "only ok": asked("refused", bar(button("OK", "accept"))),
            "stays": asked("refused", bar(button("Weigeren", "refuse", then=""), button("OK", "accept"))),
            "settings lead nowhere": asked("refused", bar(button("OK", "a"), button("Instellingen", "s", then=""))),
            "boxes that spring back": asked(
                "refused",
                bar("<input type=checkbox checked onclick='return false'>Alles", button("Opslaan", "saved"), button("OK", "a")),
            ),
        }
    )
    assert {name: (each[0].ok, each[0].action) for name, each in played.items()} == {
        "only ok": (False, "no-refuse"),
        "stays": (False, "Weigeren"),
        "settings lead nowhere": (False, "no-refuse"),
        "boxes that spring back": (False, "stuck"),
    }
    assert played["only ok"][1] == "", "nothing was pushed"
    told = {name: each[0].clicked is not None for name, each in played.items()}
    assert told == dict.fromkeys(played, False) | {"stays": True}, "only a click that decides has a moment"


def test_banner_of_another_site(stage: Stage, site: Site) -> None:
    with Site().served() as tool:
        tool.pages["/cmp"] = """<p>We value your privacy and use cookies</p>
            <button onclick="parent.postMessage('accept', '*')">Agree</button>
            <button onclick="parent.postMessage('refuse', '*')">Disagree</button>"""
        site.pages["/"] = f"""<iframe id=f src="{tool.url.replace('127.0.0.1', 'localhost')}/cmp"></iframe>
            <script>addEventListener('message', event => {{ document.title = event.data; f.remove(); }})</script>"""

        async def act(page: Page) -> tuple[ConsentOutcome, str]:
            await page.goto(site.url)
            return await consent(page, "refused"), await page.title()

        assert stage.play(act) == (ConsentOutcome(True, "Disagree", 1, True), "refuse")
