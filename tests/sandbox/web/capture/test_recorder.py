"""The door to the bundle: bounded, redacting, and open about its own failures."""

from __future__ import annotations

from typing import Any

import pytest

from harness.errors import SchoolproofError
from harness.sandbox.web.browser import new_context
from harness.sandbox.web.capture import Capture
from harness.sandbox.web.capture.recorder import Recorder


class Redacting:
    """A writer that knows one secret."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, Any]]] = []

    def append(self, kind: str, record: Any) -> None:
        self.lines.append((kind, dict(record)))

    def gap(self, evidence: str, why: str, **values: object) -> None:
        self.lines.append(("gap", {"evidence": evidence, "why": why, **values}))

    def blob(self, data: bytes) -> str:
        return str(len(data))

    def redact(self, text: str) -> str:
        return text.replace("geheim", "⟦secret⟧")


class Full(Redacting):
    """A writer whose disk is full."""

    def append(self, kind: str, record: Any) -> None:
        raise OSError(28, "No space left on device")

    gap = append


def test_a_secret_across_the_cut_is_redacted_first() -> None:
    recorder = Recorder(Redacting())
    assert recorder.cut("x" * 7 + "geheim", 10) == "x" * 7 + "⟦se"
    assert recorder.cut("geheim", 10) == "geheim"  # not cut: the writer redacts it itself


def test_past_the_cap_there_is_one_gap() -> None:
    writer = Redacting()
    recorder = Recorder(writer)
    kept = [recorder.append("console", {"n": n}, cap=3) for n in range(9)]
    assert kept == [True] * 3 + [False] * 6
    assert [line for line in writer.lines if line[0] == "gap"] == [
        ("gap", {"evidence": "console", "why": "console-capped", "cap": 3})
    ]


def test_an_error_of_ours_is_a_gap_once() -> None:
    writer = Redacting()
    recorder = Recorder(writer)
    for _ in range(3):
        with recorder.guard("events"):
            raise KeyError("gone")
    assert len(writer.lines) == 1
    assert writer.lines[0][1]["why"] == "capture-error"


def test_evidence_that_cannot_be_written_is_not_silent(run: Any, site: Any, browser: Any) -> None:
    url = site.page("/", "<script>navigator.languages</script>")

    async def go() -> None:
        context = await new_context(browser, proxy=None)
        try:
            capture = await Capture.attach(context, Full())
            page = await capture.new_page()
            await page.goto(url)
            await capture.visited(page, "journey")
            await capture.detach()
        finally:
            await context.close()

    with pytest.raises(SchoolproofError, match="No space left") as caught:
        run(go())
    assert caught.value.owner == "platform"


def test_attaching_late_is_refused(run: Any, browser: Any, memory: Any) -> None:
    async def go() -> None:
        context = await new_context(browser, proxy=None)
        try:
            await context.new_page()
            await Capture.attach(context, memory)
        finally:
            await context.close()

    with pytest.raises(SchoolproofError, match="before the first page"):
        run(go())
