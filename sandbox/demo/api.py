"""The JSON API: the same data under the same rules as the pages."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from harness.sandbox.demo.choices import as_json, keep, read_json, visible_name
from harness.sandbox.demo.guard import check_json, check_origin, json_object, signed_in
from harness.sandbox.demo.rendering import demo, own_data
from harness.sandbox.demo.store import Row

_MEASURED = ("canvas-fingerprint", "font-fingerprint", "audio-fingerprint")


@signed_in()
async def me(request: Request, person: Row) -> Response:
    """The signed-in person's own data."""
    return JSONResponse(own_data(person))


@signed_in("pupil", "teacher")
async def school_class(request: Request, person: Row) -> Response:
    """The own class, as its page shows it."""
    store = demo(request).store
    names = [visible_name(store, person, row) for row in store.class_pupils(person)]
    return JSONResponse({"klas": person["class_name"], "leerlingen": names})


@signed_in()
async def homework(request: Request, person: Row) -> Response:
    """The tasks of the own class."""
    return JSONResponse([dict(row) for row in demo(request).store.homework(person)])


@signed_in()
async def task(request: Request, person: Row) -> Response:
    """One task and the own answer; a POST of `{"antwoord": text}` keeps a pupil's answer."""
    store = demo(request).store
    found = store.task(person, request.path_params["number"])
    if found is None:
        return JSONResponse({"fout": "niet gevonden"}, 404)
    if request.method == "POST":
        if person["role"] != "pupil":
            raise HTTPException(403)
        store.save_answer(person["username"], found["id"], await _text(request, "antwoord", 2000))
    return JSONResponse(dict(found) | {"antwoord": store.answer(person["username"], found["id"])})


@signed_in("pupil", "teacher")
async def messages(request: Request, person: Row) -> Response:
    """The messages of the own class; a POST of `{"tekst": text}` adds one."""
    store = demo(request).store
    if request.method == "POST":
        store.send_message(person, await _text(request, "tekst", 500))
    return JSONResponse([{"van": row["first_name"], "tekst": row["text"]} for row in store.messages(person)])


@signed_in()
async def settings(request: Request, person: Row) -> Response:
    """The own settings; a POST of some of them changes these."""
    store = demo(request).store
    if request.method == "POST":
        wanted = read_json(await _json(request))
        if wanted is None:
            raise HTTPException(400)
        if not keep(store, person, wanted):
            raise HTTPException(403)
    return JSONResponse({"settings": as_json(store, person), "changed": len(store.settings(person["username"]))})


@signed_in("pupil")
async def shown_extra(request: Request, person: Row) -> Response:
    """What the start page loads when a pupil asked for it: offers, recommendations, the count of use."""
    return JSONResponse({"ok": True})


async def measurement(request: Request) -> Response:
    """Where the fingerprint scripts report to; exists only with their faults, and keeps nothing."""
    if not any(demo(request).faults.on(fault) for fault in _MEASURED):
        raise HTTPException(404)
    check_origin(request)
    await request.body()
    return Response(status_code=204)


@signed_in()
async def place(request: Request, person: Row) -> Response:
    """Where the location goes to; exists only with its fault, and keeps nothing."""
    if not demo(request).faults.on("geo-to-own-api"):
        raise HTTPException(404)
    await _json(request)
    return Response(status_code=204)


async def _text(request: Request, field: str, longest: int) -> str:
    text = (await _json(request)).get(field)
    if not isinstance(text, str) or not text.strip():
        raise HTTPException(400)
    return text.strip()[:longest]


async def _json(request: Request) -> dict[str, Any]:
    check_json(request)
    return await json_object(request)


ROUTES = [
    Route("/api/me", me),
    Route("/api/class", school_class),
    Route("/api/homework", homework),
    Route("/api/homework/{number:int}", task, methods=["GET", "POST"]),
    Route("/api/messages", messages, methods=["GET", "POST"]),
    Route("/api/settings", settings, methods=["GET", "POST"]),
    *(Route(f"/api/{name}", shown_extra) for name in ("aanbiedingen", "aanbevelingen", "gebruik")),
    Route("/api/meting", measurement, methods=["POST"]),
    Route("/api/plaats", place, methods=["POST"]),
]
