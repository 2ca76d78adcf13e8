"""The school as one ASGI application, and the small one on its plain-HTTP port."""

from __future__ import annotations

import mimetypes
import time
from collections.abc import Callable, Iterable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Host, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from harness.sandbox.demo import (
    admin,
    api,
    app_door,
    demanding,
    devices,
    enrolling,
    forgotten,
    handing,
    hosts,
    joining,
    live,
    mail_page,
    notepad,
    pages,
    passkey_pages,
    password_page,
    questions,
    resetting,
    roster,
    saml,
    signing_in,
    signon,
    social,
    suggesting,
    works,
    young,
)
from harness.sandbox.demo.attempts import Attempts
from harness.sandbox.demo.fault_live import LIVE
from harness.sandbox.demo.faults import switches
from harness.sandbox.demo.headers import HeadersMiddleware
from harness.sandbox.demo.passkeys import Keyring
from harness.sandbox.demo.passwords import UsedCodes
from harness.sandbox.demo.people import Person, left_behind
from harness.sandbox.demo.post import Post
from harness.sandbox.demo.remembered import Remembered
from harness.sandbox.demo.rendering import HERE, Demo, demo, render
from harness.sandbox.demo.reset_links import Resets
from harness.sandbox.demo.sessions import SessionMiddleware, Sessions
from harness.sandbox.demo.store import Store

_FILES = {path.name: path.read_bytes() for path in (HERE / "static").iterdir() if path.is_file()}
_EXPLAINED = {
    400: "Dit verzoek konden we niet lezen.",
    401: "Aanmelden lukte niet.",
    403: "Je mag deze pagina niet bekijken.",
    404: "Deze pagina bestaat niet.",
    405: "Dat kan hier niet.",
    413: "Dat is te groot.",
}
_WORKER = """
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(fetch("https://%s/melding", {mode: "no-cors"})));
"""

_PARTS = (
    pages, questions, signing_in, enrolling, forgotten, resetting, password_page, handing, passkey_pages, signon, saml,
    api, app_door, live, social, suggesting, works, notepad, mail_page, admin, demanding, roster, joining, devices,
    young,
)
"""The places of the school, in the order in which an address is looked for."""


def school_app(
    people: Iterable[Person], active: Iterable[str], clock: Callable[[], float] = time.monotonic,
    registration: signon.Registration | None = None, federation: saml.Federation | None = None,
    mail: str | None = None, *, alive: bool = False,
) -> ASGIApp:
    """The school with these people and faults, for its HTTPS port. Its sessions age by the clock.

    With a `registration` at an identity provider, people can sign in with their school account too; with a `federation`
    by SAML. Its letters go to the mail server `mail` ("127.0.0.1:2525"); without one it sends none. `alive`:
    its profile page uses tokens and a socket, as it does with a fault of those.
    """
    faults, people = switches(active), tuple(people)
    sessions = Sessions(faults, clock)
    app = Starlette(
        routes=[
            Host(hosts.STATIC, app=Router([Route("/static/{name}", static_file)])),
            *(route for part in _PARTS for route in part.ROUTES),
            Route("/static/{name}", static_file),
            Route("/sw.js", service_worker),
        ],
        exception_handlers={HTTPException: told, Exception: broken},
    )
    if faults.on("default-admin"):
        people = (*people, left_behind())
    accounts = signon.SchoolAccounts(registration, people, faults) if registration else None
    service = saml.SchoolSaml(federation, people, faults) if federation else None
    store = Store(people, faults)
    app.state.demo = Demo(
        faults, store, sessions, Attempts(faults, clock), Keyring(faults), Remembered(faults),
        Resets(faults, clock), joining.Joining(), young.young(faults, clock),
        UsedCodes({one.username: one.recovery for one in people if one.recovery}),
        school_accounts=accounts, school_saml=service, post=Post(mail),
        live=live.Live(faults, sessions, store.off) if alive or LIVE & set(faults) else None,
    )
    return HeadersMiddleware(SessionMiddleware(app, sessions), faults)


def plain_app(school: ASGIApp, active: Iterable[str]) -> ASGIApp:
    """What answers on plain HTTP: a redirect for pages, a refusal for the API."""
    serves = switches(active).on("http-serves-pages")

    async def redirect(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        host = request.url.hostname if request.url.hostname in hosts.OWN else hosts.SCHOOL
        answer: Response = RedirectResponse(request.url.replace(scheme="https", netloc=host), 308)
        if request.url.path.startswith("/api/"):
            answer = JSONResponse({"fout": "alleen https"}, 403)
        await answer(scope, receive, send)

    return school if serves else redirect


async def static_file(request: Request) -> Response:
    """One of the school's own files, from memory."""
    name = request.path_params["name"]
    if name not in _FILES:
        raise HTTPException(404)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(_FILES[name], media_type=kind, headers={"cache-control": "public, max-age=300"})


async def service_worker(request: Request) -> Response:
    """The background script; exists only with its fault."""
    if not demo(request).faults.on("worker-undeclared"):
        raise HTTPException(404)
    return Response(_WORKER % hosts.BACKGROUND, media_type="text/javascript")


async def told(request: Request, error: Exception) -> Response:
    """An expected refusal, as a page or as JSON."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    text = _EXPLAINED.get(status, "Er ging iets mis.")
    if request.url.path.startswith("/api/"):
        return JSONResponse({"fout": text}, status)
    return render(request, "error.html", status, text=text)


async def broken(request: Request, error: Exception) -> Response:
    """A mistake of ours: no detail leaves the server."""
    return await told(request, HTTPException(500))
