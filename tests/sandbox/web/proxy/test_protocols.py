"""HTTP/2 and WebSocket through the real proxy process."""

from __future__ import annotations

import asyncio
import ssl
from typing import Any

import h2.config
import h2.connection
import h2.events
import pytest
import websockets

from tests.sandbox.web.proxy.lab import SESSION, Lab, Request, answer

pytestmark = pytest.mark.timeout(60)


async def hello(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(answer(b"dag"))


async def h2_server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers every HTTP/2 request with its own path."""
    connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
    connection.initiate_connection()
    writer.write(connection.data_to_send())
    while data := await reader.read(65535):
        for event in connection.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                path = dict(event.headers)[b":path"]
                connection.send_headers(event.stream_id, [(":status", "200"), ("set-cookie", "a=1"), ("x-path", "é")])
                connection.send_data(event.stream_id, path, end_stream=True)
        writer.write(connection.data_to_send())


def test_http2_on_both_sides(lab: Lab) -> None:
    async def run() -> list[bytes]:
        tls = lab.authority.context("school.test", alpn=["h2"])
        server = await asyncio.start_server(h2_server, "127.0.0.1", 0, ssl=tls)
        port = server.sockets[0].getsockname()[1]
        async with lab.running({"school.test": f"127.0.0.1:{port}"}), lab.client(http2=True) as client:
            replies = await asyncio.gather(*(client.get(f"https://school.test/{number}") for number in range(20)))
            assert {reply.http_version for reply in replies} == {"HTTP/2"}
            return [reply.content for reply in replies]

    assert asyncio.run(run()) == [f"/{number}".encode() for number in range(20)]
    records = lab.records()
    assert {record["http_version"] for record in records} == {"HTTP/2.0"}
    assert sorted(lab.body(record["response_body"]) for record in records) == sorted(
        f"/{n}".encode() for n in range(20)
    )
    assert ["x-path", "Ã©"] in records[0]["response_headers"]


def test_http1_server_is_spoken_to_in_http1_by_a_client_that_could_do_more(lab: Lab) -> None:
    async def run() -> str:
        tls = lab.authority.context("school.test", alpn=["http/1.1"])
        async with (
            lab.server(hello, tls) as address,
            lab.running({"school.test": address}),
            lab.client(http2=True) as client,
        ):
            return (await client.get("https://school.test/")).http_version

    assert asyncio.run(run()) == "HTTP/1.1"
    assert lab.records()[0]["http_version"] == "HTTP/1.1"


@pytest.mark.parametrize("secure", [True, False], ids=["wss", "ws"])
def test_websocket_messages(lab: Lab, secure: bool) -> None:
    async def echo(connection: Any) -> None:
        async for message in connection:
            await connection.send(message)

    async def run() -> None:
        tls = lab.authority.context("school.test") if secure else None
        scheme = "wss" if secure else "ws"
        async with websockets.serve(echo, "127.0.0.1", 0, ssl=tls) as server:
            port = server.sockets[0].getsockname()[1]
            async with lab.running({"school.test": f"127.0.0.1:{port}"}):
                trust = ssl.create_default_context(cafile=str(lab.run_ca)) if secure else None
                proxy = f"http://127.0.0.1:{lab.ports[SESSION]}"
                async with websockets.connect(f"{scheme}://school.test/chat", ssl=trust, proxy=proxy) as socket:
                    await socket.send("dag Ada")
                    assert await socket.recv() == "dag Ada"
                    await socket.send(b"\xff\x00")
                    assert await socket.recv() == b"\xff\x00"

    asyncio.run(run())
    frames = lab.records(kind="websocket")
    seen = [(frame["from_client"], frame["text"], lab.body(frame["body"])) for frame in frames]
    assert seen == [
        (True, True, b"dag Ada"),
        (False, True, b"dag Ada"),
        (True, False, b"\xff\x00"),
        (False, False, b"\xff\x00"),
    ]
    assert frames[0]["url"] == f"{'wss' if secure else 'ws'}://school.test/chat"
    assert [record["status"] for record in lab.records()] == [101]
