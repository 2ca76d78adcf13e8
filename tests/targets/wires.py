"""Strangers that our probes send to a real application, from several addresses of this machine, without a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from harness.gather import scratch_folder
from harness.profile.load import load_profile
from harness.sandbox.passwords.doorway import strangers
from harness.sandbox.passwords.wire import Visitor
from harness.sandbox.probes.client import Pace, ProbeClient
from tests.sandbox.acting.staging import a_run


@asynccontextmanager
async def sent_from(profile: Path, *addresses: str) -> AsyncIterator[list[Callable[[], Visitor]]]:
    """Makers of strangers, one for each address; what they ask keeps to the profile."""
    with scratch_folder() as scratch:
        run = a_run(load_profile(profile), scratch / "out", scratch)
        pace = Pace(run.profile)
        async with AsyncExitStack() as stack:
            several = [ProbeClient(run, "test", pace, source=one) for one in addresses]
            yield [strangers(run, await stack.enter_async_context(one), "stranger") for one in several]
        run.writer.close()
