"""Renderers: views of the findings. Nothing is decided here.

`RENDERERS` is what `schoolproof report --format` offers and what an audit leaves behind. Each renderer is imported when
it is first used, so that listing formats costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from harness import hookimpl
from harness.model.renderer import BundleLike, Renderer
from harness.model.report import Report


def _json(report: Report, bundle: BundleLike | None) -> bytes:
    from harness.reports.json_report import render

    return render(report, bundle)


def _html(report: Report, bundle: BundleLike | None) -> bytes:
    from harness.reports.html import render

    return render(report, bundle)


def _sarif(report: Report, bundle: BundleLike | None) -> bytes:
    from harness.reports.sarif import render

    return render(report, bundle)


def _junit(report: Report, bundle: BundleLike | None) -> bytes:
    from harness.reports.junit import render

    return render(report, bundle)


def _terminal(report: Report, bundle: BundleLike | None) -> bytes:
    """The summary with the colours of a terminal; the caller prints it on stderr."""
    import io
    import sys

    from rich.console import Console

    from harness.reports.terminal import show

    text = io.StringIO()
    show(report, console=Console(file=text, force_terminal=sys.stderr.isatty(), width=110))
    return text.getvalue().encode()


RENDERERS: list[Renderer] = [
    Renderer("json", "report.json", _json),
    Renderer("html", "report.html", _html),
    Renderer("sarif", "report.sarif", _sarif),
    Renderer("junit", "junit.xml", _junit),
    Renderer("terminal", "summary.txt", _terminal),
]


@hookimpl
def schoolproof_renderers() -> list[Renderer]:
    """Our formats."""
    return RENDERERS


@hookimpl
def schoolproof_dutch() -> Mapping[str, str]:
    """Dutch for check titles and messages."""
    from harness.reports.translate import load_catalogue

    return load_catalogue("nl")
