"""Strangers that our probes send to a real application, from several addresses of this machine, without a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode

from harness.gather import scratch_folder
from harness.profile.load import load_profile
from harness.sandbox.passwords.doorway import strangers
from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.wire import Visitor
from harness.sandbox.probes.client import Pace, ProbeClient
from harness.sandbox.settings.effects.tokens import Write
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


async def form_at(visitor: Visitor, page: str, fields: Mapping[str, str], given: Mapping[str, str]) -> Form:
    """A form of the app as its page would send it, with its hidden fields; `given` is what was typed (name → value)."""
    assert await visitor.open(page) is not None
    tokens = visitor.tokens()
    hidden = {name: value for (kind, name), value in tokens.items() if kind == "input"}
    headers = {"content-type": "application/x-www-form-urlencoded", "referer": page}
    return Form(page, Write("POST", page, headers, urlencode({**hidden, **fields}).encode(), tokens), given)
