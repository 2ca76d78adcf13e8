"""Pages about the work of pupils: making it, reading it, commenting on it, and sharing it by a link."""

from __future__ import annotations

from datetime import date, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo.circle import may_comment, may_read_work
from harness.sandbox.demo.guard import checked_form, signed_in
from harness.sandbox.demo.rendering import demo, render, viewer
from harness.sandbox.demo.shelf import Work
from harness.sandbox.demo.store import Row

_LONGEST = 2000
LINK_DAYS = 14


@signed_in("pupil")
async def own_works(request: Request, person: Row) -> Response:
    """The own works; a POST keeps a new one and opens it."""
    shelf = demo(request).shelf
    if request.method == "POST":
        form = await checked_form(request)
        title, text = form.get("title", "").strip()[:100], form.get("text", "").strip()[:_LONGEST]
        if not (title and text):
            raise HTTPException(400)
        return RedirectResponse(f"/werk/{shelf.make(person['username'], title, text).number}", 303)
    return render(request, "works.html", works=shelf.works(person["username"]))


async def work(request: Request) -> Response:
    """One work by its address."""
    running, person, found = demo(request), viewer(request), _work(request)
    owner = _owner(request, found)
    seen = may_read_work(running.faults, running.store, person, owner)
    late = not seen and running.faults.on("work-sent-with-404")
    if not seen and not late:
        if person is None:
            return RedirectResponse("/login", 303)
        raise HTTPException(404)
    mine = person is not None and person["username"] == found.owner
    says = person is not None and not mine and may_comment(running.faults, running.store, person, owner)
    return _shown(request, found, 404 if late else 200, mine=mine, says=says)


async def say(request: Request) -> Response:
    """Comment on a work."""
    running, person, found = demo(request), viewer(request), _work(request)
    text = (await checked_form(request)).get("text", "").strip()[:_LONGEST]
    if person is None or not may_comment(running.faults, running.store, person, _owner(request, found)):
        raise HTTPException(403)
    if text:
        running.shelf.comment(found, person["first_name"], text)
    return RedirectResponse(f"/werk/{found.number}", 303)


@signed_in("pupil")
async def share(request: Request, person: Row) -> Response:
    """Make a link by which anybody can read the work."""
    await checked_form(request)
    running, found = demo(request), _own(request, person)
    on = running.faults.on
    running.shelf.share(found, short=on("link-short"), counted=on("link-sequential"))
    return RedirectResponse(f"/werk/{found.number}", 303)


@signed_in("pupil")
async def remove(request: Request, person: Row) -> Response:
    """Throw a work away."""
    await checked_form(request)
    demo(request).shelf.remove(_own(request, person))
    return RedirectResponse("/werk", 303)


async def shared(request: Request) -> Response:
    """A work by its link."""
    found = demo(request).shelf.linked(request.path_params["link"])
    if found is None:
        raise HTTPException(404)
    return _shown(request, found, mine=False, says=False)


def _shown(request: Request, found: Work, status: int = 200, *, mine: bool, says: bool) -> Response:
    never = demo(request).faults.on("link-never-expires")
    until = None if never else (date.today() + timedelta(days=LINK_DAYS)).isoformat()
    return render(request, "work.html", status, work=found, until=until, mine=mine, says=says)


def _work(request: Request) -> Work:
    found = demo(request).shelf.work(request.path_params["number"])
    if found is None:
        raise HTTPException(404)
    return found


def _own(request: Request, person: Row) -> Work:
    found = _work(request)
    if found.owner != person["username"]:
        raise HTTPException(404)
    return found


def _owner(request: Request, found: Work) -> Row:
    owner = demo(request).store.person(found.owner)
    if owner is None:
        raise HTTPException(404)
    return owner


ROUTES = [
    Route("/werk", own_works, methods=["GET", "POST"]),
    Route("/werk/{number:int}", work),
    Route("/werk/{number:int}/reactie", say, methods=["POST"]),
    Route("/werk/{number:int}/deel", share, methods=["POST"]),
    Route("/werk/{number:int}/weg", remove, methods=["POST"]),
    Route("/deel/{link}", shared),
]
