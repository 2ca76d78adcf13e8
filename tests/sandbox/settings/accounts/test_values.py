"""What is typed into each field: right for the field, and nobody's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.settings.accounts import words as w
from harness.sandbox.settings.accounts.account import draw
from harness.sandbox.settings.accounts.fields import Field, kind_of
from harness.sandbox.settings.accounts.values import birth_text, national_number, planted, value_for
from harness.sandbox.web.page.ask import Control

BORN = date(2012, 3, 9)
ACCOUNT = draw("new-15-signup", "15", 14, BORN, "signup", domain="example.com", school="a")
AGELESS = draw("new-unknown-signup", "unknown", None, None, "signup", domain="example.com", school=None)
MONTHS = ("", "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember")
FRENCH = ("Mois", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")


def control(kind: str = "text", **more: object) -> Control:
    return Control(indexes=(0,), group=0, order=0, type=kind, **more)  # type: ignore[arg-type]


def given_to(kind: str, one: Control, account: object = ACCOUNT, code: str | None = None) -> str | None:
    return value_for(Field(one, kind, True), account, code)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ({"kind": "date"}, "2012-03-09"), ({"kind": "month"}, "2012-03"), ({"placeholder": "dd/mm/jjjj"}, "09/03/2012"),
        ({"placeholder": "jj-mm-aaaa"}, "09-03-2012"), ({"placeholder": "TT.MM.JJJJ"}, "09.03.2012"),
        ({"label": "Date of birth (mm/dd/yyyy)"}, "03/09/2012"), ({"placeholder": "yyyy-mm-dd"}, "2012-03-09"),
        ({"label": "Geboortedatum"}, "09/03/2012"),
    ],
)
def test_a_birth_date_as_the_field_wants_it(shown: dict[str, str], text: str) -> None:
    assert birth_text(control(**shown), BORN) == text


@pytest.mark.parametrize("options", [MONTHS, FRENCH, tuple(str(at) for at in range(13)), tuple("abcdefghijklm"), tuple("abcdefghijkl")])
def test_the_month_is_found_by_its_name_its_number_or_its_place(options: tuple[str, ...]) -> None:
    place = given_to(w.MONTH, control("select", options=options))
    assert place == str(options.index("März") if "März" in options else 3 if len(options) == 13 else 2)


def test_without_an_age_there_is_no_value() -> None:
    assert given_to(w.BIRTH, control(), AGELESS) is None
    assert given_to(w.YEAR, control("select", options=("", "2012")), AGELESS) is None
    assert given_to(w.AGE, control("number"), AGELESS) is None
    assert given_to(w.AGE, control("number")) == "14"


def test_a_list_gets_the_pupil_the_neutral_or_the_first_that_says_something() -> None:
    assert given_to(w.ROLE, control("radio", options=("Leraar", "Leerling"))) == "1"
    assert given_to(w.ROLE, control("select", options=("Kies", "Leraar"))) is None
    assert given_to(w.GENDER, control("select", options=("Kies", "Jongen", "Zeg ik liever niet"))) == "2"
    assert given_to(w.OTHER, control("select", options=("", "Blauw"))) == "1"


def test_a_photo_that_has_to_be_given_is_one_pixel() -> None:
    assert given_to(w.PHOTO, control("file")) == "picture"


def test_a_class_code_is_the_profiles_or_none() -> None:
    assert given_to(w.CLASS, control()) is None
    assert given_to(w.CLASS, control(), code="MUS-4A") == "MUS-4A"


@given(st.dates(date(1950, 1, 1), date(2040, 12, 31)))
def test_a_national_number_is_right_and_given_to_nobody(born: date) -> None:
    number = national_number(born)
    assert len(number) == 11
    assert number[6:9] == "999"
    assert int(("2" if born.year >= 2000 else "") + number[:9]) % 97 + int(number[9:]) == 97


def test_only_what_was_told_is_looked_for_afterwards() -> None:
    told = planted(frozenset({w.FIRST, w.PHONE}), ACCOUNT)
    assert told.persona.known == {"first_name": ACCOUNT.first_name, "username": ACCOUNT.username}
    assert set(ACCOUNT.drawn.known) == {"first_name", "last_name", "full_name", "email", "username"}


@given(st.text(max_size=80), st.sampled_from(["text", "email", "tel", "select", "checkbox", "file", "date", "password"]))
def test_any_label_gets_some_kind(label: str, kind: str) -> None:
    one = control(kind, label=label, options=("a", "b") if kind == "select" else ())
    assert isinstance(kind_of(one), str)
