"""Learns in a browser what the app's own forms send: to sign up, to sign in, to change a password."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus, urldefrag, urljoin, urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame, Request, Response

from harness import Persona, belongs
from harness.sandbox.acting.actor import PAGE_SECONDS, Actor
from harness.sandbox.passwords.change_form import CHANGE, FORGOT, change_form
from harness.sandbox.passwords.form import Form
from harness.sandbox.settings.accounts.fill import fill_and_send
from harness.sandbox.settings.effects.tokens import Write, needed, places
from harness.sandbox.web.endpoints import personal_endpoints
from harness.sandbox.web.page import enter, words
from harness.sandbox.web.page.ask import ask
from harness.sandbox.web.page.failures import StepFailed
from harness.sandbox.web.page.goto import goto
from harness.sandbox.web.page.links import GOOD
from harness.sandbox.web.page.login import login
from harness.sandbox.web.page.look import look
from harness.sandbox.web.page.placeholders import Values
from harness.sandbox.web.page.settle import settle, watch
from harness.sandbox.web.page.steps import run_steps

MOST = 40
MOST_TEXT = 2 << 20
OWN_PAGES = 4
QUIET = 5.0
ID = re.compile(r"[0-9a-fA-F]{24,}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9]+")
NO_FORM, NOT_CARRIED, NOT_UNDERSTOOD = "no-form", "not-carried", "not-understood"


@dataclass(frozen=True)
class _Page:
    """A page that came; its text is read at once, for the browser forgets it with the next one."""

    url: str
    html: asyncio.Task[str]
    came: Response


class Overheard:
    """What the pages of an actor send to the app, with the page that it was sent from.

    A frame is a page too: what an advertisement in one brings is not where the form stands.
    """

    def __init__(self, actor: Actor) -> None:
        self._hosts = actor.run.profile.app.hosts
        self._pages: dict[Frame | None, _Page] = {}
        self._sent: list[tuple[Request, _Page | None]] = []
        self._asked: list[Response] = []
        actor.context.on("response", self._came)
        actor.context.on("request", self._went)

    def _came(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and request.method == "GET" and response.status < 300:
            page = _Page(urldefrag(request.url).url, asyncio.ensure_future(_text(response)), response)
            self._pages[_frame(request)] = page
        elif request.resource_type in ("fetch", "xhr") and self._own(request) and len(self._asked) < MOST:
            self._asked.append(response)

    def _went(self, request: Request) -> None:
        if self._own(request) and request.method not in ("GET", "HEAD", "OPTIONS") and len(self._sent) < MOST:
            self._sent.append((request, self._pages.get(_frame(request))))

    def _own(self, request: Request) -> bool:
        return belongs(urlsplit(request.url).hostname or "", self._hosts)

    async def form(self, typed: Mapping[str, str], needs: str = "password") -> Form | None:
        """The last request that carried what it `needs` as it was typed; None when none did."""
        for request, page in reversed(self._sent):
            body = request.post_data_buffer or b""
            given = {name: value for name, value in typed.items() if value and carried(value, body)}
            if page is not None and needs in given:
                write = await _write(request, await page.html, body)
                return Form(page.url, write, given, await self._seeds(write, request, page))
        return None

    async def _seeds(self, write: Write, request: Request, page: _Page) -> tuple[str, ...]:
        """Where scripts first got the cookies that the request repeats, as far as the page does not give them."""
        lacking = {name for kind, name in needed(write, cookies=True) if kind == "cookie"} - await _set_by(page.came)
        found: dict[str, str] = {}
        for response in self._asked:
            if response.request is request or not lacking:
                break
            for name in await _set_by(response) & lacking:
                lacking.discard(name)
                found[name] = response.url
        return tuple(dict.fromkeys(found[name] for name in sorted(found)))


async def _set_by(response: Response) -> set[str]:
    """The names of the cookies that an answer set."""
    try:
        lines = await response.header_values("set-cookie")
    except PlaywrightError:
        return set()
    return {line.partition("=")[0].strip() for line in lines}


def _frame(request: Request) -> Frame | None:
    """The frame that a request belongs to; None for what no frame sends, as a worker does."""
    try:
        return request.frame
    except PlaywrightError:
        return None


async def _text(response: Response) -> str:
    try:
        return (await response.body())[:MOST_TEXT].decode("utf-8", "replace")
    except PlaywrightError:
        return ""


async def _write(request: Request, html: str, body: bytes) -> Write:
    headers = await request.all_headers()
    pairs = (one.strip().partition("=") for one in headers.get("cookie", "").split(";") if one.strip())
    cookies = {name: value for name, _, value in pairs}
    return Write(request.method, request.url, headers, body, places(html, cookies))


def carried(value: str, body: bytes) -> bool:
    """Whether a body holds the value, plain or as forms and JSON write it."""
    text = body.decode("utf-8", "replace")
    return any(one in text for one in (value, json.dumps(value)[1:-1])) or value in unquote_plus(text)


@dataclass(frozen=True)
class SignedIn:
    """What signing in sent, and the pages that may tell who is signed in."""

    form: Form
    pages: tuple[str, ...]


async def learn_login(actor: Actor, persona: Persona) -> SignedIn | str:
    """Sign in as this persona in a fresh browser; a code for why that taught nothing."""
    heard, profile = Overheard(actor), actor.run.profile
    await actor.acted(f"sign in as {persona.name}")
    outcome = await login(actor.page, profile.login, persona, actor.base, directory=profile.directory)
    return await signed_in(actor, persona, heard) or outcome.failure or NOT_CARRIED


async def signed_in(actor: Actor, persona: Persona, heard: Overheard) -> SignedIn | None:
    """What signing in just now sent; None when no request carried the persona's password as it was typed."""
    await settle(actor.page, QUIET)
    typed = {"username": persona.username or "", "password": _secret(persona)}
    if (form := await heard.form(typed)) is None:
        return None
    proving = await _proving_page(actor)
    # Where scripts fill the page, the addresses that they read tell who is signed in.
    read = await asyncio.to_thread(personal_endpoints, actor.run, actor.writer.name, persona)
    shared = [address for one in read if (address := shared_address(one))]
    return SignedIn(form, tuple(dict.fromkeys((actor.page.url.partition("?")[0], *proving, *shared, *read))))


def shared_address(address: str) -> str:
    """The address without the id at its end: somebody else has another id, and may read their own record here too.

    "" when none stands there.
    """
    path, _, _ = address.partition("?")
    head, _, last = path.rstrip("/").rpartition("/")
    return f"{head}{'/' if path.endswith('/') else ''}" if ID.fullmatch(last) else ""


async def _proving_page(actor: Actor) -> list[str]:
    """The page on which logins are proven, opened aside: it may be the only one that tells whose account it is."""
    login = actor.run.profile.login
    if login is None or login.proof.url is None or "{" in login.proof.url:
        return []
    page = await actor.context.new_page()
    try:
        watch(page)
        await goto(page, urljoin(actor.base, login.proof.url), PAGE_SECONDS)
        await settle(page, QUIET)
        return [page.url.partition("?")[0]]
    except PlaywrightError:
        return []
    finally:
        await page.close()


async def change_in_browser(actor: Actor, persona: Persona, new: str) -> Form | str:
    """Change the password of who is signed in; what that sent, or a code for why it could not be done."""
    heard, told = Overheard(actor), actor.run.profile.passwords
    await actor.acted(f"change the password of {persona.name}")
    try:
        if told is not None and told.steps:
            await _by_steps(actor, persona, new)
        elif (why := await _by_form(actor, _secret(persona), new)) is not None:
            return why
        return await heard.form({"present": _secret(persona), "password": new}) or NOT_CARRIED
    except (enter.Held, enter.Redrawn, StepFailed, TimeoutError, PlaywrightError):
        return NOT_UNDERSTOOD


async def _by_steps(actor: Actor, persona: Persona, new: str) -> None:
    profile = actor.run.profile
    steps = profile.passwords.steps if profile.passwords else ()
    knowing = persona.model_copy(update={"known": {**persona.known, "new_password": new}})
    await run_steps(
        actor.page, steps, Values(knowing), journey="passwords", base_url=actor.base, directory=profile.directory
    )
    await settle(actor.page, QUIET)


async def _by_form(actor: Actor, present: str, new: str) -> str | None:
    if not await _open(actor):
        return NO_FORM
    for asked in await ask(actor.page):
        found = change_form(asked.sheet)
        if found is not None:
            if found.form.captcha:
                return "captcha"
            await fill_and_send(actor.page, asked, found.form, found.values(present, new))
            return None
    return NO_FORM


async def _open(actor: Actor) -> bool:
    """Bring the form into view: where the profile says, else by links from the page one is on, and from own pages."""
    told = actor.run.profile.passwords
    if told is not None and told.change is not None:
        await actor.goto(told.change)
        return await _here(actor)
    tried: set[str] = set()
    for page in ["", *await own_links(actor, *(named for _, named in GOOD[:3]))][: OWN_PAGES + 1]:
        if page:
            await actor.goto(page)
        for link in await own_links(actor, CHANGE):
            if link not in tried and len(tried) < OWN_PAGES:
                tried.add(link)
                await actor.goto(link)
                if await _here(actor):
                    return True
        if await _here(actor):
            return True
    return False


async def _here(actor: Actor) -> bool:
    return any(change_form(asked.sheet) is not None for asked in await ask(actor.page))


async def own_links(actor: Actor, *called: frozenset[str]) -> list[str]:
    """Links of the app in sight that are called so."""
    hosts = actor.run.profile.app.hosts
    buttons = [button for view in await look(actor.page) for button in view.seen.buttons if button.href]
    named = [one for one in buttons if any(words.has(one.text, each) for each in called)]
    own = [one.href for one in named if one.href and (FORGOT in called or not words.has(one.text, FORGOT))]
    return [href for href in dict.fromkeys(own) if belongs(urlsplit(href).hostname or "", hosts)]


def _secret(persona: Persona) -> str:
    return persona.password.get_secret_value() if persona.password else ""
