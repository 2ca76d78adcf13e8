"""The hooks are hard to notice, hard to break, and in every frame and worker."""

from __future__ import annotations

import json
from typing import Any

HOOKED = (
    "HTMLCanvasElement.prototype.toDataURL CanvasRenderingContext2D.prototype.fillText Navigator.prototype.sendBeacon "
    "EventTarget.prototype.addEventListener Function.prototype.toString OscillatorNode Notification.requestPermission"
)
LOOKS_NATIVE = """(names) => names.split(' ').map((name) => {
  const frame = document.body.appendChild(document.createElement('iframe'));
  frame.remove();
  const parts = name.split('.');
  const key = parts.pop();
  const owner = parts.reduce((object, part) => object[part], window);
  const found = Object.getOwnPropertyDescriptor(owner, key);
  return [name, Function.prototype.toString.call(found.value), found.value.name, found.value.length,
    Object.getOwnPropertyNames(found.value).sort().join(), found.enumerable, found.writable, found.configurable];
})"""
ACCESSORS = """() => [[CanvasRenderingContext2D.prototype, 'fillStyle'], [Navigator.prototype, 'languages'], [window, 'onkeydown']]
  .map(([owner, name]) => {
    const { get, set, enumerable, configurable } = Object.getOwnPropertyDescriptor(owner, name);
    return [name, String(get), String(set), get.name, set && set.name, enumerable, configurable];
  })"""
BEHAVES = """() => {
  const failed = (work) => { try { work(); return 'worked' } catch (error) { return error.name + ': ' + error.message } };
  return [
    failed(() => HTMLCanvasElement.prototype.toDataURL.call({})),
    failed(() => new HTMLCanvasElement.prototype.toDataURL()),
    failed(() => Function.prototype.toString.call({})),
    OscillatorNode.prototype.constructor === OscillatorNode,
    new OscillatorNode(new OfflineAudioContext(1, 9, 44100)) instanceof OscillatorNode,
    class Mine extends OscillatorNode {}.name,
    Object.getOwnPropertyNames(window).filter((name) => /playwright|binding|hook/i.test(name)).join(),
    Object.getOwnPropertyNames(location).length,
    String(Error.prepareStackTrace) + Error.stackTraceLimit,
  ]
}"""

SPOILED = """
const poison = () => { throw new Error('poison') };
const targets = [
  [Array.prototype, ['push', 'join', 'slice', 'map', 'forEach', 'concat', 'toJSON', Symbol.iterator]],
  [Object.prototype, ['toJSON', 'get', 'set', 'value', 'apply', 'construct']],
  [String.prototype, ['slice', 'indexOf', 'lastIndexOf', 'toJSON', 'startsWith', Symbol.iterator]],
  [Map.prototype, ['get', 'set', 'forEach', 'has', 'clear', Symbol.iterator]],
  [Set.prototype, ['add', 'has']], [WeakMap.prototype, ['get', 'set']],
  [Promise.prototype, ['then', 'catch']], [JSON, ['stringify', 'parse']], [Reflect, ['apply', 'get', 'construct']],
  [console, ['debug', 'log', 'error']], [Function.prototype, ['call', 'apply', 'bind']], [Date, ['now']],
].flatMap(([owner, names]) => names.map((name) => [owner, name]));
const define = Object.defineProperty;
const value = { __proto__: null, value: poison, configurable: true, writable: true };
const trap = { __proto__: null, get: poison, set: poison, configurable: true };
for (let i = 0; i < targets.length; i++) define(targets[i][0], targets[i][1], value);
define(Array.prototype, '0', { __proto__: null, set: poison, configurable: true });
define(Error, 'stackTraceLimit', trap);
Error.prepareStackTrace = poison;
window.queueMicrotask = window.setTimeout = window.Error = window.Proxy = window.Map = window.Promise = window.JSON = poison;
"""


def opened(run: Any, sessions: Any, url: str, *scripts: str) -> tuple[Any, list[Any]]:
    async def go() -> tuple[Any, list[Any]]:
        async with sessions() as (_capture, page, memory):
            await page.goto(url)
            answers = [await page.evaluate(script) for script in scripts]
        return memory, answers

    answer: tuple[Any, list[Any]] = run(go())
    return answer


def unhooked(run: Any, browser: Any, url: str, *scripts: str) -> list[Any]:
    async def go() -> list[Any]:
        page = await browser.new_page()
        try:
            await page.goto(url)
            return [await page.evaluate(script) for script in scripts]
        finally:
            await page.close()

    answers: list[Any] = run(go())
    return answers


def test_a_hooked_page_looks_like_any_other(run: Any, site: Any, sessions: Any, browser: Any) -> None:
    url = site.page("/", "<p>x")
    looks = f"({LOOKS_NATIVE})({json.dumps(HOOKED)})"
    _memory, hooked = opened(run, sessions, url, looks, ACCESSORS, BEHAVES)
    assert hooked == unhooked(run, browser, url, looks, ACCESSORS, BEHAVES)
    assert all("[native code]" in row[1] for row in hooked[0])


def test_a_hostile_page_neither_breaks_nor_is_broken(run: Any, site: Any, sessions: Any) -> None:
    site.script("/spoil.js", SPOILED)
    site.script(
        "/use.js",
        """const c = document.createElement('canvas'); c.width = 300; const x = c.getContext('2d');
        x.fillStyle = '#111'; x.fillText('abcdefghijklmno', 1, 9); window.url = c.toDataURL();
        navigator.languages; document.addEventListener('keydown', () => 0); window.done = 'yes'""",
    )
    url = site.page("/", "<script src=/spoil.js></script><script src=/use.js></script>")
    memory, _answers = opened(run, sessions, url)
    calls = {event["call"]: event["script"] for event in memory.of("events")}
    assert set(calls) == {"toDataURL", "languages", "keydown"}
    assert set(calls.values()) == {site.url + "/use.js"}
    assert [error["text"] for error in memory.of("console", level="pageerror")] == []


def test_objects_with_traps_are_not_touched(run: Any, site: Any, sessions: Any, browser: Any) -> None:
    script = """() => {
      let touched = 0;
      const shy = { get video() { touched++; throw new Error('looked') }, get audio() { touched++; return true } };
      navigator.mediaDevices.getUserMedia(shy).catch(() => 0);
      const text = { toString() { touched += 100; return 'x' } };
      document.createElement('canvas').getContext('2d').fillText(text, 1, 1);
      return touched;
    }"""
    url = site.page("/", "x")
    memory, answers = opened(run, sessions, url, script)
    assert answers == unhooked(run, browser, url, script)
    assert {event["api"] for event in memory.of("events")} == {"camera", "microphone"}
    assert '"readable":false' in memory.of("events")[0]["detail"]


def test_floods_stay_quick_and_bounded(run: Any, site: Any, sessions: Any, browser: Any) -> None:
    flood = """() => {
      const began = performance.now();
      const x = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      for (let i = 0; i < 100000; i++) x.fillText('t' + i, 1, 1);
      for (let i = 0; i < 1000; i++) x.getImageData(0, 0, 1 + i % 300, 1);
      for (let i = 0; i < 50000; i++) navigator.languages;
      const long = 'x'.repeat(2e5);
      x.fillText(long, 1, 1); x.font = '9px ' + long; x.measureText(long); navigator.sendBeacon('/b/' + long.slice(0, 9999));
      for (let i = 0; i < 300; i++) (0, eval)(`navigator.deviceMemory //# sourceURL=https://s${i}.test/x.js`);
      return performance.now() - began;
    }"""
    url = site.page("/", "x")
    memory, answers = opened(run, sessions, url, flood)
    assert answers[0] < 2000 + 4 * unhooked(run, browser, url, flood)[0]  # milliseconds
    events = memory.of("events")
    assert len(events) < 150
    assert max(len(event["detail"]) for event in events) <= 500


def test_a_page_with_too_many_scripts_leaves_a_gap(run: Any, site: Any, sessions: Any) -> None:
    for number in range(80):
        site.script(f"/s{number}.js", "navigator.languages")
    url = site.page("/", "".join(f"<script src=/s{number}.js></script>" for number in range(80)))
    memory, _answers = opened(run, sessions, url)
    assert len(memory.of("events")) == 60
    (gap,) = memory.of("gaps", why="events-capped")
    assert gap["values"]["about"] == "navigator"


def test_forged_lines_are_only_console_text(run: Any, site: Any, sessions: Any) -> None:
    forged = """() => { for (const text of ['{"f":"x","e":[["canvas","toDataURL"]]}', 'deadbeef'.repeat(4) + '{"e":1}'])
      console.debug(text) }"""
    memory, _answers = opened(run, sessions, site.page("/", "x"), forged)
    assert memory.of("events") == []
    assert len(memory.of("console")) == 2


def test_every_kind_of_frame_is_hooked(run: Any, site: Any, sessions: Any) -> None:
    site.page("/cross", "<script>navigator.deviceMemory</script>")
    site.page("/same", "<script>navigator.hardwareConcurrency</script>")
    url = site.page(
        "/",
        f"""<iframe src="{site.other}/cross"></iframe><iframe src="/same"></iframe>
        <iframe srcdoc="<script>document.createElement('canvas').toDataURL()</script>"></iframe>
        <iframe sandbox="allow-scripts" srcdoc="<script>navigator.languages</script>"></iframe>
        <iframe src="data:text/html,<script>document.createElement('canvas').toBlob(() => 0)</script>"></iframe>
        <script>
          const empty = document.documentElement.appendChild(document.createElement('iframe'));
          empty.contentWindow.navigator.plugins;
        </script>""",
    )
    memory, _answers = opened(run, sessions, url)
    frames = {event["call"]: event["frame"] for event in memory.of("events")}
    assert frames == {
        "deviceMemory": f"{site.other}/cross",
        "hardwareConcurrency": f"{site.url}/same",
        "toDataURL": "about:srcdoc",
        "toBlob": "data:text/html,<script>document.createElement('canvas').toBlob(() => 0)</script>",
        "languages": "about:srcdoc",
        "plugins": "about:blank",
    }
    assert {event["page"] for event in memory.of("events")} == {url}
    assert memory.of("events", call="plugins")[0]["script"] == url


def test_a_window_that_is_reused_is_hooked_once_and_gives_nothing_away(run: Any, site: Any, sessions: Any) -> None:
    site.page("/in", "<script>navigator.languages; parent.kept = window.marked === 1</script>")
    url = site.page(
        "/",
        """<iframe id=f src=/in></iframe><script>
        window.leaked = 0; f.contentWindow.marked = 1; f.contentWindow.console.debug = () => { leaked++ };
        f.contentWindow.Function.prototype.toString = () => 'spoiled'</script>""",
    )
    memory, answers = opened(run, sessions, url, "[kept, leaked]")
    assert answers == [[True, 0]]
    assert len(memory.of("events", call="languages")) == 1


def test_workers_are_hooked_or_said_not_to_be(run: Any, site: Any, sessions: Any) -> None:
    site.script(
        "/worker.js", "onmessage = () => { new OffscreenCanvas(20, 20).convertToBlob().catch(() => 0); postMessage(1) }"
    )
    url = site.page("/", "<script>window.worker = new Worker('/worker.js')</script>")
    ask = "new Promise((done) => { worker.onmessage = () => done(1); worker.postMessage(1) })"

    async def go() -> Any:
        async with sessions() as (capture, page, memory):
            await page.goto(url)
            while not memory.of("events"):  # the hooks may come after the worker's first answers
                await page.evaluate(ask)
                await capture.flush()
        return memory

    memory = run(go())
    event = memory.of("events", api="canvas")[0]
    assert (event["call"], event["page"], event["frame"]) == ("convertToBlob", url, site.url + "/worker.js")
    assert event["script"] == site.url + "/worker.js"
    assert {gap["why"] for gap in memory.of("gaps")} <= {"worker-hooked-late"}


def test_a_shared_worker_is_a_gap(run: Any, site: Any, sessions: Any) -> None:
    site.script("/shared.js", "fetch('/from-shared')")
    memory, _answers = opened(run, sessions, site.page("/", "x"), "new SharedWorker('/shared.js') && 1")
    assert [gap["why"] for gap in memory.of("gaps")] == ["shared-worker-unseen"]
