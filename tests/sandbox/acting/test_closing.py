"""The last look comes after the limit, and none comes after what is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from harness.sandbox.acting import closing


def looked(limit: float, looks: Sequence[bool | None], monkeypatch: pytest.MonkeyPatch) -> tuple[bool | None, float, list[float]]:
    """The last look and when it was, with the pauses before it, on a clock that only they move."""
    left, pauses, now = iter(looks), list[float](), [0.0]

    class Loop:
        def time(self) -> float:
            return now[0]

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        now[0] += seconds

    async def look() -> bool | None:
        return next(left)

    async def go() -> tuple[bool | None, float]:
        monkeypatch.setattr(closing.asyncio, "get_running_loop", Loop)
        monkeypatch.setattr(closing.asyncio, "sleep", sleep)
        try:
            return await closing.until_gone(look, lambda seen: seen is False, limit)
        finally:
            monkeypatch.undo()

    return *asyncio.run(go()), pauses


def test_what_is_gone_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert looked(300.0, [False], monkeypatch) == (False, 0.0, [])
    assert looked(300.0, [True, None, False], monkeypatch) == (False, 6.0, [2.0, 4.0])


def test_what_stays_gets_all_of_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    last, after, pauses = looked(300.0, [True] * 50, monkeypatch)
    assert (last, after) == (True, 300.5)
    assert pauses == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0, 58.5]


def test_an_app_that_says_nothing_is_no_app_that_forgot(monkeypatch: pytest.MonkeyPatch) -> None:
    assert looked(1.0, [None] * 5, monkeypatch)[0] is None
