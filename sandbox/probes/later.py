"""Leaves a session to be asked about again later (evidence `deferred`), and asks (evidence `later` of a follow-up).

It only asks and writes down what came back. Whether a session had ended is concluded by `harness.model.deferred`.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from harness import Persona, Run
from harness.catalogue.parameters import builtin_parameters
from harness.platform import Asked
from harness.sandbox.probes.client import Answer, Pace, ProbeClient
from harness.sandbox.probes.session_life import cookie_line, shows

PROBE = "later"
REQUIREMENT = "SES-04"
STAFF = ("idle", "staff-idle-hours")
LIMITS = {"teacher": STAFF, "admin": STAFF, "pupil": ("absolute", "pupil-days")}
"""By role: what the session is asked about, and the parameter that sets the limit."""
LONGEST_PATH = 200


async def leave(run: Run, persona: Persona, page: str | None, cookies: Mapping[str, str], pace: Pace) -> None:
    """Keep the session when the page still tells whose it is; else record why it could not be kept.

    It is asked twice: an app may hand out a new session value with every answer, and the last one is the one to keep.
    """
    if run.later is None or persona.role not in LIMITS:
        return
    what, parameter = LIMITS[persona.role]
    record: dict[str, object] = {"requirement": REQUIREMENT, "persona": persona.name, "what": what}
    if page is None or run.redactor.text(page) != page:
        run.writer.probe("deferred", {**record, "reason": "no-telling-page"})
        return
    jar = dict(cookies)
    async with ProbeClient(run, PROBE, pace) as client:
        answer = await _opens(client, run, persona, page, jar)
        stranger = await client.get(page, persona=persona.name, headers={})
        again = await _opens(client, run, persona, page, jar)
    if answer is None or again is None or stranger is None or shows(stranger, persona):
        run.writer.probe("deferred", {**record, "reason": "control-failed"})
        return
    parameters, t = builtin_parameters(), run.writer.now()
    due = round(t + parameters.seconds(parameter) + parameters.seconds("later-grace"), 3)
    job = f"{REQUIREMENT}-{persona.name}"
    run.later.keep(job, persona, jar)
    told = {"t": t, "id": job, "due": due, "page": page, "status": again.status}
    run.writer.probe("deferred", {**record, **told})


async def _opens(
    client: ProbeClient, run: Run, persona: Persona, page: str, jar: dict[str, str]
) -> Answer | None:
    """The answer that shows whose session it is, or None; the jar follows what it sets."""
    answer = await client.get(page, persona=persona.name, headers={"cookie": cookie_line(jar)})
    if answer is None or not shows(answer, persona):
        return None
    for line in answer.set_cookie:
        name, _, value = line.partition(";")[0].partition("=")
        name, value = name.strip(), value.strip()
        if value:
            run.redactor.learn(f"{persona.name}.session", value)
            jar[name] = value
        else:
            jar.pop(name, None)
    return answer


async def ask(
    client: ProbeClient, run: Run, one: Asked, who: str, turn: int, cookies: Mapping[str, str]
) -> bool:
    """Ask the page of a job and record the answer; whether it showed a planted value."""
    sent = run.writer.now()
    headers = {"cookie": cookie_line(cookies)} if cookies else {}
    answer = await client.get(one.page, persona=one.persona.name, headers=headers)
    seen = answer is not None and shows(answer, one.persona)
    record = {"t": sent, "job": one.job, "persona": one.persona.name, "page": one.page, "who": who, "turn": turn}
    told = {"status": answer.status, "to": _path(answer), "shown": seen} if answer is not None else {}
    run.writer.probe("later", {**record, **told})
    return seen


def _path(answer: Answer) -> str:
    """Where a redirect leads: the path alone, for a query may hold a session."""
    try:
        return urlsplit(answer.headers.get("location", "")).path.partition(";")[0][:LONGEST_PATH]
    except ValueError:
        return ""
