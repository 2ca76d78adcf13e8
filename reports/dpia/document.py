"""The document, in the order of GDPR art. 35(7): description, necessity, risks, measures; then advice and decision.

It states facts and asks questions. It never says that something is necessary, lawful or acceptable, and what was not
tested stands among the risks as unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.report import Report
from harness.reports.dpia.block import Block, Facts, Heading, Line, Open, Paragraph, foreign
from harness.reports.dpia.questions import DECISION, MEASURES, NECESSITY, RISKS, WHAT_THIS_IS
from harness.reports.dpia.recipients import described
from harness.reports.outline import Item, Outline
from harness.reports.page import Page
from harness.reports.translate import Piece, Translator

MAX_ROWS = 60
"""A list names so many; the rest stands in the report and the register."""


def blocks(report: Report, tr: Translator) -> list[Block]:
    """The whole document in one language."""
    made = _Document(report, tr)
    parts = (made.head(), made.description(), made.necessity(), made.risks(), made.measures(), made.closing())
    return [block for part in parts for block in part]


class _Document:
    def __init__(self, report: Report, tr: Translator) -> None:
        self._report = report
        self._tr = tr
        self._outline = Outline(report)

    def head(self) -> Iterator[Block]:
        """What this is, of which app, and how far it can be relied on."""
        report, page = self._report, Page(self._report, None)
        app = {"name": report.app.name, "version": report.app.version}
        yield Heading(1, self._say("Data protection impact assessment: {name} {version}", **app))
        yield Paragraph(self._say(WHAT_THIS_IS))
        facts = [
            self._fact("App: {name} {version} ({kind})", **app, kind=self._tr.soft(report.app.kind)),
            self._fact("Tested on {day}", day=page.when(self._tr)),
            self._fact("The test speaks for the app until {day}", day=page.until(self._tr) or self._tr.t("unknown")),
            self._fact("Digest of the evidence: {digest}", digest=report.bundle),
            self._fact("Accounts that were used: {names}", names=tuple(report.coverage.personas)),
        ]
        interrupted = self._fact("The test was interrupted: what was not reached is not tested.")
        yield Facts(facts if report.complete else [*facts, interrupted])
        yield self._ask("Who is the controller, who carries this assessment out, and on which day?")
        yield self._ask("Is an assessment required here (art. 35(1) and (3)), and why?")

    def description(self) -> Iterator[Block]:
        """Art. 35(7)(a)."""
        yield Heading(2, self._say("1. Description of the processing (art. 35(7)(a))"))
        yield self._ask("For what does the school use the app, with which pupils, and since when?")
        yield self._ask("Which data do pupils, teachers and parents enter, and which does the app make of it?")
        yield Heading(3, self._say("Who receives data"))
        rows = self._report.sharing
        if rows:
            told = "As the maker declares it and as it was seen. “Not seen” holds for this test only."
            yield Paragraph(self._say(told))
            yield Facts([described(row, self._tr) for row in rows[:MAX_ROWS]])
            yield from self._more(len(rows), "register.csv")
        elif self._report.recipients:
            yield Paragraph(self._say("This report was made before there was a register: judge the evidence again."))
        else:
            yield Paragraph(self._say("No recipient outside the app was declared or seen, as far as could be seen."))
        gaps = len(self._report.coverage.gaps)
        if gaps:
            told = "The test could not see everything: {count} gaps are named in the report."
            yield Paragraph(self._say(told, count=gaps))
        yield self._ask("Which other recipients are there, such as those that the maker's servers pass data on to?")

    def necessity(self) -> Iterator[Block]:
        """Art. 35(7)(b)."""
        yield Heading(2, self._say("2. Necessity and proportionality (art. 35(7)(b))"))
        yield from self._where_nothing_is_declared()
        yield from map(self._ask, NECESSITY)

    def _where_nothing_is_declared(self) -> Iterator[Block]:
        rows = [row for row in self._report.sharing if row.declared != "not-asked"]
        lacks = {
            "No purpose is declared for: {names}.": [row.recipient for row in rows if not row.purpose],
            "No retention period is declared for: {names}.": [row.recipient for row in rows if not row.retention],
            "No legal basis is declared for: {names}.": [row.recipient for row in rows if not row.legal_basis],
            "No agreement is declared for: {names}.": [row.recipient for row in rows if not row.agreement],
        }
        told = [self._fact(words, names=tuple(dict.fromkeys(names))) for words, names in lacks.items() if names]
        if told:
            yield Facts(told)

    def risks(self) -> Iterator[Block]:
        """Art. 35(7)(c)."""
        yield Heading(2, self._say("3. Risks to pupils and others (art. 35(7)(c))"))
        yield Heading(3, self._say("Seen in the test"))
        yield from self._requirements("fail", "No requirement failed in the test.")
        special = [row for row in self._report.sharing if row.special]
        if special:
            names = tuple(dict.fromkeys(row.recipient for row in special))
            yield Paragraph(self._say("Data of a special category (art. 9) reached: {names}.", names=names))
        yield Heading(3, self._say("Not tested: nobody knows"))
        yield from self._requirements("not_tested", "Every requirement of this level was tested.")
        yield from map(self._ask, RISKS)

    def measures(self) -> Iterator[Block]:
        """Art. 35(7)(d)."""
        yield Heading(2, self._say("4. Measures (art. 35(7)(d))"))
        yield Heading(3, self._say("Found in place, within what the test can see"))
        yield from self._requirements("pass", "The test confirmed no requirement.")
        yield from map(self._ask, MEASURES)

    def closing(self) -> Iterator[Block]:
        """Advice, views and the decision."""
        yield Heading(2, self._say("5. Advice and decision"))
        yield from map(self._ask, DECISION)

    def _requirements(self, status: str, none: str) -> Iterator[Block]:
        items = [item for item in self._outline.items if item.gated and item.status == status]
        if not items:
            yield Paragraph(self._say(none))
            return
        yield Facts([self._item(item) for item in items[:MAX_ROWS]])
        yield from self._more(len(items), "report.html")

    def _item(self, item: Item) -> tuple[Line, list[Line]]:
        """A requirement, and what was found when it failed."""
        row = item.requirement
        title = [Piece(self._tr.pick(row.titles), True), *self._say(" ({id})", id=row.id)]
        failed = item.of("fail")[:MAX_ROWS]
        return title, [foreign(self._tr.pieces(one.finding.message, one.finding.values)) for one in failed]

    def _more(self, count: int, file: str) -> Iterator[Block]:
        if count > MAX_ROWS:
            yield Paragraph(self._say("+{count} more in {file}", count=count - MAX_ROWS, file=file))

    def _say(self, template: str, **values: object) -> Line:
        return self._tr.pieces(template, values)

    def _fact(self, template: str, **values: object) -> tuple[Line, list[Line]]:
        return self._say(template, **values), []

    def _ask(self, question: str) -> Open:
        return Open(self._say(question))
