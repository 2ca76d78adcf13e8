"""A change that the profile declares, made by the persona itself: done, seen, taken back, and seen to be gone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from harness import Profile
from harness.model.profile_changes import DeclaredChange
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.settings.effects.sharing import new_mark
from harness.sandbox.settings.effects.tokens import Write
from harness.sandbox.settings.effects.trying import BRIEF, do, visit

MOST_CHANGES = 6


@dataclass
class Own:
    """What the persona did: with which request (`write` carried the mark), or why that proves nothing."""

    mark: str
    write: Write | None = None
    writes: list[Write] = field(default_factory=list)
    why: str = ""


class ChangesProbe(ActingProbe):
    """Tries each declared change as whoever makes it: those that are `guarded`, or those that are not."""

    guarded = False
    seconds = 600.0
    missing: str

    def lacks(self, profile: Profile) -> str | None:
        """No such change, or nobody who makes it."""
        return None if makers(profile, guarded=self.guarded) else self.missing

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """Whoever makes them."""
        return [(name, self.kinds[0]) for name in makers(profile, guarded=self.guarded)]

    @abstractmethod
    def trying(self, stage: Stage, actor: Actor, change: DeclaredChange) -> Changing:
        """What tries one change."""

    async def probe(self, stage: Stage) -> None:
        """One person after the other. What is interrupted and may have changed something is told."""
        kind = self.kinds[0]
        for name, changes in makers(stage.run.profile, guarded=self.guarded).items():
            try:
                async with stage.actor(stage.run.profile.personas[name], kind, fresh=True) as actor:
                    await actor.keep_nothing()
                    for change in changes:
                        trying = self.trying(stage, actor, change)
                        async with trying.owing():
                            await trying.go()
            except ActorFailedError as error:
                stage.run.writer.gap(kind, "probe-failed", probe=self.name, reason=str(error))


def makers(profile: Profile, *, guarded: bool) -> dict[str, list[DeclaredChange]]:
    """Who makes which changes of this kind; those of a persona that takes no part are left out."""
    people = [one for one in profile.personas.values() if one.role == "pupil" and not one.acts_only]
    first = people[0].name if people else None
    cast: dict[str, list[DeclaredChange]] = {}
    for change in [one for one in profile.changes if one.guarded is guarded][:MOST_CHANGES]:
        who = change.by or first
        if who is not None and who in profile.personas:
            cast.setdefault(who, []).append(change)
    return cast


class Changing(ABC):
    """One change of one persona; `kind` is the evidence that gets its records and gaps."""

    def __init__(self, kind: str, actor: Actor, change: DeclaredChange) -> None:
        self._kind, self._writer = kind, actor.run.writer
        self.actor, self.change = actor, change
        self._owed = False

    @asynccontextmanager
    async def owing(self) -> AsyncIterator[None]:
        """What is interrupted within may have changed something that nobody took back: that is told."""
        try:
            yield
        finally:
            if self._owed:
                self._not_undone("interrupted")

    @abstractmethod
    async def go(self) -> None:
        """Try it, one record a try."""

    async def by_itself(self) -> Own:
        """Make the change by the declared steps, see it, and take it back."""
        own, self._owed = Own(new_mark()), True
        done = await do(self.actor, self.change.steps, {"mark": own.mark}, f"change {self.change.name}")
        if not done.ok:
            self._writer.gap(self._kind, "steps-failed", effect=self.change.name, reason=done.why)
            own.why = "steps-failed"
        own.writes = done.writes
        carried = [one for one in done.writes if own.mark.encode() in one.body or own.mark in one.url]
        own.write = carried[-1] if carried else None
        made = await self.effect(own.mark)
        if not made["changed"]:
            own.why = own.why or "not-seen"
            await do(self.actor, self.change.undo, {"mark": own.mark}, f"take back {self.change.name}", limit=BRIEF)
        elif not made["undone"]:
            own.why = "not-undone"
        return own

    async def effect(self, mark: str) -> dict[str, Any]:
        """Whether the mark stands there (`changed`), with a picture, and whether it could be taken back (`undone`)."""
        changed = await self._stands(mark)
        shot = await self.actor.shot() if changed else None
        undone = await self._undone(mark) if changed else None
        self._owed = False
        return {"changed": changed, "shot": shot, "undone": undone}

    def about_to_change(self) -> None:
        """To be said before anything is sent that may change something; `effect` looks at it and takes it back."""
        self._owed = True

    def tell(self, about: Mapping[str, Any]) -> None:
        """Write one record."""
        self._writer.probe(self._kind, {"persona": self.actor.persona.name, "change": self.change.name, **about})

    async def _stands(self, mark: str) -> bool:
        done = await visit(self.actor, self.change.seen, {"mark": mark})
        return mark in done.text or mark in done.html

    async def _undone(self, mark: str) -> bool:
        """Take it back and see that it is gone; told when it is not."""
        await do(self.actor, self.change.undo, {"mark": mark}, f"take back {self.change.name}")
        gone = not await self._stands(mark)
        if not gone:
            self._not_undone("still-there")
        return gone

    def _not_undone(self, reason: str) -> None:
        about = {"persona": self.actor.persona.name, "effect": self.change.name, "reason": reason}
        self._writer.gap(self._kind, "not-undone", **about)
