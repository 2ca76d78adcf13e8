"""Another site tries to change something for somebody who is signed in (`cross-site`).

The persona makes each declared change itself, sees it and takes it back; a page of another site then sends the same
request in every way that it can, with a mark of its own, and the persona looks whether that mark stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harness import Persona, Profile
from harness.model.profile_changes import DeclaredChange
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.sessions.elsewhere import send
from harness.sandbox.sessions.forging import Forged, forgeries, marked
from harness.sandbox.settings.effects.sharing import new_mark
from harness.sandbox.settings.effects.tokens import Write
from harness.sandbox.settings.effects.trying import do, jar, visit

TASK = "cross-site"
MOST_CHANGES = 6
MOST_TRIES = 10


class CrossSiteProbe(ActingProbe):
    """Every change that the profile declares, as whoever makes it; what came through is taken back and looked at."""

    name = "commands from another site"
    kinds = (TASK,)
    wave = 5

    def lacks(self, profile: Profile) -> str | None:
        return None if _cast(profile) else "the profile declares no [[changes]] that a persona can make"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        return [(name, TASK) for name in _cast(profile)]

    async def probe(self, stage: Stage) -> None:
        """One person after the other."""
        for name, changes in _cast(stage.run.profile).items():
            persona = stage.run.profile.personas[name]
            try:
                async with stage.actor(persona, TASK, fresh=True) as actor:
                    for change in changes:
                        await _Trying(stage, actor, change).go()
            except ActorFailedError as error:
                stage.run.writer.gap(TASK, "probe-failed", probe=self.name, reason=str(error))


def _cast(profile: Profile) -> dict[str, list[DeclaredChange]]:
    """Who makes which changes; those of a persona that takes no part are left out."""
    people = [one for one in profile.personas.values() if one.role == "pupil" and not one.acts_only]
    first = people[0].name if people else None
    cast: dict[str, list[DeclaredChange]] = {}
    for change in profile.changes[:MOST_CHANGES]:
        who = change.by or first
        if who is not None and who in profile.personas:
            cast.setdefault(who, []).append(change)
    return cast


@dataclass
class _Own:
    """The change as the persona made it: with which request, or why that proves nothing."""

    mark: str
    write: Write | None = None
    why: str = ""


class _Trying:
    """One change."""

    def __init__(self, stage: Stage, actor: Actor, change: DeclaredChange) -> None:
        self._run, self._actor, self._change = stage.run, actor, change
        self._who: Persona = actor.persona

    async def go(self) -> None:
        """By itself, from elsewhere in every way, and by itself again; one record a try."""
        own = await self._by_itself()
        if own.why or own.write is None:
            self._tell({"control": own.why or "no-request"})
            return
        tried = [await self._from_elsewhere(one, own.mark) for one in forgeries(own.write)[:MOST_TRIES]]
        again = await self._by_itself()
        for one in tried:
            self._tell({**one, "control": f"again-{again.why}" if again.why else ""})

    async def _by_itself(self) -> _Own:
        own = _Own(new_mark())
        done = await do(self._actor, self._change.steps, {"mark": own.mark}, f"change {self._change.name}")
        if not done.ok:
            self._run.writer.gap(TASK, "steps-failed", effect=self._change.name, reason=done.why)
            own.why = "steps-failed"
        carried = [one for one in done.writes if own.mark.encode() in one.body or own.mark in one.url]
        own.write = carried[-1] if carried else None
        if not await self._stands(own.mark):
            own.why = own.why or "not-seen"
        elif await self._undone(own.mark) is False:
            own.why = "not-undone"
        return own

    async def _from_elsewhere(self, forged: Forged, old: str) -> Mapping[str, Any]:
        mark = new_mark()
        await self._actor.acted(f"change {self._change.name} from another site: {forged.way}")
        before = await jar(self._actor)
        arrived = await send(self._actor, marked(forged, old, mark))
        if await jar(self._actor) != before and not await self._actor.still_in():
            await self._actor.sign_in()  # an answer to another site put another session in place
        changed = await self._stands(mark)
        shot = await self._actor.shot() if changed else None
        undone = await self._undone(mark) if changed else None
        return {
            "way": forged.way, "token": forged.token, "answered": arrived.answered, "cookie": arrived.cookie,
            "status": arrived.status, "changed": changed, "undone": undone, "shot": shot,
        }

    async def _stands(self, mark: str) -> bool:
        done = await visit(self._actor, self._change.seen, {"mark": mark})
        return mark in done.text or mark in done.html

    async def _undone(self, mark: str) -> bool:
        """Take it back and see that it is gone; told when it is not."""
        await do(self._actor, self._change.undo, {"mark": mark}, f"take back {self._change.name}")
        gone = not await self._stands(mark)
        if not gone:
            self._run.writer.gap(TASK, "not-undone", persona=self._who.name, effect=self._change.name)
        return gone

    def _tell(self, about: Mapping[str, Any]) -> None:
        self._run.writer.probe(TASK, {"persona": self._who.name, "change": self._change.name, **about})
