"""The browser is quiet, is ordinary, trusts nobody too much, and goes through the proxy for everything."""

from __future__ import annotations

import asyncio
import datetime
import re
import ssl
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import playwright as playwright_package
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.async_api import Browser, Error, Playwright, async_playwright

from harness.errors import SchoolproofError
from harness.sandbox.web import browser as subject
from harness.sandbox.web.which import find_browser, find_shell


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as loop:
        yield loop


@pytest.fixture(scope="module")
def driver(runner: asyncio.Runner) -> Iterator[Playwright]:
    started = runner.run(async_playwright().start())
    yield started
    runner.run(started.stop())


@pytest.fixture(scope="module", params=["visiting", "acting"])
def browser(request: pytest.FixtureRequest, runner: asyncio.Runner, driver: Playwright) -> Iterator[Browser]:
    found = find_browser()
    started = runner.run(subject.launch(driver, found.path if request.param == "visiting" else find_shell(found).path))
    yield started
    runner.run(started.close())


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_a_browser_that_fails_to_start_names_the_platform(
    runner: asyncio.Runner, driver: Playwright, tmp_path: Path
) -> None:
    broken = program(tmp_path / "browser", "#!/bin/sh\nexit 7\n")
    with pytest.raises(SchoolproofError, match="did not start") as caught:
        runner.run(subject.launch(driver, broken))
    assert caught.value.owner == "platform"


def test_playwrights_disabled_features_stay_disabled() -> None:
    """Our --disable-features replaces Playwright's; a new Playwright may bring new names."""
    bundle = Path(playwright_package.__file__).parent / "driver/package/lib/coreBundle.js"
    listing = re.search(r"\bdisabledFeatures = \[(.*?)\]\.filter", bundle.read_text("utf-8"), re.DOTALL)
    assert listing is not None
    names = set(re.findall(r'^\s*"(\w+)",?$', listing[1], re.MULTILINE))
    assert len(names) > 8
    assert names <= set(subject.PLAYWRIGHT_FEATURES)


type Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]


def answering(body: bytes, heard: list[str], headers: str = "") -> Answer:
    """A server (or proxy) that notes each request line and gives the same page to all."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            heard.append((await reader.readline()).decode("latin-1").strip())
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n{headers}"
            writer.write(head.encode() + b"Connection: close\r\n\r\n" + body)
            await writer.drain()
            writer.close()

    return answer


def port_of(server: asyncio.Server) -> int:
    return int(server.sockets[0].getsockname()[1])


def test_loopback_goes_through_the_proxy(runner: asyncio.Runner, browser: Browser) -> None:
    async def go() -> tuple[list[str], list[str]]:
        direct: list[str] = []
        proxied: list[str] = []
        server = await asyncio.start_server(answering(b"direct", direct), "127.0.0.1", 0)
        proxy = await asyncio.start_server(answering(b"proxied", proxied), "127.0.0.1", 0)
        context = await subject.new_context(browser, proxy=f"http://127.0.0.1:{port_of(proxy)}")
        try:
            page = await context.new_page()
            for name in ("127.0.0.1", "localhost", "[::1]"):
                await page.goto(f"http://{name}:{port_of(server)}/")
                assert await page.inner_text("body") == "proxied"
        finally:
            await context.close()
            server.close()
            proxy.close()
        return direct, [line for line in proxied if "favicon" not in line]

    direct, proxied = runner.run(go())
    assert direct == []
    assert len(proxied) == 3
    assert all(line.startswith("GET http://") for line in proxied)


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    path = folder / "server.pem"
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(private + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_certificate_errors_are_errors(runner: asyncio.Runner, browser: Browser, tmp_path: Path) -> None:
    async def go() -> str:
        server = await asyncio.start_server(answering(b"x", []), "127.0.0.1", 0, ssl=self_signed(tmp_path))
        context = await subject.new_context(browser, proxy=None)
        try:
            page = await context.new_page()
            await page.goto(f"https://127.0.0.1:{port_of(server)}/")
        except Error as error:
            return error.message
        finally:
            await context.close()
            server.close()
        return "opened"

    assert "ERR_CERT_" in runner.run(go())


ABOUT = """async () => {
  const place = await new Promise((done) => navigator.geolocation.getCurrentPosition(
    (found) => done([found.coords.latitude, found.coords.longitude]), (error) => done(error.message)));
  return { webdriver: navigator.webdriver, agent: navigator.userAgent, place, language: navigator.language,
    brands: navigator.userAgentData.brands.map((brand) => brand.brand).join(),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone, size: [innerWidth, innerHeight],
    rtc: typeof RTCPeerConnection }
}"""


async def about(browser: Browser, **options: Any) -> dict[str, Any]:
    heads: list[str] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(note, "127.0.0.1", 0)
    context = await subject.new_context(browser, proxy=None, **options)
    try:
        page = await context.new_page()
        await page.goto(f"http://127.0.0.1:{port_of(server)}/")
        answer: dict[str, Any] = await page.evaluate(ABOUT)
        return {**answer, "head": heads[0]}
    finally:
        await context.close()
        server.close()


def test_a_context_is_in_flanders_and_at_the_planted_place(runner: asyncio.Runner, browser: Browser) -> None:
    found = runner.run(about(browser, coordinates=(51.0543, 3.7174)))
    assert found["place"] == [51.0543, 3.7174]
    assert (found["language"], found["zone"], found["size"]) == ("nl-BE", "Europe/Brussels", [1366, 768])
    assert found["rtc"] == "function"

def test_without_a_place_there_is_no_permission(runner: asyncio.Runner, browser: Browser) -> None:
    assert "denied" in runner.run(about(browser))["place"].lower()


def test_it_looks_like_a_browser_that_a_person_uses(runner: asyncio.Runner, browser: Browser) -> None:
    found = runner.run(about(browser))
    assert found["webdriver"] is False
    assert "Headless" not in found["agent"] + found["brands"] + found["head"]
    assert "Chrom" in found["brands"]
    assert found["brands"].partition(",")[0] in found["head"]
    assert ".0.0.0 " in found["agent"]


def test_it_owns_up_to_being_a_tool_when_it_has_to(runner: asyncio.Runner, browser: Browser) -> None:
    found = runner.run(about(browser, automated=True))
    assert found["webdriver"] is True
    assert "HeadlessChrome" in found["agent"]
    assert "HeadlessChrome" in found["head"]


def test_third_party_storage_works_as_in_pupils_browsers(runner: asyncio.Runner, browser: Browser) -> None:
    async def go() -> Any:
        framed = b"<script>localStorage.a = 'kept'; top.postMessage(localStorage.a, '*')</script>"
        inner = await asyncio.start_server(answering(framed, [], "Set-Cookie: tracker=1\r\n"), "127.0.0.1", 0)
        outer_page = f"""<script>window.told = new Promise((done) => {{ onmessage = (e) => done(e.data) }})</script>
            <iframe src="http://127.0.0.1:{port_of(inner)}/"></iframe>"""
        outer = await asyncio.start_server(answering(outer_page.encode(), []), "127.0.0.1", 0)
        context = await subject.new_context(browser, proxy=None)
        try:
            page = await context.new_page()
            await page.goto(f"http://localhost:{port_of(outer)}/")
            async with asyncio.timeout(5):
                return await page.evaluate("told")
        finally:
            await context.close()
            inner.close()
            outer.close()

    assert runner.run(go()) == "kept"
