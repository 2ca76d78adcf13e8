"""Access is taken away from somebody whose session is open (`removal`): what does that session still read?

An administrator does what the profile declares, the open session asks the same addresses again until it reads nothing,
and everything is given back. Where it reads on, a fresh sign-in shows whether anything was taken away at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urljoin

from harness import Persona, Profile
from harness.catalogue.parameters import builtin_parameters
from harness.model.profile_removals import Removal
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.closing import until_gone
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.probes.client import ProbeClient
from harness.sandbox.probes.session_life import cookie_line
from harness.sandbox.sessions.old_session import opened
from harness.sandbox.settings.effects.trying import do, jar

TASK = "removal"
MOST = 4


@dataclass(frozen=True)
class _Cast:
    """One removal, with the people in it."""

    removal: Removal
    who: Persona
    by: Persona
    of: Persona


class RemovalProbe(ActingProbe):
    """Every removal that the profile declares, one after the other; `limit` is how long a session may read on."""

    name = "taking access away"
    kinds = (TASK,)
    wave = 7
    apart = True
    seconds = 1800.0

    def __init__(self, limit: float | None = None) -> None:
        self._limit = builtin_parameters().seconds("removal-delay") if limit is None else limit

    def lacks(self, profile: Profile) -> str | None:
        return None if _cast(profile) else "the profile declares no [[removals]] by an administrator"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        return list(dict.fromkeys((one.name, TASK) for each in _cast(profile) for one in (each.who, each.by)))

    async def probe(self, stage: Stage) -> None:
        for name, casts in groupby(sorted(_cast(stage.run.profile), key=_by), key=_by):
            several = list(casts)
            try:
                async with stage.actor(stage.run.profile.personas[name], TASK) as by:
                    for cast in several:
                        stage.run.writer.probe(TASK, {**_about(cast), **await self._one(stage, cast, by)})
            except ActorFailedError as error:
                for cast in several:
                    stage.run.writer.probe(TASK, {**_about(cast), "control": str(error)})

    async def _one(self, stage: Stage, cast: _Cast, by: Actor) -> dict[str, Any]:
        taking = None
        try:
            async with stage.actor(cast.who, TASK, own=True) as who:
                taking = _Taking(stage, cast, who, by, self._limit)
                return await taking.go()
        except ActorFailedError as error:
            if taking is not None and taking.owed:
                told = {"persona": cast.who.name, "effect": cast.removal.name, "reason": str(error)}
                stage.run.writer.gap(TASK, "not-undone", **told)
            return {"control": str(error)}


def _cast(profile: Profile) -> list[_Cast]:
    """The removals whose people take part."""
    people = profile.personas
    admin = next((one.name for one in people.values() if one.role == "admin"), "")
    found = []
    for one in profile.removals[:MOST]:
        names = (one.who, one.by or admin, one.of or one.who)
        if all(name in people for name in names):
            found.append(_Cast(one, *(people[name] for name in names)))
    return found


def _by(cast: _Cast) -> str:
    return cast.by.name


def _about(cast: _Cast) -> dict[str, str]:
    return {"removal": cast.removal.name, "persona": cast.who.name, "by": cast.by.name}


class _Taking:
    """One removal."""

    def __init__(self, stage: Stage, cast: _Cast, who: Actor, by: Actor, limit: float) -> None:
        self._stage, self._cast, self._who, self._by, self._limit = stage, cast, who, by, limit
        known = {f"who.{name}": value for name, value in cast.who.known.items()}
        self._values = {**known, "who.username": cast.who.username or ""}
        self.owed = False
        """Whether something was taken, or may have been, and not yet given back."""

    async def go(self) -> dict[str, Any]:
        """Everything that is to be recorded. What was taken is given back, whatever happens."""
        async with ProbeClient(self._stage.run, TASK, self._stage.pace) as client:
            open_ = await self._open(client)
            if not open_:
                return {"control": "not-read"}
            cookies, self.owed = await jar(self._who), True
            try:
                told = await self._taken(client, open_, cookies)
            finally:
                restored = await self._given_back(client, open_, cookies)
            return {"addresses": open_, **told, "restored": restored}

    async def _taken(
        self, client: ProbeClient, addresses: list[str], cookies: Mapping[str, str]
    ) -> dict[str, Any]:
        done = await do(self._by, self._cast.removal.steps, self._values, f"take away: {self._cast.removal.name}")
        if not done.ok:
            self._stage.run.writer.gap(TASK, "steps-failed", effect=self._cast.removal.name, reason=done.why)
            return {"control": "steps-failed"}
        still, after = await self._until_shut(client, addresses, cookies)
        return {"still": still, "after": after, "fresh": await self._fresh(client, addresses) if still else None}

    async def _until_shut(
        self, client: ProbeClient, addresses: list[str], cookies: Mapping[str, str]
    ) -> tuple[list[str] | None, float]:
        """What the open session reads at the last look, and how many seconds after the removal that was.

        None: the app did not answer.
        """

        async def reads() -> list[bool | None]:
            return [await self._reads(client, one, cookies) for one in addresses]

        answers, after = await until_gone(reads, lambda seen: all(one is False for one in seen), self._limit)
        still = [one for one, read in zip(addresses, answers, strict=True) if read]
        return (None if None in answers and not still else still), after

    async def _open(self, client: ProbeClient) -> list[str]:
        """Addresses that show the values to the session, and to no stranger."""
        cookies = await jar(self._who)
        return [
            one for one in self._cast.removal.reads
            if await self._reads(client, one, cookies) and await self._reads(client, one, {}) is False
        ]

    async def _reads(self, client: ProbeClient, address: str, cookies: Mapping[str, str]) -> bool | None:
        url = urljoin(self._who.base, address)
        headers = {"cookie": cookie_line(cookies)} if cookies else {}
        return opened(await client.get(url, persona=self._cast.who.name, headers=headers), self._cast.of)

    async def _fresh(self, client: ProbeClient, addresses: list[str]) -> bool | None:
        """Whether somebody who signs in now still reads any of it: then nothing was taken away."""
        await self._who.context.clear_cookies()
        try:
            await self._who.sign_in()
        except ActorFailedError:
            return False
        cookies = await jar(self._who)
        answers = [await self._reads(client, one, cookies) for one in addresses]
        return True if True in answers else None if None in answers else False

    async def _given_back(self, client: ProbeClient, addresses: list[str], cookies: Mapping[str, str]) -> bool:
        """Give it back, and see that the open session or a fresh sign-in reads it again; told when it does not."""
        name = self._cast.removal.name
        done = await do(self._by, self._cast.removal.undo, self._values, f"give back: {name}")
        again = [await self._reads(client, one, cookies) for one in addresses]
        restored = done.ok and (all(again) or await self._fresh(client, addresses) is True)
        self.owed = False
        if not restored:
            self._stage.run.writer.gap(TASK, "not-undone", persona=self._cast.who.name, effect=name)
        return restored
