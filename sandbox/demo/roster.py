"""Where an administrator switches accounts off, and takes people out of a class or a role."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo.guard import checked_form, signed_in
from harness.sandbox.demo.rendering import demo, render
from harness.sandbox.demo.store import Row

ACTIONS = {
    "uit": "Schakel account uit", "in": "Schakel account in",
    "klas-weg": "Haal uit de klas", "klas-terug": "Zet terug in de klas",
    "rol-weg": "Neem de rol af", "rol-terug": "Geef de rol terug",
}


@signed_in("admin")
async def account(request: Request, person: Row) -> Response:
    """One account of the own school, and what can be done with it."""
    return render(request, "roster.html", one=_whose(request, person), actions=ACTIONS)


@signed_in("admin")
async def decide(request: Request, person: Row) -> Response:
    """Do one of these things."""
    one, what = _whose(request, person), (await checked_form(request)).get("wat", "")
    if what not in ACTIONS or one["username"] == person["username"]:
        raise HTTPException(400)
    demo(request).store.enrolment(one["username"], what)
    return RedirectResponse(f"/admin/accounts/{one['username']}", 303)


def _whose(request: Request, person: Row) -> Row:
    found = demo(request).store.person(request.path_params["username"])
    if found is None or found["school"] != person["school"]:
        raise HTTPException(404)
    return found


ROUTES = [
    Route("/admin/accounts/{username}", account, methods=["GET"]),
    Route("/admin/accounts/{username}", decide, methods=["POST"]),
]
