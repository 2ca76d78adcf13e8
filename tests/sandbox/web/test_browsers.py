"""Each browser of a run is started once, when it is wanted, and ended with the run."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.async_api import Browser

from harness.sandbox.web import browsers as subject
from harness.sandbox.web.which import BrowserFound

VISITS = BrowserFound(Path("/visits"), "system", "9.0")
ACTS = BrowserFound(Path("/acts"), "system", "9.0")


class Started:
    """Stands for a browser; knows whether it was ended."""

    def __init__(self) -> None:
        self.ended = 0

    async def close(self) -> None:
        self.ended += 1


def start(started: dict[Path, list[Started]]) -> subject.Browsers:
    async def launch(program: Path) -> Browser:
        await asyncio.sleep(0)  # so that a second call comes before this one is done
        started.setdefault(program, []).append(Started())
        return cast(Browser, started[program][-1])

    return subject.Browsers(VISITS, launch)


async def all_at_once(browsers: subject.Browsers) -> set[Any]:
    wanted = [browsers.visiting(), browsers.acting(), browsers.acting(), browsers.visiting()]
    found = set(await asyncio.gather(*wanted))
    await browsers.close()
    return found


@pytest.mark.parametrize(("acts", "told"), [(ACTS, "headless-shell"), (VISITS, "browser")])
def test_each_is_started_once_and_ended(monkeypatch: pytest.MonkeyPatch, acts: BrowserFound, told: str) -> None:
    monkeypatch.setattr(subject, "find_shell", lambda found: acts)
    started: dict[Path, list[Started]] = {}
    browsers = start(started)
    assert browsers.acted_in is None
    assert len(asyncio.run(all_at_once(browsers))) == len({VISITS, acts})
    assert {path: [one.ended for one in several] for path, several in started.items()} == dict.fromkeys(
        {VISITS.path, acts.path}, [1]
    )
    assert browsers.acted_in == told


def test_nothing_is_started_before_it_is_wanted() -> None:
    started: dict[Path, list[Started]] = {}
    asyncio.run(start(started).close())
    assert started == {}
