"""A row says what was declared beside what was seen, accuses nobody of what was not seen, and points to its proof."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from harness.bundle.reader import Bundle
from harness.model.sharing import SharingRow
from tests.harness.build import KNOWN, URL
from tests.harness.sharing.declared import CDN, mail, personas, rows_of, school

TRACKER = "https://www.google-analytics.com/g/collect"


def told(row: SharingRow) -> list[str]:
    return [one.template for one in row.contradictions]


def by_id(rows: tuple[SharingRow, ...]) -> dict[tuple[str, str | None], SharingRow]:
    return {(row.id, row.subject): row for row in rows}


def test_a_known_company_that_nobody_declared(tmp_path: Path) -> None:
    made = school(tmp_path, version="2.1")
    hashed = hashlib.sha256(KNOWN["email"].encode()).hexdigest()
    made.session().page().exchange(f"{TRACKER}?em={hashed}").exchange(TRACKER, posted=KNOWN["email"].encode())
    (row,) = rows_of(made.seal())
    assert (row.id, row.entity, row.seat) == ("party:google-analytics", "Google LLC", "US")
    assert (row.subject, row.personas, row.declared) == ("pupil-under-13", ("pupil",), "no")
    assert told(row) == ["The maker does not declare this recipient."]
    assert (row.requests, row.versions, row.role, row.purpose) == (2, ("2.1",), None, ())
    (datum,) = row.data
    assert (datum.field, datum.disguises, datum.category) == ("email", ("plain", "sha256"), "pd:EmailAddress")
    assert (datum.consent, datum.special) == (("unknown",), False)
    assert (row.first_seen, row.last_seen) == ("2026-01-05T09:00:00+00:00", "2026-01-05T09:00:00+00:00")
    assert row.transfer.model_dump() == {
        "country": "US", "mechanism": "DPF", "ground": "DPF", "seat_ground": "DPF", "declared": None, "on": "2026-01-05"
    }


def test_proof_leads_to_the_very_message(tmp_path: Path) -> None:
    made = school(tmp_path)
    mail(made.session().page(), "https://c.metrics.test/e")
    folder = made.seal()
    (row,) = rows_of(folder)
    bundle = Bundle(folder)
    (proof,) = row.data[0].proof
    record = bundle.record(proof.at)
    assert proof.bundle == bundle.identity
    assert record is not None
    assert record["url"] == "https://c.metrics.test/e"


def test_a_clean_twin_has_no_contradiction(tmp_path: Path) -> None:
    made = school(tmp_path, CDN)
    made.session().page().exchange("https://cdn.voorbeeld.test/a.js")
    (row,) = rows_of(made.seal())
    assert (row.id, row.recipient, row.declared) == ("site:voorbeeld.test", "Voorbeeld Hosting BV", "yes")
    assert (row.role, row.transfer.mechanism, row.data) == ("processor", "EEA", ())
    assert (told(row), row.unseen_hosts, row.undeclared_hosts) == ([], (), ())


def test_declared_none_but_observed(tmp_path: Path) -> None:
    made = school(tmp_path, CDN)
    mail(made.session().page(), "https://cdn.voorbeeld.test/log")
    (row,) = rows_of(made.seal())
    assert told(row) == ["No data is declared, but {data} was observed."]
    assert row.contradictions[0].values == {"data": ("email",)}


@pytest.mark.parametrize(
    ("declared", "extra"),
    [
        (["first_name"], ("email",)),
        (["e-mail", "first_name"], None),
        (["email"], None),
        (["accountgegevens"], None),  # a word that we do not know cannot be compared
        ([], None),
    ],
)
def test_more_than_was_declared(tmp_path: Path, declared: list[str], extra: tuple[str, ...] | None) -> None:
    made = school(tmp_path, {**CDN, "data": declared})
    mail(made.session().page(), "https://cdn.voorbeeld.test/log")
    (row,) = rows_of(made.seal())
    assert told(row) == ([] if extra is None else ["Declared data is {declared}; {data} was observed as well."])
    assert [one.values["data"] for one in row.contradictions] == ([] if extra is None else [extra])


def test_declared_in_another_country_than_the_seat(tmp_path: Path) -> None:
    made = school(tmp_path, {"name": "Google", "hosts": ["www.google-analytics.com"], "country": "IE", "data": ["none"]})
    made.session().page().exchange(TRACKER)
    (row,) = rows_of(made.seal())
    assert told(row) == ["Declared in {declared}; the company has its seat in {seat}."]
    assert (row.transfer.country, row.transfer.mechanism, row.transfer.seat_ground) == ("IE", "EEA", "DPF")


@pytest.mark.parametrize(
    ("country", "relied", "mechanism", "contradicted"),
    [
        ("US", "SCC", "SCC", False),
        ("US", "DPF", "DPF", False),
        ("CN", "SCC", "SCC", False),
        ("CN", "adequacy", "none", True),
        ("CN", None, "none", False),
        ("BE", "SCC", "EEA", False),
        ("Atlantis", "SCC", "SCC", False),
        ("Atlantis", None, "unknown", False),
    ],
)
def test_the_ground_of_a_transfer(
    tmp_path: Path, country: str, relied: str | None, mechanism: str, contradicted: bool
) -> None:
    made = school(tmp_path, {**CDN, "country": country, **({"transfer": relied} if relied else {})})
    made.session().page().exchange("https://cdn.voorbeeld.test/a.js")
    (row,) = rows_of(made.seal())
    assert row.transfer.mechanism == mechanism
    assert bool(row.contradictions) is contradicted


def test_a_ground_counts_only_on_its_days(tmp_path: Path) -> None:
    made = school(tmp_path)
    made.session().page().exchange(TRACKER)
    (row,) = rows_of(made.seal(started="2022-01-05T09:00:00+00:00"))
    assert (row.transfer.mechanism, row.transfer.on) == ("none", "2022-01-05")


@pytest.mark.parametrize("started", ["", "yesterday", "2026-01-05", "9999-12-31T23:59:59+00:00"])
def test_a_start_that_is_no_moment_leaves_times_open(tmp_path: Path, started: str) -> None:
    made = school(tmp_path)
    made.session().page().exchange(TRACKER)
    (row,) = rows_of(made.seal(started=started))
    assert row.seen
    assert (row.first_seen or "").startswith("9999") or row.first_seen is None


def test_declared_and_never_seen_is_said_without_accusing(tmp_path: Path) -> None:
    made = school(tmp_path, {**CDN, "retention": "30 dagen", "legal_basis": "art. 6(1)(e)", "agreement": "VO-2026-17"})
    made.session().page()
    (row,) = rows_of(made.seal())
    assert (row.seen, row.subject, row.personas, row.hosts) == (False, None, (), ())
    assert (row.declared, row.unseen_hosts, told(row)) == ("yes", ("cdn.voorbeeld.test",), [])
    assert (row.retention, row.legal_basis, row.agreement) == ("30 dagen", "art. 6(1)(e)", "VO-2026-17")
    assert (row.first_seen, row.versions, row.requests) == (None, (), 0)


def test_a_declared_host_is_used_by_what_lies_below_it(tmp_path: Path) -> None:
    made = school(tmp_path, {**CDN, "hosts": ["voorbeeld.test", "other.test"]})
    made.session().page().exchange("https://a.cdn.voorbeeld.test/x")
    rows = by_id(rows_of(made.seal()))
    assert rows["site:voorbeeld.test", "pupil-under-13"].unseen_hosts == ()
    assert rows["site:other.test", None].unseen_hosts == ("other.test",)


def test_a_recipient_of_which_one_host_is_declared(tmp_path: Path) -> None:
    made = school(tmp_path, CDN)
    made.session().page().exchange("https://cdn.voorbeeld.test/x").exchange("https://log.voorbeeld.test/x")
    (row,) = rows_of(made.seal())
    assert (row.declared, row.undeclared_hosts) == ("partly", ("log.voorbeeld.test",))
    assert told(row) == ["The maker declares this recipient, but not these hosts: {hosts}."]


def test_each_kind_of_person_has_a_row_of_its_own(tmp_path: Path) -> None:
    made = school(tmp_path, personas=personas())
    for who in ("pupil", "teacher", "visitor"):
        made.session(who).page().exchange(TRACKER)
    rows = rows_of(made.seal())
    assert [row.subject for row in rows] == ["pupil", "teacher", "visitor"]
    assert [row.personas for row in rows] == [("pupil",), ("teacher",), ("visitor",)]


def test_a_quick_scan_has_no_list_to_compare_with(tmp_path: Path) -> None:
    made = school(tmp_path, quick=True)
    made.session().page().exchange(TRACKER)
    (row,) = rows_of(made.seal())
    assert (row.declared, told(row), row.undeclared_hosts) == ("not-asked", [], ())


@pytest.mark.parametrize(
    ("field", "value", "term", "special"),
    [("allergy", "Pinda-k7x2q", "pd:MedicalHealth", True), ("wish", "Zeppelin-k7x2q", "dpv:PersonalData", False)],
)
def test_special_categories_are_flagged(tmp_path: Path, field: str, value: str, term: str, special: bool) -> None:
    people: dict[str, Any] = personas(pupil=17)
    people["pupil"]["known"] = {**KNOWN, field: value}
    made = school(tmp_path, personas=people)
    made.session().page().exchange("https://c.metrics.test/e", posted=value.encode())
    (row,) = rows_of(made.seal())
    (datum,) = row.data
    assert (datum.category, datum.special, row.special, row.subject) == (term, special, special, "pupil-16-plus")


def test_the_app_itself_is_no_recipient(tmp_path: Path) -> None:
    made = school(tmp_path)
    mail(made.session().page(), f"{URL}/profile")
    assert rows_of(made.seal()) == ()
