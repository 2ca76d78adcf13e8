"""Who forgot a password asks for another one. The answer is the same whether or not there is such an account."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.sandbox.demo.guard import checked_form
from harness.sandbox.demo.rendering import demo, render, visit
from harness.sandbox.demo.resetting import send_link

PAGE = "/login/vergeten"


async def forgotten_page(request: Request) -> Response:
    """The form. A session starts here, so that the form can carry a token."""
    visit(request).open()
    return render(request, "forgotten.html", told=None)


async def forgotten(request: Request) -> Response:
    """A letter with a link goes to whoever has this account. Where no mail is sent, the class teacher is told."""
    username, running = (await checked_form(request)).get("username", "").strip().lower()[:100], demo(request)
    told = "Als dit account bestaat, krijgt je leraar bericht."
    person = running.store.person(username)
    if running.post.sends:
        told = "Als dit account bestaat, krijg je een bericht met een link."
        if person is not None:
            send_link(request, person)
    if running.faults.on("reset-tells") and person is None:
        told = "Dit account kennen we niet."
    return render(request, "forgotten.html", told=told)


ROUTES = [Route(PAGE, forgotten_page, methods=["GET"]), Route(PAGE, forgotten, methods=["POST"])]
