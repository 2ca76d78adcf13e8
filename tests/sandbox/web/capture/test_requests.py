"""Every request is there once, with who caused it and how it ended."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.sandbox.web.capture.requests import UNMATCHED, Initiators
from harness.sandbox.web.initiator import initiator_url

REGISTER = """navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)
  .then(() => navigator.serviceWorker.controller ||
    new Promise((done) => { navigator.serviceWorker.oncontrollerchange = done })).then(() => 1)"""


def only(memory: Any, url: str) -> dict[str, Any]:
    (record,) = memory.of("requests", url=url)
    found: dict[str, Any] = record
    return found


def visited(run: Any, sessions: Any, url: str, *scripts: str) -> Any:
    async def go() -> Any:
        async with sessions() as (_capture, page, memory):
            await page.goto(url)
            for script in scripts:
                await page.evaluate(script)
        return memory

    return run(go())


def test_requests_of_pages_frames_and_workers(run: Any, site: Any, sessions: Any) -> None:
    site.script(
        "/a.js", f"fetch('/by-script'); new Worker('/worker.js'); new WebSocket('ws://127.0.0.1:{site.port}/ws')"
    )
    site.script("/worker.js", "fetch('/by-worker')")
    site.page("/frame", "<script src=/in-frame.js></script>")
    site.script("/in-frame.js", "fetch('/by-frame')")
    url = site.page("/", f"<script src=/a.js></script><iframe src='{site.other}/frame'></iframe>")
    memory = visited(run, sessions, url, "fetch('/redirect?1').then(() => fetch('http://127.0.0.1:9/')).catch(() => 1)")

    document = only(memory, url)
    assert (document["resource"], document["navigation"], document["status"]) == ("document", True, 200)
    script = only(memory, site.url + "/a.js")
    assert (script["resource"], script["initiator"], script["frame"]) == ("script", url, url)
    assert only(memory, site.url + "/by-script")["initiator"] == site.url + "/a.js"
    assert only(memory, site.url + "/by-worker")["initiator"] in (site.url + "/worker.js", None)  # None: it was quicker
    framed = only(memory, site.other + "/by-frame")
    assert framed["frame"] == site.other + "/frame"
    assert framed["initiator"] == site.other + "/in-frame.js"
    embedded = only(memory, site.other + "/frame")
    assert (embedded["frame"], embedded["initiator"], embedded["navigation"]) == (url, url, True)
    landed = only(memory, site.url + "/landed")
    assert landed["redirected_from"] == site.url + "/redirect?1"
    assert only(memory, site.url + "/redirect?1")["status"] == 302
    assert only(memory, "http://127.0.0.1:9/")["failure"].startswith("net::ERR_")
    socket = only(memory, f"ws://127.0.0.1:{site.port}/ws")
    assert (socket["resource"], socket["initiator"]) == ("websocket", site.url + "/a.js")
    assert all(isinstance(record["t"], float) for record in memory.of("requests"))


def test_requests_of_a_service_worker(run: Any, site: Any, sessions: Any) -> None:
    site.script(
        "/sw.js",
        """importScripts('/imported.js');
        oninstall = (e) => e.waitUntil(fetch('/at-install').then(() => skipWaiting()));
        onactivate = (e) => e.waitUntil(clients.claim());
        onfetch = (e) => { if (e.request.url.endsWith('/asked')) e.respondWith(fetch('/answered')) }""",
    )
    site.script("/imported.js", "0")
    memory = visited(run, sessions, site.page("/", "x"), REGISTER, "fetch('/asked').then(() => 1)")
    own = {record["url"] for record in memory.of("requests", service_worker=True)}
    assert own == {f"{site.url}/{path}" for path in ("sw.js", "imported.js", "at-install", "answered")}
    record = only(memory, site.url + "/answered")
    assert (record["frame"], record["initiator"]) == (site.url + "/sw.js", site.url + "/sw.js")
    assert only(memory, site.url + "/asked")["service_worker"] is False


def test_a_service_worker_that_was_stopped_wakes_up(run: Any, site: Any, sessions: Any) -> None:
    """It is paused each time it starts: whoever forgets to let it go hangs the app."""
    site.script(
        "/sw.js",
        """oninstall = () => skipWaiting(); onactivate = (e) => e.waitUntil(clients.claim());
        onfetch = (e) => { if (e.request.url.endsWith('/asked')) e.respondWith(new Response('woke')) }""",
    )
    url = site.page("/", "x")

    async def go() -> list[str]:
        answers = []
        async with sessions() as (capture, page, _memory):
            await page.goto(url)
            await page.evaluate(REGISTER)
            protocol = await page.context.new_cdp_session(page)
            await protocol.send("ServiceWorker.enable")
            second = await capture.new_page()
            await second.goto(url)
            for asking in (page, second):
                await protocol.send("ServiceWorker.stopAllWorkers")
                answers.append(await asking.evaluate("fetch('/asked').then((answer) => answer.text())"))
        return answers

    assert run(go()) == ["woke", "woke"]


def test_popups_are_pages_of_the_session(run: Any, site: Any, sessions: Any) -> None:
    site.page("/popup", "<title>Popup</title><script>navigator.languages</script>")
    url = site.page("/", "<button onclick=\"window.open('/popup')\">Open</button>")

    async def go() -> Any:
        async with sessions() as (capture, page, memory):
            await page.goto(url)
            async with page.expect_popup() as waiting:
                await page.click("button")
            popup = await waiting.value
            await capture.ready(popup)
            await popup.wait_for_load_state()
            await capture.visited(popup, "journey", "click", shot=False)
        return memory

    memory = run(go())
    (record,) = memory.of("pages")
    assert (record["url"], record["title"], record["status"]) == (site.url + "/popup", "Popup", 200)
    assert (record["purpose"], record["step"], record["shot"]) == ("journey", "click", None)
    assert memory.of("events", page=site.url + "/popup")


def test_on_request_hears_of_each_and_its_errors_are_gaps(run: Any, site: Any, browser: Any, memory: Any) -> None:
    from harness.sandbox.web.browser import new_context
    from harness.sandbox.web.capture import Capture

    heard: list[str] = []

    def listener(request: Any) -> None:
        heard.append(request.url)
        raise RuntimeError("ours")

    async def go() -> None:
        context = await new_context(browser, proxy=None)
        try:
            capture = await Capture.attach(context, memory, on_request=listener)
            page = await capture.new_page()
            await page.goto(site.page("/", "x"))
            await capture.detach()
        finally:
            await context.close()

    run(go())
    assert site.url + "/" in heard
    assert only(memory, site.url + "/")["status"] == 200
    assert memory.of("gaps")[0]["values"]["message"] == "ours"


def test_initiators() -> None:
    stack = {"type": "script", "stack": {"callFrames": [{"url": ""}, {"url": "https://x.test/a.js"}]}}
    assert initiator_url(stack) == "https://x.test/a.js"
    later = {"type": "script", "stack": {"callFrames": [], "parent": stack["stack"]}}
    assert initiator_url(later) == "https://x.test/a.js"
    assert initiator_url({"type": "parser", "url": "https://x.test/"}) == "https://x.test/"
    assert initiator_url({"type": "other"}) is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 5), max_size=60))
def test_initiators_are_taken_in_order(urls: list[int]) -> None:
    initiators = Initiators()
    for number, url in enumerate(urls):
        params = {"request": {"url": f"u{url}"}, "initiator": {"url": str(number)}}
        initiators.heard("Network.requestWillBeSent", params)
    for url in range(6):
        expected = [str(number) for number, heard in enumerate(urls) if heard == url]
        assert [initiators.take(f"u{url}#fragment") for _ in expected] == expected
        assert initiators.take(f"u{url}") is None


def test_initiators_forget_the_oldest() -> None:
    initiators = Initiators()
    for number in range(UNMATCHED + 1):
        initiators.heard("Network.webSocketCreated", {"url": f"u{number}", "initiator": {"url": "x"}})
    assert initiators.take("u0") is None
    assert initiators.take("u1") == "x"
