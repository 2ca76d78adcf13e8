"""What the HTML templates ask for, worked out beforehand: anchors, dates, sorted and bounded lists.

Templates hold the words and the order; this module holds the thinking. It knows no HTML.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from harness.model.renderer import BundleLike
from harness.model.report import Bypass, FindingResult, Gap, Message, Recipient, Report, Status
from harness.model.report_views import GrowthStep, NormClause, Outstanding
from harness.model.sharing import SharingRow
from harness.reports.exhibits import Exhibits
from harness.reports.outline import READING_ORDER, Item, Outline
from harness.reports.picture import Picture
from harness.reports.register.said import country, differences
from harness.reports.translate import Translator
from harness.reports.visible import visible

MAX_RECIPIENTS = 200
SAME_REASON = 3
"""So many requirements without a result and with one reason are told together."""
MAX_ROWS = 60
"""Longer lists end in "+N more in report.json": an app can contact a hundred thousand hosts."""

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_BAR: tuple[Status, ...] = ("fail", "not_tested", "error", "review", "not_applicable", "pass")


@dataclass(frozen=True)
class Bounded[T]:
    """The first items of a list, and how many more there are."""

    items: tuple[T, ...]
    more: int


def bounded[T](items: Sequence[T], limit: int) -> Bounded[T]:
    """At most `limit` items."""
    return Bounded(tuple(items[:limit]), max(0, len(items) - limit))


class Page:
    """One report, ready for the templates."""

    glance = 12
    """The lists at the top name so many requirements, then lead to the rest."""

    def __init__(self, report: Report, bundle: BundleLike | None) -> None:
        self.report = report
        self.outline = Outline(report)
        self.exhibits = Exhibits(self.outline, bundle)
        self._anchors = _anchors(self.outline.items)
        self._first = {item.requirement.id: item for item in reversed(self.outline.items)}

    def anchor(self, item: Item) -> str:
        """The fragment of a requirement on the page, without the language in front. Never text of the app."""
        return self._anchors[id(item)]

    def anchor_of(self, requirement: str) -> str | None:
        """The fragment of the first row of a requirement."""
        found = self._first.get(requirement)
        return None if found is None else self.anchor(found)

    def item_of(self, requirement: str) -> Item | None:
        """The first row of a requirement; None when the report has none."""
        return self._first.get(requirement)

    @property
    def next_step(self) -> GrowthStep | None:
        """The first level that is not reached, with what failed before what was not tested; None when all are."""
        step = next((step for step in self.report.growth if not step.reached), None)
        if step is None:
            return None
        return step.model_copy(update={"open": sorted(step.open, key=lambda row: READING_ORDER.index(row.status))})

    @property
    def later_steps(self) -> tuple[GrowthStep, ...]:
        """The levels after the next one that ask something more."""
        steps = [step for step in self.report.growth if not step.reached]
        return tuple(step for step in steps[1:] if step.open)

    @property
    def chapters(self) -> list[tuple[str | None, list[NormClause]]]:
        """The clauses of the other norm by chapter, both in the norm's order; the report has to be seen from one."""
        found: dict[str | None, list[NormClause]] = defaultdict(list)
        for clause in self.report.norm.clauses if self.report.norm is not None else ():
            found[clause.chapter].append(clause)
        return list(found.items())

    def told_apart(self, items: Sequence[Item]) -> list[Item]:
        """The items that get a card of their own: all but those that `same_reason` gathers."""
        gathered = {id(item) for _, group in self.same_reason(items) for item in group}
        return [item for item in items if id(item) not in gathered]

    def same_reason(self, items: Sequence[Item]) -> list[tuple[Message | None, list[Item]]]:
        """Items without any result, gathered by their reason when several share one."""
        groups: dict[str, list[Item]] = defaultdict(list)
        for item in items:
            if not item.findings:
                reason = item.requirement.reason
                groups["" if reason is None else reason.model_dump_json()].append(item)
        return [(group[0].requirement.reason, group) for group in groups.values() if len(group) >= SAME_REASON]

    @property
    def bar(self) -> list[tuple[Status, int, int]]:
        """The stretches of the bar of counts: status, start, length; empty ones are left out."""
        counts = self.outline.counts
        stretches: list[tuple[Status, int, int]] = []
        start = 0
        for status in _BAR:
            if counts[status]:
                stretches.append((status, start, counts[status]))
                start += counts[status]
        return stretches

    @property
    def total(self) -> int:
        """The number of requirements that count for this level."""
        return sum(self.outline.counts.values())

    @property
    def recipients(self) -> Bounded[Recipient]:
        """Hosts that got pupil data first, then undeclared ones, then the rest."""
        ordered = sorted(self.report.recipients, key=lambda host: (not host.data, host.declared, host.host))
        return bounded(ordered, MAX_RECIPIENTS)

    @property
    def sharing(self) -> Bounded[SharingRow]:
        """Rows of the register: data first, then differences, then the rest."""
        ordered = sorted(self.report.sharing, key=lambda row: (not row.data, not row.contradictions))
        return bounded(ordered, MAX_RECIPIENTS)

    country = staticmethod(country)
    differences = staticmethod(differences)

    def picture(self, tr: Translator) -> Picture:
        """The register as a picture, in one language."""
        return Picture(self.report, tr)

    @property
    def gaps(self) -> Bounded[tuple[Gap, int]]:
        """Each different gap once, with how often it occurred."""
        tally: Counter[str] = Counter(gap.model_dump_json() for gap in self.report.coverage.gaps)
        return bounded([(Gap.model_validate_json(text), count) for text, count in tally.items()], MAX_ROWS)

    def bypass(self, *, noise: bool) -> Bounded[Bypass]:
        """What tried to leave outside the recorder: the app's own, or the browser's noise."""
        return bounded([item for item in self.report.coverage.bypass if item.noise is noise], MAX_ROWS)

    def few[T](self, items: Sequence[T]) -> Bounded[T]:
        """As many as a list on the page shows."""
        return bounded(items, MAX_ROWS)

    @property
    def quiet_hosts(self) -> Bounded[str]:
        """Hosts of the browser's own traffic that no stopped attempt names already."""
        named = {attempt.name or attempt.destination for attempt in self.report.coverage.bypass if attempt.noise}
        return bounded([host for host in self.report.coverage.noise if host not in named], MAX_ROWS)

    def reason(self, item: Item) -> Message | None:
        """The requirement's own reason, unless one of its findings already gives it."""
        reason = item.requirement.reason
        return None if any(finding.reason == reason for finding in item.findings) else reason

    def open(self, finding: FindingResult) -> bool:
        """Whether its reason comes first: "all is well" must not be read beside "not tested"."""
        return finding.status == "not_tested" and finding.reason is not None

    def also_said(self, finding: FindingResult) -> bool:
        """Whether the message says something that the reason does not."""
        return finding.reason != Message(template=finding.message, values=finding.values)

    def when(self, tr: Translator) -> str:
        """The start of the run in words, in UTC; the text itself when it is no date."""
        return when(self.report.started, tr)

    def awaited(self, tr: Translator) -> Bounded[str]:
        """What is asked again after the run, as sentences: requirement, whose account, from when on."""
        return bounded([_awaited(one, self.item_of(one.requirement), tr) for one in self.report.outstanding], MAX_ROWS)

    def until(self, tr: Translator) -> str:
        """The last day of the report in words; the text itself when it is no date."""
        moment = _moment(self.report.expires or "")
        return visible(self.report.expires or "") if moment is None else day(moment, tr)


def when(text: str, tr: Translator) -> str:
    """A moment of a report in words, in UTC; the text itself when it is no date."""
    moment = _moment(text)
    return visible(text) if moment is None else f"{day(moment, tr)}, {moment:%H:%M} UTC"


def day(moment: datetime, tr: Translator) -> str:
    """A day in words, such as "23 november 2026"."""
    return f"{moment.day} {tr.t(MONTHS[moment.month - 1])} {moment.year}"


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None


def _awaited(one: Outstanding, item: Item | None, tr: Translator) -> str:
    title = "" if item is None else f" {tr.pick(item.requirement.titles)}"
    told = {"what": f"{visible(one.requirement)[:40]}{title}", "persona": one.persona, "due": when(one.due, tr)}
    return tr.fill("{what} ({persona}): on {due} or soon after", told)


def _anchors(items: Sequence[Item]) -> Mapping[int, str]:
    used: set[str] = set()
    anchors: dict[int, str] = {}
    for index, item in enumerate(items):
        name = re.sub(r"[^A-Za-z0-9-]", "", item.requirement.id)[:40] or "row"
        anchor = name if name not in used else f"{name}.{index}"
        used.add(anchor)
        anchors[id(item)] = anchor
    return anchors
