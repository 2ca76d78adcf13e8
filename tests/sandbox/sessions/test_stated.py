"""How long a token says that it lives."""

from __future__ import annotations

import base64
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.sessions.stated import lifetime


def jwt(claims: Any, header: Any = None) -> str:
    """A token with these claims; its signature is nonsense."""
    parts = (json.dumps(one).encode() for one in ({"alg": "HS256"} if header is None else header, claims))
    return ".".join([*(base64.urlsafe_b64encode(one).decode().rstrip("=") for one in parts), "c2lnbmF0dXJl"])


@pytest.mark.parametrize(
    ("token", "seconds"),
    [
        (jwt({"iat": 1000, "exp": 4600}), 3600.0),
        (jwt({"nbf": 1000, "exp": 4600}), 3600.0),
        (jwt({"iat": 1000}), math.inf),
        (jwt({"exp": 4600}), None),
        (jwt({"iat": 5000, "exp": 4600}), 0.0),
        (jwt({"iat": True, "exp": "4600"}), math.inf),
        (jwt({"iat": 1, "exp": 1e300}), math.inf),
        (jwt([1, 2]), None),
        (jwt({"exp": 1}, {"typ": "JWT"}), None),
        (f"{jwt({'iat': 1, 'exp': 2})}.x", None),
        ("a.b.c", None),
        ("", None),
        ("q8Zr2LmX0cVbN4tYhJk", None),
    ],
)
def test_lifetimes(token: str, seconds: float | None) -> None:
    assert lifetime(token) == seconds


@given(st.text(max_size=80), st.text(max_size=80))
def test_nothing_breaks_it(first: str, second: str) -> None:
    assert lifetime(f"{first}.{second}.x") is None or len(first) > 1
    assert lifetime(first) is None or "." in first
