"""Where an administrator switches accounts off, takes people out of a class or a role, and gives them passwords."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo.guard import checked_form, signed_in
from harness.sandbox.demo.password_rules import problem
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
    return _page(request, _whose(request, person))


@signed_in("admin")
async def decide(request: Request, person: Row) -> Response:
    """Do one of these things."""
    one, what = _whose(request, person), (await checked_form(request)).get("wat", "")
    if what not in ACTIONS or one["username"] == person["username"]:
        raise HTTPException(400)
    demo(request).store.enrolment(one["username"], what)
    return RedirectResponse(f"/admin/accounts/{one['username']}", 303)


@signed_in("admin")
async def give_password(request: Request, person: Row) -> Response:
    """A password for somebody who has none to work with: it holds until they sign in, and then they choose another."""
    one, running = _whose(request, person), demo(request)
    new = (await checked_form(request)).get("new", "")[:1000]
    if one["username"] == person["username"]:
        raise HTTPException(400)
    if (wrong := problem(new, running.faults, given=True, of=one)) is not None:
        return _page(request, one, wrong)
    running.store.set_password(one["username"], new)
    running.sessions.end_all(one["username"])
    if not running.faults.on("given-password-stays"):
        running.store.must_change.add(one["username"])
    return RedirectResponse(f"/admin/accounts/{one['username']}", 303)


def _page(request: Request, one: Row, wrong: str | None = None) -> Response:
    return render(request, "roster.html", 200 if wrong is None else 422, one=one, actions=ACTIONS, wrong=wrong)


def _whose(request: Request, person: Row) -> Row:
    found = demo(request).store.person(request.path_params["username"])
    if found is None or found["school"] != person["school"]:
        raise HTTPException(404)
    return found


ROUTES = [
    Route("/admin/accounts/{username}", account, methods=["GET"]),
    Route("/admin/accounts/{username}", decide, methods=["POST"]),
    Route("/admin/accounts/{username}/wachtwoord", give_password, methods=["POST"]),
]
