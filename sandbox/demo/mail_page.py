"""Where people choose another mail address: the present password is asked again."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from harness.sandbox.demo.fault import Switches
from harness.sandbox.demo.guard import checked_form, signed_in
from harness.sandbox.demo.passwords import password_matches
from harness.sandbox.demo.rendering import demo, render
from harness.sandbox.demo.store import Row

PAGE = "/profile/email"


@signed_in()
async def mail(request: Request, person: Row) -> Response:
    """The form; a POST keeps the new address when the password is right."""
    if request.method == "GET":
        return render(request, "mail.html", wrong=False)
    form, running = await checked_form(request), demo(request)
    address = form.get("email", "").strip()[:200]
    if "@" not in address or not _allowed(running.faults, form.get("password"), person["password_hash"]):
        return render(request, "mail.html", 403, wrong=True)
    running.store.set_email(person["username"], address)
    return RedirectResponse("/profile", 303)


def _allowed(faults: Switches, given: str | None, kept: str) -> bool:
    if faults.on("mail-any-password") or (given is None and faults.on("mail-password-optional")):
        return True
    return password_matches((given or "")[:1000], kept)


ROUTES = [Route(PAGE, mail, methods=["GET", "POST"])]
