"""What arrived with the owner of all that was sent, and putting away what was made."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.settings.effects.cast import PERMITTED, TASK
from harness.sandbox.settings.effects.scene import Scene, Sent
from harness.sandbox.settings.effects.trying import do, filled, visit

FIRST_SECONDS, LOOK_SECONDS = 0.5, 5.0
"""The pause before the second look, and the longest one: each is twice the one before."""
MOST_UNDONE = 12


async def look_again(scene: Scene, wait: float) -> None:
    """The owner looks until it is plain what arrived and what did not; then all that was made is undone.

    What the permitted persona sent last of all shows it: once that is there, what was sent before in the same way had
    its turn, and one look more tells. Where nothing was sent after the others, they get `wait` seconds.
    """
    if not (scene.sent or scene.works):
        return
    try:
        async with scene.stage.actor(scene.cast.owner, TASK) as owner:
            looks = await _arrived(scene, owner, wait)
            works = await _works_still_there(scene, owner)
            signed_in = await owner.still_in()
            undone = {id(sent): await _undo(scene, owner, sent, looks.found) for sent in scene.sent}
            gone = await _undo_works(scene, owner)
    except ActorFailedError as error:
        scene.failed[scene.cast.owner.name] = str(error)
        scene.stage.run.writer.gap("effects", "not-undone", persona=scene.cast.owner.name, reason=str(error))
        _write_all(scene, Looks(), {}, control="owner-failed")
        scene.write_works("owner-failed", None)
        return
    _write_all(scene, looks, undone, control="" if signed_in else "owner-signed-out")
    scene.write_works(works if signed_in else "owner-signed-out", gone)


@dataclass
class Looks:
    """What the owner saw: mark → seconds of the run at which it was first there, and when the last look was.

    `overtaken` are the ways of writing (by identity) in which what was sent last of all was there before that look.
    """

    found: dict[str, float] = field(default_factory=dict)
    last: float = 0.0
    overtaken: set[int] = field(default_factory=set)


async def _arrived(scene: Scene, owner: Actor, wait: float) -> Looks:
    ways = [one for one in scene.sent if one.ok]
    expected = {attempt.mark for one in ways for attempt in one.attempts if attempt.tried} | {one.mark for one in ways}
    last = max((attempt.at for one in scene.sent for attempt in one.attempts), default=0.0)
    looks, now, pause = Looks(), scene.stage.run.writer.now, FIRST_SECONDS
    while expected:
        before = {id(one) for one in ways if one.later is not None and one.later in looks.found}
        for one in ways:
            done = await visit(owner, one.effect.seen or "/", filled(scene.cast.owner), scene.work)
            for mark in expected:
                if mark in done.text or mark in done.html:
                    looks.found.setdefault(mark, now())
        looks.last, looks.overtaken, left = now(), before, last + wait - now()
        if left <= 0 or expected <= set(looks.found) or len(before) == len(ways):
            break
        if any(one.later is None or one.later not in looks.found for one in ways):
            await asyncio.sleep(min(left, pause))
            pause = min(2 * pause, LOOK_SECONDS)
    return looks


async def _works_still_there(scene: Scene, owner: Actor) -> str:
    """Why the owner does not see the first work any more; "" when it is there."""
    if not scene.works:
        return "no-work"
    work = scene.works[0]
    if work.why:
        return work.why
    done = await visit(owner, work.url, {})
    return "" if work.mark in done.html + done.text else "lost"


async def _undo(scene: Scene, owner: Actor, sent: Sent, arrived: dict[str, float]) -> bool | None:
    """Delete what arrived, one after the other, and see that it is gone; None when nothing was there or can be done."""
    marks = [mark for mark in (sent.mark, *(one.mark for one in sent.attempts)) if mark in arrived]
    if not marks or not sent.effect.undo:
        return None
    for mark in marks[:MOST_UNDONE]:
        values = filled(scene.cast.owner, mark)
        await do(owner, sent.effect.undo, values, "delete a test message", work=scene.work)
    done = await visit(owner, sent.effect.seen or "/", filled(scene.cast.owner), scene.work)
    gone = not [mark for mark in marks if mark in done.text]
    if not gone:
        _tell(scene, sent.effect.id)
    return gone


async def _undo_works(scene: Scene, owner: Actor) -> bool | None:
    """Delete the works and see that they are gone."""
    done_all = None
    for work in scene.works:
        if not work.effect.undo or work.why == "steps-failed":
            continue
        await do(owner, work.effect.undo, filled(scene.cast.owner, work.mark), "delete a test work", work=work.path)
        done = await visit(owner, work.url, {})
        gone = work.mark not in done.html + done.text
        done_all = gone and done_all is not False
    if done_all is False:
        _tell(scene, "work-sharing")
    return done_all


def _tell(scene: Scene, effect: str) -> None:
    scene.stage.run.writer.gap("effects", "not-undone", persona=scene.cast.owner.name, effect=effect)


def _write_all(scene: Scene, looks: Looks, undone: dict[int, bool | None], *, control: str) -> None:
    arrived = looks.found
    for sent in scene.sent:
        held = control or ("" if sent.mark in arrived else "not-sent" if not sent.ok else "not-arrived")
        again = [one for one in sent.attempts if one.relation == PERMITTED]
        replayed = held or ("" if any(one.mark in arrived for one in again) else "replay-not-arrived")
        for one in (one for one in sent.attempts if one.relation != PERMITTED):
            there = one.mark in arrived
            looked = arrived[one.mark] if there else looks.last or one.at
            scene.stage.run.writer.probe(
                "effects",
                {
                    "persona": scene.cast.owner.name, "effect": sent.effect.id, "way": one.way,
                    "actor": one.actor.name, "relation": one.relation, "address": one.address, "tried": one.tried,
                    "status": one.status, "reached": ["mark"] if there else [],
                    "control": scene.failed.get(one.actor.name) or (replayed if one.way == "replay" else held),
                    "waited": round(max(looked - one.at, 0.0), 1), "undone": undone.get(id(sent)),
                    "overtaken": id(sent) in looks.overtaken,
                },
            )
