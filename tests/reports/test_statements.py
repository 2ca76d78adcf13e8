"""What people stated is shown apart, with what does not count and why; a waived finding stays in its place."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from harness.reports import junit, sarif
from harness.reports.html import render
from harness.reports.terminal import lines
from harness.reports.translate import Translator
from harness.reports.words import INDEPENDENCE, METHOD
from tests.reports.example import ExampleBundle, clean_report, example_report


@pytest.fixture(scope="module")
def page() -> str:
    return re.sub(r"<[^>]+>|\s+", " ", render(example_report(), ExampleBundle()).decode("utf-8"))


def test_the_page_names_who_said_what(page: str) -> None:
    text = re.sub(r"\s+", " ", page)
    assert "Wat mensen verklaarden 4" in text
    assert "Ada Peeters , auditor – onafhankelijk van maker en klant, onderzocht: Privacyverklaring van 2 juni" in text
    assert "ondertekend door Keurmerk vzw (keurende instelling), van 2026-11-01 tot en met 2027-10-31" in text
    assert "Telt niet: Ondertekend met een sleutel die niet in de sleutelbos zit" in text
    assert "zoals ze golden op 2026-11-23" in text


def test_the_page_names_the_waiver_beside_its_finding(page: str) -> None:
    text = re.sub(r"\s+", " ", page)
    assert "doorgelaten door de uitzondering cookie-flags-2" in text
    assert "cookie-flags-2 1 bevindingen – Bea Claes : Wordt vervangen in januari." in text


def test_nothing_stated_and_no_section() -> None:
    text = render(clean_report()).decode("utf-8")
    assert "Wat mensen verklaarden" not in text
    assert 'id="nl-stated"' not in text


def test_a_person_who_says_no_is_not_one_who_has_to_answer() -> None:
    rows = example_report().requirements
    changed = [row.model_copy(update={"status": "fail"}) if row.id == "ORG-02" else row for row in rows]
    text = render(example_report(requirements=tuple(changed))).decode("utf-8")
    assert "verklaard door een mens, met documenten" in text


def test_the_terminal_names_the_waiver() -> None:
    shown = "\n".join(line.plain for line in lines(example_report(), Translator("nl")))
    assert "doorgelaten door de uitzondering cookie-flags-2" in shown


def test_every_word_has_dutch() -> None:
    dutch = Translator("nl")
    render(example_report(), ExampleBundle())
    for word in (*INDEPENDENCE.values(), *METHOD.values(), "vendor", "certifier", "department", "authority"):
        assert dutch.known(word), word


def test_the_commands_that_judge_again_name_what_was_given(page: str) -> None:
    given = "--keyring judged-with/keyring.toml --at 2026-11-23 --attestation judged-with/ --waiver judged-with/"
    assert f"schoolproof judge bundle/ --out again/ {given}" in re.sub(r"\s+", " ", page)


def test_sarif_marks_it_suppressed_and_junit_names_the_waiver() -> None:
    results = json.loads(sarif.render(example_report()))["runs"][0]["results"]
    (one,) = [result for result in results if result["suppressions"]]
    assert one["kind"] == "fail"
    assert one["suppressions"][0]["justification"] == "let through by the waiver cookie-flags-2"
    failures = [one.get("message") for one in ElementTree.fromstring(junit.render(example_report())).iter("failure")]
    assert any("(let through by the waiver cookie-flags-2)" in str(message) for message in failures)
