"""The pace of all probes together."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise
from types import SimpleNamespace

import pytest

from harness import Profile
from harness.sandbox.probes import client
from harness.sandbox.probes.client import Pace
from tests.harness.build import base_profile

HOST = "school.test"


def paced(rate: int) -> Pace:
    told = {"by": "the school", "until": "2099-01-01", "rate": rate}
    return Pace(Profile.model_validate({**base_profile(), "authorisation": told}))


def test_no_turn_comes_sooner_than_the_rate_allows_whoever_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    taken, read = list[float](), list[float]()

    def clock() -> float:
        read.append(time.monotonic())
        return read[-1]

    monkeypatch.setattr(client, "time", SimpleNamespace(monotonic=clock))

    async def go() -> None:
        pace = paced(50)

        async def several(host: str) -> None:
            for _ in range(5):
                await pace.turn(host)
                taken.append(read[-1])  # when it was noted; the machine may be busy since

        async with asyncio.TaskGroup() as group:
            for _ in range(3):
                group.create_task(several(HOST))
            async with pace.alone(HOST):
                await several(HOST)

    asyncio.run(go())
    assert len(taken) == 20
    assert all(after - before >= 1 / 50 for before, after in pairwise(taken))


def test_who_measures_is_alone_on_the_host() -> None:
    told: list[str] = []

    async def go() -> None:
        pace = paced(50)
        inside = asyncio.Event()

        async def other(host: str) -> None:
            await inside.wait()
            await pace.turn(host)
            told.append(host)

        async with asyncio.TaskGroup() as group:
            group.create_task(other(HOST))
            elsewhere = group.create_task(other("other.test"))
            async with pace.alone(HOST):
                inside.set()
                await elsewhere
                for _ in range(3):
                    await pace.turn(HOST)
                    told.append("alone")

    asyncio.run(go())
    assert told == ["other.test", "alone", "alone", "alone", HOST]
