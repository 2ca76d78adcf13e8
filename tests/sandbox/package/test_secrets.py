"""Secrets by their form: real forms are found, look-alikes are not, and nothing of a secret is shown that could be used."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.package.addresses import addresses_in
from harness.sandbox.package.secrets import masked, secrets_in
from tests.sandbox.package.made_secrets import DATABASE, PRIVATE_KEY, STRIPE

BODY = "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0"
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def github(body: str) -> bytes:
    number, written = zlib.crc32(body.encode()), ""
    while number:
        number, digit = divmod(number, 62)
        written = DIGITS[digit] + written
    return ("gh" + "p_" + body + written.rjust(6, "0")).encode()


FOUND = {
    "private-key": PRIVATE_KEY,
    "stripe-secret-key": STRIPE.encode(),
    "database-password": DATABASE,
    "github-token": github(BODY),
    "sendgrid-key": ("SG" + ".aB3dE5fG7hJ9kL1mN2pQ4r.aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY2zA4bC6dE8f").encode(),
}


@pytest.mark.parametrize("form", sorted(FOUND))
def test_a_secret_is_found_wherever_it_stands(form: str) -> None:
    for around in (b"", b'{"key": "', b"\0", b"x = '"):
        ((name, shown),) = secrets_in(around + FOUND[form] + b"'\"\0 ")
        assert name == form
        assert FOUND[form].decode()[12:40] not in shown


@pytest.mark.parametrize(
    "text",
    [
        b"gh" + b"p_" + b"x" * 36,
        github(BODY)[:-1] + b"!",
        b"sk_" + b"live_" + b"0" * 24,
        b"-----BEGIN " + b"PRIVATE KEY-----\nnot base64 at all, so no key of anybody whatsoever\n-----END PRIVATE KEY-----",
        b"postgres://user:${PASSWORD}@db.school.test/x",
        b"postgres://user:aaaaaaaa@db.school.test/x",
        b"prefix_" + STRIPE.encode(),
    ],
)
def test_what_only_looks_like_one_is_none(text: bytes) -> None:
    assert list(secrets_in(text)) == []


@given(st.binary(max_size=500), st.sampled_from(sorted(FOUND)))
def test_any_surroundings_are_read(text: bytes, form: str) -> None:
    found = {name for name, _ in secrets_in(text + b"\0" + FOUND[form] + b"\0" + text)}
    assert form in found


def test_what_is_shown_is_short_and_plain() -> None:
    assert masked(b"\x1b[2Jabcdefgh" * 9).isprintable()


def test_addresses_and_how_they_are_written() -> None:
    text = b"HTTP://Old.School.test/a https://api.school.test:8443 ftp://x.test http://localhost/ https://www.w3.org/x"
    assert list(addresses_in(text)) == [("old.school.test", True), ("api.school.test", False)]
