"""What is learnt of sockets from the browser's protocol, with events as it gives them."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from harness import Persona
from harness.sandbox.sessions.sockets import LARGEST, LINES, SENT, Lines

PUPIL = Persona(name="pupil", role="pupil", known={"first_name": "Adalberta"})
OWN = "wss://school.test/live"


class Browser:
    """Gives events to whoever listens."""

    def __init__(self) -> None:
        self.hears: dict[str, Callable[[dict[str, Any]], None]] = {}

    async def new_cdp_session(self, page: Any) -> Browser:
        return self

    def on(self, event: str, call: Callable[[dict[str, Any]], None]) -> None:
        self.hears[event.removeprefix("Network.webSocket")] = call

    async def send(self, method: str) -> None:
        assert method == "Network.enable"

    def opens(self, id: str, url: str, protocols: str = "") -> None:
        self.hears["Created"]({"requestId": id, "url": url})
        headers = {"Sec-WebSocket-Protocol": protocols} if protocols else {}
        self.hears["WillSendHandshakeRequest"]({"requestId": id, "request": {"headers": headers}})

    def frame(self, way: str, id: str, text: str, opcode: int = 1) -> None:
        self.hears[f"Frame{way}"]({"requestId": id, "response": {"payloadData": text, "opcode": opcode}})


def lines(play: Callable[[Browser, Lines], Awaitable[object]]) -> Lines:
    async def go() -> Lines:
        browser, found = Browser(), Lines(PUPIL, ["school.test"])
        page: Any = SimpleNamespace(context=browser)
        await found.watch(page)
        await play(browser, found)
        return found

    return asyncio.run(go())


def test_what_was_said_before_it_told_something_is_kept_and_nothing_after() -> None:
    async def play(browser: Browser, found: Lines) -> None:
        browser.opens("1", "wss://elders.test/live")
        browser.frame("Received", "1", "Adalberta")
        browser.opens("2", OWN, "graphql-ws, v2")
        browser.frame("Sent", "2", "hallo")
        browser.frame("Sent", "2", base64.b64encode(b"\x00").decode(), 2)
        browser.frame("Sent", "2", "x" * (LARGEST + 1))
        browser.frame("Received", "2", "niets")
        assert found.telling is None
        browser.frame("Received", "2", base64.b64encode(b"Dag Adalberta").decode(), 2)
        browser.frame("Sent", "2", "daarna")

    line = lines(play).telling
    assert line is not None
    assert (line.url, line.protocols, line.told) == (OWN, ["graphql-ws", "v2"], 1)
    assert line.sent == [("hallo", False), ("AA==", True)]


def test_it_is_bounded() -> None:
    async def play(browser: Browser, found: Lines) -> None:
        for number in range(LINES + 5):
            browser.opens(str(number), OWN)
            browser.frame("Sent", str(number), "hallo")
        for _ in range(SENT + 5):
            browser.frame("Sent", "0", "hallo")
        browser.frame("Received", "0", "Adalberta")
        browser.frame("Received", str(LINES), "Adalberta")
        assert found.last is not None
        assert not found.last.told

    line = lines(play).telling
    assert line is not None
    assert len(line.sent) == SENT


def test_it_listens_until_all_told_something_or_closed_and_once_only() -> None:
    async def play(browser: Browser, found: Lines) -> None:
        browser.opens("1", OWN)
        browser.opens("2", OWN)
        loop = asyncio.get_running_loop()
        loop.call_soon(browser.frame, "Received", "1", "Adalberta")
        loop.call_soon(browser.hears["Closed"], {"requestId": "2"})
        await found.listen()
        assert found.telling is not None
        assert found.last is not None
        assert found.last.closed
        await found.listen()

    lines(play)


@given(st.lists(st.tuples(st.sampled_from(["Sent", "Received"]), st.text(max_size=20), st.integers(1, 1))))
def test_no_message_breaks_it(frames: list[tuple[str, str, int]]) -> None:
    async def play(browser: Browser, found: Lines) -> None:
        browser.opens("1", OWN)
        for way, text, opcode in frames:
            browser.frame(way, "1", text, opcode)
            browser.frame(way, "unknown", text, opcode)

    assert lines(play).telling is None
