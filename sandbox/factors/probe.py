"""The probe of second factors (`second-factor`): what a password opens alone, and which codes are taken.

Somebody of the staff signs in by password and code, with a clock of our own; then again with one thing wrong at a time.
A try counts only between two logins that worked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from email.utils import parsedate_to_datetime
from functools import partial
from itertools import count, islice
from typing import Any

from harness import Persona, Profile
from harness.catalogue.parameters import builtin_parameters
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.factors.half_way import HalfWay, Stand
from harness.sandbox.factors.look_back import Left, look_back
from harness.sandbox.factors.own import Own
from harness.sandbox.factors.people import cast_of, tried_whole
from harness.sandbox.factors.recovery import used_again
from harness.sandbox.factors.trouble import BROKE
from harness.sandbox.passwords.locked import tell_locked
from harness.sandbox.probes.client import ProbeClient
from harness.sandbox.settings.effects.trying import jar
from harness.sandbox.web.page.login import LATE_ANSWER, LATE_CODE

TASK = "second-factor"
MOST_STEPS_WAITED = 3
RIGHT_TRIES = 3
STEADY = 6.0
"""Seconds from either end of a step in which no code of another step is tried: two clocks differ a little."""
GIVEN = 9.0
"""Seconds of the step that are left when such a code is typed: a busy machine takes some until the app has it."""
SKEW = 5.0
"""Seconds that the app's clock may differ from ours."""


class SecondFactorProbe(ActingProbe):
    """The first administrator and the first teacher; the codes are tried with the first of them that has a seed."""

    name = "second factor"
    kinds = (TASK,)
    wave = 5
    apart = True

    def lacks(self, profile: Profile) -> str | None:
        if not cast_of(profile):
            return "the profile has no administrator or teacher who signs in"
        written = profile.login is not None and (profile.login.steps or profile.login.script)
        return "[login] has steps or a script, which cannot stop before the code" if written else None

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        return [(persona.name, TASK) for persona in cast_of(profile)]

    async def probe(self, stage: Stage) -> None:
        cast = cast_of(stage.run.profile)
        whole = tried_whole(stage.run.profile)
        await asyncio.gather(*(_one(stage, persona, whole=persona is whole) for persona in cast))


async def _one(stage: Stage, persona: Persona, *, whole: bool) -> None:
    try:
        async with stage.changing(persona), stage.actor(persona, TASK, alone=True) as actor:
            trying = _Trying(stage, actor)
            tried = await trying.go(whole=whole)
            await trying.leave()
    except ActorFailedError as error:
        tried = [{"case": "password-alone", "control": str(error)}]
    for one in tried:
        stage.run.writer.probe(TASK, {"persona": persona.name, "role": persona.role, **one})


class _Trying:
    """One person's tries."""

    def __init__(self, stage: Stage, actor: Actor) -> None:
        self._stage, self._actor, self._half, self._own = stage, actor, HalfWay(actor), Own(stage, actor, TASK)
        self._codes = stage.codes
        self._seed = actor.persona.totp.get_secret_value() if actor.persona.totp else ""
        self._tried: list[dict[str, Any]] = []
        self._left: list[Left] = []

    async def go(self, *, whole: bool) -> Sequence[Mapping[str, Any]]:
        """Everything that is to be recorded, in order."""
        stand = await self._half.password()
        alone: dict[str, Any] = {"case": "password-alone", "inside": stand == "in"}
        if stand == "in":
            return [{**alone, "shot": await self._actor.shot()}]
        if not self._seed:
            return [{**alone, "control": "no-seed"}]
        addresses = await self._before_codes() if whole else None
        spared = addresses is not None
        if addresses is None:
            if not await self._right("sign in with a code", RIGHT_TRIES):
                return [{**alone, "control": "code-refused"}]
            addresses = await self._own.addresses() if whole else []
        self._tried.insert(0, alone)
        if whole:
            alive = await self._half_opens(addresses, RIGHT_TRIES if spared else 1)
            if not alive and spared and not await self._whole_login():
                return [{**alone, "control": "code-refused"}]
            await self._again()
            await self._early()
            await self._wrong()
            async with ProbeClient(self._stage.run, TASK, self._stage.pace) as client:
                await look_back(partial(self._own.get, client), addresses, self._actor.persona, self._left)
        return self._tried

    async def _before_codes(self) -> list[str] | None:
        """What needs no right code. Where a recovery code lets in, the own addresses, which otherwise cost a code, and
        so up to half a minute; else the login stands before its code.
        """
        await self._late()
        if (addresses := await self._recovery()) is None:
            await self._half.password()
        return addresses

    async def leave(self) -> None:
        """Who is signed in now goes on with it later: each login costs a code, and so up to half a minute."""
        stage, name = self._stage, self._actor.persona.name
        kept = stage.spare if name in stage.logins else stage.logins
        if await self._half.inside():
            kept[name] = dict(await self._actor.context.storage_state())

    async def _right(self, what: str, tries: int = 1) -> bool:
        """Give a right code, of later steps too where an app may refuse all for a while; whether one opened it."""
        for _ in range(tries):
            if await self._half.give(partial(self._codes.next, self._seed), what, LATE_ANSWER) == "in":
                return True
        return False

    async def _late(self) -> None:
        """A code of two steps ago, while the app has taken none since then: else it is refused for another reason."""
        for _ in range(MOST_STEPS_WAITED):
            if self._codes.last(self._seed) < self._codes.at(self._seed, -2)[1]:
                break
            await asyncio.sleep(self._codes.into(self._seed)[1])
        used = self._codes.last(self._seed) >= self._codes.at(self._seed, -2)[1]
        await self._other("code-late", -2, "used-since" if used else await self._skewed())

    async def _again(self) -> None:
        """The code that was used last, as long as it would still be right."""
        await self._half.password()
        step = self._codes.last(self._seed)

        async def used() -> str:
            return self._codes.at(self._seed, step - self._now())[0]

        stand = await self._half.give(used, "try a code: code-again", LATE_CODE)
        await self._odd("code-again", stand, step, "" if abs(step - self._now()) <= 1 else "too-late")

    async def _early(self) -> None:
        await self._half.password()
        await self._other("code-early", 2, await self._skewed())

    async def _other(self, case: str, offset: int, control: str) -> None:
        """A code of another step, which stays as far away as it is until the app has it."""
        tried: list[int] = []

        async def steady() -> str:
            await self._steady()
            code, step = self._codes.at(self._seed, offset)
            tried.append(step)
            return code

        stand = await self._half.give(steady, f"try a code: {case}", LATE_CODE)
        moved = any(step != self._now() + offset for step in tried)
        # An app that refused a code of one step ahead refuses one of two; nothing else follows from the wrong one.
        spoilt = moved and (stand == "in") is (offset > 0)
        await self._odd(case, stand, next(iter(tried), -1), control or ("too-late" if spoilt else ""))

    async def _recovery(self) -> list[str] | None:
        """A recovery code, twice, and the own addresses of who got in with it; None when nobody did, or saw nothing:
        some apps first ask such a person for another generator.

        That right codes still open the account shows after the wrong ones.
        """
        code, found = self._actor.persona.recovery, list[list[str]]()

        async def inside() -> None:
            found.append(await self._own.addresses())

        if code is not None:
            self._tried.append(await used_again(self._half, code.get_secret_value(), self._actor.shot, inside))
        return next(iter(found), None) or None

    def _now(self) -> int:
        return self._codes.at(self._seed, 0)[1]

    async def _half_opens(self, addresses: Sequence[str], tries: int) -> bool:
        """What a login opens that still owes its code; the right code then shows that it was one until then.

        Whether it did: where no code was given before, an app may refuse some.
        """
        await self._half.password()
        at = self._actor.page.url
        found = [*await self._own.asked(addresses), *await self._own.opened(addresses)]
        await self._actor.goto(at)
        alive = await self._right("finish a login that was half done", tries)
        for one in found:
            self._tried.append({**one, "control": one["control"] or ("" if alive else "half-ended")})
        if not found:
            self._tried.append({"case": "half-address", "control": "no-address"})
        return alive

    async def _odd(self, case: str, stand: Stand, step: int, control: str) -> None:
        inside = stand == "in"
        if inside:
            self._codes.use(self._seed, step)
        shot = await self._actor.shot() if inside else None
        failed = BROKE if self._half.broke and not inside else ""
        why = "no-code-asked" if stand == "not-asked" else control or failed
        self._tried.append({"case": case, "inside": inside, "control": why, "shot": shot})
        self._left.append((self._tried[-1], await jar(self._actor)))

    async def _wrong(self) -> None:
        """Wrong codes until the app asks for none any more, or as many as are allowed; then the right one."""
        stand, broke = await self._half.password(), False
        most, tries = int(builtin_parameters().number("code-tries")), 0
        for code in self._wrong_codes(most):
            if stand != "code":
                break
            stand = await self._half.give(code, "try a wrong code")
            tries, broke = tries + 1, broke or self._half.broke
        inside = stand == "in" or (stand == "code" and await self._right("the right code after wrong ones"))
        owner = inside or await self._whole_login()
        if not owner:
            tell_locked(self._stage.run, TASK, self._actor.persona)
        failed = BROKE if broke and not inside else ""
        control = "locked-out" if not owner else "no-code-asked" if not tries else failed
        self._tried.append({"case": "wrong-tries", "inside": inside, "tries": tries, "control": control})

    async def _whole_login(self) -> bool:
        """Whether the owner gets in again: an app that locked the account for a minute is waited for."""
        return await self._half.password() == "code" and await self._right("sign in again", RIGHT_TRIES)

    def _wrong_codes(self, most: int) -> Iterator[str]:
        """Codes that are right at no time near now."""
        near = {self._codes.at(self._seed, offset)[0] for offset in range(-20, 21)}
        digits = len(next(iter(near)))
        wrong = (f"{number:0{digits}}" for number in count(1))
        return islice((code for code in wrong if code not in near), most)

    async def _steady(self) -> None:
        """Wait until neither end of a step is near."""
        gone, left = self._codes.into(self._seed)
        await asyncio.sleep(STEADY - gone if gone < STEADY else left + STEADY if left < GIVEN else 0)

    async def _skewed(self) -> str:
        """Why codes of other steps say nothing: the app's clock is another, or does not tell; "" when it is right."""
        async with ProbeClient(self._stage.run, TASK, self._stage.pace) as client:
            answer = await self._own.get(client, self._actor.base, {})
        try:
            told = parsedate_to_datetime(answer.headers["date"]).timestamp() if answer else None
        except (KeyError, ValueError, TypeError):
            told = None
        if told is None:
            return "clock-unknown"
        now = self._stage.run.epoch + self._stage.run.writer.now()
        return "clock-skewed" if abs(now - told) > SKEW else ""
