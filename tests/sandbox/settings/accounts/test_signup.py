"""Signing up with a form as a child does: only what is required is told, and what the app answers is written down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from harness import Profile
from harness.sandbox.acting.actor import Actor
from harness.sandbox.probes.client import Pace
from harness.sandbox.settings.accounts.account import FreshAccount, draw
from harness.sandbox.settings.accounts.signup import Attempt, Way, sign_up
from tests.harness.build import base_profile
from tests.sandbox.acting.staging import a_run
from tests.sandbox.web.page.stage import Reply, Request, Site, Stage

BORN = date(2012, 3, 9)
LISTS = (
    "<fieldset><legend>Geboortedatum</legend>"
    + "".join(
        f"<select name={name} aria-label={name}><option value=''></option>{''.join(f'<option>{at}</option>' for at in span)}</select>"
        for name, span in (("Dag", range(1, 32)), ("Maand", range(1, 13)), ("Jaar", range(2020, 1990, -1)))
    )
    + "</fieldset>"
)
NAME = "<label>Gebruikersnaam<input name=user required></label>"
WORD = "<label>Wachtwoord<input name=word type=password required></label>"
CODE = "<label>Klascode<input name=code required></label>"
EXTRA = (
    "<label>Achternaam (optioneel)<input name=last></label><label>Gsm (optioneel)<input name=phone type=tel></label>"
    "<label>Straat en nummer (optioneel)<input name=street></label>"
)
EVERYTHING = ("user", "word", "last", "phone", "street")


def form(path: str, *fields: str, button: str = "Account maken") -> str:
    return f"<h1>Registreren</h1><form method=post action={path}>{''.join(fields)}<button>{button}</button></form>"


@dataclass(frozen=True)
class Case:
    """A form at `/name`, what its POST answers, and what has to come of it."""

    page: str
    answer: Callable[[Request], str | Reply] = lambda request: "<h1>Welkom</h1>"
    reason: str | None = None
    unmarked: tuple[str, ...] = ()
    sent: tuple[str, ...] = ("user", "word")
    posts: int = 1
    born: date | None = BORN
    code: str | None = None
    linked: bool = False


def wants(needed: str) -> Callable[[Request], str | Reply]:
    """Refuses with the same form until this is given."""
    return lambda request: "<h1>Welkom</h1>" if request.form.get(needed) else again(request)


def again(request: Request, words: str = "Er ontbreekt iets.") -> str:
    return f"<p role=alert>{words}</p>{CASES[request.path[1:]].page}"


CASES: dict[str, Case] = {
    "plain": Case(form("/plain", NAME, WORD, "<label>Telefoon<input name=phone></label>")),
    "linked": Case(form("/linked", NAME, WORD), linked=True),
    "dates": Case(form("/dates", NAME, LISTS, WORD), sent=("user", "word", "Dag", "Maand", "Jaar")),
    "no-date": Case(form("/no-date", NAME, LISTS, WORD), born=None),
    "parts": Case(
        form("/parts", NAME, WORD, button="Volgende"),
        lambda request: form("/parts/two", "<label>Voornaam<input name=first required></label>", button="Voltooien"),
        sent=("user", "word", "first"), posts=2,
    ),
    "young": Case(form("/young", NAME, WORD), lambda request: again(request, "Je bent te jong."), "refused"),
    "parent": Case(
        form("/parent", NAME, WORD),
        lambda request: "<h1>Bijna</h1><form><label>E-mailadres van je ouder<input type=email></label><button>Stuur</button></form>",
        "parent",
    ),
    "parent-words": Case(form("/parent-words", NAME, WORD), lambda request: "<h1>Vraag het aan je ouder</h1>", "parent"),
    "mail": Case(form("/mail", NAME, WORD), lambda request: "<p>We stuurden je een e-mail.</p>", "mail"),
    "busy": Case(form("/busy", NAME, WORD, EXTRA), lambda request: again(request, "Te veel pogingen."), "busy"),
    "puzzle": Case(
        form("/puzzle", NAME, WORD) + "<div class=g-recaptcha style='width:300px;height:80px'>x</div>", reason="captcha",
        sent=(), posts=0,
    ),
    "code": Case(form("/code", NAME, CODE, WORD), reason="code-missing", sent=(), posts=0),
    "with-code": Case(form("/with-code", NAME, CODE, WORD), code="MUS-4A", sent=("user", "word", "code")),
    "age": Case(
        form("/age", NAME, "<label>Geboortedatum<input name=born type=date required></label>", WORD), reason="age-required",
        sent=(), posts=0, born=None,
    ),
    "photo": Case(
        form("/photo", NAME, "<label>Foto<input name=photo type=file required></label>", WORD), sent=("user", "word", "photo")
    ),
    "harmless": Case(
        form("/harmless", NAME, EXTRA, WORD), wants("last"), unmarked=("last-name",), sent=("user", "word", "last"), posts=2
    ),
    "address": Case(form("/address", NAME, EXTRA, WORD), wants("street"), unmarked=("address",), sent=EVERYTHING, posts=4),
    "never": Case(form("/never", NAME, EXTRA, WORD), again, "refused", sent=EVERYTHING, posts=4),
    "script": Case(
        f"""<h1>Sign up</h1><div>{NAME}</div><div>{WORD}</div><div role=button tabindex=0 onclick="send()">Sign up</div>
        <script>async function send() {{
        await fetch('/script', {{method: 'POST', body: new URLSearchParams({{user: document.querySelector('[name=user]').value,
        word: document.querySelector('[name=word]').value}})}}); document.body.innerHTML = '<h1>Welcome</h1>'; }}</script>"""
    ),
}


@dataclass(frozen=True)
class Came:
    attempt: Attempt
    account: FreshAccount
    posted: list[dict[str, str]]


@pytest.fixture(scope="module")
def came(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Came]:
    """Every case, each on a page of its own, on one site."""
    folder = tmp_path_factory.mktemp("signup")
    with Site().served() as site:
        links = "".join(f"<a href=/{name}>Account maken</a>" for name, case in CASES.items() if case.linked)
        site.pages["/"] = f"<h1>School</h1><a href=/login>Aanmelden</a>{links}"
        for name, case in CASES.items():
            site.pages[f"/{name}"] = case.page
            site.posts[f"/{name}"] = case.answer
        site.posts["/parts/two"] = "<h1>Welkom</h1>"
        people = {name: somebody(case.born) for name, case in CASES.items()}
        attempts = stage.plays({name: signing_up(site, folder / name, name, people[name]) for name in CASES})
        posted = {name: [form for path, form in site.forms if path.split("/")[1] == name] for name in CASES}
    return {name: Came(attempts[name], people[name], posted[name]) for name in CASES}


def somebody(born: date | None) -> FreshAccount:
    return draw("new-15-signup", "15", None if born is None else 14, born, "signup", domain="example.com", school="a")


def signing_up(site: Site, folder: Path, name: str, person: FreshAccount) -> Callable[[Page], Any]:
    authorised = {"authorisation": {"by": "Demo BV", "until": date(2099, 1, 1)}}
    app = {"app": {"name": "Demo", "url": f"{site.url}/", "hosts": ["127.0.0.1"]}}
    profile = Profile.model_validate({**base_profile(), **authorised, **app})
    case = CASES[name]

    async def act(page: Page) -> Attempt:
        nobody: Any = None
        folder.mkdir()
        run = a_run(profile, folder, folder)
        actor = Actor(run, person.drawn, "account", page.context, page, nobody, nobody, Pace(), nobody)
        way = Way(None if case.linked else f"/{name}", case.code)
        async with asyncio.timeout(50):
            attempt = await sign_up(actor, person, way, search=True)
        run.writer.close()
        return attempt

    return act


@pytest.mark.parametrize("name", CASES)
def test_what_comes_of_it(came: dict[str, Came], name: str) -> None:
    attempt, case = came[name].attempt, CASES[name]
    assert attempt.reason == case.reason, attempt.told
    assert attempt.unmarked == list(case.unmarked)
    assert attempt.parent is (case.reason == "parent")


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_told_but_what_has_to_be(came: dict[str, Came], name: str) -> None:
    posted, case = came[name].posted, CASES[name]
    assert len(posted) == case.posts
    assert {field for one in posted for field, value in one.items() if value} == set(case.sent)


def test_the_values_are_those_that_were_drawn(came: dict[str, Came]) -> None:
    person, (sent,) = came["dates"].account, came["dates"].posted
    assert sent["user"] == person.username
    assert sent["word"] == person.password.get_secret_value()
    assert (sent["Dag"], sent["Maand"], sent["Jaar"]) == ("9", "3", "2012")


def test_what_the_app_said_is_kept(came: dict[str, Came]) -> None:
    assert came["young"].attempt.told == "Je bent te jong."
    assert came["parent-words"].attempt.told == "Vraag het aan je ouder"
    assert came["plain"].attempt.told == ""


def test_where_the_form_was_is_kept_for_the_others(came: dict[str, Came]) -> None:
    assert (came["linked"].attempt.url or "").endswith("/linked")
