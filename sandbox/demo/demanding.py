"""Where an administrator demands a second factor of the school's staff. Who has none is not let in meanwhile."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo.guard import checked_form, signed_in
from harness.sandbox.demo.rendering import Demo, demo, render
from harness.sandbox.demo.store import Row

PAGE = "/admin/tweede-stap"


@signed_in("admin")
async def page(request: Request, person: Row) -> Response:
    """What the school decided."""
    return render(request, "demanding.html", demanded=person["school"] in demo(request).store.demanding)


@signed_in("admin")
async def decide(request: Request, person: Row) -> Response:
    """Demand it, or no more."""
    what, demanding = (await checked_form(request)).get("wat"), demo(request).store.demanding
    if what not in ("eis", "vrij"):
        raise HTTPException(400)
    (demanding.add if what == "eis" else demanding.discard)(person["school"])
    return RedirectResponse(PAGE, 303)


def kept_out(running: Demo, person: Row) -> bool:
    """Whether this person has to set up a second factor before anything else; asked of who gave the password."""
    demanded = person["school"] in running.store.demanding and not running.faults.on("factor-demand-in-words")
    return demanded and person["role"] != "pupil" and person["totp"] is None


ROUTES = [Route(PAGE, page, methods=["GET"]), Route(PAGE, decide, methods=["POST"])]
