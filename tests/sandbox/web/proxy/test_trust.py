"""A real browser trusts the run's authority through its own NSS database, and only then."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
from pathlib import Path

import pytest
from cryptography import x509
from playwright.async_api import Error, async_playwright

from harness.errors import SchoolproofError
from harness.sandbox.web.proxy.trust import install_nss, make_ca
from tests.sandbox.web.proxy.lab import SESSION, Lab, Request, answer

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
PAGE = b"""<!doctype html><title>klaar?</title><script>
const socket = new WebSocket("wss://school.test/chat");
const refused = new Promise(done => { socket.onerror = done; });
const sending = {method: "POST", mode: "no-cors", body: "naam=Adalberta"};
const sent = fetch("https://tracker.test/collect", sending).catch(() => {});
const read = fetch("/cijfers").then(reply => reply.text());
Promise.all([read, refused, sent]).then(([text]) => { document.title = text; });
</script>"""
needs_browser = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no chromium: apt-get install chromium")
needs_certutil = pytest.mark.skipif(shutil.which("certutil") is None, reason="apt-get install libnss3-tools")


def test_authority_is_private_and_short_lived(tmp_path: Path) -> None:
    public = make_ca(tmp_path / "conf")
    certificate = x509.load_pem_x509_certificate(public.read_bytes())
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days <= 32
    assert b"PRIVATE" not in public.read_bytes()
    assert stat.S_IMODE((tmp_path / "conf" / "mitmproxy-ca.pem").stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        make_ca(tmp_path / "conf")


def test_missing_certutil_names_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SchoolproofError, match="certutil is missing") as caught:
        install_nss(tmp_path, make_ca(tmp_path / "conf"))
    assert (caught.value.owner, caught.value.hint) == ("platform", "apt-get install libnss3-tools")


@needs_certutil
def test_certutil_that_fails_is_told(tmp_path: Path) -> None:
    (tmp_path / "no.pem").write_text("no certificate")
    with pytest.raises(SchoolproofError, match="certutil failed"):
        install_nss(tmp_path, tmp_path / "no.pem")


@needs_certutil
def test_installing_twice_is_fine(tmp_path: Path) -> None:
    authority = make_ca(tmp_path / "conf")
    install_nss(tmp_path, authority)
    install_nss(tmp_path, authority)
    assert (tmp_path / ".pki" / "nssdb" / "cert9.db").exists()


async def browse(lab: Lab, home: Path) -> str:
    """The title of the page in a real browser, or the browser's error."""
    environment = {**os.environ, "HOME": str(home)}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, env=environment)
        page = await browser.new_page(proxy={"server": f"http://127.0.0.1:{lab.ports[SESSION]}"})
        try:
            await page.goto("https://school.test/")
            await page.wait_for_function("document.title != 'klaar?'")
            return await page.title()
        except Error as error:
            return error.message
        finally:
            await browser.close()


async def school(request: Request, writer: asyncio.StreamWriter) -> None:
    """A page, its data, and a socket that is refused."""
    match request.path:
        case "/":
            writer.write(answer(PAGE, "Content-Type: text/html"))
        case "/cijfers":
            writer.write(answer(b"negen"))
        case _:
            writer.write(answer(b"", status=404))


@needs_browser
@needs_certutil
@pytest.mark.timeout(120)
def test_real_browser_through_the_proxy(lab: Lab, tmp_path: Path) -> None:
    async def run() -> str:
        install_nss(tmp_path / "home", lab.run_ca)
        tls = lab.authority.context("school.test", alpn=["http/1.1"])
        async with lab.server(school, tls) as address, lab.running({"school.test": address}):
            return await browse(lab, tmp_path / "home")

    assert asyncio.run(run()) == "negen"
    records = {record["url"]: record for record in lab.records()}
    assert lab.body(records["https://school.test/cijfers"]["response_body"]) == b"negen"
    assert records["https://school.test/chat"]["status"] == 404
    tracker = records["https://tracker.test/collect"]
    assert tracker["error"] == "name: unknown"
    assert lab.body(tracker["request_body"]) == b"naam=Adalberta"
    assert not [gap for gap in lab.gaps() if gap[1].get("host") == "school.test"]


@needs_browser
@pytest.mark.timeout(120)
def test_real_browser_without_our_authority_refuses(lab: Lab, tmp_path: Path) -> None:
    async def run() -> str:
        tls = lab.authority.context("school.test")
        async with lab.server(school, tls) as address, lab.running({"school.test": address}):
            return await browse(lab, tmp_path)

    assert "ERR_CERT_AUTHORITY_INVALID" in asyncio.run(run())
    assert ("tls-client-failed", "school.test") in [(why, values.get("host")) for why, values in lab.gaps()]
