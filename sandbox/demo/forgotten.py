"""Who forgot a password asks for another one. The answer is the same whether or not there is such an account."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.sandbox.demo.guard import checked_form
from harness.sandbox.demo.rendering import demo, render, visit

PAGE = "/login/vergeten"


async def forgotten_page(request: Request) -> Response:
    """The form. A session starts here, so that the form can carry a token."""
    visit(request).open()
    return render(request, "forgotten.html", told=None)


async def forgotten(request: Request) -> Response:
    """Nothing leaves this school: the class teacher is told, in the staff room."""
    username, running = (await checked_form(request)).get("username", "").strip().lower()[:100], demo(request)
    told = "Als dit account bestaat, krijgt je leraar bericht."
    if running.faults.on("reset-tells") and running.store.person(username) is None:
        told = "Dit account kennen we niet."
    return render(request, "forgotten.html", told=told)


ROUTES = [Route(PAGE, forgotten_page, methods=["GET"]), Route(PAGE, forgotten, methods=["POST"])]
