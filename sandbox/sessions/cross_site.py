"""Another site tries to change something for somebody who is signed in (`cross-site`).

The persona makes each declared change itself, sees it and takes it back; a page of another site then sends the same
request in every way that it can, with a mark of its own, and the persona looks whether that mark stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.model.profile_changes import DeclaredChange
from harness.sandbox.acting.actor import Actor
from harness.sandbox.acting.stage import Stage
from harness.sandbox.sessions.changing import ChangesProbe, Changing
from harness.sandbox.sessions.elsewhere import send
from harness.sandbox.sessions.forging import Forged, forgeries, marked
from harness.sandbox.settings.effects.sharing import new_mark
from harness.sandbox.settings.effects.trying import jar

TASK = "cross-site"
MOST_TRIES = 10


class CrossSiteProbe(ChangesProbe):
    """Every change that the profile declares, as whoever makes it; what came through is taken back and looked at."""

    name = "commands from another site"
    kinds = (TASK,)
    wave = 5
    apart = True
    missing = "the profile declares no [[changes]] that a persona can make"

    def trying(self, stage: Stage, actor: Actor, change: DeclaredChange) -> Changing:
        return _Trying(TASK, actor, change)


class _Trying(Changing):
    """One change."""

    async def go(self) -> None:
        """By itself, from elsewhere in every way, and by itself again; one record a try."""
        own = await self.by_itself()
        if own.why or own.write is None:
            self.tell({"control": own.why or "no-request"})
            return
        tried = [await self._from_elsewhere(one, own.mark) for one in forgeries(own.write)[:MOST_TRIES]]
        again = await self.by_itself()
        for one in tried:
            self.tell({**one, "control": f"again-{again.why}" if again.why else ""})

    async def _from_elsewhere(self, forged: Forged, old: str) -> Mapping[str, Any]:
        mark = new_mark()
        await self.actor.acted(f"change {self.change.name} from another site: {forged.way}")
        before = await jar(self.actor)
        self.about_to_change()
        arrived = await send(self.actor, marked(forged, old, mark))
        if await jar(self.actor) != before and not await self.actor.still_in():
            await self.actor.sign_in()  # an answer to another site put another session in place
        return {
            "way": forged.way, "token": forged.token, "answered": arrived.answered, "cookie": arrived.cookie,
            "status": arrived.status, **await self.effect(mark),
        }
