"""Where people see on which devices they are signed in, and sign the others out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo.guard import checked_form, signed_in
from harness.sandbox.demo.rendering import demo, render, visit
from harness.sandbox.demo.store import Row

PAGE = "/profile/toestellen"


@signed_in()
async def devices(request: Request, person: Row) -> Response:
    """The open sessions of this person."""
    running, here = demo(request), visit(request).open()
    shown = 0 if running.faults.on("devices-hidden") else running.sessions.others(here, listed=True)
    return render(request, "devices.html", others=shown)


@signed_in()
async def sign_out_others(request: Request, person: Row) -> Response:
    """End every other session of this person."""
    await checked_form(request)
    running, here = demo(request), visit(request).open()
    if running.faults.on("device-end-in-words"):
        running.sessions.unlist_others(here)
    else:
        running.sessions.end_others(here)
    return RedirectResponse(PAGE, 303)


ROUTES = [Route(PAGE, devices, methods=["GET"]), Route(PAGE, sign_out_others, methods=["POST"])]
