"""Who begins when: probes run side by side, but for those that would meet each other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from harness import Profile
from harness.sandbox.acting.probe import ActingProbe

NEWCOMER = "(newcomer)"


async def in_order(
    probes: Sequence[ActingProbe], profile: Profile, run: Callable[[ActingProbe], Awaitable[None]]
) -> None:
    """Run each as soon as those that it comes after have ended; `probes` are sorted by wave.

    What one raises ends the others, and is raised when all have ended.
    """
    begun: list[tuple[ActingProbe, asyncio.Task[None]]] = []

    async def after(first: Sequence[asyncio.Task[None]], probe: ActingProbe) -> None:
        if first:
            await asyncio.wait(first)
        await run(probe)

    try:
        async with asyncio.TaskGroup() as group:
            for probe in probes:
                first = [task for earlier, task in begun if comes_after(probe, earlier, profile)]
                begun.append((probe, group.create_task(after(first, probe))))
    except ExceptionGroup as several:
        raise several.exceptions[0] from None


def comes_after(probe: ActingProbe, earlier: ActingProbe, profile: Profile) -> bool:
    """Whether a probe has to wait for another: of an earlier wave, and not of other people only."""
    if earlier.wave_in(profile) >= probe.wave_in(profile):
        return False
    return not probe.apart or bool(_concerned(probe, profile) & _concerned(earlier, profile))


def _concerned(probe: ActingProbe, profile: Profile) -> set[str]:
    """Its people. Those who come new are one: they sign up in the same place, and with the same code."""
    return {name if name in profile.personas else NEWCOMER for name in probe.people(profile)}
