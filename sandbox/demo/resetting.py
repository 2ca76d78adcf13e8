"""The page behind a link in a letter, where somebody who forgot a password chooses another one."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo import hosts
from harness.sandbox.demo.guard import checked_form
from harness.sandbox.demo.password_rules import problem
from harness.sandbox.demo.rendering import Demo, demo, render, visit
from harness.sandbox.demo.store import Row

PAGE = "/login/herstel/{token}"


def send_link(request: Request, person: Row) -> None:
    """A letter with a link; it always leads here, whatever the request called this host."""
    running, host, scheme = demo(request), hosts.SCHOOL, "https"
    if running.faults.on("reset-link-from-host"):
        host = request.headers.get("x-forwarded-host") or request.headers.get("host", host)
    if running.faults.on("reset-link-plain"):
        scheme = "http"
    link = f"{scheme}://{host}{PAGE.format(token=running.resets.issue(person['username']))}"
    text = f"Dag {person['first_name']},\n\nKies hier een nieuw wachtwoord: {link}\nDe link werkt één dag."
    running.post.send(person["email"], "Een nieuw wachtwoord kiezen", text)


def tell_of_change(running: Demo, person: Row, new: str) -> None:
    """A letter about a password that was changed; it never holds the password."""
    text = f"Dag {person['first_name']},\n\nJe wachtwoord werd gewijzigd. Was jij dat niet? Vertel het je leraar."
    if running.faults.on("mail-tells-password"):
        text += f"\nJe nieuwe wachtwoord: {new}"
    if not running.faults.on("change-not-told"):
        running.post.send(person["email"], "Je wachtwoord werd gewijzigd", text)


async def reset_page(request: Request) -> Response:
    """The form, for who has a link that works. A session starts here, so that the form can carry a token."""
    if demo(request).resets.whose(request.path_params["token"]) is None:
        return _over(request)
    visit(request).open()
    return render(request, "reset.html", wrong=None)


async def reset(request: Request) -> Response:
    """Another password, once for each link. Every session of that person ends; nobody is signed in by it."""
    form, running, token = await checked_form(request), demo(request), request.path_params["token"]
    username = running.resets.whose(token)
    person = running.store.person(username) if username else None
    if person is None:
        return _over(request)
    new = form.get("new", "")[:1000]
    wrong = problem(new, running.faults, change=True, of=person)
    if new != form.get("again"):
        wrong = "Geef twee keer hetzelfde nieuwe wachtwoord."
    if wrong is not None:
        return render(request, "reset.html", 422, wrong=wrong)
    running.resets.use(token)
    running.store.set_password(person["username"], new)
    running.sessions.end_all(person["username"])
    tell_of_change(running, person, new)
    return RedirectResponse("/login", 303)


def _over(request: Request) -> Response:
    return render(request, "error.html", 410, text="Deze link werkt niet meer. Vraag een nieuwe.")


ROUTES = [Route(PAGE, reset_page, methods=["GET"]), Route(PAGE, reset, methods=["POST"])]
