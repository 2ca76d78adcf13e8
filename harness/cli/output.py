"""What people see: progress on stderr, results on stdout, nothing that an app could steer."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from harness.platform import Progress, Silent

if TYPE_CHECKING:
    from rich.live import Live


def safe(text: str) -> str:
    """Text without terminal escapes or other control characters, which an app could hide in a name."""
    return "".join(char if char.isprintable() or char == "\n" else "�" for char in text)


def print_json(content: object) -> None:
    """Machine-readable output on stdout."""
    json.dump(content, sys.stdout, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    print()


class Lines:
    """Progress for a log: one line per stage and per session end."""

    def stage(self, text: str) -> None:
        print(f"· {safe(text)}", file=sys.stderr, flush=True)

    def session(self, name: str, doing: str, requests: int) -> None:
        if doing in ("done", "failed"):
            print(f"· {safe(name)}: {doing}, {requests} requests", file=sys.stderr, flush=True)


class Board:
    """Progress for a terminal: where each session is, and how many requests it made."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._stage = ""
        self._rows: dict[str, tuple[str, int]] = {}

    def stage(self, text: str) -> None:
        self._stage = text
        self._show()

    def session(self, name: str, doing: str, requests: int) -> None:
        self._rows[name] = (doing, requests)
        self._show()

    def _show(self) -> None:
        from rich.table import Table
        from rich.text import Text

        table = Table(title=self._stage, title_justify="left", box=None, pad_edge=False)
        for heading in ("session", "now", "requests"):
            table.add_column(heading, justify="right" if heading == "requests" else "left")
        for name, (doing, requests) in self._rows.items():
            table.add_row(Text(safe(name)), Text(safe(doing)[:60]), str(requests))
        left = sum(doing not in ("done", "failed") for doing, _ in self._rows.values())
        table.caption = f"{left} of {len(self._rows)} sessions left"
        self._live.update(table)


@contextmanager
def progress(quiet: bool = False) -> Iterator[Progress]:
    """The progress display that fits this terminal."""
    if quiet:
        yield Silent()
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.live import Live

        with Live(console=Console(stderr=True), refresh_per_second=8, transient=True) as live:
            yield Board(live)
    else:
        yield Lines()
