"""Where people choose another password: the present one is asked again, and every other session of theirs ends."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo.guard import NEW_PASSWORD, checked_form, signed_in
from harness.sandbox.demo.password_rules import kept, problem
from harness.sandbox.demo.passwords import password_matches
from harness.sandbox.demo.rendering import demo, render, visit
from harness.sandbox.demo.resetting import tell_of_change
from harness.sandbox.demo.store import Row

PAGE = NEW_PASSWORD


@signed_in()
async def change_page(request: Request, person: Row) -> Response:
    """The form."""
    return _page(request, None)


@signed_in()
async def change(request: Request, person: Row) -> Response:
    """A new password, once the present one was given."""
    form, running = await checked_form(request), demo(request)
    present, new = form.get("present", "")[:1000], form.get("new", "")[:1000]
    if not password_matches(kept(present, running.faults), person["password_hash"]):
        return _page(request, "Je huidige wachtwoord klopt niet.")
    if new != form.get("again"):
        return _page(request, "Geef twee keer hetzelfde nieuwe wachtwoord.")
    if (wrong := problem(new, running.faults, change=True, of=person)) is not None:
        return _page(request, wrong)
    first = person["username"] in running.store.must_change
    if first and new == present:
        return _page(request, "Kies een ander wachtwoord dan je eerste.")
    running.store.must_change.discard(person["username"])
    running.store.set_password(person["username"], new)
    running.sessions.end_others(visit(request).open())
    tell_of_change(running, person, new)
    return RedirectResponse("/start" if first else f"{PAGE}?bewaard=ja", 303)


def _page(request: Request, wrong: str | None) -> Response:
    saved = request.query_params.get("bewaard") == "ja"
    return render(request, "password.html", 200 if wrong is None else 422, wrong=wrong, saved=saved)


ROUTES = [Route(PAGE, change_page, methods=["GET"]), Route(PAGE, change, methods=["POST"])]
