"""The form on the privacy page: a question about one's data, and boxes beside it that nobody ticked in advance."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.sandbox.demo.guard import own_form
from harness.sandbox.demo.rendering import demo, render

_LONGEST = 2000
_BOXES = ("kopie", "nieuwsbrief", "delen")


async def ask(request: Request) -> Response:
    """Keep a question for the school's office."""
    form = await own_form(request)
    text = form.get("vraag", "").strip()[:_LONGEST]
    if text:
        demo(request).store.ask(form.get("email", "")[:200], text, {name for name in _BOXES if name in form})
    return render(request, "privacy.html", asked=bool(text))


ROUTES = [Route("/vraag", ask, methods=["POST"])]
