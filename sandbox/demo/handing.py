"""Where a teacher gives a pupil of the own class a password: it holds until the pupil signs in and chooses another."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo.guard import checked_form, signed_in
from harness.sandbox.demo.password_rules import problem
from harness.sandbox.demo.rendering import demo, render
from harness.sandbox.demo.store import Row

PAGE = "/teacher/wachtwoord/{username}"


@signed_in("teacher")
async def page(request: Request, person: Row) -> Response:
    """The form."""
    return _page(request, _pupil(request, person))


@signed_in("teacher")
async def give(request: Request, person: Row) -> Response:
    """Another password for this pupil, whose sessions end."""
    pupil, running = _pupil(request, person), demo(request)
    new = (await checked_form(request)).get("new", "")[:1000]
    if (wrong := problem(new, running.faults, given=True, of=pupil)) is not None:
        return _page(request, pupil, wrong)
    running.store.set_password(pupil["username"], new)
    running.sessions.end_all(pupil["username"])
    if not running.faults.on("given-password-stays"):
        running.store.must_change.add(pupil["username"])
    return RedirectResponse(PAGE.format(username=pupil["username"]), 303)


def _page(request: Request, pupil: Row, wrong: str | None = None) -> Response:
    return render(request, "handing.html", 200 if wrong is None else 422, pupil=pupil, wrong=wrong)


def _pupil(request: Request, person: Row) -> Row:
    found = demo(request).store.person(request.path_params["username"])
    own = found is not None and (found["school"], found["class_name"]) == (person["school"], person["class_name"])
    if found is None or not own or found["role"] != "pupil":
        raise HTTPException(404)
    return found


ROUTES = [Route(PAGE, page, methods=["GET"]), Route(PAGE, give, methods=["POST"])]
