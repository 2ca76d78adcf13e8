"""Signing in by finding the form: one step and two, three languages, and the traps that stand beside real forms."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import pytest
from playwright.async_api import Page
from pydantic import SecretStr

from harness.sandbox.web.page.login import login
from harness.sandbox.web.page.login_written import LoginOutcome
from harness.sandbox.web.page.proof import ProofResult, prove
from tests.sandbox.web.page.stage import SEED, Clock, Login, Persona, Proof, Reply, Request, Site, Stage, go

PLAIN = """<form method=post action=/login><label>{user}<input name=a {extra}></label>
<label>{word}<input name=b type=password></label><button>{send}</button></form>"""

API = """<script>async function enter(user, word) {{
  const answer = await fetch('/login', {{method: 'POST', headers: {{'content-type': 'application/json'}},
    body: JSON.stringify({{user, word}})}});
  if (answer.url.endsWith('/home')) location = '/home'; else document.title = 'Mis'; }}</script>""".replace("{{", "{").replace("}}", "}")

ENGLISH = PLAIN.format(user="Username", extra="", word="Password", send="Log in")

FORMS = {
    "english": ENGLISH,
    "dutch": PLAIN.format(user="Gebruikersnaam", extra="", word="Wachtwoord", send="Aanmelden"),
    "french": PLAIN.format(user="Identifiant", extra="", word="Mot de passe", send="Se connecter"),
    "email": PLAIN.format(user="E-mail", extra="type=email", word="Password", send="Sign in").replace("<form", "<form novalidate"),
    "placeholders only": """<form method=post action=/login><input name=x placeholder="Gebruikersnaam">
        <input name=y type=password placeholder="Wachtwoord"><input type=submit value=Inloggen></form>""",
    "nothing but types": "<form method=post action=/login><input name=q1><input name=q2 type=password><button>OK</button></form>",
    "autocomplete": """<form method=post action=/login><input name=f1><input name=f2 autocomplete=username>
        <input name=f3 type=password autocomplete=current-password><button>→</button></form>""",
    "table": """<form method=post action=/login><table><tr><td>Gebruiker</td><td><input name=a></td></tr>
        <tr><td>Wachtwoord</td><td><input name=b type=password></td></tr></table><input type=image alt=Aanmelden></form>""",
    "search box before": f"""<header><form action=/search role=search><input name=q placeholder="Zoeken"><button>Zoek</button>
        </form></header>{ENGLISH}""",
    "nameless search": f"<form action=/search><input name=term placeholder='Zoek een school'><button>🔍</button></form>{ENGLISH}",
    "newsletter after": f"""{ENGLISH}<footer><form method=post action=/newsletter><label>E-mail<input type=email name=e></label>
        <button>Inschrijven op de nieuwsbrief</button></form></footer>""",
    "sign up beside": f"""<div><h2>Nieuw hier?</h2><form method=post action=/signup><label>Gebruikersnaam<input name=n></label>
        <label>Wachtwoord<input name=p type=password></label><button>Account aanmaken</button></form></div>
        <div><h2>Aanmelden</h2>{ENGLISH}</div>""",
    "sign up twice": f"""<form method=post action=/signup><label>E-mail<input name=n></label><label>Password<input name=p
        type=password></label><label>Confirm<input name=p2 type=password></label><button>Sign up</button></form>{ENGLISH}""",
    "honeypots": """<form method=post action=/login><input name=website style="position:absolute;left:-9999px">
        <div style="height:0;overflow:hidden"><input name=website autocomplete=username></div>
        <div aria-hidden=true><input name=website tabindex=-1 placeholder="Leave this field empty"></div>
        <input name=website style="opacity:0"><label>Username<input name=a></label>
        <input type=password name=website style="display:none"><label>Password<input name=b type=password></label>
        <button>Log in</button></form>""",
    "visible honeypot": """<form method=post action=/login><label>User name (leave blank)<input name=website></label>
        <label>Username<input name=a></label><label>Password<input name=b type=password></label><button>Log in</button></form>""",
    "show password": """<form method=post action=/login><label>Username<input name=a></label><label>Password
        <input name=b id=b type=password></label><button aria-label="Toon wachtwoord" onclick="event.preventDefault();
        b.type = b.type == 'text' ? 'password' : 'text'">👁</button><button>Log in</button></form>""",
    "show password, no submit type": """<div class=login><div><input placeholder=Username id=a></div><div><input id=b
        type=password placeholder=Password><button onclick="document.title='shown'">Show</button></div>
        <div><button onclick="enter(a.value, b.value)">Continue</button></div></div>""" + API,
    "single sign-on beside": """<form method=post action=/login><a href=/google>Log in with Google</a>
        <button formaction=/microsoft>Sign in with Microsoft</button><label>Username<input name=a></label>
        <label>Password<input name=b type=password></label><a href=/forgot>Forgot password?</a>
        <button>Log in</button></form>""",
    "consent overlay": f"""{ENGLISH}<div style="position:fixed;inset:0;background:#0008;z-index:9"><p>Cookies?</p>
        <button>Akkoord</button></div>""",
    "consent aria-hides the page": f"""<main aria-hidden=true>{ENGLISH}</main><div role=dialog style="position:fixed;
        inset:0">Cookies <button>OK</button></div>""",
    "iframe": "<iframe src=/frame width=500 height=300></iframe>",
    "shadow": f"""<school-login></school-login><script>customElements.define('school-login', class extends HTMLElement {{
        constructor() {{ super(); this.attachShadow({{mode: 'open'}}).innerHTML = `{ENGLISH}`; }} }})</script>""",
    "shadow inputs in a light form": """<form id=f><t-in id=a label=Username></t-in><t-in id=b label=Password type=password></t-in>
        <button type=button onclick="enter(a.value, b.value)">Log in</button></form>""" + API + """<script>
        customElements.define('t-in', class extends HTMLElement { connectedCallback() {
          this.attachShadow({mode: 'open'}).innerHTML = `<label>${this.getAttribute('label')}
            <input type=${this.getAttribute('type') || 'text'}></label>`; }
          get value() { return this.shadowRoot.querySelector('input').value; } })</script>""",
    "late": f"""<div id=root>Laden…</div><script>setTimeout(() => root.innerHTML = `{ENGLISH}`, 900)</script>""",
    "late password": """<form method=post action=/login id=f><label>Username<input name=a></label><button>Log in</button></form>
        <script>setTimeout(() => f.querySelector('label').insertAdjacentHTML('afterend',
          '<label>Password<input name=b type=password></label>'), 900)</script>""",
    "fades in": f"""<style>@keyframes in {{ from {{ opacity: 0 }} }} div {{ animation: in .6s }}</style><div>{ENGLISH}</div>""",
    "read-only until focus": """<form method=post action=/login><label>Username<input name=a readonly
        onfocus="this.readOnly=false"></label><label>Password<input name=b type=password readonly
        onfocus="this.readOnly=false"></label><button>Log in</button></form>""",
    "button wakes at keys": """<form method=post action=/login onkeyup="go.disabled=false"><label>Username<input name=a></label>
        <label>Password<input name=b type=password></label><button id=go disabled>Log in</button></form>""",
    "no form element": """<label>Username<input id=a></label><label>Password<input id=b type=password
        onkeydown="if (event.key === 'Enter') enter(a.value, b.value)"></label>""" + API,
    "password shown as text": """<form method=post action=/login><label>Username<input name=a></label>
        <label>Password<input name=b autocomplete=current-password></label><button>Log in</button></form>""",
    "new account link in form": """<form method=post action=/login><a href=/signup role=button>Create account</a>
        <label>Username<input name=a></label><label>Password<input name=b type=password></label>
        <label><input type=checkbox name=r>Remember me</label><button type=reset>Cancel</button><button>Go</button></form>""",
}  # fmt: skip

KOLIBRI = """<title>Kolibri</title><div id=app></div>""" + API + """<script>
  let name = '';
  const first = () => { app.innerHTML = '<form><input type=text><button type=submit style="display:none"></button></form>';
    app.querySelector('form').onsubmit = event => { event.preventDefault(); name = app.querySelector('input').value;
      setTimeout(second, 300); }; };
  const second = () => { app.innerHTML = '<form><input type=password></form>';
    app.querySelector('form').onsubmit = event => { event.preventDefault(); enter(name, app.querySelector('input').value); }; };
  if (location.hash !== '#/signin') location.hash = '#/signin';
  first();</script>"""

STEPS = {
    "dutch": ("Gebruikersnaam", "Volgende", "Wachtwoord", "Aanmelden"),
    "english": ("Email or username", "Next", "Password", "Sign in"),
    "french": ("Identifiant", "Suivant", "Mot de passe", "Connexion"),
}


type Played = tuple[LoginOutcome, ProofResult]
type Act = Callable[[Page], Awaitable[Played]]


def signing_in(site: Site, persona: Persona | None = None, way: Login | None = None, **more: Any) -> Act:
    """A play: the outcome of signing in, and the proof."""
    who = persona or site.persona

    async def act(page: Page) -> Played:
        codes = more.pop("codes", None) or Clock(time.time()).codes()
        outcome = await login(page, way or Login(), who, site.url, codes=codes, **more)
        return outcome, await prove(page, Proof(url=None), who, site.url, limit=5)

    return act


def sign_in(stage: Stage, site: Site, persona: Persona | None = None, way: Login | None = None, **more: Any) -> Played:
    """The outcome and the proof."""
    return stage.play(signing_in(site, persona, way, **more))


def third(table: Iterable[str], part: int) -> list[str]:
    """A third of the names, so that workers share them."""
    return list(table)[part::3]


@pytest.mark.parametrize("part", range(3))
def test_finds_the_form(stage: Stage, part: int) -> None:
    with contextlib.ExitStack() as stack:
        sites = {name: stack.enter_context(Site().served()) for name in third(FORMS, part)}
        for name, site in sites.items():
            site.pages["/login"] = FORMS[name]
            site.pages["/frame"] = ENGLISH.replace("<form", "<form target=_top")
        played = stage.plays({name: signing_in(site) for name, site in sites.items()})
    wrong = {name: each for name, each in played.items() if not each[1].ok or each[0].failure or not each[0].submitted}
    assert wrong == {}
    sent = {name: [path for path, _ in site.forms] for name, site in sites.items()}
    assert sent == dict.fromkeys(sites, ["/login"]), "nothing else was sent, and once"
    assert not any("Zonnebloem" in " ".join(outcome.steps) for outcome, _ in played.values())


def two_steps(site: Site, language: str) -> None:
    """A site that asks for the user name on one page and for the password on the next."""
    user, following, word, send = STEPS[language]
    site.pages["/login"] = f"""<form method=post action=/identify><label>{user}<input name=a></label>
        <button>{following}</button></form>"""
    site.posts["/identify"] = lambda request: f"""<form method=post action=/login>
        <input type=hidden name=a value="{request.form["a"]}"><label>{word}<input name=b type=password></label>
        <button>{send}</button></form>"""


def test_two_steps_on_two_pages(stage: Stage) -> None:
    with contextlib.ExitStack() as stack:
        sites = {name: stack.enter_context(Site().served()) for name in STEPS}
        for name, site in sites.items():
            two_steps(site, name)
        played = stage.plays({name: signing_in(site) for name, site in sites.items()})
    assert {name: each for name, each in played.items() if not each[1].ok} == {}
    assert all([path for path, _ in site.forms] == ["/identify", "/login"] for site in sites.values())


def test_kolibri_like(stage: Stage, site: Site) -> None:
    """A text input without name or id, Enter, then a password input that comes by script."""
    site.pages["/en/auth/"] = KOLIBRI
    outcome, proof = sign_in(stage, site, way=Login(url="/en/auth/#/signin"))
    assert proof.ok, outcome


def test_second_step_hidden_in_the_same_form(stage: Stage, site: Site) -> None:
    site.pages["/login"] = """<form method=post action=/login onsubmit="if (w.style.display) { w.style.display = '';
        event.preventDefault(); }"><label>E-mail<input name=a autocomplete=username></label>
        <div id=w style="display:none"><label>Wachtwoord<input name=b type=password></label></div><button>Volgende</button></form>"""
    outcome, proof = sign_in(stage, site)
    assert proof.ok, outcome


@pytest.mark.parametrize("way", ['<a href="/in">Aanmelden</a>', '<button onclick="location=\'/in\'">Se connecter</button>'])
def test_follows_one_way_in(stage: Stage, site: Site, way: str) -> None:
    site.pages["/login"] = f"<a href=/signup>Sign up</a><a href=/g>Log in with Google</a>{way}<a href=/out>Afmelden</a>"
    site.pages["/in"] = ENGLISH
    outcome, proof = sign_in(stage, site)
    assert proof.ok, outcome
    assert site.asked("GET", "/g") == site.asked("GET", "/signup") == site.asked("GET", "/out") == 0


@pytest.mark.usefixtures("nothing_late")
def test_wrong_password_ends_without_proof(stage: Stage, site: Site) -> None:
    site.pages["/login"] = ENGLISH
    outcome, proof = sign_in(stage, site, Persona(password=SecretStr("fout-wachtwoord")))
    assert outcome.failure == "submit-refused"
    assert not proof.ok
    assert proof.reason == "login-form"
    assert site.asked("POST", "/login") == 1, "a password is sent once"


def test_a_page_with_the_form_whose_script_leads_on(stage: Stage, site: Site) -> None:
    """It came for the password, so it may be an answer, and its scripts get their time."""
    site.pages["/login"] = ENGLISH
    enter = site.posts["/login"]
    assert callable(enter)

    def leads_on(request: Request) -> Reply:
        let_in = enter(request)
        assert isinstance(let_in, Reply)
        kept = {name: text for name, text in let_in.headers.items() if name.lower() == "set-cookie"}
        return Reply(f"{ENGLISH}<script>setTimeout(() => location = '/home', 900)</script>", headers=kept)

    site.posts["/login"] = leads_on
    outcome, proof = sign_in(stage, site)
    assert proof.ok, outcome
    assert site.asked("POST", "/login") == 1


@pytest.mark.usefixtures("nothing_late")
def test_unknown_user_has_no_second_step(stage: Stage, site: Site) -> None:
    site.pages["/login"] = "<form method=post action=/identify><label>Username<input name=a></label><button>Next</button></form>"
    site.posts["/identify"] = lambda _: "<p>Unknown</p>" + str(site.pages["/login"])
    outcome, proof = sign_in(stage, site, limit=4.0)
    assert outcome.failure == "no-second-step"
    assert not outcome.submitted
    assert not proof.ok
    assert site.asked("POST", "/identify") == 1


OTHERS = {
    "none": "<h1>Welkom</h1>",
    "newsletter": """<form method=post action=/newsletter><label>E-mail<input type=email name=e></label>
        <button>Subscribe</button></form>""",
    "search": "<form action=/search><input type=search name=q><button>Zoek</button></form>",
    "sign up": """<form method=post action=/signup><label>Username<input name=n></label><label>Password<input name=p
        type=password autocomplete=new-password></label><button>Registreren</button></form>""",
    "reset": """<form method=post action=/reset><label>E-mail<input name=e type=email></label>
        <button>Wachtwoord herstellen</button></form>""",
    "class code": """<form method=post action=/join><label>Klascode<input name=code inputmode=numeric maxlength=6></label>
        <button>Doe mee</button></form>""",
}  # fmt: skip


@pytest.mark.usefixtures("nothing_late")
def test_other_forms_are_left_alone(stage: Stage) -> None:
    with contextlib.ExitStack() as stack:
        sites = {name: stack.enter_context(Site().served()) for name in OTHERS}
        for name, site in sites.items():
            site.pages["/login"] = OTHERS[name]
        played = stage.plays({name: signing_in(site, limit=3.0) for name, site in sites.items()}, at_once=6)
    assert {name: each[0].failure for name, each in played.items()} == dict.fromkeys(OTHERS, "no-form")
    assert not any(each[0].submitted or each[1].ok for each in played.values())
    assert all(site.forms == [] for site in sites.values())


@pytest.mark.usefixtures("nothing_late")
def test_captcha_is_told_and_not_tried(stage: Stage, site: Site) -> None:
    site.pages["/login"] = ENGLISH.replace("<button>", "<div class=h-captcha style='width:300px;height:70px'></div><button>")
    outcome, _ = sign_in(stage, site)
    assert outcome.failure == "captcha"
    assert site.forms == []


@pytest.mark.usefixtures("nothing_late")
def test_modal_that_holds_the_page(stage: Stage, site: Site) -> None:
    """A modal dialog makes the form inert: nobody could fill it in."""
    site.pages["/login"] = f"{ENGLISH}<dialog id=d>Cookies <button>OK</button></dialog><script>d.showModal()</script>"
    outcome, proof = sign_in(stage, site)
    assert outcome.failure == "overlay"
    assert not outcome.submitted
    assert not proof.ok
    assert site.forms == []


def test_form_that_is_drawn_anew_while_it_is_filled_in(stage: Stage, site: Site) -> None:
    site.pages["/login"] = f"""<div id=d>{ENGLISH}</div><script>let times = 0;
        d.addEventListener('focusin', event => {{ if (times++ < 1) d.innerHTML = d.innerHTML; }})</script>"""
    outcome, proof = sign_in(stage, site)
    assert proof.ok, outcome
    assert site.asked("POST", "/login") == 1


@pytest.mark.usefixtures("nothing_late")
def test_password_is_not_typed_into_another_site(stage: Stage, site: Site) -> None:
    with Site().served() as other:
        other.pages["/frame"] = ENGLISH
        site.pages["/login"] = f"<iframe src='{other.url.replace('127.0.0.1', 'localhost')}/frame'></iframe>"
        outcome, _ = sign_in(stage, site, limit=4.0)
        assert outcome.failure == "no-form"
        assert other.forms == []


@pytest.mark.usefixtures("nothing_late")
def test_without_credentials(stage: Stage, site: Site) -> None:
    outcome, _ = sign_in(stage, site, Persona(role="anonymous", username=None, password=None))
    assert outcome.failure == "no-credentials"
    assert not outcome.submitted


def test_unreachable(stage: Stage, site: Site) -> None:
    async def act(page: Page) -> LoginOutcome:
        return await login(page, Login(), site.persona, "http://127.0.0.1:1/")

    assert stage.play(act).failure == "unreachable"


def test_strict_content_policy(stage: Stage, site: Site) -> None:
    policy = {"Content-Security-Policy": "default-src 'self'; require-trusted-types-for 'script'"}
    site.pages["/login"] = Reply(ENGLISH, headers=policy)
    _, proof = sign_in(stage, site)
    assert proof.ok


def with_code(site: Site) -> Persona:
    """The site's persona, with a second factor."""
    site.pages["/login"] = ENGLISH
    site.persona = Persona(totp=SecretStr(SEED))
    return site.persona


CODE_PAGES = {
    "autocomplete": "<form method=post action=/code><input name=c autocomplete=one-time-code><button>OK</button></form>",
    "dutch": """<form method=post action=/code><label>Verificatiecode<input name=c></label><button>Bevestigen</button></form>""",
    "french": """<form method=post action=/code><label>Code de vérification<input name=c></label><button>Valider</button></form>""",
    "numeric": """<form method=post action=/code><label>Code<input name=c inputmode=numeric maxlength=6></label>
        <button>Verify</button></form>""",
    "six boxes": "<form method=post action=/code>"
    + "".join(f"<input name=c{i} maxlength=1 inputmode=numeric size=1>" for i in range(6))
    + "<button>Verify</button></form>",
    "six boxes that send themselves": "<form method=post action=/code id=f>"
    + "".join(f"<input name=c{i} maxlength=1 size=1>" for i in range(6))
    + """</form><script>const all = [...f.querySelectorAll('input')];
        all.forEach((box, at) => box.onkeyup = () => at < 5 ? all[at + 1].focus() : f.submit());</script>""",
    "sends itself": """<form method=post action=/code id=f><label>One-time code<input name=c autocomplete=one-time-code
        oninput="if (this.value.length == 6) f.requestSubmit()"></label><button>Send</button></form>""",
}


@pytest.mark.parametrize("part", range(3))
def test_one_time_code(stage: Stage, part: int) -> None:
    with contextlib.ExitStack() as stack:
        sites = {name: stack.enter_context(Site().served()) for name in third(CODE_PAGES, part)}
        personas = {name: with_code(site) for name, site in sites.items()}
        for name, site in sites.items():
            site.pages["/code"] = CODE_PAGES[name]
        played = stage.plays({name: signing_in(site, personas[name]) for name, site in sites.items()})
    assert {name: each for name, each in played.items() if not each[1].ok} == {}
    sent = {name: [path for path, _ in site.forms] for name, site in sites.items()}
    assert sent == dict.fromkeys(sites, ["/login", "/code"]), "the code is sent once"
    for name, site in sites.items():
        assert not any(code in " ".join(played[name][0].steps) for code in site.used)


@pytest.mark.usefixtures("nothing_late")
def test_code_is_missing(stage: Stage, site: Site) -> None:
    with_code(site)
    site.pages["/code"] = CODE_PAGES["dutch"]
    outcome, proof = sign_in(stage, site, Persona())
    assert outcome.failure == "totp-missing"
    assert outcome.submitted
    assert not proof.ok


@pytest.mark.usefixtures("nothing_late")
def test_refused_code_is_not_sent_again(stage: Stage, site: Site) -> None:
    persona = with_code(site)
    site.pages["/code"] = CODE_PAGES["six boxes that send themselves"]
    clock = Clock(1_000_000_000.0)
    outcome, proof = sign_in(stage, site, persona, codes=clock.codes())
    assert outcome.failure == "submit-refused"
    assert not proof.ok
    assert site.asked("POST", "/code") == 1


ONE_FORM = ENGLISH.replace("<button>", "<label>Authenticator code<input name=c></label><button>")


@pytest.mark.usefixtures("nothing_late")
def test_credentials_and_code_in_one_form(stage: Stage, site: Site) -> None:
    persona = with_code(site)
    site.pages["/login"] = site.pages["/code"] = ONE_FORM

    def both(request: Request) -> Reply:
        site.half.add("x")
        request.cookies["half"] = "x"
        return site._code(request) if site._accepts(request.form) else go("/login")

    site.posts["/login"] = both
    outcome, proof = sign_in(stage, site, Persona())
    assert (outcome.failure, outcome.submitted, proof.ok) == ("totp-missing", True, False)
    _, proof = sign_in(stage, site, persona)
    assert proof.ok


def test_a_code_that_not_everybody_needs_is_left_empty(stage: Stage, site: Site) -> None:
    site.pages["/login"] = ONE_FORM
    outcome, proof = sign_in(stage, site)
    assert (outcome.failure, proof.ok) == (None, True)


def test_two_logins_in_a_row_use_two_codes(stage: Stage, site: Site) -> None:
    persona = with_code(site)
    site.pages["/code"] = CODE_PAGES["dutch"]
    codes = Clock(time.time()).codes()
    first = sign_in(stage, site, persona, codes=codes)
    second = sign_in(stage, site, persona, codes=codes)
    assert first[1].ok
    assert second[1].ok, second
    assert len(site.used) == 2
