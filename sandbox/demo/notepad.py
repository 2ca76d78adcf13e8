"""The pupil's pad: a form, another form, and a script that sends JSON. Here stand the faults of foreign commands."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo.guard import check_json, checked_form, json_object, signed_in
from harness.sandbox.demo.rendering import demo, render
from harness.sandbox.demo.store import Row

PAGE = "/kladblok"
_LONGEST = 200


@signed_in("pupil")
async def pad(request: Request, person: Row) -> Response:
    """All that this pupil jotted down."""
    return render(request, "pad.html", lines=demo(request).pad.of(person["username"]))


@signed_in("pupil")
async def note(request: Request, person: Row) -> Response:
    """Keep a note from a form."""
    on = demo(request).faults.on
    if request.method == "GET":
        if not on("csrf-by-get"):
            raise HTTPException(405)
        return _kept(request, person, "notitie", request.query_params.get("tekst", ""))
    form = await (_any_form(request) if on("csrf-no-token") else checked_form(request))
    return _kept(request, person, "notitie", form.get("tekst", ""))


@signed_in("pupil")
async def task(request: Request, person: Row) -> Response:
    """Keep a task from a form; with its fault a token has to be there, and nobody looks which."""
    if demo(request).faults.on("csrf-token-unchecked"):
        form = await _any_form(request)
        if not form.get("csrf"):
            raise HTTPException(403)
    else:
        form = await checked_form(request)
    return _kept(request, person, "taak", form.get("tekst", ""))


@signed_in("pupil")
async def idea(request: Request, person: Row) -> Response:
    """Keep an idea that a script sends as JSON; with its fault it may come as plain text and without a token."""
    if not demo(request).faults.on("csrf-json-as-text"):
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            raise HTTPException(400)
        check_json(request)
    text = (await json_object(request)).get("tekst")
    if not isinstance(text, str):
        raise HTTPException(400)
    _kept(request, person, "idee", text)
    return JSONResponse({"ok": True})


@signed_in("pupil")
async def wipe(request: Request, person: Row) -> Response:
    """Throw a line away."""
    await checked_form(request)
    demo(request).pad.wipe(request.path_params["number"], person["username"])
    return RedirectResponse(PAGE, 303)


def _kept(request: Request, person: Row, kind: str, text: str) -> Response:
    if text.strip():
        demo(request).pad.jot(person["username"], kind, text.strip()[:_LONGEST])
    return RedirectResponse(PAGE, 303)


async def _any_form(request: Request) -> dict[str, str]:
    form = await request.form(max_files=0, max_fields=50)
    return {name: value for name, value in form.items() if isinstance(value, str)}


ROUTES = [
    Route(PAGE, pad),
    Route(f"{PAGE}/notitie", note, methods=["GET", "POST"]),
    Route(f"{PAGE}/taak", task, methods=["POST"]),
    Route("/api/kladblok", idea, methods=["POST"]),
    Route(f"{PAGE}/{{number:int}}/weg", wipe, methods=["POST"]),
]
