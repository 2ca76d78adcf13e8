"""The proof of being signed in: what counts as seen, and what does not."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page

from harness.errors import MisuseError
from harness.sandbox.web.page.proof import ProofResult, prove, prove_aside, proven_here
from harness.sandbox.web.page.settle import watch
from tests.sandbox.web.page.stage import Persona, Proof, Site, Stage, go

NAME = Proof(text="{first_name}", url="/me")

SEEN = {
    "heading": "<h1>Dag Adalberta!</h1>",
    "other case": "<b style='text-transform:uppercase'>adalberta</b>",
    "across elements": "<p>Hallo <span>Adalberta</span> <span>K.</span></p>",
    "shadow": "<x-h></x-h><script>document.querySelector('x-h').attachShadow({mode:'open'}).innerHTML='<i>Adalberta</i>'</script>",
    "iframe": "<iframe srcdoc='<p>Adalberta</p>'></iframe>",
    "late": "<div id=d></div><script>setTimeout(() => d.textContent = 'Adalberta', 900)</script>",
    "beside a password change": """<h1>Adalberta</h1><form><input type=password name=old placeholder="Huidig wachtwoord">
        <input type=password name=new autocomplete=new-password><button>Wijzigen</button></form>""",
}

NOT_SEEN = {
    "nothing": "<h1>Welkom</h1>",
    "in a field": "<input value=Adalberta><textarea>Adalberta</textarea>",
    "on a button made of a field": "<input type=button value=Adalberta>",
    "in a script": "<script>const name = 'Adalberta'</script><style>/* Adalberta */</style>",
    "in the title": "<title>Adalberta</title>",
    "hidden": "<p hidden>Adalberta</p><p style='display:none'>Adalberta</p><p style='visibility:hidden'>Adalberta</p>",
    "in a list of choices": "<select><option>Adalberta</select>",
    "part of a word": "<p>Adalbertaschool</p>",
    "attribute": "<img alt='Adalberta' title='Adalberta'>",
    "template": "<template><p>Adalberta</p></template><noscript>Adalberta</noscript>",
}

SIGN_IN = """<form method=post action=/login><label>Gebruikersnaam<input name=a></label><label>Wachtwoord<input type=password>
    </label><button>Aanmelden</button></form>"""


def at(site: Site, content: str, path: str = "/me") -> None:
    """Serves a page at a path."""
    site.pages[path] = f"<!doctype html><meta charset=utf-8>{content}"


@pytest.mark.parametrize("kind", ["seen", "not seen"])
def test_what_counts(stage: Stage, site: Site, kind: str, request: pytest.FixtureRequest) -> None:
    if kind == "not seen":
        request.getfixturevalue("nothing_late")
    table = SEEN if kind == "seen" else NOT_SEEN
    for number, content in enumerate(table.values()):
        at(site, content, f"/p{number}")
    played = stage.plays(
        {
            name: lambda page, path=f"/p{number}": prove(page, Proof(url=path), site.persona, site.url)
            for number, name in enumerate(table)
        },
        at_once=5,
    )
    ok = kind == "seen"
    got = {name: (each.ok, each.marker, each.reason) for name, each in played.items()}
    assert got == dict.fromkeys(table, (ok, "{first_name}", None if ok else "not-seen"))


def proven(stage: Stage, site: Site, proof: Proof | None, persona: Persona | None = None, start: str = "") -> ProofResult:
    """The proof on a fresh page, after opening `start`."""

    async def act(page: Page) -> ProofResult:
        if start:
            await page.goto(site.url + start)
        return await prove(page, proof, persona or site.persona, site.url, limit=4)

    return stage.play(act)


@pytest.mark.usefixtures("nothing_late")
def test_greeting_on_the_login_page_is_no_proof(stage: Stage, site: Site) -> None:
    at(site, f"<p>Welkom terug, Adalberta</p>{SIGN_IN}")
    result = proven(stage, site, NAME)
    assert (result.ok, result.reason) == (False, "login-form")


@pytest.mark.usefixtures("nothing_late")
def test_repeating_the_address_is_no_proof(stage: Stage, site: Site) -> None:
    at(site, "<p id=p></p><script>p.textContent = decodeURIComponent(location.search + location.hash)</script>")
    for url in ("/me?naam=Adalberta", "/me#Ad%61lberta", "/me?q=adalberta"):
        result = proven(stage, site, Proof(url=url))
        assert (result.ok, result.reason) == (False, "in-address"), url


def test_without_url_the_page_as_it_is_comes_first(stage: Stage, site: Site) -> None:
    at(site, "<h1>Adalberta</h1>", "/here")
    result = proven(stage, site, Proof(url=None), start="/here")
    assert result.ok
    assert result.url == f"{site.url}/here"
    assert site.asked("GET", "/") == site.asked("GET", "/home") == 0


def test_without_url_the_landing_page_comes_next(stage: Stage, site: Site) -> None:
    at(site, "<h1>Oefening</h1>", "/here")
    at(site, "<h1>Adalberta</h1>", "/")
    assert proven(stage, site, Proof(url=None), start="/here").ok


def test_without_proof_any_known_value_will_do(stage: Stage, site: Site) -> None:
    at(site, "<p>Stamnummer LL-83K2-771</p>", "/")
    result = proven(stage, site, None)
    assert (result.ok, result.marker) == (True, "pupil_number")


def test_nothing_to_look_for(stage: Stage, site: Site) -> None:
    at(site, "<p>Start</p>", "/")
    assert proven(stage, site, None, Persona(known={})).reason == "no-marker"
    assert proven(stage, site, Proof(text="{x}"), Persona(known={"x": "  "})).reason == "no-marker"
    with pytest.raises(MisuseError, match="last_name"):
        proven(stage, site, Proof(text="{last_name}"))
    with pytest.raises(MisuseError, match="password"):
        proven(stage, site, Proof(text="{password}"))


@pytest.mark.usefixtures("nothing_late")
def test_selector(stage: Stage, site: Site) -> None:
    at(site, "<p>Adalberta</p><nav id=menu><b>Ada</b></nav><i hidden id=off>x</i>")
    assert proven(stage, site, Proof(text=None, selector="#menu", url="/me")).ok
    assert proven(stage, site, Proof(text="Ada", selector="#menu", url="/me")).ok
    assert not proven(stage, site, Proof(text="{first_name}", selector="#menu", url="/me")).ok
    assert not proven(stage, site, Proof(text=None, selector="#off", url="/me")).ok
    with pytest.raises(MisuseError, match="selector"):
        proven(stage, site, Proof(text=None, selector="##", url="/me"))


def test_unreachable(stage: Stage, site: Site) -> None:
    result = proven(stage, site, Proof(url="http://127.0.0.1:1/"))
    assert (result.ok, result.reason) == (False, "unreachable")


def test_login_redirect(stage: Stage, site: Site) -> None:
    site.pages["/me"] = lambda _: go("/login?next=/me")
    site.pages["/login"] = SIGN_IN
    assert proven(stage, site, NAME).reason == "login-form"


@pytest.mark.parametrize("url", ["/me", None])
def test_aside_leaves_the_page_alone(stage: Stage, site: Site, url: str | None) -> None:
    """The sign-in of this app lives in the session storage, which only a page opened from the journey's has."""
    own = "<p id=p>-</p><script>p.textContent = sessionStorage.name || 'anoniem'</script>"
    at(site, own)
    at(site, own, "/")
    at(site, "<h1>Taak</h1><input id=answer>", "/task")

    async def act(page: Page) -> tuple[ProofResult, ProofResult, str, int]:
        await page.goto(f"{site.url}/task")
        await page.evaluate("sessionStorage.name = 'Adalberta'")
        await page.fill("#answer", "half een antwoord")
        beside = await prove_aside(page.context, Proof(url=url), site.persona, site.url, beside=page, limit=4)
        alone = await prove_aside(page.context, Proof(url=url), site.persona, site.url, limit=4)
        return beside, alone, await page.input_value("#answer"), len(page.context.pages)

    beside, alone, answer, pages = stage.play(act)
    assert beside.ok
    assert not alone.ok
    assert answer == "half een antwoord"
    assert pages == 1


def test_here_asks_for_nothing_and_never_says_no(stage: Stage, site: Site) -> None:
    """What is seen is a proof; what is not seen, or seen elsewhere than the proof's own page, says nothing yet."""
    for path, content in {"/me": "<h1>Adalberta</h1>", "/other": "<h1>Adalberta</h1>", "/in": f"<p>Adalberta</p>{SIGN_IN}"}.items():
        at(site, content, path)
    at(site, "<h1>Welkom</h1>", "/nobody")
    anywhere, own = Proof(text="{first_name}", url=None), Proof(text="{first_name}", url="/me")

    async def act(page: Page) -> list[str | None]:
        told = []
        for proof, path in [(anywhere, "/other"), (own, "/me#below"), (own, "/other"), (anywhere, "/in"), (anywhere, "/nobody")]:
            await page.goto(site.url + path)
            result = await proven_here(page, proof, site.persona, site.url, [urlsplit(site.url).hostname or ""])
            told.append(None if result is None else result.marker)
        return told

    assert stage.play(act) == ["{first_name}", "{first_name}", None, None, None]
    assert {path: site.asked("GET", path) for path in ("/me", "/other", "/in", "/nobody", "/")} == {
        "/me": 1, "/other": 2, "/in": 1, "/nobody": 1, "/": 0,
    }


def test_only_a_document_that_was_asked_for_is_a_new_one(stage: Stage, site: Site) -> None:
    """An app that draws its pages itself moves within one document, which tells nothing of the server."""
    at(site, "<h1>Adalberta</h1>")

    async def act(page: Page) -> tuple[int, int, int]:
        activity = watch(page)
        await page.goto(f"{site.url}/me")
        first = activity.documents
        await page.evaluate("history.pushState({}, '', '/elsewhere')")
        await page.evaluate("location.hash = 'below'")
        within = activity.documents
        await page.reload()
        return first, within, activity.documents

    at(site, "<h1>Adalberta</h1>", "/elsewhere")
    assert stage.play(act) == (1, 1, 2)
