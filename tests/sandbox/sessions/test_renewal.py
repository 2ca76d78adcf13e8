"""Which answers hand out a token, and which of them can be asked for again without signing anybody in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import Persona
from harness.sandbox.sessions.overheard import Given, tokens_in
from harness.sandbox.sessions.renewal import repeatable

PUPIL = Persona(name="pupil", role="pupil", known={"first_name": "Adalberta"}, password="Wachtwoord &1")
ACCESS, REFRESH = "access-q8Zr2LmX0c", "refresh-VbN4tYhJk"


@pytest.mark.parametrize(
    ("body", "tokens"),
    [
        (b'{"access_token":"access-q8Zr2LmX0c","refresh_token":"refresh-VbN4tYhJk"}', (ACCESS, REFRESH)),
        (b'{"data":{"accessToken":"access-q8Zr2LmX0c"}}', (ACCESS, None)),
        (b'{"access":"access-q8Zr2LmX0c","refresh":"refresh-VbN4tYhJk"}', (ACCESS, REFRESH)),
        (b'{"token":"short"}', (None, None)),
        (b'{"token":7}', (None, None)),
        (b'["access-q8Zr2LmX0c"]', (None, None)),
        (b"<html>", (None, None)),
        (b'{"a":' * 5000, (None, None)),
        (b'{"token":"a\\nb-header-injected"}', (None, None)),
    ],
)
def test_tokens_in_an_answer(body: bytes, tokens: tuple[str | None, str | None]) -> None:
    assert tokens_in(body) == tokens


@given(st.binary(max_size=60))
def test_no_answer_breaks_it(body: bytes) -> None:
    assert tokens_in(body) == (None, None)


def handed(body: bytes, access: str = ACCESS, refresh: str | None = None) -> Given:
    return Given("POST", "https://school.test/token", {}, body, access, refresh)


@pytest.mark.parametrize(
    ("given", "again"),
    [
        (handed(b"grant_type=session"), True),
        (handed(b""), True),
        (handed(b"username=ada&password=Wachtwoord+%261"), False),
        (handed(b'{"password":"Wachtwoord &1"}'), False),
        (handed(b"grant_type=authorization_code&code=x"), False),
        (handed(b"", access="of-something-else"), False),
        (handed(b"", refresh=REFRESH), True),
        (handed(b"refresh_token=refresh-VbN4tYhJk", refresh=REFRESH), False),
    ],
)
def test_asking_again_signs_nobody_in(given: Given, again: bool) -> None:
    assert repeatable([given], [f"Bearer {ACCESS}"], PUPIL) == ([given] if again else [])
