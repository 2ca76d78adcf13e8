"""What the real proxy process writes down about HTTP, HTTPS, HTTP/2 and WebSocket traffic."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from typing import Any

import h2.config
import h2.connection
import h2.events
import httpx
import pytest
import websockets

from tests.sandbox.web.proxy.lab import SESSION, Lab, Request, answer

pytestmark = pytest.mark.timeout(60)
HELLO = b"<h1>Dag Ada</h1>"


async def hello(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(answer(HELLO, "Content-Type: text/html"))


def test_plain_http_is_recorded_with_its_body_and_address(lab: Lab) -> None:
    async def run() -> str:
        async with lab.server(hello) as address, lab.running({"school.test": address}), lab.client() as client:
            reply = await client.post("http://school.test/a?q=1", content=b"antwoord", headers={"X-Odd": "1"})
            assert reply.content == HELLO
            return address

    address = asyncio.run(run())
    [record] = lab.records()
    assert (record["method"], record["url"], record["status"]) == ("POST", "http://school.test/a?q=1", 200)
    assert (record["host"], record["port"], record["address"], record["tls"]) == ("school.test", 80, address, None)
    assert ["X-Odd", "1"] in record["request_headers"]
    assert lab.body(record["request_body"]) == b"antwoord"
    assert lab.body(record["response_body"]) == HELLO
    assert record["response_body"]["size"] == len(HELLO)
    assert record["error"] is None
    assert not lab.gaps()


def test_https_of_a_mapped_name_keeps_sni_and_host(lab: Lab) -> None:
    async def run() -> list[str]:
        seen: list[str] = []
        tls = lab.authority.context("school.test")
        tls.sni_callback = lambda connection, name, context: seen.append(f"sni {name}")

        async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
            seen.append(f"host {request.headers['host']}")
            writer.write(answer(HELLO))

        async with lab.server(handler, tls) as address, lab.running({"school.test": address}), lab.client() as client:
            assert (await client.get("https://school.test/")).content == HELLO
        return seen

    assert asyncio.run(run()) == ["sni school.test", "host school.test"]
    [record] = lab.records()
    assert (record["url"], record["port"], record["tls"]) == ("https://school.test/", 443, "TLSv1.3")


def test_ipv6_target(lab: Lab) -> None:
    async def run() -> None:
        async with (
            lab.server(hello, host="::1") as address,
            lab.running({"school.test:8000": address}),
            lab.client() as client,
        ):
            assert (await client.get("http://school.test:8000/")).content == HELLO

    asyncio.run(run())
    [record] = lab.records()
    assert record["url"] == "http://school.test:8000/"
    assert record["address"].startswith("[::1]:")


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


def test_encoded_bodies_are_stored_decoded(lab: Lab) -> None:
    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(gzip.compress(HELLO * 100), "Content-Encoding: gzip"))

    async def run() -> None:
        async with lab.server(handler) as address, lab.running({"*": address}), lab.client() as client:
            await client.post("http://a.test/", content=gzip.compress(b"ada"), headers={"Content-Encoding": "gzip"})

    asyncio.run(run())
    [record] = lab.records()
    assert lab.body(record["response_body"]) == HELLO * 100
    assert record["response_body"]["size"] == len(HELLO) * 100
    assert lab.body(record["request_body"]) == b"ada"


def test_bomb_is_kept_as_it_came(lab: Lab) -> None:
    bomb = gzip.compress(bytes(64 << 20), 9)
    lab.secrets = {}  # with secrets to look for, the redactor withholds what it cannot look into

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(bomb, "Content-Encoding: gzip"))

    async def run() -> None:
        async with (
            lab.server(handler) as address,
            lab.running({"*": address}),
            lab.client() as client,
            client.stream("GET", "http://a.test/") as reply,
        ):
            assert b"".join([part async for part in reply.aiter_raw()]) == bomb

    asyncio.run(run())
    [record] = lab.records()
    assert record["response_body"]["truncated"]
    assert lab.body(record["response_body"]) == bomb
    assert [why for why, _ in lab.gaps()] == ["body-bomb"]


def test_bytes_that_are_no_text_survive(lab: Lab) -> None:
    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 \xff\xfe\r\nX-Odd: \xff\xc3(\x1b[31m\r\nContent-Length: 2\r\n\r\nok")

    async def run() -> None:
        async with lab.server(handler) as address, lab.running({"*": address}):
            reader, writer = await asyncio.open_connection("127.0.0.1", lab.ports[SESSION])
            writer.write(b"GET http://a.test/?q=%ff HTTP/1.1\r\nHost: a.test\r\nX-Mine: \xf0\x9f\r\n\r\n")
            assert b"X-Odd: \xff\xc3(\x1b[31m" in await reader.readuntil(b"ok")
            writer.close()

    asyncio.run(run())
    [record] = lab.records()
    assert record["url"] == "http://a.test/?q=%ff"
    assert ["X-Odd", "ÿÃ(\x1b[31m"] in record["response_headers"]
    assert ["X-Mine", "ð\x9f"] in record["request_headers"]


def test_request_that_cannot_be_read_is_a_gap(lab: Lab) -> None:
    async def run() -> None:
        async with lab.running():
            reader, writer = await asyncio.open_connection("127.0.0.1", lab.ports[SESSION])
            writer.write(b"GET http://a.test/\xe9\xff HTTP/1.1\r\nHost: a.test\r\n\r\n")
            assert (await reader.readline()).startswith(b"HTTP/1.1 400 ")
            writer.close()

    asyncio.run(run())
    [(why, values)] = lab.gaps()
    assert why == "bad-request"
    assert "a.test" in values["what"]


def test_endless_redirect_is_just_recorded(lab: Lab) -> None:
    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(b"", "Location: /again", status=302))

    async def run() -> None:
        async with (
            lab.server(handler) as address,
            lab.running({"*": address}),
            lab.client(follow_redirects=True, max_redirects=15) as client,
        ):
            with pytest.raises(httpx.TooManyRedirects):
                await client.get("http://a.test/")

    asyncio.run(run())
    assert [record["status"] for record in lab.records()] == [302] * 16


def test_event_stream_is_live_and_recorded_at_the_end(lab: Lab) -> None:
    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: dag\n\n")
        await writer.drain()
        await asyncio.Event().wait()

    async def run() -> None:
        async with (
            lab.server(handler) as address,
            lab.running({"*": address}) as proxy,
            lab.client() as client,
            client.stream("GET", "http://a.test/events") as reply,
        ):
            parts = reply.aiter_raw()  # kept: when it is dropped the client hangs up
            assert await anext(parts) == b"data: dag\n\n"
            await proxy.stop()

    asyncio.run(run())
    [record] = lab.records()
    assert (record["status"], record["error"]) == (200, "cut: run ended")
    assert lab.body(record["response_body"]) == b"data: dag\n\n"
    assert record["response_body"]["truncated"]


def test_raw_tcp_through_connect_is_a_gap(lab: Lab) -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readexactly(4))

    async def run() -> None:
        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with lab.running({"mail.test:25": f"127.0.0.1:{port}"}):
            reader, writer = await asyncio.open_connection("127.0.0.1", lab.ports[SESSION])
            writer.write(b"CONNECT mail.test:25 HTTP/1.1\r\n\r\n")
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"\x00\x01\x02\x03")
            assert await reader.readexactly(4) == b"\x00\x01\x02\x03"
            writer.close()

    asyncio.run(run())
    assert lab.gaps() == [("not-http", {"host": "mail.test", "port": 25})]


def test_two_sessions_are_told_apart_by_their_listeners(lab: Lab) -> None:
    seen: list[dict[str, str]] = []

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        seen.append(request.headers)
        writer.write(answer(HELLO))

    async def run() -> dict[str, int]:
        sessions = ("ada-home", "teacher-home")
        async with (
            lab.server(handler) as address,
            lab.running({"*": address}, sessions) as proxy,
            lab.client("ada-home") as ada,
            lab.client("teacher-home") as teacher,
        ):
            await asyncio.gather(*(ada.get("http://a.test/ada") for _ in range(3)))
            await teacher.get("http://a.test/teacher")
            return {session: await proxy.count(session) for session in sessions}

    assert asyncio.run(run()) == {"ada-home": 3, "teacher-home": 1}
    assert {record["url"] for record in lab.records("ada-home")} == {"http://a.test/ada"}
    assert [record["url"] for record in lab.records("teacher-home")] == ["http://a.test/teacher"]
    assert all("proxy" not in name and "via" not in name for headers in seen for name in headers)
