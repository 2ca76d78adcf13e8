"""The starting document for a data protection impact assessment (GDPR art. 35), as HTML and as Markdown.

Facts of the report are filled in. Every judgement is left open and marked as a person's to make.
"""

from __future__ import annotations

from harness.model.renderer import BundleLike
from harness.model.report import Language, Report
from harness.reports.dpia.document import blocks
from harness.reports.translate import Translator


def render(report: Report, bundle: BundleLike | None = None, *, language: Language = "nl") -> bytes:
    """The document as a page. The bundle is not needed."""
    from harness.reports.html import asset, environment, policy

    style, tr = asset("dpia.css"), Translator(language)
    page = environment().get_template("dpia.html.j2")
    made = page.render(report=report, tr=tr, blocks=blocks(report, tr), style=style, policy=policy(style, None))
    return made.encode("utf-8")


def render_markdown(report: Report, bundle: BundleLike | None = None, *, language: Language = "nl") -> bytes:
    """The document as Markdown (CommonMark). The bundle is not needed."""
    from harness.reports.dpia.markdown import written

    tr = Translator(language)
    return written(blocks(report, tr), tr).encode("utf-8")
