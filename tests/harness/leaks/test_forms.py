"""Forms of a value."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.leaks.forms import forms, is_low_entropy


def told(field: str, value: str) -> dict[str, str]:
    return {form.chain: form.text for form in forms(field, value)}


def test_mail_is_told_in_the_form_that_trackers_hash() -> None:
    made = forms("email", "Ada@School.example")
    assert ("lower(trim(email))", "ada@school.example") in {(form.chain, form.text) for form in made}
    lower = forms("email", "ada@school.example")[0]
    assert (lower.chain, lower.hashed) == ("email", "lower(trim(email))")


def test_accents_go_and_come_apart() -> None:
    made = told("name", "Zoë")
    assert made["noaccents(name)"] == "Zoe"
    assert made["nfd(name)"] == unicodedata.normalize("NFD", "Zoë")
    assert made["upper(noaccents(name))"] == "ZOE"


def test_date_in_all_notations() -> None:
    made = told("born", "2012-05-07")
    assert made["dd/mm/yyyy(born)"] == "07/05/2012"
    assert made["d/m/yyyy(born)"] == "7/5/2012"
    assert made["yyyymmdd(born)"] == "20120507"
    texts = {form.text for form in forms("born", "2012-05-07")}
    assert {"1336348800", "1336348800000", "1336345200", "1336341600"} <= texts
    assert all(form.hashed is None for form in forms("born", "2012-05-07") if form.chain.startswith("epoch"))


def test_early_epochs_are_too_short_to_be_told_from_other_numbers() -> None:
    assert not [form for form in forms("born", "1970-01-02") if form.chain.startswith("epoch(")]


@pytest.mark.parametrize("value", ["2012-13-45", "2012-02-30", "0000-00-00", "2012-5-7"])
def test_what_is_no_date_has_no_date_forms(value: str) -> None:
    assert not [chain for chain in told("born", value) if "yyyy" in chain or "epoch" in chain]


@pytest.mark.parametrize(
    ("value", "national"),
    [("+32 470 91 82 73", "0470918273"), ("+31612345678", "0612345678"), ("+352621123456", "0621123456"),
     ("+44 20 7946 0958", "02079460958"), ("+3293334455", "093334455")],
)
def test_phone_as_at_home(value: str, national: str) -> None:
    made = told("phone", value)
    assert made["national(phone)"] == national
    assert made["00(phone)"].startswith("00")
    assert made["00(phone)"][2:] == made["digits(phone)"]


def test_belgian_numbers_as_people_write_them() -> None:
    texts = {form.text for form in forms("phone", "+32470918273")}
    assert {"0470 91 82 73", "0470/91.82.73", "0470-91-82-73", "+32 470 91 82 73"} <= texts


@pytest.mark.parametrize(
    ("value", "low"), [("9000", True), ("2012-05-07", True), ("ada@school.example", False), ("Broeckhout", False)]
)
def test_low_entropy(value: str, low: bool) -> None:
    assert is_low_entropy(value) is low


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_value_has_forms_without_duplicates(value: str) -> None:
    texts = [form.text for form in forms("field", value)]
    assert len(texts) == len(set(texts))
    assert (value in texts) == bool(value.strip())
    assert all("field" in form.chain for form in forms("field", value))
