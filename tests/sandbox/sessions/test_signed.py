"""Forged tokens, and what is found in a real one."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt as real
from joserfc.jwk import OctKey

from harness.sandbox.sessions.signed import COMMON, common_secret, forgeries, told_by
from harness.sandbox.sessions.stated import said
from tests.sandbox.sessions.test_stated import jwt

PLANTED = {"first_name": "Adalberta", "email": "ada@school.test"}


@pytest.mark.filterwarnings("ignore:Key")
@pytest.mark.parametrize("alg", ["HS256", "HS384", "HS512"])
@pytest.mark.parametrize(("secret", "common"), [("secret", True), ("kR7-nobody-guesses-this-one-at-all-0193", False)])
def test_a_secret_that_everybody_knows(alg: str, secret: str, common: bool) -> None:
    token = real.encode({"alg": alg}, {"sub": "ada"}, OctKey.import_key(secret), algorithms=[alg])
    assert common_secret(token) is common


def test_a_token_of_another_kind_has_no_such_secret() -> None:
    assert not common_secret(jwt({"sub": "ada"}, {"alg": "RS256"}))
    assert not common_secret(jwt({"sub": "ada"}))
    assert len(set(COMMON)) == len(COMMON)


def test_a_forged_token_says_the_same_and_is_signed_otherwise() -> None:
    token = jwt({"sub": "ada"}, {"alg": "HS256", "kid": "1"})
    made = forgeries(token)
    assert set(made) == {"unsigned", "stripped", "other-signature"}
    for name, forged in made.items():
        read = said(forged)
        assert read is not None
        assert read[1] == {"sub": "ada"}
        assert read[0] == {"alg": "none" if name == "unsigned" else "HS256", "kid": "1"}
        assert (forged.rpartition(".")[2] == "") is (name != "other-signature")
        assert forged != token
    assert forgeries("q8Zr2LmX0cVbN4tYhJk") == {}


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"sub": "ada"}, []),
        ({"email": "ADA@school.test"}, [("email", "email")]),
        ({"user": {"name": "Adalberta K", "mail": "ada@school.test"}}, [("user.name", "first_name"), ("user.mail", "email")]),
        ({"both": "Adalberta <ada@school.test>"}, [("both", "first_name"), ("both", "email")]),
        ({"list": [{"n": "Adalberta"}]}, [("list", "first_name")]),
        ({"a": {"b": {"c": {"d": {"e": {"f": {"g": "Adalberta"}}}}}}}, [("a.b.c.d.e.f", "first_name")]),
        ({"age": 11, "none": None}, []),
    ],
)  # fmt: skip
def test_planted_values_are_found_at_whatever_depth(claims: dict[str, object], told: list[tuple[str, str]]) -> None:
    assert told_by(claims, PLANTED) == told


@given(st.dictionaries(st.text(max_size=8), st.recursive(st.none() | st.text(max_size=20), st.lists, max_leaves=8)))
def test_nothing_that_a_token_says_breaks_it(claims: dict[str, object]) -> None:
    told_by(claims, PLANTED)
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    token = f"{part}.{part}."
    assert bool(forgeries(token)) is ("alg" in claims)
