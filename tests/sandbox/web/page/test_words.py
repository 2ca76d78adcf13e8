"""The words by which forms and links are known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.web.page import words


@pytest.mark.parametrize(
    ("text", "expected"),
    [("txtUserName", " txt user name "), ("Réinitialiser  le mot", " reinitialiser le mot "), ("a_b-c", " a b c "), ("", "  ")],
)
def test_normal(text: str, expected: str) -> None:
    assert words.normal(text) == expected


@pytest.mark.parametrize(
    ("text", "listed", "found"),
    [
        ("Se connecter", words.LOGIN, True),
        ("Meld je aan", words.LOGIN, True),
        ("loginForm", words.LOGIN, True),
        ("Blogindex", words.LOGIN, False),
        ("txtusername", words.USERNAME, True),
        ("Mot de passe", words.PASSWORD, True),
        ("Passage", words.PASSWORD, False),
        ("Déconnexion", words.LOGOUT, True),
        ("Code postal", words.NOT_CODE, True),
        ("Gebruik een herstelcode", words.RECOVERY, True),
        ("Utiliser un code de récupération", words.RECOVERY, True),
        ("Wiederherstellungscode verwenden", words.RECOVERY, True),
        ("Use a backup code", words.RECOVERY, True),
        ("Forgot your password?", words.RECOVERY, False),
        ("Try another way", words.OTHER_WAY, True),
        ("Op een andere manier", words.OTHER_WAY, True),
        ("Afficher le mot de passe", words.REVEAL, True),
    ],
)
def test_has(text: str, listed: frozenset[str], found: bool) -> None:
    assert words.has(text, listed) is found


@given(st.text())
def test_the_normal_form_is_plain_and_stays(text: str) -> None:
    shown = words.normal(text)
    assert set(shown) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert words.normal(shown) == shown
