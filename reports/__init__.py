"""Renderers: views of the findings. Nothing is decided here.

`RENDERERS` is what `schoolproof report --format` offers and what an audit leaves behind. Each renderer is imported when
it is first used, so that listing formats costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from harness import hookimpl
from harness.model.register import RegisterFormat
from harness.model.renderer import Auditor, Blocklist, BundleLike, Exporter, Renderer
from harness.model.report import Report


def _lazy(module: str, name: str = "render", **options: str) -> Callable[[Report, BundleLike | None], bytes]:
    """A renderer whose module is imported when it is first used."""

    def render(report: Report, bundle: BundleLike | None) -> bytes:
        made: bytes = getattr(import_module(f"harness.reports.{module}"), name)(report, bundle, **options)
        return made

    return render


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
    Renderer("json", "report.json", _lazy("json_report")),
    Renderer("html", "report.html", _lazy("html")),
    Renderer("sarif", "report.sarif", _lazy("sarif")),
    Renderer("junit", "junit.xml", _lazy("junit")),
    Renderer("csv", "report.csv", _lazy("csv_report")),
    Renderer("register", "register.csv", _lazy("register", "of_report")),
    Renderer("earl", "report.earl.jsonld", _lazy("earl")),
    Renderer("oscal", "oscal-results.json", _lazy("oscal", "render_results")),
    Renderer("oscal-catalog", "oscal-catalog.json", _lazy("oscal", "render_catalog")),
    Renderer("oscal-plan", "oscal-plan.json", _lazy("oscal", "render_plan")),
    Renderer("summary", "summary.html", _lazy("summary")),
    Renderer("dpia", "dpia.html", _lazy("dpia")),
    Renderer("dpia-en", "dpia-en.html", _lazy("dpia", language="en")),
    Renderer("dpia-md", "dpia.md", _lazy("dpia", "render_markdown")),
    Renderer("dpia-md-en", "dpia-en.md", _lazy("dpia", "render_markdown", language="en")),
    Renderer("terminal", "summary.txt", _terminal),
    Renderer("pdf", "report.pdf", _lazy("pdf")),
    Renderer("pdf-en", "report-en.pdf", _lazy("pdf", language="en")),
]


@hookimpl
def schoolproof_renderers() -> list[Renderer]:
    """Our formats."""
    return RENDERERS


@hookimpl
def schoolproof_exporters() -> list[Exporter]:
    """The feed for the app database."""

    def feed(reports: Sequence[Report], tester: Auditor) -> bytes:
        from harness.reports.feed import export

        return export(reports, tester)

    return [Exporter("feed", feed)]


@hookimpl
def schoolproof_registers() -> list[RegisterFormat]:
    """The data-sharing register as a table, as JSON and as linked data."""
    from harness.reports.register import FORMATS

    return FORMATS


@hookimpl
def schoolproof_blocklists() -> list[Blocklist]:
    """Filter lists for the network of a school."""
    from harness.reports.blocklist import BLOCKLISTS

    return BLOCKLISTS


@hookimpl
def schoolproof_dutch() -> Mapping[str, str]:
    """Dutch for check titles and messages."""
    from harness.reports.translate import load_catalogue

    return load_catalogue("nl")
