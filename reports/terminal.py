"""The summary that people see at the end of an audit: the label, what failed, what was not tested, where the page is.

It is written with rich `Text` only, never with markup, and every text of the app has passed `visible.py`: no name or
URL can move the cursor, change colours or write over a line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

from harness.model.report import Label, Language, Recipient, Report, Status
from harness.reports.outline import READING_ORDER, Item, Outline, Seen
from harness.reports.page import Page
from harness.reports.translate import Translator, default_language
from harness.reports.visible import shorten, visible
from harness.reports.words import LABEL, MEANING

MAX_FAILURES = 12
MAX_FINDINGS = 4
MAX_REASONS = 6
MAX_NAMED = 3
MAX_SENTENCE = 240
MAX_RECIPIENTS = 6

_SIGNS: dict[Status, tuple[str, str]] = {
    "fail": ("✗", "bold red"),
    "not_tested": ("–", "bold yellow"),
    "error": ("!", "bold magenta"),
    "review": ("?", "bold blue"),
    "not_applicable": ("·", "dim"),
    "pass": ("✓", "bold green"),
}
_LABEL_STYLES: dict[Label, str] = {
    "meets-minimum": "bold green",
    "fails-minimum": "bold red",
    "incomplete": "bold yellow",
}


def show(
    report: Report,
    *,
    html: Path | None = None,
    language: Language | None = None,
    console: Console | None = None,
) -> None:
    """Print the summary; to stderr unless a console is given.

    `html` is the path of the page to point to. `language` is the locale's when it is not given: Dutch, or else English.
    """
    screen = console if console is not None else Console(stderr=True)
    tr = Translator(default_language() if language is None else language)
    for line in lines(report, tr, html):
        screen.print(line, soft_wrap=True)


def lines(report: Report, tr: Translator, html: Path | None = None) -> Iterator[Text]:
    """The summary, line by line."""
    outline = Outline(report)
    yield from _verdict(report, outline, tr)
    yield from _failures(outline.gated("fail"), tr)
    yield from _recipients(report, tr)
    yield from _untested(outline, tr)
    yield from _awaited(report, tr)
    if html is not None:
        yield Text()
        yield Text.assemble(tr.t("The whole report") + ": ", (visible(str(html)), "bold"))


def _verdict(report: Report, outline: Outline, tr: Translator) -> Iterator[Text]:
    yield Text(f"{visible(report.app.name)[:80]} {visible(report.app.version)[:40]}")
    yield Text(tr.t(LABEL[report.label]), _LABEL_STYLES[report.label])
    yield Text(tr.t(MEANING[report.label]))
    if report.simulated:
        yield Text(tr.t("The app ran on a simulated device: this says nothing about it."), "bold yellow")
    if not report.complete:
        yield Text(tr.t("This run was interrupted: the report is incomplete."), "bold yellow")
    if old := [one.name for one in report.lists if one.stale]:
        told = "Tracker lists that are too old to rely on: {lists}. Next: schoolproof data update"
        yield Text(tr.fill(told, {"lists": old}), "bold yellow")
    counts = Text("  ")
    for status in READING_ORDER:
        sign, style = _SIGNS[status]
        count = outline.counts[status]
        counts.append(f"{sign} {count} {tr.status(status)}   ", style if count else "dim")
    yield counts


def _failures(items: tuple[Item, ...], tr: Translator) -> Iterator[Text]:
    if not items:
        return
    yield Text()
    yield Text(tr.t("What failed"), "bold red")
    for item in items[:MAX_FAILURES]:
        yield _row(item, tr)
        for seen in item.of("fail")[:MAX_FINDINGS]:
            yield Text(f"      {_sentence(seen, tr)}")
    yield from _more(len(items) - MAX_FAILURES, tr)


def _recipients(report: Report, tr: Translator) -> Iterator[Text]:
    """Hosts that got planted values or were not declared; the former first."""
    telling = [host for host in report.recipients if host.data or not host.declared]
    telling.sort(key=lambda host: (not host.data, host.host))
    if not telling:
        return
    yield Text()
    yield Text(tr.t("Who received data, or was not declared"), "bold red")
    for host in telling[:MAX_RECIPIENTS]:
        yield _recipient(host, tr)
    yield from _more(len(telling) - MAX_RECIPIENTS, tr)


def _recipient(host: Recipient, tr: Translator) -> Text:
    line = Text.assemble("   ", (tr.soft(host.host), "bold"))
    if host.company is not None:
        line.append(f" ({tr.soft(host.company)})")
    data = ", ".join(tr.datum(datum) for datum in host.data[:MAX_RECIPIENTS])
    line.append(f": {data or tr.t('no planted value was found')}")
    if len(host.data) > MAX_RECIPIENTS:
        line.append(f" +{len(host.data) - MAX_RECIPIENTS}")
    if not host.declared:
        line.append(f" – {tr.t('not declared')}", "red")
    return line


def _untested(outline: Outline, tr: Translator) -> Iterator[Text]:
    """Requirements without an answer, gathered by why."""
    items = (*outline.gated("not_tested"), *outline.gated("error"))
    if not items:
        return
    yield Text()
    yield Text(f"{tr.t('What was not tested')}: {len(items)}", "bold yellow")
    reasons: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        reasons[_why(item, tr)].append(item)
    for why, same in list(reasons.items())[:MAX_REASONS]:
        yield Text.assemble("   ", (f"{len(same)}× ", "bold"), shorten(why, MAX_SENTENCE))
        yield Text(f"      {_names(same, tr)}", "dim")
    left = list(reasons.values())[MAX_REASONS:]
    yield from _more(sum(len(same) for same in left), tr)


def _awaited(report: Report, tr: Translator) -> Iterator[Text]:
    """What is asked again after the run, and from when on."""
    if not report.outstanding:
        return
    yield Text()
    yield Text(tr.t("Still to be asked again:"), "bold yellow")
    awaited = Page(report, None).awaited(tr)
    for line in awaited.items[:MAX_REASONS]:
        yield Text(f"   {line}")
    yield from _more(len(report.outstanding) - MAX_REASONS, tr)


def _names(items: list[Item], tr: Translator) -> str:
    shown = [f"{visible(item.requirement.id)[:40]} {tr.pick(item.requirement.titles)}" for item in items[:MAX_NAMED]]
    return ", ".join(shown) + (f" +{len(items) - MAX_NAMED}" if len(items) > MAX_NAMED else "")


def _why(item: Item, tr: Translator) -> str:
    reasons = (item.requirement.reason, *(finding.reason for finding in item.findings))
    reason = next((reason for reason in reasons if reason is not None), None)
    return tr.t("No check answered it") if reason is None else tr.message(reason)


def _row(item: Item, tr: Translator) -> Text:
    sign, style = _SIGNS[item.status]
    title = tr.pick(item.requirement.titles)
    return Text.assemble("   ", (sign, style), f" {visible(item.requirement.id)[:40]}  ", (title, "bold"))


def _sentence(seen: Seen, tr: Translator) -> str:
    who = ", ".join(visible(persona)[:40] for persona in seen.personas[:MAX_NAMED])
    said = shorten(tr.fill(seen.finding.message, seen.finding.values), MAX_SENTENCE)
    waived = seen.finding.waived
    named = "" if waived is None else f" – {tr.t('let through by the waiver')} {visible(waived)[:80]}"
    return (f"{said} ({who})" if who else said) + named


def _more(count: int, tr: Translator) -> Iterator[Text]:
    if count > 0:
        yield Text(f"   {tr.fill('+{count} more in report.json', {'count': count})}", "dim")
