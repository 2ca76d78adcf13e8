"""Side by side, and nobody is left behind."""

from __future__ import annotations

import asyncio

import pytest

from harness.sandbox.acting.together import together


def test_everybody_has_ended_before_a_failure_is_told() -> None:
    log: list[str] = []

    async def fails() -> None:
        raise ValueError("gone")

    async def goes_on() -> None:
        for _ in range(5):
            await asyncio.sleep(0)
        log.append("done")

    with pytest.raises(ValueError, match="gone"):
        asyncio.run(together(fails(), goes_on()))
    assert log == ["done"]
