"""Every hooked interface is seen and charged to the right script; what proves nothing is not reported."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.sandbox.web.capture.events import event_record

SIDE = "document.createElement('canvas')"
# api, call: JavaScript that uses it once
USES = {
    ("geolocation", "getCurrentPosition"): "navigator.geolocation.getCurrentPosition(() => 0, () => 0)",
    (
        "geolocation",
        "watchPosition",
    ): "navigator.geolocation.watchPosition(() => 0, () => 0, {enableHighAccuracy: true})",
    ("camera", "getUserMedia"): "navigator.mediaDevices.getUserMedia({video: true}).catch(() => 0)",
    ("microphone", "webkitGetUserMedia"): "navigator.webkitGetUserMedia({audio: true}, () => 0, () => 0)",
    ("screen", "getDisplayMedia"): "navigator.mediaDevices.getDisplayMedia({video: true}).catch(() => 0)",
    ("contacts", "select"): "new ContactsManager().select(['name', 'tel'])",
    ("notifications", "requestPermission"): "Notification.requestPermission()",
    (
        "push",
        "subscribe",
    ): "try { PushManager.prototype.subscribe.call({}, {userVisibleOnly: true}).catch(() => 0) } catch {}",
    ("clipboard", "readText"): "navigator.clipboard.readText().catch(() => 0)",
    ("clipboard", "writeText"): "navigator.clipboard.writeText('x').catch(() => 0)",
    ("clipboard", "execCommand"): "document.execCommand('copy')",
    ("canvas", "toDataURL"): f"{SIDE}.toDataURL()",
    ("canvas", "toBlob"): f"{SIDE}.toBlob(() => 0)",
    ("canvas", "getImageData"): f"{SIDE}.getContext('2d').getImageData(0, 0, 20, 20)",
    ("canvas", "convertToBlob"): "const o = new OffscreenCanvas(9, 9); o.getContext('2d'); o.convertToBlob()",
    ("webgl", "getParameter"): f"{SIDE}.getContext('webgl').getParameter(37446)",
    ("webgl", "getSupportedExtensions"): f"{SIDE}.getContext('webgl2').getSupportedExtensions()",
    ("webgl", "readPixels"): f"{SIDE}.getContext('webgl').readPixels(0, 0, 4, 4, 6408, 5121, new Uint8Array(64))",
    ("audio", "startRendering"): (
        "const a = new OfflineAudioContext(1, 500, 44100); const s = a.createOscillator();"
        "s.connect(new DynamicsCompressorNode(a)); a.oncomplete = () => 0; a.startRendering()"
    ),
    ("webrtc", "createOffer"): (
        "const p = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:9'}]}); p.createDataChannel('');"
        "p.onicecandidate = () => 0; p.createOffer()"
    ),
    ("webrtc", "addTransceiver"): "new RTCPeerConnection().addTransceiver('audio')",
    ("webrtc", "setRemoteDescription"): "new RTCPeerConnection().setRemoteDescription({type: 'rollback'}).catch(() => 0)",
    ("webrtc", "createDataChannel"): "0",
    ("webrtc", "onicecandidate"): "0",
    ("battery", "getBattery"): "navigator.getBattery().then((b) => b.level + b.chargingTime + b.dischargingTime)",
    ("battery", "level"): "0",
    ("battery", "chargingTime"): "0",
    ("battery", "dischargingTime"): "0",
    ("key-listener", "keydown"): "window.addEventListener('keydown', () => 0)",
    ("key-listener", "keyup"): "document.onkeyup = () => 0",
    ("key-listener", "input"): "document.querySelector('input').addEventListener('input', () => 0)",
    ("beacon", "sendBeacon"): "navigator.sendBeacon(new URL('/beacon?id=7', location), 'four')",
    ("navigator", "getHighEntropyValues"): "navigator.userAgentData.getHighEntropyValues(['model', 'platformVersion'])",
    ("navigator", "getVoices"): "speechSynthesis.getVoices()",
    ("navigator", "getLayoutMap"): "navigator.keyboard.getLayoutMap().catch(() => 0)",
    ("fonts", "queryLocalFonts"): "queryLocalFonts().catch(() => 0)",
    ("navigator", "plugins"): "navigator.plugins",
    ("navigator", "deviceMemory"): "navigator.deviceMemory",
    ("navigator", "hardwareConcurrency"): "navigator.hardwareConcurrency",
    ("navigator", "languages"): "navigator.languages",
}


def detail(memory: Any, api: str, call: str) -> dict[str, Any]:
    (record,) = memory.of("events", api=api, call=call)
    fields: dict[str, Any] = json.loads(record["detail"])
    return fields


def visit(run: Any, sessions: Any, url: str, script: str = "0", **options: Any) -> Any:
    """Open `url`, run `script` in it, and give back what was recorded."""

    async def go() -> Any:
        async with sessions(**options) as (_capture, page, memory):
            await page.goto(url)
            await page.evaluate(script)
        return memory

    return run(go())


async def _fake_contacts(context: Any) -> None:
    # Desktop Chromium has no contact picker: one that looks like it stands in.
    await context.add_init_script("globalThis.ContactsManager = class ContactsManager { select() { return [] } }")


def test_every_interface_is_seen_once_and_charged_to_its_script(run: Any, site: Any, sessions: Any) -> None:
    body = "\n".join(f"try {{ {use} }} catch (e) {{ console.error({json.dumps(use)} + e) }}" for use in USES.values())
    site.script("/tracker.js", body)
    url = site.page("/", f"<input><script src='{site.other}/tracker.js'></script>")
    memory = visit(run, sessions, url, "navigator.getBattery().then(() => 0)", prepare=_fake_contacts)

    assert not memory.of("console", level="error")
    told = {(event["api"], event["call"]) for event in memory.of("events")}
    assert told == set(USES)
    tracker = f"{site.other}/tracker.js"
    scripts = {event["script"] for event in memory.of("events") if event["call"] != "getBattery"}
    assert scripts == {tracker}
    assert {event["page"] for event in memory.of("events")} == {url}
    assert {event["gesture"] for event in memory.of("events")} == {False}
    assert detail(memory, "geolocation", "watchPosition") == {"high_accuracy": True}
    assert detail(memory, "contacts", "select")["fields"] == "name tel"
    assert detail(memory, "audio", "startRendering") == {
        "oscillator": True,
        "compressor": True,
        "complete": True,
        "length": 500,
    }
    assert detail(memory, "webrtc", "createOffer")["servers"] == "stun:127.0.0.1:9"
    assert detail(memory, "beacon", "sendBeacon") == {"url": f"{site.url}/beacon", "size": 4}
    assert detail(memory, "key-listener", "input") == {"target": "input:text"}
    assert detail(memory, "webgl", "getParameter") == {"parameter": "UNMASKED_RENDERER_WEBGL"}
    assert detail(memory, "navigator", "getHighEntropyValues") == {"hints": "model platformVersion"}


def test_canvas_read_out_tells_what_the_rule_needs(run: Any, site: Any, sessions: Any) -> None:
    draw = f"""const c = {SIDE}; c.width = 200; c.height = 40; const x = c.getContext('2d');
        x.fillStyle = '#f60'; x.fillRect(0, 0, 9, 9); x.fillStyle = '#069'; x.fillText('Cwm fjord 🙂', 2, 15);"""
    memory = visit(
        run, sessions, site.page("/", "x"), f"{draw} c.toDataURL(); x.save(); x.restore(); c.toBlob(() => 0)"
    )
    seen = detail(memory, "canvas", "toDataURL")
    assert (seen["w"], seen["h"], seen["colours"], seen["context"]) == (200, 40, 2, "2d")
    assert seen["chars"] >= 10
    assert (seen["save"], seen["restore"], seen["listeners"]) == (0, 0, 0)
    assert seen["text"].startswith("Cwm fjord")
    assert detail(memory, "canvas", "toBlob")["save"] == 1


def test_drawing_without_reading_tells_nothing(run: Any, site: Any, sessions: Any) -> None:
    draw = f"const x = {SIDE}.getContext('2d'); for (let i = 0; i < 50; i++) x.fillText('abcdefghijklmnop' + i, 1, 1)"
    memory = visit(run, sessions, site.page("/", "x"), draw)
    assert memory.of("events") == []


@pytest.mark.parametrize(("fonts", "times", "told"), [(60, 60, True), (5, 500, False)])
def test_font_probing_is_told_as_one_tally(
    run: Any, site: Any, sessions: Any, fonts: int, times: int, told: bool
) -> None:
    probe = f"""const x = {SIDE}.getContext('2d');
        for (let i = 0; i < {times}; i++) {{ x.font = '12px Font' + i % {fonts}; x.measureText('mmmmmmmmlli') }}"""
    memory = visit(run, sessions, site.page("/", "x"), probe)
    if told:
        assert detail(memory, "canvas-font", "measureText") == {"fonts": 60, "measured": 60, "text": "mmmmmmmmlli"}
    else:
        assert memory.of("events", api="canvas-font") == []


FONTS = {
    "offsetWidth": "const s = document.body.appendChild(document.createElement('span')); s.textContent = 'mmmmlli';"
    " for (let i = 0; i < N; i++) { s.style.fontFamily = `'Font ${i}', monospace`; s.offsetWidth }",
    "getBoundingClientRect": "const s = document.body.appendChild(document.createElement('b'));"
    " for (let i = 0; i < N; i++) { s.setAttribute('style', `font-family: F${i}`); s.getBoundingClientRect() }",
    "check": "for (let i = 0; i < N; i++) document.fonts.check(`12px Font${i}`)",
    "local": "for (let i = 0; i < N; i++) new FontFace('x', `local(Font${i})`)",
}


@pytest.mark.parametrize(("call", "number", "told"), [*((call, 60, True) for call in FONTS), ("offsetWidth", 8, False)])
def test_fonts_are_counted_however_they_are_asked_for(
    run: Any, site: Any, sessions: Any, call: str, number: int, told: bool
) -> None:
    ordinary = "for (const n of document.querySelectorAll('*')) { n.offsetWidth; n.getBoundingClientRect() }"
    memory = visit(run, sessions, site.page("/", "x"), f"{ordinary} {FONTS[call].replace('N', str(number), 1)}")
    if told:
        assert detail(memory, "fonts", call) == {"fonts": 60}
    else:
        assert memory.of("events") == []


def test_a_click_is_a_gesture(run: Any, site: Any, sessions: Any) -> None:
    use = "navigator.mediaDevices.getUserMedia({audio: true}).catch(() => 0)"
    url = site.page("/", f'<button onclick="{use}">Praat</button><script>{use}</script>')

    async def go() -> Any:
        async with sessions() as (_capture, page, memory):
            await page.goto(url)
            await page.click("button")
        return memory

    assert [event["gesture"] for event in run(go()).of("events", api="microphone")] == [False, True]


def test_repeats_are_one_count(run: Any, site: Any, sessions: Any) -> None:
    memory = visit(run, sessions, site.page("/", "x"), "for (let i = 0; i < 5000; i++) navigator.languages")
    events = memory.of("events", call="languages")
    assert len(events) <= 6
    assert sum(json.loads(event["detail"]).get("count", 1) for event in events) == 5000


def test_events_just_before_leaving_are_kept(run: Any, site: Any, sessions: Any) -> None:
    site.page("/next", "next")
    url = site.page(
        "/", f"<script>navigator.languages; {SIDE}.toDataURL(); location.href = '{site.other}/next'</script>"
    )

    async def go() -> Any:
        async with sessions() as (_capture, page, memory):
            await page.goto(url, wait_until="commit")
            await page.wait_for_url(f"{site.other}/next")
        return memory

    calls = {event["call"] for event in run(go()).of("events", page=url)}
    assert calls >= {"languages", "toDataURL"}


def test_a_script_cannot_name_itself_otherwise(run: Any, site: Any, sessions: Any) -> None:
    named = "//# sourceURL=https://innocent.test/x.js"
    url = site.script("/x.js", f"(0, eval)('navigator.languages {named}'); navigator.deviceMemory\n{named}")
    memory = visit(run, sessions, site.page("/", "<script src=/x.js></script>"))
    assert {event["call"]: event["script"] for event in memory.of("events")} == {"languages": url, "deviceMemory": url}


GOOD = ["canvas", "toDataURL", "https://x.test/a.js", 1, 3, '{"w":1}']


def test_a_record_from_the_hooks() -> None:
    record = event_record(GOOD, "https://x.test/", "https://y.test/")
    assert record == {
        "api": "canvas",
        "call": "toDataURL",
        "detail": '{"count":3,"w":1}',
        "page": "https://x.test/",
        "frame": "https://y.test/",
        "script": "https://x.test/a.js",
        "gesture": True,
    }


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(junk, max_size=8) | junk, st.integers(0, 6))
def test_anything_else_is_refused(item: Any, keep: int) -> None:
    """Junk, also after a good beginning, raises `ValueError` or `TypeError`, never makes a record of another shape."""
    for candidate in (item, [*GOOD[:keep], *(item if isinstance(item, list) else [item])][:6]):
        try:
            record = event_record(candidate, "p", "f")
        except (ValueError, TypeError):
            continue
        assert isinstance(record["script"], str | None)
        assert isinstance(json.loads(record["detail"]), dict)
