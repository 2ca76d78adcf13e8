"""Pages about other people: the profile of a pupil, the search, messages to one person, and what crawlers get."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo import hosts
from harness.sandbox.demo.circle import may_find, may_see_profile, may_write
from harness.sandbox.demo.guard import checked_form, signed_in
from harness.sandbox.demo.rendering import demo, render, viewer, visit
from harness.sandbox.demo.store import Row

_LONGEST = 500
_PUBLIC_PAGES = ("/", "/privacy", "/login")


async def pupil_profile(request: Request) -> Response:
    """The profile of one pupil. Whoever may not see it gets a page that says so, with status 200 as real apps do."""
    pupil, person = _pupil(request), viewer(request)
    running = demo(request)
    seen = may_see_profile(running.faults, running.store, person, pupil, api=False)
    if not seen and person is None:
        return RedirectResponse("/login", 303)
    late = not seen and running.faults.on("profile-sent-with-404")
    return render(request, "pupil.html", 404 if late else 200, pupil=pupil, seen=seen or late)


async def pupil_data(request: Request) -> Response:
    """The same as JSON."""
    pupil, person = _pupil(request), viewer(request)
    running = demo(request)
    if not may_see_profile(running.faults, running.store, person, pupil, api=True):
        return JSONResponse({"fout": "niet gevonden"}, 404)
    return JSONResponse({name: pupil[name] for name in ("username", "first_name", "last_name", "class_name")})


async def search(request: Request) -> Response:
    """Pupils whose name begins so, as far as the viewer may find them. The page repeats what was asked."""
    person, running = viewer(request), demo(request)
    if person is None and not running.faults.on("search-open-to-visitors"):
        return RedirectResponse("/login", 303)
    asked = request.query_params.get("naam", "").strip()[:100]
    everyone = running.store.every_pupil() if asked else []
    found = [
        one for one in everyone
        if _named(one, asked) and may_find(running.faults, running.store, person, one)
    ]
    return render(request, "search.html", asked=asked, found=found)


async def write(request: Request) -> Response:
    """The form for a message to one pupil; a POST sends it, or says that it may not be sent."""
    pupil, person, running = _pupil(request), viewer(request), demo(request)
    allowed = may_write(running.faults, running.store, person, pupil)
    if person is None and not allowed:
        return RedirectResponse("/login", 303)
    visit(request).open()
    sent = False
    if request.method == "POST":
        text = (await checked_form(request)).get("text", "").strip()[:_LONGEST]
        if text and (allowed or running.faults.on("message-arrives-after-403")):
            running.shelf.send(person["username"] if person else "", pupil["username"], text)
            sent = allowed
    if not allowed:
        raise HTTPException(403)
    return render(request, "write.html", pupil=pupil, sent=sent)


@signed_in()
async def inbox(request: Request, person: Row) -> Response:
    """The messages to this person alone."""
    return render(request, "inbox.html", letters=demo(request).shelf.inbox(person["username"]))


@signed_in()
async def tear(request: Request, person: Row) -> Response:
    """Throw away one message."""
    await checked_form(request)
    demo(request).shelf.tear(request.path_params["number"], person["username"])
    return RedirectResponse("/postvak", 303)


async def robots(request: Request) -> Response:
    """Search engines are asked to stay away from everything but the front page."""
    return PlainTextResponse(f"User-agent: *\nAllow: /$\nDisallow: /\nSitemap: https://{hosts.SCHOOL}/sitemap.xml\n")


async def sitemap(request: Request) -> Response:
    """The public pages; with its fault, every pupil as well."""
    running = demo(request)
    pupils = running.store.every_pupil() if running.faults.on("sitemap-lists-pupils") else []
    paths = [*_PUBLIC_PAGES, *(f"/leerlingen/{one['username']}" for one in pupils)]
    places = "".join(f"<url><loc>https://{hosts.SCHOOL}{path}</loc></url>" for path in paths)
    text = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
    return Response(text, media_type="application/xml")


def _pupil(request: Request) -> Row:
    person = demo(request).store.person(request.path_params["username"])
    if person is None or person["role"] != "pupil":
        raise HTTPException(404)
    return person


def _named(pupil: Row, asked: str) -> bool:
    names = (pupil["first_name"], pupil["last_name"], f"{pupil['first_name']} {pupil['last_name']}")
    return any(name.lower().startswith(asked.lower()) for name in names)


ROUTES = [
    Route("/leerlingen/{username}", pupil_profile),
    Route("/api/leerlingen/{username}", pupil_data),
    Route("/zoek", search),
    Route("/berichten/{username}", write, methods=["GET", "POST"]),
    Route("/postvak", inbox),
    Route("/postvak/{number:int}/weg", tear, methods=["POST"]),
    Route("/robots.txt", robots),
    Route("/sitemap.xml", sitemap),
]
