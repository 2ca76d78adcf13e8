"""What the pupil sees of the school's decisions, and how a pupil tries to get around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

from playwright.async_api import Error as PlaywrightError

from harness.sandbox.acting.actor import Actor
from harness.sandbox.probes.client import Pace, ProbeClient
from harness.sandbox.settings.adjusting.change import Change, by_page
from harness.sandbox.settings.adjusting.controls import Shown, choose, read, save
from harness.sandbox.settings.effects.asking import Asking
from harness.sandbox.settings.effects.tokens import Write, places, readdressed
from harness.sandbox.settings.effects.trying import Listener, bearer, jar
from harness.sandbox.settings.reading.pages import address_of


@dataclass(frozen=True)
class Own:
    """The pupil's own requests that choose what was there before, and the settings that they were seen to change."""

    writes: list[Write] = field(default_factory=list)
    proven: frozenset[str] = frozenset()


async def look(pupil: Actor, changes: Sequence[Change]) -> dict[str, Shown]:
    """What each setting shows now, by its id; those that are not found are left out."""
    found: dict[str, Shown] = {}
    for page, several in by_page(changes, admin=False).items():
        try:
            await pupil.goto(page)
        except PlaywrightError:
            continue
        for one in several:
            shown = await read(pupil.page, one.setting.locate)
            if shown is not None:
                found[one.setting.id] = shown
    return found


async def _open(pupil: Actor, page: str) -> bool:
    """Open a page unless it is open; what it shows may be older than what others changed. Whether it came."""
    if address_of(pupil.page.url) == address_of(urljoin(pupil.base, page)):
        return True
    try:
        await pupil.goto(page)
    except PlaywrightError:
        return False
    return True


async def choose_all(
    pupil: Actor, changes: Sequence[Change], values: Mapping[str, str], heard: Listener | None = None
) -> set[str]:
    """The pupil chooses these values (by setting id) on screen and saves each page; the ids that could be chosen."""
    done: set[str] = set()
    for page, several in by_page([one for one in changes if one.setting.id in values], admin=False).items():
        if not await _open(pupil, page):
            continue
        if heard is not None:
            heard.before = await pupil.page.content()
        for one in several:
            if await choose(pupil, one.setting.locate, values[one.setting.id], f"choose {one.setting.id}"):
                done.add(one.setting.id)
        await save(pupil, several[0].setting.locate, "save the settings")
    return done


async def own_requests(pupil: Actor, changes: Sequence[Change], pace: Pace) -> Own:
    """The requests by which the pupil's pages keep what the pupil has, to be sent again when the school locked it.

    The pupil first chooses something else, for a page may send only what changed, and goes back. Both are then sent
    again as requests: only where that really changed a setting and changed it back does a refusal later mean anything.
    """
    others = {one.setting.id: other for one in changes if (other := _other(one)) is not None}
    now = {one.setting.id: one.mine.value for one in changes if one.mine is not None and one.setting.id in others}
    if not others:
        return Own()
    away, back = await _heard(pupil, changes, others), await _heard(pupil, changes, now)
    page = changes[0].setting.page
    await send_again(pupil, away, page, pace)
    left = await look(pupil, changes)
    await send_again(pupil, back, page, pace)
    again = await look(pupil, changes)
    returned = {id for id, value in now.items() if id in again and again[id].value == value}
    if lost := {id: value for id, value in now.items() if id not in returned}:
        await choose_all(pupil, changes, lost)
    return Own(back, frozenset(id for id in returned if id in left and left[id].value == others[id]))


async def _heard(pupil: Actor, changes: Sequence[Change], values: Mapping[str, str]) -> list[Write]:
    heard = Listener(pupil)
    pupil.page.on("request", heard.hear)
    try:
        await choose_all(pupil, changes, values, heard)
    finally:
        pupil.page.remove_listener("request", heard.hear)
    return await heard.written()


def _other(one: Change) -> str | None:
    if one.mine is None or one.mine.locked:
        return None
    return next((option for option in one.mine.options if option != one.mine.value), None)


async def send_again(pupil: Actor, writes: Sequence[Write], page: str, pace: Pace) -> int | None:
    """The pupil's own requests with the own session and its tokens; the status of the last one."""
    if not await _open(pupil, page):
        return None
    html = await pupil.page.content()
    cookies, status = await jar(pupil), None
    async with ProbeClient(pupil.run, pupil.task, pace) as client:
        asking = Asking(pupil.run, client, {pupil.persona.name: cookies})
        for write in writes:
            answer = await asking.send(pupil.persona, readdressed(write, places(html, cookies), {}, bearer(write)))
            status = answer.status if answer is not None else status
    return status
