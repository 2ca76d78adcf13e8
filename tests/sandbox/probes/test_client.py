"""The pace of all probes together, and what one tells an app over a real connection."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

from harness import Profile
from harness.sandbox.probes import client
from harness.sandbox.probes.client import Answer, Pace, ProbeClient
from tests.harness.build import base_profile
from tests.sandbox.probes.serving import Quiet, serving
from tests.sandbox.probes.test_later import a_run

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


class Says(Quiet):
    """Says which host it was called."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.answer("/".join(self.headers.get_all("host", [])).encode())


def test_an_app_may_be_told_another_host_than_the_one_that_is_asked(tmp_path: Path) -> None:
    with serving(Says) as address:
        run = a_run(tmp_path, address, None)

        told: list[dict[str, str]] = [{}, {"host": "reset.example"}]

        async def go() -> list[Answer | None]:
            async with ProbeClient(run, "test", Pace(run.profile)) as client:
                return [await client.get(f"http://{address}/", persona="pupil", headers=headers) for headers in told]

        said = [one.body.decode() if one else "" for one in asyncio.run(go())]
        assert said == [address, "reset.example"]
