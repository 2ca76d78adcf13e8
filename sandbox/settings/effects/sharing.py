"""Works that the owner makes for the test, and the share links that they offer."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from harness.model.profile_effects import Effect
from harness.sandbox.acting.actor import Actor
from harness.sandbox.settings.effects.cast import Cast
from harness.sandbox.settings.effects.links import Measured, candidates, expiry, expiry_of_json, measure, pairs
from harness.sandbox.settings.effects.trying import Done, do, filled, visit

WORKS = 2
"""Two works have two links; what differs between them is what has to be guessed."""


def new_mark() -> str:
    """A word that stands nowhere else."""
    return f"proef{secrets.token_hex(6)}"


@dataclass
class Work:
    """One work: the mark in it, its address and path, its page, and why there is none."""

    effect: Effect
    mark: str
    url: str = ""
    page: Done = field(default_factory=Done)
    why: str = ""
    link: str = ""

    @property
    def path(self) -> str:
        """The path with its query, as `{work}` stands for it."""
        parts = urlsplit(self.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")


async def make_works(owner: Actor, cast: Cast, effect: Effect) -> list[Work]:
    """The owner makes two works by the declared steps, and sees each again at its address."""
    made = []
    for _ in range(WORKS):
        work = Work(effect, new_mark())
        made.append(work)
        values = filled(cast.owner, work.mark)
        done = await do(owner, effect.steps, values, "make a work")
        work.url = done.url
        if not done.ok:
            work.why, work.page = "steps-failed", done
            continue
        work.page = await visit(owner, effect.seen or work.path, values, work.path)
        work.page.answers = done.answers
        work.url = work.page.url or work.url
        if work.mark not in work.page.html + work.page.text:
            work.why = "not-seen"
    return made


@dataclass(frozen=True)
class Shared:
    """A kind of link that both works have: its measures, how it was said to end, and one link to open."""

    measured: Measured
    link: str
    days: float | None
    never: bool
    said: str


def shared_links(works: Sequence[Work]) -> Shared | None:
    """The share link of two works, the one with the least chance in it; None when their pages offer none."""
    if len(works) < WORKS or any(work.why for work in works):
        return None
    first, second = ([url for url in _links(one) if not _is_a_work(url, works)] for one in works)
    kinds = [(measure(one, other), one) for one, other in pairs(first, second)]
    if not kinds:
        return None
    measured, link = min(kinds, key=lambda kind: kind[0].bits)
    today = datetime.now(UTC).date()
    told = [expiry(works[0].page.text, link, today), *(expiry_of_json(one, today) for one in works[0].page.answers)]
    days, never, said = next((one for one in told if one[2]), told[0])
    return Shared(measured, link, days, never, said)


def _links(work: Work) -> list[str]:
    """Addresses that may be share links, on the page of a work and in what the app told its scripts."""
    told = " ".join(answer.decode("utf-8", "replace") for answer in work.page.answers)
    return candidates(f"{work.page.html} {told}", work.url)


def _is_a_work(url: str, works: Sequence[Work]) -> bool:
    """Whether a link only leads to a work itself, or to something that belongs to its page."""
    return any(url == work.url or url.startswith(f"{work.url}/") for work in works)
