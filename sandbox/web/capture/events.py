"""events.jsonl: which sensitive browser interfaces the app's scripts used, as told by hooks in every frame and worker.

The hooks (`hooks/*.js`) report through `console.debug`, taken before any script of the page ran, in lines that start
with a random word. Not through an exposed binding: that leaves names on `window`, and one malformed call of it by a
hostile page ends the whole Playwright driver (measured with 1.65). The page cannot see, call or forge the console line;
still every field is checked here.

What the hooks cannot see: shared workers and what a worker does before it is hooked (gaps say so), worklets, handlers
in HTML attributes, and fonts measured through elements that get them from a style sheet. A false `sourceURL` does not
mislead them about the script.
"""

from __future__ import annotations

import json
import re
import secrets
from collections import OrderedDict
from functools import cache
from importlib import resources
from typing import Any

from playwright.async_api import ConsoleMessage

from harness.sandbox.web.capture.recorder import Recorder

PARTS = ("natives", "count", "send", "wrap", "fonts", "canvas", "devices", "identity", "input")
APIS = frozenset(
    (
        *("geolocation", "camera", "microphone", "screen", "contacts", "notifications", "push", "clipboard"),
        *("canvas", "canvas-font", "fonts", "webgl", "audio", "webrtc", "battery", "navigator"),
        *("key-listener", "beacon"),
    )
)
RECORDS = 3000
LINE_CHARACTERS = 200_000
REMEMBERED = 5000
DETAIL_CHARACTERS = 500
URL_CHARACTERS = 2000
CALL = re.compile(r"[A-Za-z]{1,40}")


@cache
def hook_source() -> str:
    """The hooks as one text, without what events.py puts around them."""
    folder = resources.files("harness.sandbox.web.capture") / "hooks"
    return "\n".join((folder / f"{part}.js").read_text("utf-8") for part in PARTS)


class Events:
    """The hooks of one session: the scripts to plant and the reader of what they tell."""

    def __init__(self, recorder: Recorder) -> None:
        self.flush_event = secrets.token_hex(8)
        self._nonce = secrets.token_hex(16)
        self._mark = secrets.token_hex(6)
        self._numbers: OrderedDict[str, None] = OrderedDict()
        self._recorder = recorder

    def page_script(self) -> str:
        """For every frame, before its first script."""
        return self._wrapped("null", "location", 'location.href === "about:blank"', "")

    def worker_script(self, channel: str) -> str:
        """For a worker that waits for the debugger; `channel` is the binding that its session has added.

        Its value is "early" when no script of the worker has run yet (its globals are still incomplete), "already" when
        another page's session was first, "late" or "failed".
        """
        name = json.dumps(channel)
        taken = f"((binding) => (delete self[{name}], binding))(self[{name}])"
        return self._wrapped(taken, "Atomics", "true", f"{channel}:")

    def _wrapped(self, channel: str, holder: str, marked: str, token: str) -> str:
        # The mark keeps one window from being hooked twice: an empty first document and the page that replaces it share
        # theirs, and two pages may both hold a service worker. `location` is the one object of a window that a page can
        # neither replace nor delete (only empty documents get the mark); in a service worker that still waits for its
        # script, merely reading `location` crashes the renderer (Chromium 156).
        mark, nonce = json.dumps(self._mark), json.dumps(self._nonce)
        return (
            "((CHANNEL) => { 'use strict'; try {\n"
            f"if ({holder}[{mark}] === true) return 'already';\n"
            f"const NONCE = {nonce}, FLUSH = {json.dumps(self.flush_event)}, TOKEN = {json.dumps(token)};\n"
            f"{hook_source()}\n"
            f"if ({marked}) defineProperty({holder}, {mark}, {{ __proto__: null, value: true }});\n"
            "return typeof soon === 'function' ? 'late' : 'early';\n"
            f"}} catch (error) {{ console.debug({nonce} + '!' + error); return 'failed'; }} }})({channel});"
        )

    def take(self, message: ConsoleMessage) -> bool:
        """True when the console line is one of ours; its events are then written."""
        page, worker = message.page, message.worker
        return self.told(message.text, page.url if page else "", worker.url if worker else "")

    def told(self, text: str, page: str, worker: str) -> bool:
        """As `take`, for a line from a worker's own channel; what came by both ways is written once."""
        if not text.startswith(self._nonce):
            return False
        with self._recorder.guard("events"):
            self._read(text[len(self._nonce) : LINE_CHARACTERS], page, worker)
        return True

    def _read(self, body: str, page: str, worker: str) -> None:
        if body.startswith("!"):
            self._recorder.gap_once("events", "hooks-failed", worker or "page", message=self._recorder.cut(body, 300))
            return
        told = json.loads(body)
        if worker and not self._first_time(_text(told["n"], 100)):
            return
        frame = _text(told["f"], URL_CHARACTERS) or worker
        page = frame if told["t"] == 1 else page or frame
        for item in told["e"]:
            record = event_record(item, page, frame)
            record["detail"] = self._recorder.cut(record["detail"], DETAIL_CHARACTERS)
            self._recorder.append("events", record, cap=RECORDS)
        for name, count in told["x"].items():
            if name in APIS:
                self._recorder.gap_once("events", "events-capped", name, dropped=int(count), frame=frame)
            else:
                self._recorder.gap_once("events", f"{_text(name, 40)}-unseen", frame, frame=frame)

    def _first_time(self, number: str) -> bool:
        if number in self._numbers:
            return False
        self._numbers[number] = None
        if len(self._numbers) > REMEMBERED:
            self._numbers.popitem(last=False)
        return True


def event_record(item: Any, page: str, frame: str) -> dict[str, Any]:
    """A record from `[api, call, script, gesture, count, detail]`. Raises `ValueError` for anything else."""
    api, call, script, gesture, count, detail = item
    if api not in APIS or not isinstance(call, str) or not CALL.fullmatch(call):
        raise ValueError("not an event")
    fields = json.loads(_text(detail, 2 * DETAIL_CHARACTERS))
    if not isinstance(fields, dict) or not isinstance(count, int):
        raise ValueError("not a detail")
    if count > 1:
        fields = {"count": count, **fields}
    return {
        "api": api,
        "call": call,
        "detail": json.dumps(fields, ensure_ascii=False, separators=(",", ":")),
        "page": page[:URL_CHARACTERS],
        "frame": frame[:URL_CHARACTERS],
        "script": _text(script, URL_CHARACTERS) or None,
        "gesture": gesture == 1,
    }


def _text(value: Any, limit: int) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value[:limit]
