"""The process itself: it starts, counts, stays small, ends with its parent, and says so when it dies."""

from __future__ import annotations

import asyncio
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from harness.sandbox.web.proxy.process import ProxyGone, RecordingProxy
from tests.sandbox.web.proxy.lab import SESSION, Lab, Request, answer

pytestmark = pytest.mark.timeout(90)
MEGA = 1 << 20


def peak_memory(pid: int) -> int:
    """The most memory that a process had resident, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024


def test_large_download_passes_without_being_held(lab: Lab) -> None:
    size = 200 * MEGA

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n".encode())
        for _ in range(200):
            writer.write(bytes(MEGA))
            await writer.drain()

    async def run() -> int:
        async with (
            lab.server(handler) as address,
            lab.running({"*": address}) as proxy,
            lab.client() as client,
            client.stream("GET", "http://a.test/film") as reply,
        ):
            assert sum([len(part) async for part in reply.aiter_raw(MEGA)]) == size
            return peak_memory(proxy.pid)

    assert asyncio.run(run()) < 150 * MEGA
    [record] = lab.records()
    assert (record["response_body"]["size"], record["response_body"]["truncated"]) == (size, True)
    assert lab.gaps() == [("body-too-large", {"url": "http://a.test/film", "size": size})]


def test_large_upload_passes_and_is_cut_in_the_record(lab: Lab) -> None:
    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(str(len(request.body)).encode()))

    async def run() -> bytes:
        async with lab.server(handler) as address, lab.running({"*": address}, body_cap=MEGA), lab.client() as client:
            return (await client.post("http://a.test/", content=b"a" * (3 * MEGA))).content

    assert asyncio.run(run()) == str(3 * MEGA).encode()
    [record] = lab.records()
    assert record["request_body"]["size"] == 3 * MEGA
    assert lab.body(record["request_body"]) == b"a" * MEGA
    assert [why for why, _ in lab.gaps()] == ["body-too-large"]


def test_idle_waits_for_quiet(lab: Lab) -> None:
    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(b"ok"))

    async def run() -> tuple[bool, bool, float]:
        async with lab.server(handler) as address, lab.running({"*": address}) as proxy, lab.client() as client:

            async def chatter() -> None:
                while True:
                    await client.get("http://a.test/")

            busy = asyncio.create_task(chatter())
            noisy = await proxy.idle(SESSION, 0.3, 0.8)
            busy.cancel()
            began = time.monotonic()
            quiet = await proxy.idle(SESSION, 0.3, 5)
            return noisy, quiet, time.monotonic() - began

    noisy, quiet, took = asyncio.run(run())
    assert (noisy, quiet) == (False, True)
    assert 0.3 <= took < 3


def test_counts_arrive_by_themselves(lab: Lab) -> None:
    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(b"ok"))

    async def run() -> int:
        async with lab.server(handler) as address, lab.running({"*": address}) as proxy, lab.client() as client:
            for _ in range(3):
                await client.get("http://a.test/")
            assert await proxy.idle(SESSION, 0.3, 10)  # counts are told every tenth of a second
            return proxy.counts()[SESSION]

    assert asyncio.run(run()) == 3


def test_killed_child_is_noticed(lab: Lab) -> None:
    async def run() -> RecordingProxy:
        async with lab.running() as proxy:
            assert proxy.alive()
            asked = asyncio.create_task(proxy.idle(SESSION, 30, 30))
            await asyncio.sleep(0)
            os.kill(proxy.pid, signal.SIGKILL)
            assert await asyncio.wait_for(asked, 10) is False
            assert not proxy.alive()
            with pytest.raises(ProxyGone, match="ended"):
                await proxy.count(SESSION)
        return proxy

    assert not asyncio.run(run()).alive()


def test_interrupt_is_left_to_the_parent(lab: Lab) -> None:
    async def run() -> bool:
        async with lab.running() as proxy:
            os.kill(proxy.pid, signal.SIGINT)
            await proxy.count(SESSION)
            return proxy.alive()

    assert asyncio.run(run())


def test_terminated_child_still_writes_what_it_has(lab: Lab) -> None:
    async def run() -> None:
        asked = asyncio.Event()

        async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
            asked.set()
            await asyncio.Event().wait()

        async with lab.server(handler) as address, lab.running({"*": address}) as proxy, lab.client() as client:
            waiting = asyncio.create_task(client.get("http://a.test/"))
            await asyncio.wait_for(asked.wait(), 10)
            os.kill(proxy.pid, signal.SIGTERM)
            await asyncio.gather(waiting, return_exceptions=True)

    asyncio.run(run())
    assert [record["error"] for record in lab.records()] == ["cut: run ended"]


PARENT = """
import asyncio, json, socket, sys
from pathlib import Path
from harness.sandbox.web.proxy import ProxyConfig, RecordingProxy

async def main(bundle, confdir):
    config = ProxyConfig(Path(bundle), {}, b"k" * 32, 0.0, {}, None, False, Path(confdir))
    proxy = await RecordingProxy.start(config, {"ada-home": socket.create_server(("127.0.0.1", 0))})
    await proxy.ready()
    print(json.dumps(proxy.pid), flush=True)
    await asyncio.Event().wait()

asyncio.run(main(*sys.argv[1:]))
"""


def test_child_ends_with_its_parent(lab: Lab) -> None:
    command = [sys.executable, "-c", PARENT, str(lab.bundle), str(lab.confdir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = os.pidfd_open(json.loads(parent.stdout.readline()))
        parent.kill()
    try:
        ended, _, _ = select.select([child], [], [], 10)
        assert ended
    finally:
        os.close(child)


def test_child_that_cannot_start_says_why(lab: Lab) -> None:
    async def run() -> None:
        async with lab.running({"a.test": "not an address"}):
            pass

    with pytest.raises(ProxyGone, match="not an ip:port"):
        asyncio.run(run())


def test_secrets_are_in_no_argument_and_no_environment(lab: Lab) -> None:
    async def run() -> bytes:
        async with lab.running() as proxy:
            folder = Path(f"/proc/{proxy.pid}")
            return (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()

    shown = asyncio.run(run())
    assert b"harness.sandbox.web.proxy.main" in shown
    assert lab.secrets["ada.password"].encode() not in shown


def test_damaged_disk_is_told_to_the_parent(lab: Lab) -> None:
    lab.bundle.parent.joinpath("bundle").write_text("a file where the folder should be")

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(b"ok"))

    async def run() -> str | None:
        async with lab.server(handler) as address, lab.running({"*": address}) as proxy, lab.client() as client:
            assert (await client.get("http://a.test/")).content == b"ok"
            await proxy.stop()
            return proxy.trouble

    assert asyncio.run(run())
