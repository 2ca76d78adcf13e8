"""Each kind of fingerprint is told by its signs; what games, calls, sounds and drawings do alike is left alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness import Status
from harness.plugins.host import load_registry
from tests.harness.build import URL, Build, one

CHECK = load_registry().checks["trackers/no-fingerprinting"]
SCRIPT = "https://cdn.example/lib.js?v=1"

type Use = tuple[str, str, dict[str, Any]]

CARD: Use = ("webgl", "getParameter", {"parameter": "UNMASKED_RENDERER_WEBGL"})
LINE: list[Use] = [("webrtc", call, {}) for call in ("createDataChannel", "createOffer", "onicecandidate")]
BATTERY: list[Use] = [("battery", call, {}) for call in ("getBattery", "level", "chargingTime", "dischargingTime")]
READ = ("plugins", "mimeTypes", "deviceMemory", "hardwareConcurrency", "getVoices", "enumerateDevices")
DEVICE: list[Use] = [("navigator", call, {}) for call in READ]


def drawn(context: str, side: int) -> Use:
    return "canvas", "toDataURL", {"context": context, "area_w": side, "area_h": side, "chars": 0, "colours": 0}


FOUND: dict[str, list[Use]] = {
    "canvas": [("canvas", "toDataURL", {"area_w": 300, "area_h": 60, "chars": 12, "colours": 2})],
    "canvas-font": [("canvas-font", "measureText", {"fonts": 60, "measured": 60})],
    "fonts": [("fonts", "offsetWidth", {"fonts": 50})],
    "audio": [("audio", "startRendering", {"oscillator": True, "compressor": True})],
    "webgl": [CARD, ("webgl", "readPixels", {"w": 64, "h": 64})],
    "webrtc": LINE,
    "battery": BATTERY,
    "device": [*DEVICE, CARD],
}
LEFT_ALONE: dict[str, list[Use]] = {
    "a game that looks at a pixel": [CARD, ("webgl", "readPixels", {"w": 1, "h": 1}), drawn("webgl", 8)],
    "a picture of a scene without asking for the card": [drawn("webgl", 300)],
    "a talk": [*LINE, ("webrtc", "setRemoteDescription", {})],
    "a call": [*LINE, ("webrtc", "addTrack", {})],
    "a tick": [("audio", "startRendering", {"oscillator": True, "compressor": False})],
    "a picture less on an empty battery": [BATTERY[0], ("battery", "level", {}), ("battery", "charging", {})],
    "a choice of letters": [("fonts", "check", {"fonts": 49}), ("canvas-font", "measureText", {"fonts": 60, "measured": 9})],
    "six properties": [*DEVICE, ("navigator", "languages", {})],
}


def told(tmp_path: Path, *scripts: list[Use], gesture: bool = False) -> Any:
    made = Build(tmp_path)
    session = made.session().page()
    for number, uses in enumerate(scripts):
        for api, call, detail in uses:
            place = {"page": f"{URL}/?id={number}", "frame": f"{URL}/?id={number}", "script": SCRIPT}
            session.append("events", api=api, call=call, detail=json.dumps(detail), gesture=gesture, **place)
    return one(made.seal(), CHECK)


@pytest.mark.parametrize("kind", FOUND)
def test_each_kind_is_told_with_its_script(tmp_path: Path, kind: str) -> None:
    found = told(tmp_path, FOUND[kind])
    assert (found.status, found.values["kinds"]) == (Status.FAIL, [kind])
    assert (found.values["hosts"], found.values["scripts"]) == (["cdn.example"], ["https://cdn.example/lib.js"])
    assert found.proof


@pytest.mark.parametrize("use", LEFT_ALONE)
def test_what_looks_alike_is_left_alone(tmp_path: Path, use: str) -> None:
    assert told(tmp_path, LEFT_ALONE[use]).status is Status.PASS


def test_a_scene_that_is_drawn_and_read_back_by_its_picture(tmp_path: Path) -> None:
    assert told(tmp_path / "itself", [CARD, drawn("webgl2", 64)]).values["kinds"] == ["webgl"]
    assert told(tmp_path / "asked", [CARD, drawn("webgl2", 64)], gesture=True).status is Status.PASS


def test_pages_do_not_add_up(tmp_path: Path) -> None:
    assert told(tmp_path, DEVICE, [CARD], BATTERY[:3], BATTERY[3:]).status is Status.PASS


def test_what_is_no_detail_is_passed_over(tmp_path: Path) -> None:
    made = Build(tmp_path)
    session = made.session().page()
    for detail in ("", "[", "[1]", '{"fonts":"many"}', '{"fonts":true}'):
        session.append("events", api="fonts", call="check", detail=detail)
    assert one(made.seal(), CHECK).status is Status.PASS
