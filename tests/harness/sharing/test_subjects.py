"""Kinds of person and kinds of data, in the words of the vocabulary."""

from __future__ import annotations

from typing import get_args

import pytest

from harness.model.profile import Persona
from harness.model.sharing import ANY_DATA, SUBJECT_TERMS, Subject
from harness.sharing.subjects import category, subject


@pytest.mark.parametrize(
    ("age", "told"),
    [
        *[(None, "pupil"), (0, "pupil-under-13"), (12, "pupil-under-13"), (13, "pupil-13-15"), (15, "pupil-13-15")],
        *[(16, "pupil-16-plus"), (20, "pupil-16-plus")],
    ],
)
def test_a_pupil_by_age(age: int | None, told: str) -> None:
    assert subject(Persona(name="p", role="pupil", age=age, known={"a": "abc"})) == told


@pytest.mark.parametrize(
    ("role", "told"), [("teacher", "teacher"), ("parent", "parent"), ("admin", "staff"), ("anonymous", "visitor")]
)
def test_others_by_role(role: str, told: str) -> None:
    assert subject(Persona.model_validate({"name": "p", "role": role})) == told


def test_a_persona_that_no_profile_names_is_unknown() -> None:
    assert subject(None) == "unknown"


def test_every_kind_of_person_has_terms() -> None:
    assert set(SUBJECT_TERMS) == set(get_args(Subject.__value__))


@pytest.mark.parametrize(
    ("field", "term"),
    [
        ("email", "pd:EmailAddress"),
        ("E-mail", "pd:EmailAddress"),
        ("parent_email_2", "pd:EmailAddress"),
        ("first_name", "pd:Name"),
        ("class", "pd:School"),
        ("school_name", "pd:School"),
        ("Rijksregisternummer", "pd:OfficialID"),
        ("location", "pd:GPSCoordinate"),
        ("password", "pd:Password"),
        ("mother tongue", ANY_DATA),
        ("", ANY_DATA),
        ("名前", ANY_DATA),
    ],
)
def test_terms_by_the_name_of_the_field(field: str, term: str) -> None:
    assert category(field) == term
