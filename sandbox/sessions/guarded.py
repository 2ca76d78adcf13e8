"""Changes that should ask for the present password once more (`guarded`): a mail address, a second factor.

The persona makes the change with the password; then the same request is sent with a wrong one, an empty one and none,
and the persona looks whether the change is there. Sent again as it was, it has to work, before and after.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit

from harness import belongs
from harness.model.profile_changes import DeclaredChange
from harness.sandbox.acting.actor import Actor
from harness.sandbox.acting.stage import Stage
from harness.sandbox.probes.client import ProbeClient
from harness.sandbox.sessions.changing import ChangesProbe, Changing, Own
from harness.sandbox.settings.effects.asking import Asking
from harness.sandbox.settings.effects.sharing import new_mark
from harness.sandbox.settings.effects.tokens import Write, places, readdressed
from harness.sandbox.settings.effects.trying import bearer, jar

TASK = "guarded"
RIGHT, WRONG, EMPTY, ABSENT = "right", "wrong", "empty", "absent"
NOT_THE_PASSWORD = "fout-wachtwoord-van-de-test"


class GuardedProbe(ChangesProbe):
    """Every such change, as whoever makes it; what came through is taken back and looked at."""

    name = "changes without the present password"
    kinds = (TASK,)
    wave = 6
    apart = True
    guarded = True
    missing = "the profile declares no [[changes]] with guarded = true"

    def trying(self, stage: Stage, actor: Actor, change: DeclaredChange) -> Changing:
        return _Trying(stage, actor, change)


class _Trying(Changing):
    """One change."""

    def __init__(self, stage: Stage, actor: Actor, change: DeclaredChange) -> None:
        super().__init__(TASK, actor, change)
        self._stage = stage
        secret = actor.persona.password
        self._password = secret.get_secret_value() if secret else ""

    async def go(self) -> None:
        """With the password, without it in three ways, with it again; one record a way."""
        own = await self.by_itself()
        if own.why or own.write is None:
            self.tell({"control": own.why or "no-request"})
            return
        if not [one for one in own.writes if _mentions(one, self._password)]:
            self.tell({"variant": ABSENT, "asked": False, "changed": True, "undone": True})
            return
        if not _carries(own.write, self._password):
            self.tell({"control": "asked-apart"})
            return
        async with ProbeClient(self.actor.run, TASK, self._stage.pace) as client:
            asking = Asking(self.actor.run, client, {})
            before = await self._sent(asking, own, RIGHT)
            tried = [await self._sent(asking, own, variant) for variant in (WRONG, EMPTY, ABSENT)]
            after = await self._sent(asking, own, RIGHT)
        works = before["changed"] and after["changed"]
        for one in tried:
            self.tell({**one, "asked": True, "control": "" if works else "not-again"})

    async def _sent(self, asking: Asking, own: Own, variant: str) -> Mapping[str, Any]:
        """Send the request again with the session as it is now, a mark of its own, and this for the password."""
        assert own.write is not None
        mark, write = new_mark(), own.write
        referer = next((value for name, value in write.headers.items() if name.lower() == "referer"), "")
        if belongs(urlsplit(referer).hostname or "", self.actor.run.profile.app.hosts):
            await self.actor.goto(referer)
        cookies = await jar(self.actor)
        tokens = places(await self.actor.page.content(), cookies)
        given = {WRONG: NOT_THE_PASSWORD, EMPTY: ""}.get(variant, self._password)
        if variant == ABSENT:
            write = without(write, self._password)
        ready = readdressed(write, tokens, {own.mark: mark, self._password: given}, bearer(write))
        await self.actor.acted(f"change {self.change.name}: password {variant}")
        self.about_to_change()
        answer = await replace(asking, jars={self.actor.persona.name: cookies}).send(self.actor.persona, ready)
        told = {"variant": variant, "answered": answer is not None, "status": answer.status if answer else None}
        return {**told, **await self.effect(mark)}


def _mentions(write: Write, password: str) -> bool:
    """Whether the password stands anywhere in the request, in a form, in JSON or as it is."""
    written = (password, quote_plus(password), json.dumps(password)[1:-1])
    return bool(password) and any(one.encode() in write.body for one in written)


def _carries(write: Write, password: str) -> bool:
    return bool(password) and any(value == password for _, value in _fields(write))


def _fields(write: Write) -> list[tuple[str, Any]]:
    """The fields of a form or of JSON; of another body none."""
    content = _json(write)
    if content is not None:
        return list(content.items())
    return list(parse_qsl(write.body.decode("utf-8", "replace"), keep_blank_values=True))


def _json(write: Write) -> dict[str, Any] | None:
    try:
        content = json.loads(write.body)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def without(write: Write, value: str) -> Write:
    """The request without the fields that hold this value."""
    kept = [(name, each) for name, each in _fields(write) if each != value]
    body = json.dumps(dict(kept)) if _json(write) is not None else urlencode(kept)
    return replace(write, body=body.encode())
