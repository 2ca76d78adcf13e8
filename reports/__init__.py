"""Renderers: views of the findings. Nothing is decided here.

`RENDERERS` is what `schoolproof report --format` offers and what an audit leaves behind. Each renderer is imported when
it is first used, so that listing formats costs nothing.
"""

from __future__ import annotations

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


RENDERERS: list[Renderer] = [
    Renderer("json", "report.json", _json),
    Renderer("html", "report.html", _html),
    Renderer("sarif", "report.sarif", _sarif),
    Renderer("junit", "junit.xml", _junit),
]
