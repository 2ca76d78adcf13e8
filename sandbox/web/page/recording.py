"""Reads a journey that was recorded with the Recorder of Chrome's DevTools (JSON with `title` and `steps`).

Reading is strict and needs no browser: whatever the file holds, the answer is a `Recording` or a MisuseError that names
the line or the step. Steps that would run code of the file's own, or mean nothing here, are listed in `unsupported`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harness.errors import MisuseError
from harness.sandbox.web.page.failures import clean
from harness.sandbox.web.page.script import inside

MAX_SIZE = 5_000_000
MAX_STEPS = 2_000
MAX_TEXT = 100_000
UNSUPPORTED = frozenset({"waitForExpression", "customStep"})
_HINT = "schoolproof check-profile PROFILE"
_BUTTONS = {"primary": "left", "auxiliary": "middle", "secondary": "right"}

type Selectors = tuple[tuple[str, ...], ...]
type Table = Mapping[str, Any]


@dataclass(frozen=True)
class Recorded:
    """One recorded step. Which fields matter depends on `type`; distances are CSS pixels, throughput bytes per second.

    `selectors` are alternatives, each a chain from the document into shadow roots; `frame` the path of frame numbers.
    """

    index: int
    type: str
    selectors: Selectors = ()
    frame: tuple[int, ...] = ()
    target: str = "main"
    text: str = ""
    x: float | None = None
    y: float | None = None
    button: str = "left"
    operator: str = ">="
    count: int = 1
    visible: bool | None = None
    download: float = -1
    upload: float = -1
    latency: float = 0
    navigates: bool = False


@dataclass(frozen=True)
class Recording:
    """A recorded journey; `unsupported` names the steps (number and type) that are left out."""

    title: str
    steps: tuple[Recorded, ...]
    unsupported: tuple[str, ...]


class _Bad(Exception):
    """What is wrong with a step."""


def load_recording(name: str | Path, directory: Path | None) -> Recording:
    """The recording in the profile's folder. MisuseError when it is outside, missing, too large or malformed."""
    path = inside(directory, str(name), "recording")
    if path.stat().st_size > MAX_SIZE:
        raise MisuseError(f"recording {path.name}: larger than {MAX_SIZE} bytes", hint=_HINT)
    return read_recording(path.read_bytes(), path.name)


def read_recording(data: bytes, name: str) -> Recording:
    """The recording in `data`; `name` is for messages. MisuseError names line and column, or the step (from 1)."""
    table = _parse(data, name)
    if not isinstance(table, dict) or not isinstance(table.get("steps"), list):
        raise MisuseError(f"recording {name}: no list of steps; export it as JSON from the Recorder", hint=_HINT)
    steps: list[Recorded] = []
    unsupported: list[str] = []
    if len(table["steps"]) > MAX_STEPS:
        raise MisuseError(f"recording {name}: more than {MAX_STEPS} steps", hint=_HINT)
    for index, step in enumerate(table["steps"], 1):
        try:
            kind = _kind(step)
            if kind in UNSUPPORTED:
                unsupported.append(f"step {index}: {kind}")
            else:
                steps.append(_READERS[kind](index, step))
        except _Bad as problem:
            raise MisuseError(f"recording {name}, step {index}: {problem}", hint=_HINT) from None
    title = table.get("title")
    return Recording(clean(title if isinstance(title, str) else name), tuple(steps), tuple(unsupported))


def _parse(data: bytes, name: str) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise MisuseError(f"recording {name}:{error.lineno}:{error.colno}: {error.msg}", hint=_HINT) from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise MisuseError(f"recording {name}:{line}: not UTF-8", hint=_HINT) from None
    except (ValueError, RecursionError):
        raise MisuseError(f"recording {name}: not readable (numbers or nesting too large)", hint=_HINT) from None


def _kind(step: Any) -> str:
    if not isinstance(step, dict):
        raise _Bad("a step is a table")
    kind = step.get("type")
    if not isinstance(kind, str) or kind not in (*_READERS, *UNSUPPORTED):
        raise _Bad(f"unknown type “{clean(kind, 60)}”" if isinstance(kind, str) else "type must be a text")
    return kind


def _string(step: Table, key: str, *, empty: bool = False, default: str | None = None) -> str:
    value = step.get(key, default)
    if not isinstance(value, str) or (not value and not empty):
        raise _Bad(f"{key} must be a text")
    if len(value) > MAX_TEXT or re.search("[\ud800-\udfff\x00]", value):
        raise _Bad(f"{key} is too long or holds broken characters")
    return value


def _number(step: Table, key: str, low: float, high: float, default: float | None = None) -> float | None:
    value = step.get(key, default)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high or math.isnan(value):
        raise _Bad(f"{key} must be a number from {low:g} to {high:g}")
    return float(value)


def _selectors(step: Table) -> Selectors:
    value = step.get("selectors")
    if not isinstance(value, list) or not value or len(value) > 50:
        raise _Bad("selectors must be a list")
    chains = [each if isinstance(each, list) else [each] for each in value]
    if not all(chain and len(chain) <= 20 for chain in chains):
        raise _Bad("a selector is empty")
    return tuple(tuple(_string({"selector": part}, "selector") for part in chain) for chain in chains)


def _frame(step: Table) -> tuple[int, ...]:
    value = step.get("frame", [])
    if not isinstance(value, list) or len(value) > 10:
        raise _Bad("frame must be a list of numbers")
    if not all(isinstance(part, int) and not isinstance(part, bool) and 0 <= part < 1000 for part in value):
        raise _Bad("frame must be a list of numbers")
    return tuple(value)


def _navigates(step: Table) -> bool:
    events = step.get("assertedEvents", [])
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        raise _Bad("assertedEvents must be a list")
    return any(event.get("type") == "navigation" for event in events)


def _common(index: int, step: Table) -> dict[str, Any]:
    return {
        "index": index,
        "type": step["type"],
        "target": _string(step, "target", default="main"),
        "frame": _frame(step),
        "navigates": _navigates(step),
    }


def _on_element(index: int, step: Table) -> Recorded:
    button = step.get("button", "primary")
    if not isinstance(button, str) or button not in _BUTTONS:
        raise _Bad("button must be primary, auxiliary or secondary")
    return Recorded(
        **_common(index, step),
        selectors=_selectors(step),
        x=_number(step, "offsetX", -1e5, 1e5),
        y=_number(step, "offsetY", -1e5, 1e5),
        button=_BUTTONS[button],
    )


def _change(index: int, step: Table) -> Recorded:
    return Recorded(**_common(index, step), selectors=_selectors(step), text=_string(step, "value", empty=True))


def _key(index: int, step: Table) -> Recorded:
    key = _string(step, "key")
    if len(key) > 30:
        raise _Bad("key is not the name of a key")
    return Recorded(**_common(index, step), text=key)


def _navigate(index: int, step: Table) -> Recorded:
    url = _string(step, "url")
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        whole = False
    if not whole and url != "about:blank":
        raise _Bad("url must be an http or https address")
    return Recorded(**_common(index, step), text=url)


def _viewport(index: int, step: Table) -> Recorded:
    width, height = _number(step, "width", 50, 10_000), _number(step, "height", 50, 10_000)
    if width is None or height is None:
        raise _Bad("width and height are needed")
    return Recorded(**_common(index, step), x=width, y=height)


def _scroll(index: int, step: Table) -> Recorded:
    return Recorded(
        **_common(index, step),
        selectors=_selectors(step) if "selectors" in step else (),
        x=_number(step, "x", -1e7, 1e7, 0),
        y=_number(step, "y", -1e7, 1e7, 0),
    )


def _wait(index: int, step: Table) -> Recorded:
    operator, visible = step.get("operator", ">="), step.get("visible")
    if operator not in (">=", "==", "<="):
        raise _Bad("operator must be >=, == or <=")
    if visible is not None and not isinstance(visible, bool):
        raise _Bad("visible must be true or false")
    for key in ("properties", "attributes"):
        if step.get(key):
            raise _Bad(f"waiting for {key} is not supported; wait for something that can be seen")
    count = _number(step, "count", 0, 100_000, 1)
    return Recorded(
        **_common(index, step), selectors=_selectors(step), operator=operator, count=int(count or 0), visible=visible
    )


def _network(index: int, step: Table) -> Recorded:
    return Recorded(
        **_common(index, step),
        download=_number(step, "download", -1, 1e12, -1) or 0.0,
        upload=_number(step, "upload", -1, 1e12, -1) or 0.0,
        latency=_number(step, "latency", 0, 60_000, 0) or 0.0,
    )


def _bare(index: int, step: Table) -> Recorded:
    return Recorded(**_common(index, step))


_READERS: dict[str, Callable[[int, Table], Recorded]] = {
    "setViewport": _viewport,
    "navigate": _navigate,
    "click": _on_element,
    "doubleClick": _on_element,
    "hover": _on_element,
    "change": _change,
    "keyDown": _key,
    "keyUp": _key,
    "scroll": _scroll,
    "waitForElement": _wait,
    "emulateNetworkConditions": _network,
    "close": _bare,
}
