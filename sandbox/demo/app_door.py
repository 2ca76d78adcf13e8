"""Where the school's own app signs in: with the same password and the same code as the page, but by JSON."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from harness.sandbox.demo.guard import check_origin, json_object
from harness.sandbox.demo.password_rules import kept
from harness.sandbox.demo.passwords import NOBODY, password_matches
from harness.sandbox.demo.rendering import demo, visit
from harness.sandbox.demo.sessions import Session


async def login(request: Request) -> Response:
    """Sign in this cookie's session."""
    await _opened(request, "api-login-without-code")
    return JSONResponse({"ok": True})


async def token(request: Request) -> Response:
    """A token for the header `Authorization: Bearer`."""
    return JSONResponse({"token": (await _opened(request, "api-token-without-code")).token})


async def _opened(request: Request, fault: str) -> Session:
    """The session of whoever gave all that is asked. HTTPException 401: it was not enough."""
    check_origin(request)
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise HTTPException(400)
    given = {name: value for name, value in (await json_object(request)).items() if isinstance(value, str)}
    username, running = given.get("username", "").strip().lower()[:100], demo(request)
    person, address = running.store.person(username), request.client.host if request.client else ""
    password = kept(given.get("password", "")[:1000], running.faults)
    matches = password_matches(password, person["password_hash"] if person else NOBODY)
    if person is None or not matches or username in running.store.off or running.attempts.stopped(username, address):
        running.attempts.wrong(username, address)
        raise HTTPException(401)
    if person["totp"] is not None and not running.faults.on(fault) and not running.codes.accept(
        username, given.get("code", ""), person["totp"], running.faults
    ):
        raise HTTPException(401)
    running.attempts.right(username, address)
    session = visit(request).open()
    running.sessions.sign_in(session, username)
    return session


ROUTES = [Route("/api/login", login, methods=["POST"]), Route("/api/token", token, methods=["POST"])]
