"""Leaves a fresh link of a letter to be tried again when it should have ended, and tries it then.

It is tried with the password that is in force anyway: nothing changes, but a link that works is used up by it and shows
no form any more. So it is left only where that can be told: a live link shows a form for a password, twice; a used one
and one that was never sent show none.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from harness import Persona, Run
from harness.catalogue.parameters import builtin_parameters
from harness.platform import Asked
from harness.sandbox.passwords.door import takes
from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.reset_links import hidden, secret_parts
from harness.sandbox.passwords.resetting import Resetting
from harness.sandbox.passwords.wire import Visitor
from harness.sandbox.probes.client import Answer
from harness.sandbox.settings.effects.tokens import Write

REQUIREMENT, WHAT, PROBE = "AUT-09", "link", "later"
FORM = re.compile(rb"<form\b", re.I)

type Strangers = Callable[[], Visitor]


def is_link(asked: Asked) -> bool:
    """Whether this is a job of ours."""
    return asked.job.startswith(f"{REQUIREMENT}-")


async def leave(run: Run, persona: Persona, resetting: Resetting) -> None:
    """Keep a fresh link; record why it could not be kept."""
    if run.later is None or resetting.changed_at is None:
        return
    record: dict[str, object] = {"requirement": REQUIREMENT, "persona": persona.name, "what": WHAT}
    link = await resetting.another()
    made = None if link is None else resetting.form_of(link)
    if link is None or made is None:
        run.writer.probe("deferred", {**record, "reason": "no-link"})
        return
    strange = resetting.door.stranger
    if not await _telling(strange, link, resetting.first_link):
        run.writer.probe("deferred", {**record, "reason": "no-telling-page"})
        return
    parameters, t, job = builtin_parameters(), run.writer.now(), f"{REQUIREMENT}-{persona.name}"
    due = round(t + parameters.seconds("reset-hours") + parameters.seconds("later-grace"), 3)
    await asyncio.to_thread(run.later.keep, job, persona, {"link": link, "form": _written(made)})
    run.writer.probe("deferred", {**record, "t": t, "id": job, "due": due, "page": resetting.ask.page, "status": 200})


async def _telling(strange: Strangers, link: str, used: str) -> bool:
    live = [takes(await strange().open(link)) for _ in range(2)]
    return all(live) and not takes(await strange().open(used)) and not takes(await strange().open(unsent(link)))


async def ask_link(run: Run, one: Asked, strange: Strangers) -> None:
    """Try the link of a job, and write down what came of it."""
    link, form = one.cookies["link"], _read(one.cookies["form"])
    for secret in hidden(link):
        run.redactor.declare(f"{one.job}.link", secret)
    page, used = await _try(one, link, form, strange)
    _tell(run, one, "kept", 1, page, shown=used is True)
    _tell(run, one, "stranger", 1, (other := await strange().open(unsent(link))), shown=takes(other))
    if used is not None:
        return  # it worked; or it still has its form and nobody knows whether it does anything: nothing follows then
    there = await strange().open(one.page)
    _tell(run, one, "fresh", 1, there, shown=there is not None and bool(FORM.search(there.body)))
    _tell(run, one, "kept", 2, (page := await strange().open(link)), shown=takes(page))
    _tell(run, one, "stranger", 2, (other := await strange().open(unsent(link))), shown=takes(other))


async def _try(one: Asked, link: str, form: Form, strange: Strangers) -> tuple[Answer | None, bool | None]:
    """What the link answered; whether it was used up by the password that is in force, None when it has no form."""
    visitor = strange()
    page = await visitor.open(link)
    if not takes(page):
        return page, None
    password = one.persona.password.get_secret_value() if one.persona.password else ""
    sent = await form.submit(visitor, {"password": password}, follow=True)
    after = await strange().open(link)
    return page, sent is not None and after is not None and after.status < 500 and not takes(after)


def unsent(link: str) -> str:
    """The same link with another secret, which nobody was ever sent: its longest part, turned around."""
    part = max(secret_parts(link), key=len)
    other = part[::-1] if part[::-1] != part else f"{part[:-1]}{'b' if part[-1] == 'a' else 'a'}"
    return link.replace(quote(part, safe=""), quote(other, safe="")).replace(part, other)


def _tell(run: Run, one: Asked, who: str, turn: int, answer: Answer | None, *, shown: bool) -> None:
    about = {"t": run.writer.now(), "job": one.job, "persona": one.persona.name, "page": one.page}
    told = {"status": answer.status, "shown": shown} if answer is not None else {}
    run.writer.probe(PROBE, {**about, "who": who, "turn": turn, **told})


def _written(form: Form) -> str:
    write = form.write
    told = {
        "page": form.page, "given": dict(form.given), "method": write.method, "url": write.url,
        "headers": dict(write.headers), "body": base64.b64encode(write.body).decode(),
        "places": [[*place, value] for place, value in write.places.items()],
    }
    return json.dumps(told)


def _read(text: str) -> Form:
    told: dict[str, Any] = json.loads(text)
    places = {(kind, name): value for kind, name, value in told["places"]}
    write = Write(told["method"], told["url"], told["headers"], base64.b64decode(told["body"]), places)
    return Form(told["page"], write, told["given"])
