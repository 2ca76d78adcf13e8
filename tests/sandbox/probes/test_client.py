"""What a probe tells an app over a real connection."""

from __future__ import annotations

import asyncio
from pathlib import Path

from harness.sandbox.probes.client import Answer, Pace, ProbeClient
from tests.sandbox.probes.serving import Quiet, serving
from tests.sandbox.probes.test_later import a_run


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
