"""Access is taken away from somebody whose session is open (`removal`): what does that session still read?

An administrator does what the profile declares, the open session asks the same addresses again until it reads nothing,
and everything is given back. Where it reads on, a fresh sign-in shows whether anything was taken away at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import urljoin, urlsplit

from harness import Persona, Profile
from harness.catalogue.parameters import builtin_parameters
from harness.model.profile_removals import Removal
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.closing import until_gone
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.probes.client import ProbeClient
from harness.sandbox.sessions.old_session import UNSURE, Door, OldSession
from harness.sandbox.settings.effects.trying import do
from harness.sandbox.web.page.failures import clean

TASK = "removal"
MOST = 4
LONGEST = 120
"""Characters of an address that a token was heard at."""


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


@dataclass(frozen=True)
class Looked:
    """What the open session did at one look: which doors opened, and what came of asking for another token."""

    opens: Mapping[Door, bool | None]
    renewal: str
    renewed: frozenset[str]

    @property
    def shut(self) -> bool:
        """Whether nothing opens any more."""
        return all(one is False for one in self.opens.values()) and self.renewal in ("", "refused", UNSURE)

    @property
    def reads(self) -> set[str]:
        """Pages that opened, to the session or to a token that it got now."""
        return {door.page for door, opens in self.opens.items() if opens} | self.renewed


class _Taking:
    """One removal."""

    def __init__(self, stage: Stage, cast: _Cast, who: Actor, by: Actor, limit: float) -> None:
        self._stage, self._cast, self._who, self._by, self._limit = stage, cast, who, by, limit
        self._session = OldSession(stage, who, TASK, cast.of)
        self._declared = {urljoin(who.base, one): one for one in cast.removal.reads}
        known = {f"who.{name}": value for name, value in cast.who.known.items()}
        self._values = {**known, "who.username": cast.who.username or ""}
        self._unsure = False
        self.owed = False
        """Whether something was taken, or may have been, and not yet given back."""

    async def go(self) -> dict[str, Any]:
        """Everything that is to be recorded. What was taken is given back, whatever happens."""
        await self._session.remember_each(self._cast.removal.reads)
        if not self._session.doors:
            return {"control": "not-read"}
        addresses, self.owed = self._named({one.page for one in self._session.doors}), True
        async with ProbeClient(self._stage.run, TASK, self._stage.pace) as client:
            try:
                told = await self._taken(client)
            finally:
                restored, renews = await self._given_back(client)
        if told.get("renewal") == UNSURE:
            told["renewal"] = "refused" if renews else "untold"
        return {"addresses": addresses, **told, "restored": restored}

    async def _taken(self, client: ProbeClient) -> dict[str, Any]:
        done = await do(self._by, self._cast.removal.steps, self._values, f"take away: {self._cast.removal.name}")
        if not done.ok:
            self._stage.run.writer.gap(TASK, "steps-failed", effect=self._cast.removal.name, reason=done.why)
            return {"control": "steps-failed"}
        seen, after = await until_gone(partial(look, self._session, client), lambda one: one.shut, self._limit)
        self._unsure = seen.renewal == UNSURE
        fresh = await self._fresh(client, seen.reads) if seen.reads else {}
        return {**self._told(seen, fresh), "after": after}

    def _told(self, seen: Looked, fresh: Mapping[str, bool | None]) -> dict[str, Any]:
        """What goes into the record. `fresh`: what of it whoever signs in now reads, which says that it was not taken
        away; where a token went besides what the profile declares, nothing had to be.
        """
        spared = {page for page, reads in fresh.items() if reads and page not in self._declared}
        reads = {door for door, opens in seen.opens.items() if opens and door.page not in spared}
        answers = [fresh[page] for page in seen.reads - spared]
        return {
            "still": None if None in seen.opens.values() and not reads else self._named({one.page for one in reads}),
            "by_token": self._named({one.page for one in reads if one.ways == ("token",)}),
            "renewal": "" if seen.renewal == "given" and not seen.renewed - spared else seen.renewal,
            "fresh": (True if True in answers else None if None in answers else False) if answers else None,
        }

    def _named(self, pages: Collection[str]) -> list[str]:
        """As the profile has them; what it does not have, by path."""
        return sorted(self._declared.get(page) or clean(urlsplit(page).path, LONGEST) for page in pages)

    async def _fresh(self, client: ProbeClient, pages: Collection[str]) -> dict[str, bool | None]:
        """Which of these pages somebody reads who signs in now: that was not taken away."""
        try:
            await self._session.come_anew()
        except ActorFailedError:
            return dict.fromkeys(pages, False)
        opens = await self._session.opens_anew(client)
        return {page: opens[page] for page in pages}

    async def _given_back(self, client: ProbeClient) -> tuple[bool, bool]:
        """Give it back, and see that the open session or a fresh sign-in reads it again; told when it does not.

        Also whether a token that was not renewed meanwhile is now, to the session or to who signs in.
        """
        name, unsure = self._cast.removal.name, self._unsure
        done = await do(self._by, self._cast.removal.undo, self._values, f"give back: {name}")
        again = await self._session.look(client)
        renews = unsure and (await look(self._session, client)).renewal == "given"
        restored = done.ok and all(again.values())
        if not restored or (unsure and not renews):
            pages = await self._fresh(client, {one.page for one in self._session.doors})
            restored = done.ok and (restored or True in pages.values())
            renews = renews or (unsure and await self._session.renews_anew())
        self.owed = False
        if not restored:
            self._stage.run.writer.gap(TASK, "not-undone", persona=self._cast.who.name, effect=name)
        return restored, renews


async def look(session: OldSession, client: ProbeClient) -> Looked:
    """What the session opens now; of what came of asking for a token and for a cookie, the worse."""
    opens = await session.look(client)
    told = (await session.renewal(client), await session.another_cookie(client))
    renewal = next((one for one in ("given", "untold", UNSURE, "refused") if one in told), "")
    return Looked(opens, renewal, frozenset(session.renewed))
