"""Recordings of Chrome's DevTools Recorder: read strictly, played as recorded."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
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


type Act = Callable[[Page], Awaitable[tuple[str, Replayed]]]


def click(*selectors: Any, **more: Any) -> dict[str, Any]:
    """A recorded click."""
    return {"type": "click", "target": "main", "selectors": list(selectors), "offsetX": 3, "offsetY": 4, **more}


def recording(*steps: dict[str, Any]) -> bytes:
    """A recording as the Recorder writes it."""
    return json.dumps({"title": "Huiswerk", "steps": steps}).encode()


def playing(site: Site, *steps: dict[str, Any], limit: float = 5.0, **more: Any) -> Act:
    """A play: the title of the page after the steps."""
    site.pages |= {"/p": PAGE, "/done": "<title>klaar</title>"}
    first = {"type": "navigate", "url": f"{site.url}/p", "assertedEvents": [{"type": "navigation", "url": "x"}]}
    read = read_recording(recording(first, *steps), "homework.json")
    values = more.pop("values", Values(Persona()))

    async def act(page: Page) -> tuple[str, Replayed]:
        replayed = await run_recording(page, read, values, journey="homework", limit=limit, **more)
        return await page.title(), replayed

    return act


def play(stage: Stage, site: Site, *steps: dict[str, Any], **more: Any) -> tuple[str, Replayed]:
    """The title of the page after the steps."""
    return stage.play(playing(site, *steps, **more))


STEPS: list[tuple[list[dict[str, Any]], str]] = [
    ([click(["#b"])], "click"),
    ([click(["aria/Bewaar"])], "click"),
    ([click(['aria/Bewaar[role="button"]'])], "click"),
    ([click(["xpath///*[@id='b']"])], "click"),
    ([click(["text/Tekst om op"])], "tekst"),
    ([click(["pierce/#d"])], "diep"),
    ([click(["x-deep", "#d"])], "diep"),
    ([click("#weg", ["a[["], ["aria/Weg"], ["#b"])], "click"),
    ([click(["#i"], frame=[0])], "kader"),
    ([click(["#b"], button="secondary")], "rechts"),
    ([click(["#b"]) | {"type": "doubleClick"}], "dubbel"),
    ([{"type": "hover", "selectors": [["#b"]]}], "zweef"),
    ([{"type": "change", "selectors": [["aria/Antwoord"]], "value": "twaalf"}], "twaalf"),
    ([{"type": "change", "selectors": [["#a"]], "value": "{pupil_number}"}], "LL-83K2-771"),
    ([{"type": "change", "selectors": [["#a"]], "value": "{geen} {x}"}], "{geen} {x}"),
    ([{"type": "change", "selectors": [["#s"]], "value": "b"}], "b"),
    ([{"type": "change", "selectors": [["#c"]], "value": "on"}], "vink true"),
    ([click(["#a"]), {"type": "keyDown", "key": "Enter"}], "neer Enter"),
    ([click(["#a"]), {"type": "keyDown", "key": "Enter"}, {"type": "keyUp", "key": "Enter"}], "op"),
    ([{"type": "scroll", "x": 0, "y": 700}], "y700"),
    ([{"type": "scroll", "selectors": [["#box"]], "x": 0, "y": 100}], "schuif 100"),
    ([{"type": "setViewport", "width": 640, "height": 480, "deviceScaleFactor": 1}], "640"),
    ([{"type": "waitForElement", "selectors": [["button"]], "operator": ">=", "count": 2}, click(["#b"])], "click"),
    ([{"type": "waitForElement", "selectors": [[".x"]], "operator": "==", "count": 0}, click(["#b"])], "click"),
    ([click(["#go"], assertedEvents=[{"type": "navigation"}]), {"type": "waitForElement", "selectors": [["html"]]}], "klaar"),
    ([{"type": "emulateNetworkConditions", "download": 1e6, "upload": 1e6, "latency": 1}, click(["#b"])], "click"),
    ([click(["#b"]), {"type": "close"}, click(["#go"])], "click"),
]


def test_steps(stage: Stage, site: Site) -> None:
    played = stage.plays({str(steps): playing(site, *steps, limit=15.0) for steps, _ in STEPS}, at_once=5)
    assert {name: title for name, (title, _) in played.items()} == {str(steps): title for steps, title in STEPS}


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
    change = {"type": "change", "selectors": [["#a"]], "value": "{password}"}
    told: list[str] = []

    async def on_step(index: int, words: str) -> None:
        told.append(words)

    values = Values(Persona(password=SecretStr("Zonnebloem-42!")))
    assert play(stage, site, change, values=values, on_step=on_step)[0] == "Zonnebloem-42!"
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
