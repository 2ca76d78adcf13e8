"""Recordings of Chrome's DevTools Recorder: read strictly, played as recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import Page
from pydantic import SecretStr

from harness.errors import MisuseError
from harness.sandbox.web.page.failures import StepFailed
from harness.sandbox.web.page.placeholders import Values
from harness.sandbox.web.page.recording import MAX_SIZE, Recorded, load_recording, read_recording
from harness.sandbox.web.page.replay import Replayed, run_recording, words
from tests.sandbox.web.page.stage import Persona, Site, Stage

PAGE = """<meta charset=utf-8><title>start</title><button id=go onclick="location = '/done'">Ga verder</button>
<button id=b aria-label=Bewaar onclick="note('click')" ondblclick="note('dubbel')"
  oncontextmenu="note('rechts'); return false" onmouseover="note('zweef')">💾</button>
<div onclick="note('tekst')">Tekst om op te klikken</div>
<label>Antwoord<input id=a oninput="note(this.value)" onkeydown="note('neer ' + event.key)" onkeyup="note('op')"></label>
<select id=s onchange="note(this.value)"><option value=r>Rood<option value=b>Blauw</select>
<input type=checkbox id=c onchange="note('vink ' + this.checked)">
<x-deep></x-deep><iframe srcdoc="<button id=i onclick='parent.note(`kader`)'>x</button>"></iframe>
<div id=box style="height:50px;overflow:scroll" onscroll="note('schuif ' + this.scrollTop)"><div style="height:900px"></div></div>
<div style="height:4000px"></div>
<script>function note(text) { document.title = text; }
onresize = () => note(innerWidth); onscroll = () => note('y' + scrollY);
document.querySelector('x-deep').attachShadow({mode: 'open'}).innerHTML = '<button id=d onclick="note(`diep`)">Diep</button>';
</script>"""


def click(*selectors: Any, **more: Any) -> dict[str, Any]:
    """A recorded click."""
    return {"type": "click", "target": "main", "selectors": list(selectors), "offsetX": 3, "offsetY": 4, **more}


def recording(*steps: dict[str, Any]) -> bytes:
    """A recording as the Recorder writes it."""
    return json.dumps({"title": "Huiswerk", "steps": steps}).encode()


def play(stage: Stage, site: Site, *steps: dict[str, Any], limit: float = 5.0, **more: Any) -> tuple[str, Replayed]:
    """The title of the page after the steps."""
    site.pages |= {"/p": PAGE, "/done": "<title>klaar</title>"}
    first = {"type": "navigate", "url": f"{site.url}/p", "assertedEvents": [{"type": "navigation", "url": "x"}]}
    read = read_recording(recording(first, *steps), "homework.json")
    values = more.pop("values", Values(Persona()))

    async def act(page: Page) -> tuple[str, Replayed]:
        replayed = await run_recording(page, read, values, journey="homework", limit=limit, **more)
        return await page.title(), replayed

    return stage.play(act)


def change(selector: str, value: str) -> dict[str, Any]:
    """A recorded change of a field."""
    return {"type": "change", "selectors": [[selector]], "value": value}


def wait(selector: str, operator: str, count: int, **more: Any) -> dict[str, Any]:
    """A recorded wait for elements."""
    return {"type": "waitForElement", "selectors": [[selector]], "operator": operator, "count": count, **more}


STEPS: list[tuple[dict[str, Any], str]] = [
    ({"type": "hover", "selectors": [["#b"]]}, "zweef"),
    (click(["#b"]), "click"),
    (click(["text/Tekst om op"]), "tekst"),
    (click(["aria/Bewaar"]), "click"),
    (click(["pierce/#d"]), "diep"),
    (click(['aria/Bewaar[role="button"]']), "click"),
    (click(["x-deep", "#d"]), "diep"),
    (click(["xpath///*[@id='b']"]), "click"),
    (click(["#i"], frame=[0]), "kader"),
    (click("#weg", ["a[["], ["aria/Weg"], ["#b"]), "click"),
    (click(["#b"], button="secondary"), "rechts"),
    (click(["#b"]) | {"type": "doubleClick"}, "dubbel"),
    (change("aria/Antwoord", "twaalf"), "twaalf"),
    (change("#a", "{pupil_number}"), "LL-83K2-771"),
    (change("#a", "{geen} {x}"), "{geen} {x}"),
    (change("#s", "b"), "b"),
    (change("#c", "on"), "vink true"),
    (click(["#a"]), "vink true"),
    ({"type": "keyDown", "key": "Enter"}, "neer Enter"),
    ({"type": "keyUp", "key": "Enter"}, "op"),
    (wait("button", ">=", 2), "op"),
    (wait(".x", "==", 0), "op"),
    (wait("button", "<=", 9, visible=True), "op"),
    ({"type": "emulateNetworkConditions", "download": 1e6, "upload": 1e6, "latency": 1}, "op"),
    ({"type": "scroll", "selectors": [["#box"]], "x": 0, "y": 100}, "schuif 100"),
    ({"type": "scroll", "x": 0, "y": 700}, "y700"),
    (click(["#go"], assertedEvents=[{"type": "navigation"}]), "klaar"),
]


def test_steps(stage: Stage, site: Site) -> None:
    site.pages |= {"/p": PAGE, "/done": "<title>klaar</title>"}
    first = {"type": "navigate", "url": f"{site.url}/p", "assertedEvents": [{"type": "navigation", "url": "x"}]}
    close = ({"type": "close"}, click(["#b"]))
    read = read_recording(recording(first, *(step for step, _ in STEPS), *close), "homework.json")

    async def act(page: Page) -> list[str]:
        titles: list[str] = []

        async def on_step(index: int, words: str) -> None:
            titles.append(await page.title())

        replayed = await run_recording(page, read, Values(Persona()), journey="j", on_step=on_step)
        assert replayed == Replayed(len(STEPS) + 1, ())
        return titles

    assert stage.play(act) == ["start", *(title for _, title in STEPS)]


def test_viewport(stage: Stage, site: Site) -> None:
    size = {"type": "setViewport", "width": 640, "height": 480, "deviceScaleFactor": 1}
    assert play(stage, site, size, wait("body", ">=", 1))[0] == "640"


def test_what_is_left_out_is_told(stage: Stage, site: Site) -> None:
    title, replayed = play(
        stage,
        site,
        {"type": "waitForExpression", "expression": "fetch('https://x.test')"},
        {"type": "customStep", "name": "x", "parameters": {}},
        click(["#b"]),
    )
    assert title == "click"
    assert replayed == Replayed(2, ("step 2: waitForExpression", "step 3: customStep"))


@pytest.mark.parametrize(
    ("step", "owner", "reason"),
    [
        (click(["#weg"], ["aria/Weg"]), "profile", "none of its 2 selectors"),
        (click(["#b"], assertedEvents=[{"type": "navigation"}]), "app", "time limit"),
        ({"type": "waitForElement", "selectors": [["#b"]], "operator": "==", "count": 3}, "app", "== 3"),
        ({"type": "keyDown", "key": "Hemel"}, "profile", "key"),
        (click(["#b"], frame=[7]), "profile", "none of its"),
        ({"type": "navigate", "url": "http://127.0.0.1:1/"}, "app", "does not answer"),
    ],
)
def test_failures(stage: Stage, site: Site, step: dict[str, Any], owner: str, reason: str) -> None:
    with pytest.raises(StepFailed, match=reason) as caught:
        play(stage, site, step, limit=1.0)
    assert (caught.value.owner, caught.value.index) == (owner, 2)


def test_passwords_are_placeholders_and_never_told(stage: Stage, site: Site) -> None:
    told: list[str] = []

    async def on_step(index: int, words: str) -> None:
        told.append(words)

    values = Values(Persona(password=SecretStr("Zonnebloem-42!")))
    assert play(stage, site, change("#a", "{password}"), values=values, on_step=on_step)[0] == "Zonnebloem-42!"
    assert told == ["navigate /p", "change #a"]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b'{"steps": [\n  {"type": }', r"homework.json:2:\d+"),
        (b'{\n\n"title": "\xff"}', "homework.json:3: not UTF-8"),
        (b"[]", "no list of steps"),
        (b'{"steps": {}}', "no list of steps"),
        (b"[" * 100_000, "nesting"),
        (b'{"steps": [], "x": ' + b"1" * 5000 + b"}", "numbers"),
        (recording({"type": "click", "selectors": [["#a"]]}, {"type": "jump"}), "step 2: unknown type “jump”"),
        (b'{"steps": [3]}', "step 1: a step is a table"),
        (recording({"type": "click"}), "selectors"),
        (recording({"type": "click", "selectors": [[]]}), "selector is empty"),
        (recording({"type": "click", "selectors": [["a"]], "button": "derde"}), "button"),
        (recording({"type": "navigate", "url": "file:///etc/passwd"}), "http"),
        (recording({"type": "navigate", "url": "javascript:alert(1)"}), "http"),
        (recording({"type": "setViewport", "width": 1e9, "height": 1}), "width"),
        (b'{"steps": [{"type": "setViewport", "width": NaN, "height": 100}]}', "width"),
        (b'{"steps": [{"type": "change", "selectors": [["a"]], "value": "\\ud800"}]}', "broken characters"),
        (recording({"type": "waitForElement", "selectors": [["a"]], "attributes": {"x": "y"}}), "attributes"),
        (recording({"type": "waitForElement", "selectors": [["a"]], "operator": "~"}), "operator"),
        (recording({"type": "keyDown", "key": "x" * 99}), "key"),
        (recording(*[{"type": "close"}] * 2001), "more than"),
    ],
)
def test_malformed(data: bytes, problem: str) -> None:
    with pytest.raises(MisuseError, match=problem):
        read_recording(data, "homework.json")


def test_files(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "ok.json").write_bytes(recording({"type": "close"}))
    (tmp_path / "p" / "big.json").write_bytes(b" " * (MAX_SIZE + 1))
    (tmp_path / "out.json").write_bytes(recording())
    assert load_recording("ok.json", tmp_path / "p").title == "Huiswerk"
    assert load_recording(Path("ok.json"), tmp_path / "p").steps[0].type == "close"
    for name in ("big.json", "../out.json", "weg.json", str(tmp_path / "out.json")):
        with pytest.raises(MisuseError):
            load_recording(name, tmp_path / "p")


def test_words_leave_out_what_was_typed() -> None:
    step = Recorded(1, "change", selectors=(("#a",),), text="geheim")
    assert words(step) == "change #a"


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4)
)
KINDS = ["setViewport", "navigate", "click", "doubleClick", "hover", "change", "keyDown", "keyUp", "scroll",
         "waitForElement", "emulateNetworkConditions", "close", "waitForExpression", "customStep", "x"]  # fmt: skip
KEYS = ["selectors", "value", "key", "url", "width", "height", "x", "y", "frame", "target", "button", "offsetX", "operator",
        "count", "visible", "assertedEvents", "download", "latency", "properties"]  # fmt: skip
near = st.builds(
    lambda kind, rest: {**rest, "type": kind},
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from(KEYS), anything | st.lists(st.lists(st.text(max_size=9), max_size=3), max_size=3)),
)


def read_or_refuse(data: bytes) -> None:
    """Only a MisuseError may come out."""
    try:
        read = read_recording(data, "x.json")
    except MisuseError:
        return
    assert all(step.type in KINDS for step in read.steps)
    for step in read.steps:
        words(step).encode()
        json.dumps([step.text, step.selectors]).encode()


@given(anything)
def test_any_json(value: Any) -> None:
    read_or_refuse(json.dumps(value).encode())
    read_or_refuse(json.dumps({"steps": value}).encode())


@given(st.lists(near, max_size=3))
def test_any_near_recording(steps: list[dict[str, Any]]) -> None:
    read_or_refuse(json.dumps({"title": steps and steps[0].get("value"), "steps": steps}).encode())


@given(st.binary(max_size=60))
def test_any_bytes(data: bytes) -> None:
    read_or_refuse(data)
    read_or_refuse(b'{"steps": [' + data + b"]}")
