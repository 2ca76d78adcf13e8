"""Looks into the tokens that a session used, and tries forged ones in their place (evidence kind `tokens`).

What a JWT says, anybody can read who has it. A forged one says the same of the same person; whether the app believes it
is told by the page that it opens. The tokens themselves never reach the disk.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness import Persona, Run
from harness.sandbox.probes.client import Pace, ProbeClient
from harness.sandbox.probes.session_life import cookie_line, shows
from harness.sandbox.sessions.signed import common_secret, forgeries, told_by
from harness.sandbox.sessions.stated import lifetime, said
from harness.sandbox.web.page.failures import clean

PROBE = "tokens"
MOST, PAGES = 4, 3
"""Tokens that are looked into, and pages that are asked what each opens."""
NAME, CLAIMS = 60, 40
LIKE = re.compile(r"eyJ[\w-]{5,}\.eyJ[\w-]*\.[\w-]*")


@dataclass(frozen=True)
class Carried:
    """A token, where the session had it, and how a request carries another in its place ("" for none)."""

    place: str
    token: str = field(repr=False)
    cookies: Mapping[str, str] = field(repr=False)
    scheme: str = ""
    asked: Sequence[str] = ()

    def headers(self, token: str) -> dict[str, str]:
        """What a request carries with this token for the session's own."""
        if self.place == "header":
            return {"authorization": f"{self.scheme} {token}"} if token else {}
        name = self.place.partition(": ")[2]
        kept = {key: token if key == name else value for key, value in self.cookies.items() if key != name or token}
        return {"cookie": cookie_line(kept)} if kept else {}


def carried(
    bearers: Mapping[str, list[str]], cookies: Mapping[str, str], login: Mapping[str, Any] | None
) -> tuple[list[Carried], int]:
    """The tokens of a session that say something by themselves, and how many values were looked at.

    Each once, and of several of a kind in one place the latest: pages get new ones that say the same of another moment.
    """
    values = list(_values(bearers, cookies, login))
    found: dict[tuple[str, ...], Carried] = {}
    for one in values:
        match = LIKE.search(one.token)
        read = said(match[0]) if match else None
        if match is None or read is None or any(match[0] == other.token for other in found.values()):
            continue
        kind = (one.place, str(read[0]["alg"]), *sorted(read[1]))
        found.setdefault(kind, Carried(one.place, match[0], one.cookies, one.scheme, one.asked))
        if len(found) == MOST:
            break
    return list(found.values()), len(values)


def _values(
    bearers: Mapping[str, list[str]], cookies: Mapping[str, str], login: Mapping[str, Any] | None
) -> Iterator[Carried]:
    for header, asked in reversed(list(bearers.items())):
        scheme, _, token = header.rpartition(" ")
        yield Carried("header", token, {}, scheme or "Bearer", asked)
    for name, value in cookies.items():
        yield Carried(f"cookie: {name}", value, cookies)
    for origin in (login or {}).get("origins", ()):
        for entry in origin.get("localStorage", ()):
            yield Carried(f"local: {entry['name']}", entry["value"], {})


async def probe_tokens(
    run: Run, persona: Persona, found: Sequence[Carried], looked: int, pages: Sequence[str], pace: Pace
) -> None:
    """Write down what each token says and what opens in its place; one record without a place when there is none."""
    for one in found:
        run.redactor.learn(f"{persona.name}.session", one.token)
    async with ProbeClient(run, PROBE, pace) as client:
        for one in found:
            record = {"persona": persona.name, "looked": looked, **_said(one, persona)}
            run.writer.probe(PROBE, {**record, **await _tried(client, persona, one, pages)})
    if not found:
        run.writer.probe(PROBE, {"persona": persona.name, "looked": looked})


def _said(one: Carried, persona: Persona) -> dict[str, object]:
    header, claims = said(one.token) or ({}, {})
    stated = lifetime(one.token)
    filled = [name for name, value in claims.items() if value not in (None, "", [], {})]
    return {
        "place": clean(one.place, NAME), "alg": clean(str(header.get("alg")), NAME),
        "hours": None if stated is None or math.isinf(stated) else round(stated / 3600, 2),
        "claims": sorted({clean(name, NAME) for name in filled})[:CLAIMS], "common": common_secret(one.token),
        "tells": [(clean(name, NAME), which) for name, which in told_by(claims, persona.canaries)][:CLAIMS],
    }


async def _tried(client: ProbeClient, persona: Persona, one: Carried, pages: Sequence[str]) -> dict[str, object]:
    """What opens a page in place of the token; nothing is tried where no page shows that the token opens it."""

    async def opens(page: str, headers: Mapping[str, str]) -> bool | None:
        answer = await client.get(page, persona=persona.name, headers=headers)
        return None if answer is None or answer.status >= 500 or answer.status == 429 else shows(answer, persona)

    spare = False
    for page in list(dict.fromkeys([*one.asked, *pages]))[: 0 if one.place.startswith("local") else PAGES]:
        if not await opens(page, one.headers(one.token)):
            continue
        without = await opens(page, one.headers(""))
        if without is False:
            told = {name: await opens(page, one.headers(forged)) for name, forged in forgeries(one.token).items()}
            believed = [name for name, opened in told.items() if opened]
            return {"control": True, "believed": believed, "unanswered": [name for name in told if told[name] is None]}
        spare = spare or bool(without and one.headers("") and await opens(page, {}) is False)
    return {"control": False, "spare": spare}
