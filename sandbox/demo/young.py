"""How the youngest sign in: with five pictures, or with the QR code of a card. Only where their school allows it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo.attempts import Attempts
from harness.sandbox.demo.fault import Switches
from harness.sandbox.demo.guard import checked_form, signed_in
from harness.sandbox.demo.passwords import NOBODY, password_matches
from harness.sandbox.demo.pictures import FIRST_YEAR, JOINED, PICTURES
from harness.sandbox.demo.rendering import Demo, demo, render, viewer, visit
from harness.sandbox.demo.store import Row

PAGE, CARDS = "/jong", "/admin/kaarten"
_DAY = 24 * 3600.0


@dataclass
class Young:
    """`allowed`: the schools that want it. `cards` and `old`: codes of cards now and before, each with a user name."""

    attempts: Attempts
    allowed: set[str] = field(default_factory=set)
    cards: dict[str, str] = field(default_factory=dict)
    old: dict[str, str] = field(default_factory=dict)

    def card(self, username: str, faults: Switches, *, fresh: bool) -> str:
        """The code of somebody's card; a `fresh` one in place of the present one."""
        present = next((code for code, name in self.cards.items() if name == username), None)
        if present is not None and not fresh:
            return present
        if present is not None:
            self.old[present] = self.cards.pop(present)
        code = secrets.token_hex(3) if faults.on("qr-short") else secrets.token_urlsafe(24)
        self.cards[code] = username
        return code


def young(faults: Switches, clock: Callable[[], float]) -> Young:
    """For one school year: ten wrong tries a day from one place."""
    return Young(Attempts(faults, clock, window=_DAY, unless="young-no-throttle"))


async def page(request: Request) -> Response:
    """The pictures."""
    if viewer(request):
        return RedirectResponse("/start", 303)
    visit(request).open()
    return render(request, "young.html", pictures=PICTURES, joined=JOINED, wrong=False)


async def enter(request: Request) -> Response:
    """Five pictures in the right order."""
    form, running = await checked_form(request), demo(request)
    username, given = form.get("username", "").strip().lower()[:100], form.get("prenten", "")[:200]
    address, attempts = request.client.host if request.client else "", running.young.attempts
    person = running.store.person(username)
    right = _matches(running, person, given) or running.faults.on("young-any-secret")
    if person is None or not right or not _may(running, person) or attempts.stopped(username, address):
        attempts.wrong(username, address)
        return render(request, "young.html", 401, pictures=PICTURES, joined=JOINED, wrong=True)
    attempts.right(username, address)
    running.sessions.sign_in(visit(request).open(), username)
    return RedirectResponse("/start", 303)


async def by_card(request: Request) -> Response:
    """The address that the QR code of a card opens."""
    running, code = demo(request), request.path_params["code"]
    lives_on = running.faults.on("qr-lives-on")
    username = running.young.cards.get(code) or (running.young.old.get(code) if lives_on else None)
    person = running.store.person(username) if username else None
    if person is None or not _may(running, person):
        raise HTTPException(404)
    running.sessions.sign_in(visit(request).open(), person["username"])
    return RedirectResponse("/start", 303)


@signed_in("admin")
async def cards(request: Request, person: Row) -> Response:
    """The cards of the first year, and whether the school wants them."""
    running = demo(request)
    first_year = [one["username"] for one in running.store.school_people(person["school"]) if is_young(one)]
    shown = {name: running.young.card(name, running.faults, fresh=False) for name in first_year}
    return render(request, "cards.html", cards=shown, allowed=person["school"] in running.young.allowed)


@signed_in("admin")
async def decide(request: Request, person: Row) -> Response:
    """Allow it, forbid it, or give somebody another card."""
    form, running = await checked_form(request), demo(request)
    what, whose = form.get("wat", ""), running.store.person(form.get("wie", ""))
    if what == "toestaan":
        running.young.allowed.add(person["school"])
    elif what == "verbieden":
        running.young.allowed.discard(person["school"])
    elif whose is not None and is_young(whose) and whose["school"] == person["school"]:
        running.young.card(whose["username"], running.faults, fresh=True)
    else:
        raise HTTPException(400)
    return RedirectResponse(CARDS, 303)


def is_young(person: Row) -> bool:
    """Whether somebody signs in so; they have no password."""
    return bool(person["role"] == "pupil" and person["class_name"] == FIRST_YEAR)


def _may(running: Demo, person: Row) -> bool:
    allowed = person["school"] in running.young.allowed or running.faults.on("young-unasked")
    return is_young(person) and allowed and person["username"] not in running.store.off


def _matches(running: Demo, person: Row | None, given: str) -> bool:
    return password_matches(given, person["password_hash"] if person else NOBODY)


ROUTES = [
    Route(PAGE, page, methods=["GET"]),
    Route(PAGE, enter, methods=["POST"]),
    Route("/jong/kaart/{code}", by_card),
    Route(CARDS, cards, methods=["GET"]),
    Route(CARDS, decide, methods=["POST"]),
]
