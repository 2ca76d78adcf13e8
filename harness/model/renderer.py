"""What a report format is: a name, a file name, and a function from a report to bytes.

`reports/__init__.py` lists ours; a plugin adds its own by the same class.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from harness.model.report import Report


class BundleLike(Protocol):
    """The part of an evidence bundle that a renderer may read. Everything in it is the app's: hostile."""

    def record(self, at: str) -> Mapping[str, Any] | None:
        """The evidence record at a proof pointer such as `sessions/x/traffic.jsonl#12`; None when there is none."""

    def blob(self, sha256: str) -> bytes | None:
        """The stored bytes with that digest; None when there are none."""


@dataclass(frozen=True)
class Renderer:
    """One report format.

    `format` is the word for `--format`, `filename` the file that an audit leaves. `render` is pure: the same report and
    bundle give the same bytes. The bundle may be None, when only `report.json` is at hand.
    """

    format: str
    filename: str
    render: Callable[[Report, BundleLike | None], bytes]


@dataclass(frozen=True)
class Auditor:
    """Who had an app tested: "vendor", "certifier" or "department", and under what name.

    `seal` signs the bytes of one document and gives the envelope as JSON; None when nobody signs.
    """

    role: str
    name: str
    seal: Callable[[bytes], dict[str, Any]] | None = None


@dataclass(frozen=True)
class Selection:
    """Which hosts a blocklist names: `what` is "trackers", "undeclared" or "all" of both.

    `also` may hold "declared" and "own": hosts that are left out otherwise, because blocking them breaks an app.
    """

    what: str
    also: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Blocklist:
    """A kind of filter list. `render` is pure: the same reports and selection give the same bytes."""

    format: str
    filename: str
    render: Callable[[Sequence[Report], Selection], bytes]


@dataclass(frozen=True)
class Exporter:
    """A document about one or more reports. `export` is pure: the same reports and tester give the same bytes.

    It raises MisuseError for reports that cannot stand in one document.
    """

    format: str
    export: Callable[[Sequence[Report], Auditor], bytes]
