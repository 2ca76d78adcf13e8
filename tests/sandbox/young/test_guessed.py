"""Guessing at pictures and short codes: never beside somebody else who tries wrong secrets."""

from __future__ import annotations

import asyncio
import tomllib
from types import SimpleNamespace
from typing import Any

import pytest

from harness import Profile
from harness.sandbox.demo.people import invent_people
from harness.sandbox.demo.pictures import invent_child
from harness.sandbox.demo.profile_file import profile_text
from harness.sandbox.passwords.capture import SignedIn
from harness.sandbox.probes.client import Pace
from harness.sandbox.young import guessed
from tests.sandbox.young.test_any_secret import BASE, a_form


class Client:
    """Asks nothing."""

    def __init__(self, *given: object, **named: object) -> None: ...

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, *told: object) -> None: ...


def test_who_guesses_waits_until_nobody_else_does(monkeypatch: pytest.MonkeyPatch) -> None:


    told = tomllib.loads(profile_text((*invent_people(), invent_child()), {}, "ca.pem", {}, joining=True))
    people = {name: {"name": name, **one} for name, one in told["personas"].items()}
    profile = Profile.model_validate({**told, "personas": people})
    young = next(one for one in profile.young if one.kind == "picture")
    lock, seen = asyncio.Lock(), list[bool]()

    async def no_door(*given: object) -> str:
        seen.append(lock.locked())
        return "no-door"

    monkeypatch.setattr(guessed, "ProbeClient", Client)
    monkeypatch.setattr(guessed, "opened", no_door)
    stage: Any = SimpleNamespace(run=SimpleNamespace(profile=profile), pace=Pace(), guessing=lock)
    learnt = SignedIn(a_form("/jong", {}), (BASE,))

    async def go() -> dict[str, Any]:
        await lock.acquire()
        going = asyncio.create_task(guessed.guess(stage, young, profile.personas[young.persona], learnt))
        for _ in range(5):
            await asyncio.sleep(0)
        assert not seen, "somebody else guesses"
        lock.release()
        return await going

    assert asyncio.run(go()) == {"control": "no-door"}
    assert seen
    assert all(seen)
