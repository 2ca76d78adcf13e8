"""The report page on paper: `report.html` printed by the browser that audits, in one language.

The browser belongs to the sandbox; it is reached through a plugin hook, so that nothing here drives a browser.
"""

from __future__ import annotations

from harness.model.renderer import BundleLike
from harness.model.report import Language, Report
from harness.printing import print_pdf
from harness.reports import html


def render(report: Report, bundle: BundleLike | None = None, *, language: Language = "nl") -> bytes:
    """The page as PDF. Raises SchoolproofError where no browser is at hand."""
    return print_pdf(html.render(report, bundle, language=language), report.started)
