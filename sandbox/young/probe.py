"""Easy ways of signing in (`young-login`): how far guessing gets, what the account sees, whether the school decides."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from harness import Persona, Profile
from harness.catalogue.parameters import builtin_parameters
from harness.model.profile_young import Steps, Switch, YoungLogin
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.enrolment.reading import Reader, addresses_of, links_of
from harness.sandbox.passwords.door import Door
from harness.sandbox.passwords.doorway import key_for, opened, strangers
from harness.sandbox.probes.client import ProbeClient
from harness.sandbox.settings.effects.trying import do
from harness.sandbox.web.page.proof import prove_aside
from harness.sandbox.young.card import Cards
from harness.sandbox.young.guessed import TASK, guess, learn, spelling

MOST = 3
NOT_OPENED = "not-opened"
type Opens = Callable[[], Awaitable[bool | None]]


@dataclass(frozen=True)
class _Cast:
    """One way of signing in, with the people in it."""

    young: YoungLogin
    who: Persona
    teacher: Persona | None
    admin: Persona | None

    @property
    def names(self) -> list[str]:
        """Everybody who acts."""
        return [one.name for one in (self.who, self.teacher, self.admin) if one is not None]


class YoungProbe(ActingProbe):
    """Every way that the profile declares, one after the other. It goes with guessing: an account may stay locked."""

    name = "signing in as a young child"
    kinds = (TASK,)
    wave = 10
    seconds = 2400.0

    def __init__(self, limit: float | None = None) -> None:
        self._limit = builtin_parameters().seconds("qr-revoke") if limit is None else limit

    def lacks(self, profile: Profile) -> str | None:
        """No such way, or not the people for it."""
        return None if _cast(profile) else "the profile declares no [[young]] way of signing in"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """The children, and whoever hands out cards or decides for the school."""
        return list(dict.fromkeys((name, TASK) for cast in _cast(profile) for name in cast.names))

    async def probe(self, stage: Stage) -> None:
        """One record a way; those that hang on the same switch of the school go under one turn of it."""
        for _, several in groupby(_cast(stage.run.profile), key=lambda cast: (cast.admin, cast.young.switch)):
            trying = [_Trying(stage, cast, self._limit) for cast in several]
            try:
                await _Hanging(stage, trying).go()
            finally:
                for one in trying:
                    one.write()


@dataclass
class _Hanging:
    """Ways that hang on the same switch of the school, or on none."""

    stage: Stage
    trying: list[_Trying]

    async def go(self) -> None:
        """Try them with the switch turned as they need it, and turned back whatever happens."""
        cast = self.trying[0].cast
        if cast.young.switch is None or cast.admin is None:
            for one in self.trying:
                await one.go(None)
            return
        try:
            async with self.stage.actor(cast.admin, TASK) as admin:
                await self._allowed(admin, cast.young.switch)
        except ActorFailedError as error:
            for one in self.trying:
                one.told.setdefault("control", str(error))

    async def _allowed(self, admin: Actor, switch: Switch) -> None:
        first = self.trying[0]
        for one in self.trying:
            one.owed, one.told["switch"] = True, True
        try:
            on = await first.turn(admin, switch.on)
            for one in self.trying:
                if on:
                    await one.go(admin)
                else:
                    one.told["control"] = "steps-failed"
        finally:
            back = await first.turn(admin, switch.on if switch.enabled else switch.off)
            for one in self.trying:
                one.told["restored"], one.owed = back, not back


@dataclass
class _Trying:
    """One way."""

    stage: Stage
    cast: _Cast
    limit: float
    told: dict[str, Any] = field(default_factory=dict)
    owed: bool = False
    """Whether the school may not have what it had."""

    async def go(self, admin: Actor | None) -> None:
        """Everything about it; what ends it early is told, and ends no other."""
        try:
            await self._way(admin)
        except ActorFailedError as error:
            self.told["control"] = str(error)

    def write(self) -> None:
        """One record. What could not be turned back is a gap."""
        young, who = self.cast.young, self.cast.who
        if self.owed:
            self.stage.run.writer.gap(TASK, "not-undone", persona=who.name, effect=young.name)
        shape = {"symbols": len(set(young.symbols)), "length": young.length, "a_day": young.a_day}
        about = {"persona": who.name, "name": young.name, "kind": young.kind, **shape}
        self.stage.run.writer.probe(TASK, {**about, **self.told})

    async def turn(self, admin: Actor, steps: Steps) -> bool:
        """Turn the school's switch; whether that worked."""
        return (await do(admin, steps, {}, f"decide about: {self.cast.young.name}")).ok

    async def _way(self, admin: Actor | None) -> None:
        async with ProbeClient(self.stage.run, TASK, self.stage.pace) as client:
            if self.cast.young.kind == "qr":
                await self._qr(admin, client)
            else:
                await self._symbols(admin, client)

    async def _symbols(self, admin: Actor | None, client: ProbeClient) -> None:
        """Pictures or a short code: sign in once, look around, be forbidden and allowed, and guess last."""
        young, who = self.cast.young, self.cast.who
        async with self.stage.actor(who, TASK, alone=True) as actor:
            learnt = await learn(actor, young, who)
            if isinstance(learnt, str):
                self.told["control"] = learnt
                return
            await self._look_around(actor, client)
        self.told["fits"] = spelling(young).read(key_for(who).password) is not None
        door = await opened(learnt, key_for(who), strangers(self.stage.run, client, who.name))
        if isinstance(door, str):
            self.told["control"] = door
            return
        await self._decided(admin, _opener(door, who))
        self.told |= await guess(self.stage, young, who, learnt)

    async def _qr(self, admin: Actor | None, client: ProbeClient) -> None:
        """The card: open the account with it, look around, be forbidden and allowed, renew it."""
        young, who = self.cast.young, self.cast.who
        if young.card is None or self.cast.teacher is None:
            return
        async with self.stage.actor(self.cast.teacher, TASK) as teacher:
            cards = Cards(self.stage, teacher, who, young.card, client, self.limit)
            first = await cards.read()
            if first is None:
                self.told["control"] = "no-card"
                return
            try:
                await self._by_card(admin, client, cards, first)
            finally:
                last = await cards.read()
                self.told["dead"] = await cards.leave(last or first)

    async def _by_card(self, admin: Actor | None, client: ProbeClient, cards: Cards, first: str) -> None:
        who = self.cast.who
        async with self.stage.actor(who, TASK, alone=True) as actor:
            await actor.goto(first)
            asked = self.stage.run.profile.login.proof if self.stage.run.profile.login else None
            if not (await prove_aside(actor.context, asked, who, actor.base, beside=actor.page)).ok:
                self.told["control"] = NOT_OPENED
                return
            cards.telling = actor.page.url.partition("#")[0] if actor.page.url != first else ""
            await self._look_around(actor, client)
        self.told["before"] = await cards.opens(first) is True
        if not self.told["before"]:
            self.told["control"] = NOT_OPENED
            return
        await self._decided(admin, lambda: cards.opens(first))
        self.told |= await cards.measure(first)

    async def _look_around(self, actor: Actor, client: ProbeClient) -> None:
        """What the account sees of people who are not of its class."""
        people, who = self.stage.run.profile.personas.values(), self.cast.who
        others = [
            one for one in people
            if one.known and one.role == "pupil" and (one.school, one.class_) != (who.school, who.class_)
        ]
        wanted = await asyncio.to_thread(addresses_of, actor, others, self.cast.young.reads)
        read = await Reader(client, others, wanted).reads(actor, who, await links_of(actor))
        self.told |= {"asked": read.asked, "others": list(read.found)}
        self.told["shot"] = await actor.shot() if read.found else None

    async def _decided(self, admin: Actor | None, opens: Opens) -> None:
        """Whether one can sign in so when the school forbids it, and when it allows it again."""
        switch = self.cast.young.switch
        if admin is None or switch is None:
            return
        if await self.turn(admin, switch.off):
            self.told["off_opens"] = await opens()
        if await self.turn(admin, switch.on):
            self.told["on_opens"] = await opens()


def _opener(door: Door, who: Persona) -> Opens:
    async def opens() -> bool | None:
        return await door.opens(key_for(who))

    return opens


def _cast(profile: Profile) -> list[_Cast]:
    """The ways whose people take part."""
    people = profile.personas

    def first(role: str, named: str | None) -> Persona | None:
        return people.get(named) if named else next((one for one in people.values() if one.role == role), None)

    found = []
    for one in profile.young[:MOST]:
        teacher = first("teacher", one.card.by) if one.card else None
        admin = first("admin", one.switch.by) if one.switch else None
        if one.persona in people and (one.card is None or teacher) and (one.switch is None or admin):
            found.append(_Cast(one, people[one.persona], teacher, admin))
    return found
