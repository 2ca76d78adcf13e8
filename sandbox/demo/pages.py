"""The pages, one function each."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo.choice_table import LEARNING, OVERVIEW, PRIVACY, Choice
from harness.sandbox.demo.choices import chosen, keep, locked, on_page, read_form, visible_name
from harness.sandbox.demo.guard import checked_form, signed_in
from harness.sandbox.demo.pictures import FIRST_YEAR
from harness.sandbox.demo.rendering import demo, render
from harness.sandbox.demo.store import Row

_LONGEST_ANSWER = 2000
_LONGEST_MESSAGE = 500


async def home(request: Request) -> Response:
    """The public front page, with the welcome video."""
    return render(request, "home.html")


async def privacy(request: Request) -> Response:
    """The privacy statement."""
    return render(request, "privacy.html", asked=False)


@signed_in()
async def start(request: Request, person: Row) -> Response:
    """The dashboard."""
    store = demo(request).store
    mine = chosen(store, person)
    news = len(store.messages(person)) if mine["notifications"] == "Aan" else None
    return render(request, "start.html", tasks=store.homework(person), news=news, mine=mine)


@signed_in()
async def homework(request: Request, person: Row) -> Response:
    """The tasks of the own class."""
    search = request.query_params.get("zoek", "")[:100]
    return render(request, "homework.html", tasks=demo(request).store.homework(person, search), search=search)


@signed_in()
async def exercise(request: Request, person: Row) -> Response:
    """One task: a pupil's own answer, or all answers for the teacher."""
    return _exercise(request, person, _task(request, person), saved=False)


@signed_in("pupil")
async def save_answer(request: Request, person: Row) -> Response:
    """Keep a pupil's answer."""
    task = _task(request, person)
    text = (await checked_form(request)).get("answer", "")[:_LONGEST_ANSWER]
    demo(request).store.save_answer(person["username"], task["id"], text)
    return _exercise(request, person, task, saved=True)


@signed_in("pupil", "teacher")
async def messages(request: Request, person: Row) -> Response:
    """The messages of the own class; a POST adds one."""
    store = demo(request).store
    if request.method == "POST":
        text = (await checked_form(request)).get("text", "").strip()[:_LONGEST_MESSAGE]
        if text:
            store.send_message(person, text)
        return RedirectResponse("/messages", 303)
    return render(request, "messages.html", messages=store.messages(person))


@signed_in("pupil", "teacher")
async def school_class(request: Request, person: Row) -> Response:
    """The pupils of the own class, as far as they want to be seen."""
    store = demo(request).store
    shown = store.class_pupils(person)
    if person["class_name"] == FIRST_YEAR and store.faults.on("young-sees-school"):
        shown = [row for row in store.every_pupil() if row["school"] == person["school"]]
    names = [visible_name(store, person, row) for row in shown]
    if person["role"] == "teacher" and store.readable:
        pairs = zip(names, shown, strict=True)
        names = [f"{name} ({store.readable[row['username']]})" for name, row in pairs]
    return render(request, "class.html", names=names)


@signed_in("teacher")
async def teacher(request: Request, person: Row) -> Response:
    """The teacher's own page: the class and the own contact address."""
    return render(request, "teacher.html", pupils=demo(request).store.class_pupils(person))


@signed_in()
async def profile(request: Request, person: Row) -> Response:
    """All that the school keeps of this person."""
    number = person["pupil_number"]
    if demo(request).faults.on("referrer-pupil-number") and number and request.url.path == "/profile":
        return RedirectResponse(f"/leerling/{number}", 303)
    return render(request, "profile.html")


@signed_in("pupil")
async def numbered_profile(request: Request, person: Row) -> Response:
    """The profile under an address with the pupil number; exists only with its fault."""
    on = demo(request).faults.on("referrer-pupil-number")
    if not on or request.path_params["number"] != person["pupil_number"]:
        raise HTTPException(404)
    return render(request, "profile.html")


@signed_in()
async def settings(request: Request, person: Row) -> Response:
    """A page of settings: the overview, who sees what, or learning; a POST keeps the choices that are on the list."""
    store, page, saved = demo(request).store, request.url.path, request.method == "POST"
    if saved and not keep(store, person, read_form(page, await checked_form(request))):
        raise HTTPException(403)
    parts: dict[str, list[Choice]] = {}
    for choice in on_page(page):
        parts.setdefault(choice.tab, []).append(choice)
    template = f"{page.removeprefix('/').replace('/', '_')}.html"
    now, fixed = chosen(store, person), locked(store, person)
    return render(request, template, parts=parts, chosen=now, locked=fixed, saved=saved)


@signed_in()
async def reset_settings(request: Request, person: Row) -> Response:
    """Every setting as a new account has it."""
    await checked_form(request)
    store = demo(request).store
    store.forget_settings(person["username"])
    if store.faults.on("reset-opens-profile"):
        store.save_settings(person["username"], {"profile-visibility": "Iedereen"})
    return RedirectResponse(OVERVIEW, 303)


def _task(request: Request, person: Row) -> Row:
    task = demo(request).store.task(person, request.path_params["number"])
    if task is None:
        raise HTTPException(404)
    return task


def _exercise(request: Request, person: Row, task: Row, *, saved: bool) -> Response:
    store = demo(request).store
    pupil = person["role"] == "pupil"
    shared = [
        row
        for row in store.answers(person, task["id"])
        if not pupil or chosen(store, row)["work-sharing"] == "Mijn klas"
    ]
    own = store.answer(person["username"], task["id"])
    return render(request, "exercise.html", task=task, answer=own, answers=shared, saved=saved)


ROUTES = [
    Route("/", home),
    Route("/privacy", privacy),
    Route("/start", start),
    Route("/homework", homework),
    Route("/homework/{number:int}", exercise, methods=["GET"]),
    Route("/homework/{number:int}", save_answer, methods=["POST"]),
    Route("/messages", messages, methods=["GET", "POST"]),
    Route("/class", school_class),
    Route("/teacher", teacher),
    Route("/profile", profile),
    Route("/leerling/{number}", numbered_profile),
    *(Route(page, settings, methods=["GET", "POST"]) for page in (OVERVIEW, PRIVACY, LEARNING)),
    Route(f"{OVERVIEW}/reset", reset_settings, methods=["POST"]),
]
