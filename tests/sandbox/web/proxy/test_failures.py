"""What went wrong is evidence: refused targets, unknown names, bad certificates, silence, and a browser's distrust."""

from __future__ import annotations

import asyncio
import socket
import ssl

import httpx
import pytest

from tests.sandbox.web.proxy.lab import SESSION, Authority, Lab, Request, answer

pytestmark = pytest.mark.timeout(60)


def fetch(lab: Lab, url: str, names: dict[str, str] | None = None, public: bool = False, **request: object) -> int:
    """The status that a browser sees."""

    async def run() -> int:
        async with lab.running(names, public=public), lab.client() as client:
            return (await client.request(str(request.pop("method", "GET")), url, **request)).status_code  # type: ignore[arg-type]

    return asyncio.run(run())


PRIVATE = ("127.0.0.1:9", "169.254.169.254", "10.1.2.3", "[::1]:9", "[::ffff:c0a8:101]", "0.0.0.0:80", "localhost:9")


@pytest.mark.parametrize("place", PRIVATE)
def test_the_testers_own_network_is_out_of_reach(lab: Lab, place: str) -> None:
    async def run() -> bytes:
        async with lab.running(public=True):
            reader, writer = await asyncio.open_connection("127.0.0.1", lab.ports[SESSION])
            writer.write(f"GET http://{place}/latest/meta-data/ HTTP/1.1\r\nHost: {place}\r\n\r\n".encode())
            status = await reader.readline()
            writer.close()
            return status

    assert asyncio.run(run()).startswith(b"HTTP/1.1 502 ")
    [record] = lab.records()
    assert (record["error"], record["status"], record["address"]) == ("refused: private address", None, None)


def test_private_address_behind_tls_is_out_of_reach(lab: Lab) -> None:
    assert fetch(lab, "https://10.1.2.3/", public=True) == 502
    assert lab.records()[0]["error"] == "refused: private address"


def test_private_address_that_the_profile_names_is_reached(lab: Lab) -> None:
    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(b"ok"))

    async def run() -> int:
        async with lab.server(handler) as address, lab.running({address: address}), lab.client() as client:
            return (await client.get(f"http://{address}/")).status_code

    assert asyncio.run(run()) == 200


def test_wildcard_does_not_name_a_private_address(lab: Lab) -> None:
    assert fetch(lab, "http://192.168.0.1/", {"*": "127.0.0.1:9"}) == 502
    assert lab.records()[0]["error"] == "refused: private address"


def test_what_an_app_wanted_to_send_to_an_unknown_name_is_seen(lab: Lab) -> None:
    assert fetch(lab, "https://tracker.test/collect?u=ada", method="POST", content=b"naam=Adalberta") == 502
    [record] = lab.records()
    assert record["error"] == "name: unknown"
    assert record["url"] == "https://tracker.test/collect?u=ada"
    assert lab.body(record["request_body"]) == b"naam=Adalberta"


def test_nobody_listens(lab: Lab) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert fetch(lab, "http://a.test/", {"*": f"127.0.0.1:{port}"}) == 502
    assert lab.records()[0]["error"] == "connect: connection refused"


@pytest.mark.parametrize(
    ("hosts", "own_ca", "says"),
    [("other.test", True, "hostname mismatch"), ("school.test", False, "unable to get local issuer certificate")],
)
def test_bad_upstream_certificate_is_recorded_and_nothing_is_sent(
    lab: Lab, hosts: str, own_ca: bool, says: str
) -> None:
    received: list[str] = []

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        received.append(request.path)

    async def run() -> int:
        tls = lab.authority.context(hosts)
        options = {} if own_ca else {"ca": None}
        async with (
            lab.server(handler, tls) as address,
            lab.running({"school.test": address}, **options),
            lab.client() as client,
        ):
            return (await client.get("https://school.test/geheim")).status_code

    assert asyncio.run(run()) == 502
    [record] = lab.records()
    assert record["error"].startswith("tls: certificate verify failed")
    assert says in record["error"]
    assert (record["url"], record["status"]) == ("https://school.test/geheim", None)
    assert not received


def test_server_without_tls_is_a_tls_failure(lab: Lab) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 no\r\n\r\n")
        await reader.read()

    async def run() -> int:
        server = await asyncio.start_server(plain, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with lab.running({"school.test": f"127.0.0.1:{port}"}), lab.client() as client:
            return (await client.get("https://school.test/")).status_code

    assert asyncio.run(run()) == 502
    assert lab.records()[0]["error"].startswith("tls: ")


def test_server_that_never_answers(lab: Lab) -> None:
    async def run() -> None:
        asked = asyncio.Event()

        async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
            asked.set()
            await asyncio.Event().wait()

        async with lab.server(handler) as address, lab.running({"*": address}) as proxy, lab.client() as client:
            waiting = asyncio.create_task(client.post("http://a.test/slow", content=b"werk"))
            await asyncio.wait_for(asked.wait(), 10)
            assert await proxy.count(SESSION) == 0
            await proxy.stop()
            with pytest.raises(httpx.HTTPError):
                await waiting

    asyncio.run(run())
    [record] = lab.records()
    assert (record["status"], record["error"]) == (None, "cut: run ended")
    assert lab.body(record["request_body"]) == b"werk"


def test_browser_that_goes_away(lab: Lab) -> None:
    async def run() -> None:
        asked = asyncio.Event()

        async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
            asked.set()
            await asyncio.Event().wait()

        async with lab.server(handler) as address, lab.running({"*": address}) as proxy:
            _, writer = await asyncio.open_connection("127.0.0.1", lab.ports[SESSION])
            writer.write(b"GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n")
            await asyncio.wait_for(asked.wait(), 10)
            writer.close()
            async with asyncio.timeout(10):
                while not await proxy.count(SESSION):
                    await asyncio.sleep(0)

    asyncio.run(run())
    assert lab.records()[0]["error"].startswith("closed: ")


def test_answer_that_breaks_off(lab: Lab) -> None:
    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        writer.close()

    async def run() -> None:
        async with lab.server(handler) as address, lab.running({"*": address}), lab.client() as client:
            with pytest.raises(httpx.HTTPError):
                await client.get("http://a.test/")

    asyncio.run(run())
    [record] = lab.records()
    assert record["status"] == 200
    assert record["error"] is not None
    assert lab.body(record["response_body"]) == b"half"
    assert record["response_body"]["truncated"]


def distrust(port: int, stranger: Authority) -> None:
    """A client that refuses our certificate in the way of browsers: with an alert."""
    context = ssl.create_default_context(cafile=str(stranger.pem))
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"CONNECT school.test:443 HTTP/1.1\r\n\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 200 ")
        with pytest.raises(ssl.SSLCertVerificationError):
            context.wrap_socket(connection, server_hostname="school.test")


def test_browser_that_does_not_trust_us_is_a_gap(lab: Lab) -> None:
    async def run() -> None:
        async with lab.running({"school.test": "127.0.0.1:9"}):
            stranger = Authority(lab.bundle.parent / "stranger")
            await asyncio.to_thread(distrust, lab.ports[SESSION], stranger)

    asyncio.run(run())
    [(why, values)] = lab.gaps()
    assert (why, values["host"]) == ("tls-client-failed", "school.test")
    assert "unknown ca" in values["reason"]
    assert not lab.records()
