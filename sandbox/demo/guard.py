"""Who may come in: sign-in and role for a page, origin and token for a change."""

from __future__ import annotations

import functools
import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from harness.sandbox.demo.rendering import demo, viewer, visit
from harness.sandbox.demo.store import Row

type Endpoint = Callable[[Request], Awaitable[Response]]
type PersonalEndpoint = Callable[[Request, Row], Awaitable[Response]]

LONGEST_BODY = 64 * 1024
NEW_PASSWORD = "/profile/wachtwoord"
EVERYONE = ("pupil", "teacher", "admin")


def signed_in(*roles: str) -> Callable[[PersonalEndpoint], Endpoint]:
    """Let only these roles in (all when none is given), and hand the person to the endpoint.

    A visitor is sent to the sign-in page, or gets 401 from the API; another role gets 403.
    """

    def wrap(endpoint: PersonalEndpoint) -> Endpoint:
        @functools.wraps(endpoint)
        async def guarded(request: Request) -> Response:
            person = viewer(request)
            if person is None:
                if request.url.path.startswith("/api/"):
                    return JSONResponse({"fout": "niet aangemeld"}, 401)
                return RedirectResponse("/login", 303)
            if _owes_password(request, person):
                if request.url.path.startswith("/api/"):
                    return JSONResponse({"fout": "kies eerst een wachtwoord"}, 403)
                return RedirectResponse(NEW_PASSWORD, 303)
            if person["role"] not in (roles or EVERYONE):
                raise HTTPException(403)
            return await endpoint(request, person)

        return guarded

    return wrap


def _owes_password(request: Request, person: Row) -> bool:
    """Whether nothing but the page for another password is open to this person: theirs is the first one."""
    running = demo(request)
    spared = running.faults.on("first-password-stays") or running.faults.on("first-password-skipped")
    return person["username"] in running.store.must_change and request.url.path != NEW_PASSWORD and not spared


async def checked_form(request: Request, files: int = 0) -> dict[str, str]:
    """The fields of a form that this site itself sent; of at most so many files only their names.

    Raises HTTPException: 403 for another origin or a wrong token, 413 for a body over 64 KiB.
    """
    fields = await own_form(request, files)
    _check_token(request, fields.get("csrf", ""))
    return fields


async def own_form(request: Request, files: int = 0) -> dict[str, str]:
    """The fields of a form that came from this origin; without a session there is no token to check."""
    check_origin(request)
    form = await request.form(max_files=files, max_fields=50)
    return {name: value if isinstance(value, str) else value.filename or "" for name, value in form.items()}


async def json_object(request: Request) -> dict[str, Any]:
    """The object in a JSON body. Raises HTTPException 400 when there is none; who may send it is not checked here."""
    try:
        value = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    if not isinstance(value, dict):
        raise HTTPException(400)
    return value


def check_json(request: Request) -> None:
    """Let a JSON change through only with the right origin, size and token.

    Raises HTTPException: 403 or 413.
    """
    check_origin(request)
    _check_token(request, request.headers.get("x-csrf-token", ""))


def check_origin(request: Request) -> None:
    """Refuse what another site made the browser send, and bodies that are too large or of unknown size.

    Raises HTTPException: 403 or 413.
    """
    origin = request.headers.get("origin")
    if origin is not None and origin.lower() != f"https://{request.headers.get('host', '')}".lower():
        raise HTTPException(403)
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403)
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > LONGEST_BODY:
        raise HTTPException(413)


def _check_token(request: Request, given: str) -> None:
    session = visit(request).session
    if session is None or not hmac.compare_digest(session.csrf.encode(), given.encode("utf-8", "replace")):
        raise HTTPException(403)
