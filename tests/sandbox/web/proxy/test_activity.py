"""When a session counts as quiet: nothing began or ended for a while, and no connection is still being made."""

from __future__ import annotations

import asyncio

from harness.sandbox.web.proxy.activity import Activity
from tests.sandbox.web.proxy.lab import SESSION, Lab


def quiet(*before: str, after: str = "", limit: float = 0.3) -> bool:
    """Whether it gets quiet within `limit` seconds, when this happened before, and this a moment later."""

    async def run() -> bool:
        activity = Activity([SESSION])

        def happens(what: str) -> None:
            if what:
                getattr(activity, what)(SESSION, "c1")

        for what in before:
            happens(what)
        asyncio.get_running_loop().call_later(0.05, happens, after)
        return await activity.idle(SESSION, 0.1, limit)

    return asyncio.run(run())


def test_nothing_is_quiet() -> None:
    assert quiet()


def test_a_connection_being_made_is_not_quiet() -> None:
    assert not quiet("opening")


def test_a_connection_that_stands_is_quiet_again() -> None:
    assert quiet("opening", "opened")
    assert quiet("opening", after="opened", limit=30)


def test_a_connection_that_was_never_announced_ends_nothing() -> None:
    assert not quiet("opening", "opened", "opening")
    assert quiet("opened")


def test_the_proxy_tells_of_connections(lab: Lab) -> None:
    async def run() -> tuple[bool, bool]:
        async with lab.running() as proxy:
            reader, writer = await asyncio.open_connection("127.0.0.1", lab.ports[SESSION])
            writer.write(b"CONNECT traag.test:443 HTTP/1.1\r\nHost: traag.test:443\r\n\r\n")
            assert b"200" in await reader.readline()
            made = await proxy.idle(SESSION, 0.1, 0.5)
            writer.close()
            return made, await proxy.idle(SESSION, 0.1, 30)

    assert asyncio.run(run()) == (False, True)
