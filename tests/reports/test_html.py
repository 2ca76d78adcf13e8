"""The page as a file: everything inside it, nothing of the app alive, the same bytes each time."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from harness.model.report import Gap, ListFacts, Recipient, Report
from harness.reports.html import render
from harness.reports.page import MAX_RECIPIENTS, Page
from harness.reports.translate import Translator
from tests.reports.example import ExampleBundle, clean_report, example_report
from tests.reports.hostile import HostileBundle, hostile_report
from tests.reports.norm import seen_from_a_norm


class _Elements(HTMLParser):
    """Every start tag with its attributes, the ids, and the text of each style and script."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, str] = {}
        self._inside = ""
        self.feed(content.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_data(self, data: str) -> None:
        if self._inside in ("style", "script") and data.strip():
            self.raw[self._inside] = self.raw.get(self._inside, "") + data

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def of(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.fixture(scope="module")
def hostile() -> bytes:
    return render(hostile_report(), HostileBundle())


def test_same_report_same_bytes() -> None:
    assert render(example_report(), ExampleBundle()) == render(example_report(), ExampleBundle())


def test_policy_allows_exactly_our_style_and_script() -> None:
    page = _Elements(render(example_report(), ExampleBundle()))
    policy = page.of("meta")[1]["content"]
    for kind in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.raw[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in str(policy)
    assert str(policy).startswith("default-src 'none';")


def test_hostile_page_has_the_same_skeleton(hostile: bytes) -> None:
    harmless = _Elements(render(example_report(), ExampleBundle()))
    elements = _Elements(hostile)
    assert {tag for tag, _ in elements.tags} <= {tag for tag, _ in harmless.tags}
    known = {name for _, attributes in harmless.tags for name in attributes}
    assert {name for _, attributes in elements.tags for name in attributes} <= known
    assert not [name for name in known if name.startswith(("on", "style", "srcdoc", "action"))]
    assert len(elements.of("script")) == 1
    assert len(elements.of("style")) == 1


def test_links_lead_only_into_the_page(hostile: bytes) -> None:
    elements = _Elements(hostile)
    ids = [str(attributes["id"]) for _, attributes in elements.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for attributes in [*elements.of("a"), *elements.of("use")]:
        assert re.fullmatch(r"#[A-Za-z0-9_.-]+", str(attributes["href"]))
        assert str(attributes["href"])[1:] in ids
    assert all(str(image["src"]).startswith("data:image/png;base64,") for image in elements.of("img"))


def test_hostile_text_is_visible_and_bounded(hostile: bytes) -> None:
    text = hostile.decode("utf-8")
    assert len(hostile) < 1_500_000
    assert "M" * 25_000 not in text
    assert not [character for character in text if ord(character) < 32 and character != "\n"]
    assert "\u202e" not in text
    assert "‹U+202E›gnp.exe" in text
    assert "{{7*7}}" in text
    assert "{0.__class__}" in text


def test_every_finding_and_requirement_is_told_in_both_languages() -> None:
    report = example_report()
    text = render(report, ExampleBundle()).decode("utf-8")
    for row in report.requirements:
        assert f'id="nl-{row.id}"' in text
        assert f'id="en-{row.id}"' in text
    assert text.count("Streaks are on for a new pupil") == 2
    assert text.count('href="#proof-1"') == 4
    assert text.count("schoolproof judge bundle/ --out again/") == 2


def test_texts_without_dutch_are_marked_as_english() -> None:
    text = render(example_report(), None).decode("utf-8")
    dutch = text[text.index('<div class="only-nl"') : text.index('<div class="only-en"')]
    assert '<span lang="en">Streaks are on for a new pupil</span>' in dutch


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (example_report(), "Voldoet niet aan de minimumvoorwaarden"),
        (example_report(label="incomplete", complete=False), "Onvolledig: nog geen oordeel"),
        (clean_report(), "Voldoet aan de minimumvoorwaarden"),
    ],
)
def test_verdict_in_plain_words(report: Report, said: str) -> None:
    text = render(report).decode("utf-8")
    assert f">{said}</h1>" in text
    assert ("Deze test werd onderbroken" in text) is not report.complete
    assert ("Voorlopig:" in text) is report.provisional


def test_what_is_still_to_come_and_when_in_both_languages() -> None:
    text = render(example_report()).decode("utf-8")
    assert "SES-04 (teacher): op 23 november 2026, 10:36 UTC of kort daarna" in text
    assert "SES-04 (teacher): on 23 November 2026, 10:36 UTC or soon after" in text
    assert "Moet nog opnieuw bevraagd worden" not in render(clean_report()).decode("utf-8")


def test_partial_coverage_never_reads_as_a_plain_pass() -> None:
    text = render(example_report()).decode("utf-8")
    row = text[text.index('id="en-TRK-03"') :][:900]
    assert "nothing contrary found; the checks see only part of it" in row


def test_untested_result_gives_its_reason_before_what_was_seen() -> None:
    report = example_report()
    text = render(report).decode("utf-8")
    card = text[text.index('id="en-AUT-04"') : text.index('id="en-AUT-06"')]
    assert card.index("The profile names no") < card.index("As far as it was seen") < card.index("No password was")


def test_requirements_without_result_and_with_one_reason_are_told_together() -> None:
    report = example_report()
    row = next(row for row in report.requirements if row.id == "ORG-06")
    more = tuple(row.model_copy(update={"id": f"XXX-0{number}"}) for number in range(3))
    text = render(report.model_copy(update={"requirements": (*report.requirements, *more)})).decode("utf-8")
    assert text.count("Only a person can answer this, with documents") == 2
    assert text.count('id="en-XXX-02"') == 1


def test_waiting_for_a_person_never_reads_as_confirmed_by_one() -> None:
    rows = tuple(
        row.model_copy(update={"status": "not_tested"}) if row.by == "person" else row
        for row in example_report().requirements
    )
    text = render(example_report(requirements=rows)).decode("utf-8")
    assert "for a person to answer, with documents" in text
    assert "confirmed by a person" not in text


def test_lists_are_bounded_and_say_what_is_left_out() -> None:
    hosts = tuple(Recipient(host=f"h{number:03}.test", declared=False) for number in range(MAX_RECIPIENTS + 7))
    text = render(example_report(recipients=hosts)).decode("utf-8")
    assert "+7 more in report.json" in text
    assert f"h{MAX_RECIPIENTS + 6}.test" not in text


def test_same_gap_is_told_once_with_its_count() -> None:
    report = example_report()
    gap = Gap(evidence="traffic", why="cut")
    coverage = report.coverage.model_copy(update={"gaps": (gap, gap, gap)})
    assert Page(report.model_copy(update={"coverage": coverage}), None).gaps.items == ((gap, 3),)


@pytest.mark.parametrize(
    ("started", "shown"),
    [("2026-05-01T08:00:00+02:00", "1 mei 2026, 06:00 UTC"), ("yesterday\x1b", "yesterday‹U+001B›")],
)
def test_date_in_words(started: str, shown: str) -> None:
    assert Page(example_report(started=started), None).when(Translator("nl")) == shown


def test_each_way_of_signing_in_tells_its_conditions_role_by_role() -> None:
    text = render(example_report(), ExampleBundle()).decode("utf-8")
    table = text[text.index('id="nl-methods"') :]
    rows = re.findall(r"<tr role=\"row\">(.*?)</tr>", table[: table.index("</section>")], re.DOTALL)[1:]
    told = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    assert told == [
        "Passkey leerkracht niet getest AUT-06 Tweede factor voor personeel niet getest Personeel kan een passkey gebruiken",
        "Wachtwoord leerkracht niet voldaan AUT-01 Wachtwoordlengte",
        "Wachtwoord leerling, beheerder niet getest AUT-01 Wachtwoordlengte",
        "Eenmaal aangemeld leerling, leerkracht, beheerder voldaan SES-01 Sessiecookies",
    ]


def test_the_way_to_the_next_level_is_short_and_leads_to_the_rows() -> None:
    text = render(example_report()).decode("utf-8")
    growth = text[text.index('id="en-growth"') :][:4000]
    growth = growth[: growth.index("</section>")]
    assert "8 requirements stand between this app and the level “minimum”." in growth
    assert 'href="#en-TRK-04"' in growth
    assert "After that, 1 more for the level “recommended”." in growth
    assert "Geldig tot en met</dt><dd>23 november 2027" in text
    assert "Elk niveau is bereikt." in render(clean_report()).decode("utf-8")


def test_another_norm_says_what_it_does_not_judge() -> None:
    text = render(seen_from_a_norm()).decode("utf-8")
    norm = text[text.index('id="en-norm"') :]
    norm = norm[: norm.index("</section>")]
    assert "Made-up norm" in norm
    assert 'href="#en-TRK-04"' in norm
    assert (
        norm.index("14.2.3") < norm.index("15.1.2") < norm.index("(to be confirmed)") < norm.index("not judged in this")
    )
    assert "Calls: not judged" in norm
    assert "A clause that is not listed here is not judged" in norm
    assert 'id="en-norm"' not in render(example_report()).decode("utf-8")


def test_hostile_norm_adds_nothing_alive() -> None:
    harmless, elements = (
        _Elements(render(report)) for report in (seen_from_a_norm(), hostile_report(seen_from_a_norm()))
    )
    assert {tag for tag, _ in elements.tags} <= {tag for tag, _ in harmless.tags}
    ids = {attributes["id"] for _, attributes in elements.tags if "id" in attributes}
    assert {str(attributes["href"])[1:] for attributes in elements.of("a")} <= ids


def test_who_brought_a_recipient_in_stands_with_the_host_and_with_the_result() -> None:
    text = re.sub(r"<[^>]+>", "", render(example_report()).decode("utf-8"))
    for words in ("Brought in by", "Binnengebracht door"):
        assert f"{words}: demoschool.test/start → tags.metrics.test/tag.js → collect.metrics.test" in text
        assert text.count(f"{words}: demoschool.test/start → tags.metrics.test/tag.js") == 2


def test_tracker_lists_are_told_with_their_age() -> None:
    facts = {"sha256": "a" * 64, "date": "2026-01-02", "licence": "CC0-1.0"}
    lists = (ListFacts(name="easyprivacy", age_days=61, stale=True, **facts), ListFacts(name="<b>easy</b>", **facts))
    page = render(example_report(lists=lists)).decode()
    assert "61 dagen oud" in page
    assert "te oud: werk ze bij" in page
    assert "<b>easy" not in page
    assert "geen; alleen de eigen tabel" in render(example_report(lists=())).decode()
