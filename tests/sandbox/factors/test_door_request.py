"""Requests for a session, what their answers give, and the places that files of an app name."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from harness import Persona
from harness.model.profile_doors import Door, DoorRequest
from harness.sandbox.factors.door_request import MOST_TOKENS, body_of, guesses, keys_in, named_in
from harness.sandbox.probes.client import Answer

WHO = Persona(name="t", role="teacher", username="wil", password=SecretStr('a"&{username}'))
TOKEN = "eyJhbGciOiJub25lIn0.e30."


def answer(body: object = None, *cookies: str) -> Answer:
    return Answer(200, {}, json.dumps(body).encode(), cookies)


def test_bodies_hold_what_is_typed_and_nothing_is_filled_twice() -> None:
    by_json, by_form = (body_of(request, WHO) for request in guesses("/api/login"))
    assert json.loads(by_json[0] or b"") == {"username": "wil", "password": 'a"&{username}'}
    assert by_json[1] == {"content-type": "application/json"}
    told = {"grant_type": ["password"], "username": ["wil"], "password": ['a"&{username}']}
    assert parse_qs((by_form[0] or b"").decode()) == told
    nested = DoorRequest.model_validate({"path": "/x", "json": {"user": [{"name": "{username}"}], "n": 1}})
    assert json.loads(body_of(nested, WHO)[0] or b"") == {"user": [{"name": "wil"}], "n": 1}
    assert body_of(DoorRequest(path="/x", method="GET"), WHO) == (None, {})


def test_keys_are_cookies_and_what_may_be_a_token() -> None:
    told = answer({"data": {"token": TOKEN}, "name": "Willibrordus Steenuilenbos"}, "sid=abc; Path=/; Secure", "gone=; Max-Age=0")
    assert keys_in(told) == [{"cookie": "sid=abc"}, {"authorization": f"Bearer {TOKEN}"}]
    assert keys_in(Answer(200, {}, b"<html>", ())) == []
    many = answer([f"{TOKEN}{number}" for number in range(50)])
    assert len(keys_in(many)) == MOST_TOKENS


@given(st.binary(max_size=200), st.lists(st.text(max_size=40), max_size=3))
def test_hostile_answers_give_headers_that_can_be_sent(body: bytes, cookies: list[str]) -> None:
    for headers in keys_in(Answer(200, {}, body, tuple(cookies))):
        for value in headers.values():
            assert value.isascii()
            assert value.isprintable()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('fetch("/api/login", {', {"/api/login"}),
        ("post('/v1/oauth/token/')", {"/v1/oauth/token"}),
        ("`/auth`", {"/auth"}),
        ('"/login/passkey" "/logout" "/loginhelp"', set()),
        ('"https://elders.example/login"', set()),
        ("/api/login", set()),
        ('"//elders.example/login"', set()),
    ],
)
def test_named_places(text: str, found: set[str]) -> None:
    assert named_in(text) == found


@pytest.mark.parametrize(
    ("table", "good"),
    [
        ({"kind": "api", "request": {"path": "/x"}}, True),
        ({"kind": "api", "request": {"path": "https://elders.example/"}}, False),
        ({"kind": "api", "request": {"path": "//elders.example/"}}, False),
        ({"kind": "api"}, False),
        ({"kind": "api", "path": "/x"}, False),
        ({"kind": "sso", "steps": [{"goto": "/"}]}, True),
        ({"kind": "sso", "steps": [{"goto": "/"}], "request": {"path": "/x"}}, False),
        ({"kind": "sso", "steps": [{"fill": {"label": "Code"}, "with": "{totp}"}]}, False),
        ({"kind": "deep-link", "path": "/x"}, True),
        ({"kind": "deep-link", "steps": [{"goto": "/"}]}, False),
        ({"kind": "remember-me", "steps": [{"goto": "/"}]}, True),
    ],
)
def test_a_door_has_one_way(table: dict[str, Any], good: bool) -> None:
    try:
        Door.model_validate({"name": "d", **table})
    except ValidationError:
        assert not good
    else:
        assert good
