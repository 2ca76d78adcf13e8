"""A device in memory for what drives an app: screens as rows of elements, and what a tap on a row leads to."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from typing import Any

from harness.sandbox.android.device import Answer
from harness.sandbox.android.touch import Touch
from tests.sandbox.android.dumps import dump

PNG = b"\x89PNG\r\n\x1a\n"


class Stub:
    """`screens`: name → nodes, one a row. `leads`: (screen, row) → another screen, or what then happens."""

    def __init__(self, screens: Mapping[str, list[str]], leads: Mapping[tuple[str, int], str] | None = None) -> None:
        self.screens = dict(screens)
        self.leads = dict(leads or {})
        self.at = next(iter(self.screens))
        self.came: list[str] = []
        self.log: list[list[str]] = []
        self.packages = ""
        self.answers: dict[str, Answer] = {}
        self.dumps: list[bytes] = []
        self.on_tap: Callable[[str, int], None] = lambda screen, row: None

    def output(self, command: str, *, timeout: float = 30) -> bytes:
        if command.startswith("screencap"):
            return PNG
        return self.dumps.pop(0) if self.dumps else dump(*self.screens[self.at])

    def shell(self, command: str, *, timeout: float = 30) -> Answer:
        words = shlex.split(command)
        self.log.append(words)
        if words[:2] == ["dumpsys", "package"]:
            return Answer(self.packages, 0)
        if words[:2] == ["input", "tap"]:
            row, here = int(words[3]) // 100, self.at
            self.on_tap(here, row)
            if (here, row) in self.leads:
                self.came.append(here)
                self.at = self.leads[here, row]
        if words[:3] == ["input", "keyevent", "4"]:
            self.at = self.came.pop() if self.came else "home"
        return self.answers.get(words[0], Answer("", 0))

    @property
    def taps(self) -> list[int]:
        """The rows that were tapped."""
        return [int(words[3]) // 100 for words in self.log if words[:2] == ["input", "tap"]]


class Noted:
    """A session's writer that keeps what it is given."""

    def __init__(self) -> None:
        self.records: list[tuple[str, dict[str, Any]]] = []
        self.gaps: list[str] = []

    def append(self, kind: str, record: Mapping[str, Any]) -> None:
        self.records.append((kind, dict(record)))

    def gap(self, evidence: str, why: str, **values: Any) -> None:
        self.gaps.append(f"{evidence}: {why}")

    def blob(self, data: bytes) -> str:
        return data.decode("latin-1")


def touch(stub: Stub) -> Touch:
    return Touch(stub)  # type: ignore[arg-type]
