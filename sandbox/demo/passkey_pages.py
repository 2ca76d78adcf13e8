"""Where people make passkeys, take them away, and sign in with one."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo.guard import check_json, checked_form, json_object, signed_in
from harness.sandbox.demo.rendering import demo, render, visit
from harness.sandbox.demo.signing_in import welcome
from harness.sandbox.demo.store import Row

PAGE = "/profile/passkeys"


@signed_in()
async def page(request: Request, person: Row) -> Response:
    """How many passkeys there are, and the buttons."""
    return render(request, "passkeys.html", count=len(demo(request).passkeys.of(person["username"])))


@signed_in()
async def begin(request: Request, person: Row) -> Response:
    """What the browser must make."""
    check_json(request)
    options, state = demo(request).passkeys.begin_adding(person["username"])
    visit(request).open().ceremony = state
    return JSONResponse(options)


@signed_in()
async def add(request: Request, person: Row) -> Response:
    """Keep what the browser made."""
    answer, state = await _answer(request)
    try:
        demo(request).passkeys.add(person["username"], state, answer)
    except (ValueError, KeyError, TypeError):
        raise HTTPException(400) from None
    return RedirectResponse(PAGE, 303)


@signed_in()
async def remove(request: Request, person: Row) -> Response:
    """Take all of them away."""
    await checked_form(request)
    demo(request).passkeys.of(person["username"]).clear()
    return RedirectResponse(PAGE, 303)


async def begin_login(request: Request) -> Response:
    """What the browser must prove."""
    check_json(request)
    options, state = demo(request).passkeys.begin_opening()
    visit(request).open().ceremony = state
    return JSONResponse(options)


async def login(request: Request) -> Response:
    """Open the account whose passkey was proven."""
    answer, state = await _answer(request)
    try:
        username = demo(request).passkeys.opens(state, answer)
    except (ValueError, KeyError, TypeError):
        raise HTTPException(403) from None
    if username in demo(request).store.off or demo(request).store.person(username) is None:
        raise HTTPException(403)
    return welcome(request, username)


async def _answer(request: Request) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser sent, and what was kept for it, which serves once."""
    check_json(request)
    session = visit(request).open()
    state, session.ceremony = session.ceremony, None
    if state is None:
        raise HTTPException(400)
    return await json_object(request), state


ROUTES = [
    Route(PAGE, page, methods=["GET"]),
    Route(f"{PAGE}/begin", begin, methods=["POST"]),
    Route(f"{PAGE}/add", add, methods=["POST"]),
    Route(f"{PAGE}/remove", remove, methods=["POST"]),
    Route("/login/passkey/begin", begin_login, methods=["POST"]),
    Route("/login/passkey", login, methods=["POST"]),
]
