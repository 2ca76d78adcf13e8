"""The example report, with every text that an app, a profile or a plugin could fill made hostile."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from harness.model.report import Report
from tests.reports.example import ExampleBundle, example_report

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)//",
    "]]><!--",
    "\u202egnp.exe\u2066",
    "{{7*7}}{% include 'x' %}",
    "{0.__class__}{hosts.__class__}{}",
    "\x1b[2J\x1b]0;owned\x07\x9b31m",
    "</style></script><style>@import url(https://evil.test/a.css)</style>",
    "' onmouseover='alert(1)' autofocus onfocus='alert(1)",
    '--><svg onload=alert(1)><link rel="stylesheet" href="https://evil.test/b.css">',
    "https://evil.test/pixel.png?",
    "\ud800\udfff\ufeff\u200b\u2028",
    "[click](https://evil.test/){0}",
    "Z" + "\u0301" * 60,
    "\r\nSet-Cookie: x=1\r\n\t",
)
LONG = "M" * 1_000_000
EVERY = 19  # one text in so many is a megabyte long

_FIXED = frozenset(
    {"schema", "level", "label", "coverage", "by", "severity", "login", "started", "outcome", "independence", "read",
     "method"}
    # Words of a closed list in the rows of the register.
    | {"subject", "consent", "mechanism", "ground", "seat_ground", "declared"}
)


def hostile_report(report: Report | None = None) -> Report:
    """Every free text of the example (or of `report`), keys of tables included, behind a payload."""
    content = (example_report() if report is None else report).model_dump(mode="json", by_alias=True)
    return Report.model_validate(_spoil(content, "", count(), {}))


class HostileBundle(ExampleBundle):
    """Records of every shape, spoiled too; one has lists and numbers where texts belong."""

    def __init__(self) -> None:
        super().__init__()
        numbers = count()
        spoiled = {at: _spoil(dict(record), "record", numbers, {}) for at, record in self.records.items()}
        kept = {at: {**spoiled[at], **_kept(record)} for at, record in self.records.items()}
        wrong: Mapping[str, Any] = {"kind": "exchange", "method": 7, "url": ["x"], "request_headers": {"a": 1}}
        self._answers = [*kept.values(), wrong]
        self._asked = count()

    def record(self, at: str) -> Mapping[str, Any] | None:
        """Any of the records, whatever is asked."""
        return self._answers[next(self._asked) % len(self._answers)]


def _kept(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: record[name] for name in ("kind", "shot", "request_body") if name in record}


def _spoil(value: Any, key: str, numbers: count[int], known: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            name if not _is_data(key) else _spoil(name, "", numbers, known): _spoil(item, name, numbers, known)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [_spoil(item, key, numbers, known) for item in value]
    if not isinstance(value, str) or key in _FIXED or (key in ("status", "method") and value in _KEPT):
        return value
    if value not in known:
        number = next(numbers)
        known[value] = PAYLOADS[number % len(PAYLOADS)] + value + (LONG if number % EVERY == EVERY - 1 else "")
    return known[value]


_KEPT = frozenset({"pass", "fail", "review", "not_applicable", "not_tested", "error", "examine", "interview"})


def _is_data(key: str) -> bool:
    """Tables whose keys are not ours: the values of a message, and the personas."""
    return key in ("values", "personas", "sections", "chapters")
