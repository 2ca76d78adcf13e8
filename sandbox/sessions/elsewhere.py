"""A page of another site, in the browser of somebody who is signed in. It is asked of no network: we answer for it."""

from __future__ import annotations

import asyncio
import html
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Request, Route

from harness import belongs
from harness.sandbox.acting.actor import Actor
from harness.sandbox.sessions.forging import Forged

HOST = "elsewhere.example"
"""A name that nobody can have (RFC 2606)."""
SECONDS = 15.0
KEPT_BACK = ("net::ERR_BLOCKED_BY_RESPONSE", "net::ERR_BLOCKED_BY_ORB")
"""The app answered, and the browser does not let the other site have it."""
_SUBMIT = "() => HTMLFormElement.prototype.submit.call(document.querySelector('form'))"
_FOLLOW = "url => { location.href = url; }"
_FETCH = """([url, text, kind]) => { fetch(url, {method: 'POST', mode: 'no-cors', credentials: 'include',
  headers: {'content-type': kind}, body: text}).catch(() => {}); }"""


@dataclass(frozen=True)
class Arrived:
    """What became of a request: whether the app answered, with which status, and whether cookies went along."""

    answered: bool
    cookie: bool | None = None
    status: int | None = None


async def send(actor: Actor, forged: Forged) -> Arrived:
    """Send it from a page of the other site in this person's browser, and wait for the answer."""
    async with _opened(actor, forged) as page:
        asked: asyncio.Future[Request] = asyncio.get_running_loop().create_future()

        def hear(request: Request) -> None:
            host = urlsplit(request.url).hostname or ""
            if belongs(host, actor.run.profile.app.hosts) and not asked.done():
                asked.set_result(request)

        page.on("request", hear)
        await _act(page, forged)
        try:
            async with asyncio.timeout(SECONDS):
                request = await asked
                answer = await request.response()
                headers = await request.all_headers()
        except TimeoutError:
            return Arrived(False)
        answered = answer is not None or (request.failure or "").startswith(KEPT_BACK)
        return Arrived(answered, "cookie" in headers, answer.status if answer else None)


@asynccontextmanager
async def _opened(actor: Actor, forged: Forged) -> AsyncIterator[Page]:
    """The page, over the app's own scheme: a browser keeps a page over HTTPS away from plain HTTP by itself."""
    origin = f"{urlsplit(forged.url).scheme}://{HOST}"
    page = await actor.context.new_page()

    async def answer(route: Route) -> None:
        await route.fulfill(body=_page(forged), content_type="text/html; charset=utf-8")

    try:
        await page.route(f"{origin}/**", answer)
        await page.goto(f"{origin}/", timeout=SECONDS * 1000)
        yield page
    finally:
        await page.close()


async def _act(page: Page, forged: Forged) -> None:
    try:
        if forged.way == "address":
            await page.evaluate(_FOLLOW, forged.url)
        elif forged.way == "script":
            await page.evaluate(_FETCH, [forged.url, forged.text, forged.kind])
        else:
            await page.evaluate(_SUBMIT)
    except PlaywrightError:  # the page may be gone before it told that it did so
        if page.is_closed():
            raise


def _page(forged: Forged) -> str:
    """The page of the other site; a form in it is ready to be sent."""
    if not forged.way.startswith("form"):
        return "<!doctype html><title>-</title>"
    hidden = '<input type="hidden" name="{}" value="{}">'
    fields = "".join(hidden.format(html.escape(name), html.escape(value)) for name, value in forged.fields)
    action = f'<form method="post" action="{html.escape(forged.url)}" enctype="{forged.kind}">{fields}</form>'
    return f"<!doctype html><title>-</title>{action}"
