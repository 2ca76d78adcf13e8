"""What a hidden value says is noted by its planted fields; the value itself is not."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.bundle.redact import Redactor
from harness.sandbox.web.proxy.tokens import Tokens
from harness.sandbox.web.proxy.told import MOST, Told

MAIL, NUMBER = "ada.k7x2q@school.test", "LL-83K2-771"
PLANTED = {"pupil": {"email": MAIL, "pupil_number": NUMBER}, "teacher": {"first_name": "Berendina"}, "visitor": {}}
REDACTOR = Redactor({"pupil.password": "Kwetsbaar&Geheim/2026"}, b"k" * 32)
HEAD = "eyJhbGciOiJIUzI1NiJ9"
SIGNATURE = "c2lnbmF0dXJlLW9mLW5vYm9keQ"


def based(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def jwt(**claims: Any) -> str:
    return f"{HEAD}.{based(json.dumps(claims).encode())}.{SIGNATURE}"


def made(redactor: Redactor | None = None) -> tuple[Tokens, list[dict[str, object]]]:
    notes: list[dict[str, object]] = []
    told = Told(PLANTED, lambda kind, record: notes.append({"kind": kind, **record}))
    return Tokens(redactor or Redactor({}, b"k" * 32), [MAIL, NUMBER], told=told), notes


def said(notes: list[dict[str, object]]) -> list[tuple[object, ...]]:
    return sorted((one.get("persona"), one.get("field"), one.get("chain")) for one in notes)


CLEAR = ("pupil", "email", "email")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (jwt(email=MAIL), [CLEAR]),
        (jwt(user={"mail": MAIL.upper(), "nr": NUMBER}), [("pupil", "email", "upper(email)"), ("pupil", "pupil_number", "pupil_number")]),
        (jwt(name="Berendina"), [("teacher", "first_name", "first_name")]),
        (based(b"." + zlib.compress(json.dumps({"m": MAIL, "x": list(range(99))}).encode())), []),
        ("." + based(zlib.compress(json.dumps({"m": MAIL, "x": list(range(99))}).encode())) + ".Zx.c2ln", [("pupil", "email", "base64(zlib(email))")]),
        (based(json.dumps({"user": MAIL}).encode()) + "--5f2c1a", [("pupil", "email", "base64(email)")]),
        (jwt(sub="17"), []),
        ("0123456789abcdefX", []),
    ],
)
def test_what_a_cookie_says(value: str, told: list[tuple[str, ...]]) -> None:
    tokens, notes = made()
    [(_, shown)] = tokens.headers([("Set-Cookie", f"sid={value}; HttpOnly")])
    assert value not in shown
    assert [one[:2] for one in said(notes)] == [one[:2] for one in told]
    assert all(value not in str(one) and MAIL not in str(one) for one in notes)
    assert {f"⟦session:{one['mark']}⟧" for one in notes} <= {shown.split(";")[0].removeprefix("sid=")}


def test_wherever_a_token_is_hidden_it_is_looked_into_once() -> None:
    token = jwt(email=MAIL)
    roads = [
        lambda tokens: tokens.headers([("Authorization", f"Bearer {token}")]),
        lambda tokens: tokens.headers([("X-Auth-Token", token)]),
        lambda tokens: tokens.learn_body(f'{{"id_token": "{token}"}}'.encode()),
        lambda tokens: tokens.address(f"https://meter.example/?t={token}"),
        lambda tokens: tokens.headers([("Location", f"https://meter.example/?t={token}")]),
    ]
    for road in roads:
        tokens, notes = made()
        road(tokens)
        road(tokens)
        assert said(notes) == [CLEAR]


def test_a_value_too_long_to_be_learned_is_looked_into_too() -> None:
    tokens, notes = made()
    long = jwt(email=MAIL, more="x" * 9000)
    tokens.headers([("Authorization", f"Bearer {long}")])
    assert said(notes) == [CLEAR]


def test_what_is_packed_too_deep_is_told_as_unseen() -> None:
    tokens, notes = made()
    inner = json.dumps({"m": MAIL, "x": "y" * 300}).encode()
    for _ in range(5):
        inner = base64.b64encode(inner)
    tokens.headers([("Authorization", f"Bearer {inner.decode()}")])
    assert [sorted(one) for one in notes] == [["kind", "mark", "t"]]


def test_too_many_values_are_told() -> None:
    redactor = Redactor({}, b"k" * 32)
    tokens, _ = made(redactor)
    for number in range(MOST):
        tokens.address(f"https://a.example/{HEAD}.{based(b'{"a%06d' % number)}.{SIGNATURE}")
    assert tokens.full
    # What is hidden does not depend on it.
    tokens.headers([("Set-Cookie", "sid=9d1f0a7c3b5e2468; HttpOnly")])
    assert "9d1f0a7c3b5e2468" not in redactor.text("/?s=9d1f0a7c3b5e2468")


@settings(deadline=None)  # the machine may be busy
@given(st.text(min_size=1, max_size=300))
def test_no_value_breaks_it(value: str) -> None:
    notes: list[dict[str, object]] = []
    Told(PLANTED, lambda kind, record: notes.append(record)).note(value, REDACTOR.token("session", value))
    assert all({"mark", "t"} <= set(one) for one in notes)
