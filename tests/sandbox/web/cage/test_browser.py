"""Chromium, driven by Playwright, in a real cage."""

from __future__ import annotations

import os
import select
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from harness.sandbox.web.cage import Cage, CageKind

ARGUMENTS = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Asks a STUN server for our address; no answer will come, and Chromium takes 40 s to believe that.
STUN = """
() => {
    const call = window.call = new RTCPeerConnection({iceServers: [{urls: 'stun:stun.example:3478'}]});
    call.createDataChannel('x');
    return call.createOffer().then(offer => call.setLocalDescription(offer));
}
"""

GATHERING = "async () => [...(await call.getStats()).values()].some(each => each.type === 'local-candidate')"

# Opens a cage, drives Chromium in it to a page, says so, and waits to be killed.
OWNER = """
import signal, sys
from pathlib import Path
from playwright.sync_api import sync_playwright
from harness.sandbox.web.cage import CageKind, open_cage
chromium, scratch, kind = sys.argv[1], Path(sys.argv[2]), CageKind(sys.argv[3])
cage = open_cage(["ada"], scratch, noise=lambda _: False, want=kind)
wrapper = cage.executable(Path(chromium), scratch)
with sync_playwright() as playwright:
    sandboxed = kind is CageKind.USER
    page = playwright.chromium.launch(executable_path=str(wrapper), chromium_sandbox=sandboxed).new_page()
    page.goto("about:blank")
    print("up", flush=True)
    signal.pause()
"""


@pytest.fixture
def site(cage: Cage) -> Iterator[str]:
    """Answer every HTTP request that reaches the listener `ada` with a small page; its address inside the cage."""
    listener = cage.listeners["ada"]
    server = threading.Thread(target=_serve, args=(listener,), daemon=True)
    server.start()
    yield f"http://127.0.0.1:{cage.ports['ada']}"
    with suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
    server.join(10)


def _serve(listener: socket.socket) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            threading.Thread(target=_answer, args=(client,), daemon=True).start()


def _answer(client: socket.socket) -> None:
    with client, suppress(OSError):
        asked = client.recv(65536).split(b" ")
        body = b"<title>school</title>asked for " + (asked[1] if len(asked) > 1 else b"nothing")
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
        client.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)


@pytest.fixture
def chromium() -> str:
    """The path of a Chromium that this user can run."""
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or playwright.chromium.executable_path
    if not os.access(found, os.X_OK):
        pytest.skip(f"no Chromium: neither `chromium` on PATH nor {found}; type: playwright install chromium")
    return found


@pytest.fixture(params=[False, True], ids=["plain", "sandboxed"])
def browser(request: pytest.FixtureRequest, cage: Cage, home: Path, chromium: str) -> Iterator[Browser]:
    """Chromium in the cage; sandboxed by itself where it can be."""
    if request.param and cage.kind is CageKind.ROOT:
        pytest.skip("Chromium refuses its own sandbox to root; in a user namespace it accepts it, also for root")
    with sync_playwright() as playwright:
        wrapper = cage.executable(Path(chromium), home)
        launched = playwright.chromium.launch(
            executable_path=str(wrapper), args=ARGUMENTS, chromium_sandbox=request.param, timeout=60_000
        )
        yield launched
        launched.close()


def test_a_page_is_reached_through_the_listener_only(browser: Browser, cage: Cage, site: str, home: Path) -> None:
    page = browser.new_page()
    page.goto(f"{site}/direct")
    assert page.inner_text("body") == "asked for /direct"
    assert page.evaluate("navigator.onLine") is True
    with pytest.raises(Exception, match=r"ERR_(CONNECTION_REFUSED|ADDRESS_UNREACHABLE)"):
        page.goto("http://tracker.example/")
    behind = browser.new_context(proxy={"server": site}).new_page()
    behind.goto("http://app.example/home")
    assert behind.inner_text("body") == "asked for http://app.example/home"
    named = {(each.what, each.name) for each in cage.attempts()}
    assert {("lookup", "tracker.example"), ("tcp", "tracker.example")} <= named
    assert "app.example" not in {name for _, name in named}
    assert any(home.iterdir())


def test_webrtc_is_seen_trying_to_find_its_way_around_the_proxy(browser: Browser, cage: Cage, site: str) -> None:
    page = browser.new_context(proxy={"server": site}).new_page()
    page.goto("http://app.example/")
    page.evaluate(STUN)
    page.wait_for_function(GATHERING, timeout=20_000)
    told = [each for each in cage.attempts() if each.name == "stun.example"]
    assert "lookup" in {each.what for each in told}
    assert all(not each.noise for each in told)


def test_closing_the_cage_ends_the_browser(browser: Browser, cage: Cage) -> None:
    gone = threading.Event()
    browser.on("disconnected", lambda _: gone.set())
    page = browser.new_page()
    cage.close()
    with pytest.raises(Exception, match=r"closed|disconnected|crash"):
        page.goto("about:blank")
    assert gone.is_set()


def test_a_killed_owner_takes_the_browser_along(cage: Cage, chromium: str, tmp_path: Path) -> None:
    kind = cage.kind  # the fixture has shown that this kind works here
    command = [sys.executable, "-c", OWNER, chromium, str(tmp_path), str(kind)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"up\n"
        handles = [os.pidfd_open(pid) for pid in _descendants(owner.pid)]
        owner.kill()
    assert len(handles) > 5  # inside, Playwright's driver, Chromium with its helpers
    poller = select.poll()
    for handle in handles:
        poller.register(handle, select.POLLIN)
        assert poller.poll(20_000), "a process lived on"
        poller.unregister(handle)
        os.close(handle)


def _descendants(pid: int) -> list[int]:
    """Return the children of a process, their children, and so on."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            found += [child, *_descendants(child)]
    return found
