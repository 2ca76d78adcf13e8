"""Which probes wait for which: those of earlier waves, or of them those that act as the same people."""

from __future__ import annotations

import asyncio

import pytest

from harness import MisuseError, Profile
from harness.sandbox.acting.order import comes_after, in_order
from harness.sandbox.acting.part import PROBES
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from tests.harness.build import base_profile

PROFILE = Profile.model_validate(base_profile())


class Acts(ActingProbe):
    """A probe that acts as these people, and asks as some without a browser."""

    def __init__(self, name: str, wave: int, *cast: str, apart: bool = False, asks: str = "") -> None:
        self.name, self.kinds, self.wave, self.apart = name, (name,), wave, apart
        self.cast, self.asks = cast, {asks} - {""}

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        return [(one, self.name) for one in self.cast]

    def people(self, profile: Profile) -> set[str]:
        return super().people(profile) | self.asks

    async def probe(self, stage: Stage) -> None:
        raise NotImplementedError


def waited_for(*probes: ActingProbe) -> dict[str, set[str]]:
    """What had ended when each began, where all take equally long."""
    ended: set[str] = set()
    found: dict[str, set[str]] = {}

    async def run(probe: ActingProbe) -> None:
        found[probe.name] = set(ended)
        for _ in range(5):
            await asyncio.sleep(0)
        ended.add(probe.name)

    asyncio.run(in_order(probes, PROFILE, run))
    assert ended == {one.name for one in probes}
    return found


def test_one_that_keeps_apart_waits_only_for_its_own_people() -> None:
    first, second = Acts("first", 1, "pupil"), Acts("second", 2, "admin")
    others = Acts("others", 3, "teacher", apart=True)
    same = Acts("same", 3, "teacher", "pupil", apart=True)
    after = Acts("after", 4, "teacher", apart=True)
    last = Acts("last", 5)
    assert waited_for(first, second, others, same, after, last) == {
        "first": set(), "others": set(), "second": {"first", "others"}, "same": {"first", "others"},
        "after": {"first", "second", "others", "same"}, "last": {"first", "second", "others", "same", "after"},
    }


def test_who_is_asked_about_without_a_browser_is_one_of_its_people() -> None:
    first = Acts("first", 1, "teacher", asks="pupil")
    same, other = Acts("same", 2, "pupil", apart=True), Acts("other", 2, "admin", apart=True)
    asks = Acts("asks", 3, asks="admin", apart=True)
    assert waited_for(first, same, other, asks) == {
        "first": set(), "same": {"first", "other"}, "other": set(), "asks": {"first", "other"},
    }


def test_whoever_signs_up_is_met_by_whoever_signs_up() -> None:
    """They use one code, and what one of them does to it, all others feel."""
    profile = PROFILE.model_copy(update={"personas": dict.fromkeys(("admin", "teacher"))})
    signs_up, other = Acts("signs up", 1, "new-one"), Acts("other", 1, "teacher")
    renews, reads = Acts("renews", 2, "new-two", "admin", apart=True), Acts("reads", 2, "admin", apart=True)
    assert comes_after(renews, signs_up, profile)
    assert not comes_after(renews, other, profile)
    assert not comes_after(reads, signs_up, profile)


def test_the_places_that_files_name_are_looked_for_when_most_pages_were_seen() -> None:
    named = next(one for one in PROBES if one.name == "ways in that files name")
    assert not named.apart, "it reads what all others saw"
    assert {one.name for one in PROBES if one.wave >= named.wave} == {
        named.name, "entrance", "coming into a school", "a new password by mail", "other devices", "signing out", "guessing",
        "signing in as a young child", "a second factor on demand",
    }  # fmt: skip


def test_a_mistake_ends_those_beside_it_and_none_begins_after_it() -> None:
    told: list[str] = []

    async def run(probe: ActingProbe) -> None:
        told.append(probe.name)
        try:
            await asyncio.sleep(0)
            if probe.name == "wrong":
                raise MisuseError("no such page")
            await asyncio.Event().wait()
        finally:
            told.append(f"{probe.name} ended")

    with pytest.raises(MisuseError, match="no such page"):
        asyncio.run(in_order([Acts("beside", 1), Acts("wrong", 1), Acts("later", 2)], PROFILE, run))
    assert told == ["beside", "wrong", "wrong ended", "beside ended"]


def test_who_guesses_waits_for_everybody_else() -> None:
    wave = max(one.wave for one in PROBES)
    last = {one.name: one.apart for one in PROBES if one.wave == wave}
    assert last == {"guessing": False, "signing in as a young child": False}
