"""The data-sharing register as documents: a table for people, JSON for systems, linked data in the W3C's words.

All of them hold the same rows.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from harness.model.register import Register, RegisterFormat, register_of_report
from harness.model.renderer import BundleLike
from harness.model.report import Report


def _lazy(module: str) -> Callable[[Register], bytes]:
    """A format whose module is imported when it is first used."""

    def render(register: Register) -> bytes:
        made: bytes = import_module(f"harness.reports.register.{module}").render(register)
        return made

    return render


FORMATS = [
    RegisterFormat("csv", "register.csv", _lazy("table")),
    RegisterFormat("json", "register.json", _lazy("as_json")),
    RegisterFormat("jsonld", "register.jsonld", _lazy("linked")),
]


def of_report(report: Report, bundle: BundleLike | None = None) -> bytes:
    """`register.csv` of one report, as an audit leaves it."""
    return FORMATS[0].render(register_of_report(report))
