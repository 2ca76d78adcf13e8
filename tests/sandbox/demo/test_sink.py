"""The third parties: each answers as its kind would, over TLS under its own name, over plain HTTP and by WebSocket."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator

import httpx
import pytest
import websockets

from harness.sandbox.demo import hosts
from harness.sandbox.demo.school import RunningDemo, demo_school
from harness.sandbox.demo.sink import answer_to
from tests.sandbox.demo.visitor import Visitor, at

pytestmark = pytest.mark.timeout(60)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    with demo_school([], tmp_path_factory.mktemp("demo")) as demo:
        yield demo


@pytest.fixture
def guest(running: RunningDemo) -> Iterator[Visitor]:
    with at(running) as visitor:
        yield visitor


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        (f"https://{hosts.TAGS}/gtag/js?id=G-1", "text/javascript"),
        (f"https://{hosts.REPLAY}/c/hotjar-1.js", "text/javascript"),
        (f"https://{hosts.FONT_CSS}/leesletter.css", "text/css"),
        (f"https://{hosts.FONT_FILES}/leesletter.woff2", "font/woff2"),
        (f"https://{hosts.VIDEO}/embed/welkom", "text/html"),
        ("https://nooit-gezien.example/pixel?x=1", "image/gif"),
        ("http://nooit-gezien.example/pixel?x=1", "image/gif"),
    ],
)
def test_each_kind_of_thing_is_served(guest: Visitor, address: str, kind: str) -> None:
    answer = guest.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)


def test_any_origin_may_post_anything(guest: Visitor) -> None:
    address, origin = "https://verzamel.example/v1", {"origin": "https://demoschool.test"}
    asked = guest.client.options(address, headers={**origin, "access-control-request-headers": "x-gebruiker"})
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-headers"] == "x-gebruiker"
    posted = guest.client.post(address, headers=origin, content=b"\xff" * 200_000)
    assert posted.json() == {"ok": True}
    assert posted.headers["access-control-allow-origin"] == "https://demoschool.test"
    assert posted.headers["access-control-allow-credentials"] == "true"


def test_cookie_matching_goes_through_all_its_hosts(guest: Visitor) -> None:
    for _ in range(2):  # at the second visit the cookie that was set is given on
        answer = guest.client.get(f"https://{hosts.SYNC[0]}/getuid", follow_redirects=True)
        steps = (*answer.history, answer)
        assert [step.url.host for step in steps] == list(hosts.SYNC)
        assert len({step.url.params["partner_uid"] for step in steps[1:]} | set(guest.client.cookies.values())) == 1


@pytest.mark.parametrize(("query", "kept"), [("?privacy=1", False), ("", True), ("?privacy=0", True)])
def test_the_video_sets_a_cookie_unless_asked_not_to(guest: Visitor, query: str, kept: bool) -> None:
    answer = guest.get(f"https://{hosts.VIDEO}/embed/welkom{query}")
    assert ("set-cookie" in answer.headers) is kept


@pytest.mark.parametrize(
    ("covered", "cookie"),
    [
        (bytes(letter ^ hosts.COVER for letter in b"ada@x.test").hex(), "lezer=ada@x.test; Path=/; "),
        (bytes(letter ^ hosts.COVER for letter in b"x;Domain=y\r\nz: y").hex(), None),
        ("geen hex", None),
        ("", None),
    ],
)
def test_only_a_plain_word_becomes_a_cookie(covered: str, cookie: str | None) -> None:
    headers = answer_to("GET", hosts.METER_BARE, "/start.gif", str(httpx.QueryParams({"u": covered}))).headers
    assert (headers.get("set-cookie", "").startswith(cookie) if cookie else headers == {})


def test_a_websocket_is_accepted_at_any_path(running: RunningDemo) -> None:
    async def talk() -> str | bytes:
        context = ssl.create_default_context(cafile=str(running.ca))
        host, _, port = running.names["*"].rpartition(":")
        async with websockets.connect(
            "wss://willekeurig.example/waar/dan/ook", host=host, port=int(port), ssl=context, proxy=None
        ) as line:
            await line.send("hallo")
            return await line.recv()

    assert asyncio.run(talk()) == "ok"


def test_a_name_that_is_no_host_name_gets_the_sinks_own_certificate(running: RunningDemo) -> None:
    context = ssl.create_default_context(cafile=str(running.ca))
    context.check_hostname = False
    host, _, port = running.names["*"].rpartition(":")

    async def shown(name: str | None) -> str:
        _, writer = await asyncio.open_connection(host, int(port), ssl=context, server_hostname=name)
        certificate = writer.get_extra_info("peercert")
        writer.close()
        return str(dict(certificate["subjectAltName"])["DNS"])

    assert asyncio.run(shown("Een.Naam.Example")) == "een.naam.example"
    assert asyncio.run(shown("")) == "sink.example"


def test_the_logo_may_be_kept_unless_a_page_tells_itself(guest: Visitor) -> None:
    address = f"https://{hosts.CDN}/logo/hosting.svg"
    kept, told = guest.get(address), guest.client.get(address, headers={"referer": "https://demoschool.test/leerling/7"})
    assert kept.headers["cache-control"] == "public, max-age=300"
    assert told.headers["cache-control"] == "no-store", "each page that tells its address is seen to"
