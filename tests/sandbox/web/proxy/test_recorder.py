"""What the real proxy process writes down about HTTP, HTTPS, HTTP/2 and WebSocket traffic."""

from __future__ import annotations

import asyncio
import gzip

import httpx
import pytest

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
