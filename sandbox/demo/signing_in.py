"""Sign-in (password, then a code for staff), sign-out and the cookie choice."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo.demanding import kept_out
from harness.sandbox.demo.guard import NEW_PASSWORD, checked_form, own_form
from harness.sandbox.demo.password_rules import kept
from harness.sandbox.demo.passwords import NOBODY, code_step, password_matches
from harness.sandbox.demo.pictures import FIRST_YEAR
from harness.sandbox.demo.rendering import CONSENT_CHOICES, CONSENT_COOKIE, consent, demo, render, viewer, visit
from harness.sandbox.demo.sessions import Session
from harness.sandbox.demo.store import Row

RECOVERY = "/login/herstelcode"
_HALF_A_YEAR = 180 * 24 * 3600
_CODE_TRIES = 5
_SLOWER = 10


async def login_page(request: Request) -> Response:
    """The form. A session starts here, so that the form can carry a token."""
    if viewer(request):
        return RedirectResponse("/start", 303)
    visit(request).open()
    return render(request, "login.html", wrong=False, unknown=False, username="")


async def login(request: Request) -> Response:
    """First step: username and password."""
    form = await checked_form(request)
    username = form.get("username", "").strip().lower()[:100]
    running, address = demo(request), request.client.host if request.client else ""
    person, given = running.store.person(username), kept(form.get("password", "")[:1000], running.faults)
    matches = password_matches(given, person["password_hash"] if person else NOBODY)
    off = username in running.store.off or (person is not None and person["class_name"] == FIRST_YEAR)
    if person is None or not matches or off or running.attempts.stopped(username, address):
        running.attempts.wrong(username, address)
        return _refused(request, username, given, person)
    running.attempts.right(username, address)
    if kept_out(running, person):
        return render(request, "error.html", 403, text="Je school vraagt een tweede stap. Vraag je beheerder om hulp.")
    skipped = person["role"] == "admin" and running.faults.on("factor-not-asked")
    if person["totp"] is None or skipped or running.remembered.knows(request, username):
        return welcome(request, username)
    session = visit(request).open()
    session.pending, session.tries = username, 0
    return RedirectResponse("/login/code", 303)


def _refused(request: Request, username: str, given: str, person: Row | None) -> Response:
    """The same answer whether or not the account exists, after the same work."""
    faults = demo(request).faults
    if person is not None and faults.on("login-tells-time"):
        for _ in range(_SLOWER):
            password_matches(given, person["password_hash"])
    status = 404 if person is None and faults.on("login-tells-status") else 401
    unknown = person is None and faults.on("login-tells-words")
    return render(request, "login.html", status, wrong=True, unknown=unknown, username=username)


async def code_page(request: Request) -> Response:
    """The form for the second step, or the one for a recovery code, for who gave a password."""
    session = visit(request).session
    if session is None or session.pending is None:
        return RedirectResponse("/login", 303)
    return render(request, _form_of(request), wrong=False)


def _form_of(request: Request) -> str:
    return "recovery.html" if request.url.path == RECOVERY else "code.html"


async def code(request: Request) -> Response:
    """Second step: the code of the staff member's app. Five wrong ones, and the password is asked again."""
    form = await checked_form(request)
    session, running = visit(request).open(), demo(request)
    person = running.store.person(session.pending or "")
    if session.pending is None or person is None:
        return RedirectResponse("/login", 303)
    if running.codes.accept(session.pending, form.get("code", ""), person["totp"], running.faults):
        username = session.pending
        answer = welcome(request, username)
        if "onthoud" in form:
            running.remembered.remember(answer, username)
        return answer
    if running.faults.on("code-taken-later") and code_step(form.get("code", ""), person["totp"], 5) is not None:
        running.sessions.sign_in_later(session, session.pending)
    return _wrong_code(request, session)


async def recovery(request: Request) -> Response:
    """A recovery code in its place, on a page of its own; wrong ones count as any."""
    form = await checked_form(request)
    session, running = visit(request).open(), demo(request)
    if session.pending is None:
        return RedirectResponse("/login", 303)
    if running.codes.accept_spare(session.pending, form.get("code", ""), running.faults):
        return welcome(request, session.pending)
    return _wrong_code(request, session)


def _wrong_code(request: Request, session: Session) -> Response:
    session.tries += 1
    if session.tries >= _CODE_TRIES and not demo(request).faults.on("code-tries-endless"):
        session.pending = None
        return RedirectResponse("/login", 303)
    return render(request, _form_of(request), 401, wrong=True)


async def logout(request: Request) -> Response:
    """End the session and clear what the browser kept of it."""
    await checked_form(request)
    faults = demo(request).faults
    if not faults.on("logout-keeps-session"):
        visit(request).end()
    keeping = ("logout-keeps-name", "logout-keeps-cache", "back-shows-page", "worker-shows-page")
    kept = any(faults.on(fault) for fault in keeping)
    back = RedirectResponse("/", 303, {} if kept else {"clear-site-data": '"cache", "storage"'})
    if faults.on("logout-keeps-session"):
        back.set_cookie(demo(request).sessions.cookie, "", max_age=0, secure=True, httponly=True)
    return back


async def choose_cookies(request: Request) -> Response:
    """Keep the cookie choice: two words, the same for everyone, so it identifies nobody."""
    form = await own_form(request)
    choice = form.get("keuze", "")
    if choice == "bewaar" and demo(request).faults.on("banner-box-ticked"):
        choice = "alles" if "video" in form else "nodig"
    back = RedirectResponse(_page_before(request), 303)
    deaf = demo(request).faults.on("withdrawal-no-effect") and consent(request) == "alles"
    if choice in CONSENT_CHOICES and not deaf:
        back.set_cookie(CONSENT_COOKIE, choice, max_age=_HALF_A_YEAR, secure=True, httponly=True, samesite="lax")
    return back


def welcome(request: Request, username: str) -> Response:
    """Make this browser's session one of this person, and go to the start page."""
    session = visit(request).open()
    running = demo(request)
    running.sessions.sign_in(session, username)
    elsewhere = running.faults.on("settings-per-device") and running.sessions.others(session)
    if elsewhere or running.faults.on("settings-reset-at-login"):
        running.store.forget_settings(username)
    in_url = f"?sessie={session.token}" if running.faults.on("session-in-url") else ""
    shown = username in running.store.must_change and running.faults.on("first-password-skipped")
    return RedirectResponse(NEW_PASSWORD if shown else f"/start{in_url}", 303)


def _page_before(request: Request) -> str:
    """The page of this site that the form stood on."""
    path = urlsplit(request.headers.get("referer", "")).path
    return path if path.startswith("/") and not path.startswith("//") else "/"


ROUTES = [
    Route("/login", login_page, methods=["GET"]),
    Route("/login", login, methods=["POST"]),
    Route("/login/code", code_page, methods=["GET"]),
    Route("/login/code", code, methods=["POST"]),
    Route(RECOVERY, code_page, methods=["GET"]),
    Route(RECOVERY, recovery, methods=["POST"]),
    Route("/logout", logout, methods=["POST"]),
    Route("/cookiekeuze", choose_cookies, methods=["POST"]),
]
