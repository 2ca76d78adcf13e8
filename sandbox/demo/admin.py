"""Pages for the administrators of a school: its accounts, and what it decides about the settings of its pupils."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.sandbox.demo.choice_table import CHOICES, Choice
from harness.sandbox.demo.guard import checked_form, signed_in
from harness.sandbox.demo.policy import Rule, decide, rule
from harness.sandbox.demo.rendering import demo, render
from harness.sandbox.demo.store import Row, Store

PAGE = "/admin/instellingen"


@signed_in("admin")
async def accounts(request: Request, person: Row) -> Response:
    """The accounts of the admin's own school."""
    return render(request, "admin.html", people=demo(request).store.school_people(person["school"]))


@signed_in("admin")
async def settings(request: Request, person: Row) -> Response:
    """The defaults for pupils of the own school, and which of them are locked; a POST keeps them all."""
    store, saved = demo(request).store, request.method == "POST"
    if saved:
        form = await checked_form(request)
        for choice in CHOICES:
            if (asked := form.get(choice.id)) in choice.options:
                made = Rule(choice.shown(asked), f"lock-{choice.id}" in form)
                if made != rule(store, person["school"], choice.id):
                    decide(store, person["school"], choice.id, made)
    rules = {choice.id: rule(store, person["school"], choice.id) for choice in CHOICES}
    values = _shown(store, person)
    return render(request, "admin_settings.html", choices=CHOICES, values=values, rules=rules, saved=saved)


def _shown(store: Store, person: Row) -> dict[str, str]:
    """What each control shows: the school's own default, or the app's."""
    return {choice.id: choice.shown(_value(store, person["school"], choice)) for choice in CHOICES}


def _value(store: Store, school: str, choice: Choice) -> str:
    return rule(store, school, choice.id).value or choice.default


ROUTES = [
    Route("/admin", accounts),
    Route(PAGE, settings, methods=["GET", "POST"]),
]
