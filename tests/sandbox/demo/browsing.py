"""A real Chromium at the demo school, with everything it sends written down."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Page, Request, WebSocket, async_playwright

from harness.sandbox.demo.school import RunningDemo
from harness.sandbox.web.which import find_browser, find_shell

CERTUTIL = shutil.which("certutil")

_HOOKS = """
(() => {
const told = (owner, name) => {
  const real = owner[name];
  owner[name] = function (...given) { console.log("called " + name); return real.apply(this, given); };
};
told(Geolocation.prototype, "getCurrentPosition");
told(MediaDevices.prototype, "getUserMedia");
told(HTMLCanvasElement.prototype, "toDataURL");
told(CanvasRenderingContext2D.prototype, "measureText");
told(OfflineAudioContext.prototype, "startRendering");
const Real = RTCPeerConnection;
window.RTCPeerConnection = function (given) {
  const server = given?.iceServers?.[0]?.urls;
  if (server) console.log("called " + server);
  return new Real(given);
};
})();
"""


@dataclass
class Log:
    """What one browser did: `sent` holds method, address, headers and body of each request, as one text per host."""

    sent: dict[str, str] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    calls: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    packed: list[bytes] = field(default_factory=list)
    _awaited: list[tuple[Callable[[], bool], asyncio.Future[None]]] = field(default_factory=list)

    def add(self, url: str, text: str) -> None:
        """Add to what its host received."""
        host = urlsplit(url).hostname or ""
        self.paths.append(url)
        self.sent[host] = f"{self.sent.get(host, '')}\n{text}"
        for done, arrived in self._awaited:
            if not arrived.done() and done():
                arrived.set_result(None)

    async def until(self, done: Callable[[], bool], seconds: float = 30.0) -> None:
        """Wait until something that was sent makes `done` true."""
        if not done():
            arrived: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._awaited.append((done, arrived))
            await asyncio.wait_for(arrived, seconds)


@asynccontextmanager
async def browser(demo: RunningDemo, home: Path) -> AsyncIterator[tuple[Page, Log]]:
    """A page that trusts the demo's CA, finds its names, and grants the location."""
    await asyncio.to_thread(_trust, demo.ca, home)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=find_shell(find_browser()).path,
            args=[f"--host-resolver-rules={_rules(demo.names)}", "--use-fake-device-for-media-stream"],
            env={**os.environ, "HOME": str(home)},
        )
        context = await chromium.new_context(geolocation={"latitude": 51.25, "longitude": 3.75})
        await context.grant_permissions(["geolocation", "camera", "microphone"])
        await context.add_init_script(_HOOKS)
        log = Log()
        tasks = _listen(context, log)
        page = await context.new_page()
        page.on("websocket", lambda socket: _frames(socket, log))
        yield page, log
        if tasks:
            await asyncio.wait(tasks, timeout=30)
        await chromium.close()


def _listen(context: BrowserContext, log: Log) -> list[asyncio.Task[None]]:
    tasks: list[asyncio.Task[None]] = []

    async def note(request: Request, body: str) -> None:
        log.add(request.url, f"{request.method} {request.url} {await request.all_headers()} {body}")

    def begin(request: Request) -> None:
        body = request.post_data_buffer or b""
        if body.startswith(b"\x1f\x8b"):
            log.packed.append(body)
        # At once, for the browser tells all headers of a request late, and not at all when nothing comes back.
        log.add(request.url, f"{request.method} {request.url} {body.decode('latin-1')}")
        tasks.append(asyncio.create_task(note(request, body.decode("latin-1"))))

    context.on("request", begin)
    def hear(line: ConsoleMessage) -> None:
        if line.text.startswith("called "):
            log.calls.add(line.text)
        elif "WebGL" not in line.text:  # drawn without a graphics card, which the browser remarks upon
            log.said.append(line.text)

    context.on("console", hear)
    return tasks


def _frames(socket: WebSocket, log: Log) -> None:
    log.add(socket.url, "opened")
    socket.on("framesent", lambda frame: log.add(socket.url, f"frame {frame!s}"))


def _trust(ca: Path, home: Path) -> None:
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    for command in (["-N", "--empty-password"], ["-A", "-t", "C,,", "-n", "demo", "-i", str(ca)]):
        subprocess.run([str(CERTUTIL), "-d", f"sql:{store}", *command], check=True, timeout=30)


def _rules(names: dict[str, str]) -> str:
    exact = [(name, address) for name, address in names.items() if not name.startswith("*")]
    rules = [f"MAP {name if ':' in name else name + ':443'} {address}" for name, address in exact]
    return ",".join([*rules, f"MAP *:443 {names['*']}", f"MAP *:80 {names['*:80']}"])
