"""`summary.html`: one page for a school, in Dutch and English: a traffic light, plain words, and what was not tested.

It says less than `report.html` and nothing else. The light is green only for "meets-minimum" of a whole run that has
come to its end; whatever was not answered stands beside what failed, as large.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from harness.model.renderer import BundleLike
from harness.model.report import Label, Recipient, Report, Status
from harness.reports import words
from harness.reports.html import asset, environment, policy
from harness.reports.outline import Item
from harness.reports.page import Bounded, Page, bounded, when
from harness.reports.translate import Translator

type Light = Literal["red", "amber", "green"]

_LIGHTS: Mapping[Label, Light] = {"fails-minimum": "red", "incomplete": "amber", "meets-minimum": "green"}
_OPEN: tuple[Status, ...] = ("not_tested", "error", "review")
LINES = 6
"""Each list names so many and says how many more there are: the page has to stay one page."""

LIGHT: Mapping[Light, str] = {
    "red": "Red: do not use this app with pupils as it is.",
    "amber": "Orange: nobody knows enough yet to say that this app is safe.",
    "green": "Green: this version meets the minimum requirements.",
}
ADVICE: Mapping[Light, tuple[str, ...]] = {
    "red": (
        "Ask the maker when the points on this page will be mended, and for a new report after that.",
        "Until then, use the app without pupil data or look for another one.",
        "Show this page to the person in your school who looks after data protection.",
    ),
    "amber": (
        "Ask the maker to have the open points tested or confirmed with documents.",
        "Do not read this page as an approval: what was not tested can still be wrong.",
        "Show this page to the person in your school who looks after data protection.",
    ),
    "green": (
        "Check that the version you use is the one on this page.",
        "Ask for a new report before the last day of this one, or after a large change of the app.",
        "Your school still decides itself what it uses the app for, and with which data.",
    ),
}


class Summary:
    """What the page for schools shows."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.page = Page(report, None)
        light = _LIGHTS[report.label]
        sure = report.complete and not report.provisional
        self.light: Light = "amber" if light == "green" and not sure else light

    def first_due(self, tr: Translator) -> str:
        """When the first answer that is still awaited can be had."""
        return when(self.report.outstanding[0].due, tr)

    @property
    def failed(self) -> Bounded[Item]:
        """The failed requirements, the gravest first."""
        return bounded(self.page.outline.gated("fail"), LINES)

    @property
    def open(self) -> Bounded[Item]:
        """What has no answer, whatever the reason."""
        return bounded([item for status in _OPEN for item in self.page.outline.gated(status)], LINES)

    @property
    def answered(self) -> int:
        """How many requirements of the level have an answer."""
        return self.page.total - sum(self.page.outline.counts[status] for status in _OPEN)

    @property
    def receivers(self) -> Bounded[Recipient]:
        """Hosts that got a planted value of a test account."""
        return bounded([one for one in self.report.recipients if one.data], LINES)


def render(report: Report, bundle: BundleLike | None = None) -> bytes:
    """The page as UTF-8. The bundle is not needed."""
    style = asset("summary.css")
    text = (
        environment()
        .get_template("summary.html.j2")
        .render(
            summary=Summary(report),
            report=report,
            nl=Translator("nl"),
            en=Translator("en"),
            words=words,
            light=LIGHT,
            advice=ADVICE,
            style=style,
            policy=policy(style, None),
        )
    )
    return text.encode("utf-8")
