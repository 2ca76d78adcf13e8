"""Looks of a value."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.leaks.encodings import Variant, variants


def patterns(field: str, value: str) -> dict[bytes, Variant]:
    return {look.pattern: look for look in variants(field, value)}


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha512"])
def test_hashes_of_a_mail_address_tell_their_chain(algorithm: str) -> None:
    digest = hashlib.new(algorithm, b"ada@school.example")
    for value in ("ada@school.example", "Ada@School.example", " Ada@school.example "):
        look = patterns("email", value)[digest.hexdigest().encode()]
        assert look.chain == f"{algorithm}(lower(trim(email)))"
        assert not look.indicative
    assert digest.digest() in patterns("email", "ada@school.example")


def test_published_digests() -> None:
    # RFC 1321 and FIPS 180 test values for "abcdefghijklmnopqrstuvwxyz".
    made = patterns("word", "abcdefghijklmnopqrstuvwxyz")
    assert made[b"c3fcd3d76192e4007dfb496cca67e13b"].chain == "md5(word)"
    assert made[b"32d10c7b8cf96570ca04ce37f2a19d84240d3a89"].chain == "sha1(word)"
    assert b"71c480df93d6ae2f1efad1447c66c9525e316218cf51fc8d9ed832f2daf18b73" in made


def test_short_values_are_whole_words_and_hints() -> None:
    looks = variants("first_name", "Ada")
    assert looks
    assert all(look.whole and look.indicative for look in looks)
    assert {look.pattern for look in looks} == {b"Ada", b"ada", b"ADA"}


@pytest.mark.parametrize("value", ["2012-05-17", "B-9000"])
def test_hashes_of_what_others_may_share_are_hints(value: str) -> None:
    for look in variants("f", value):
        if look.chain.startswith(("md5", "sha", "base64(sha", "raw(")):
            assert look.indicative
    assert not variants("f", value)[0].indicative


def test_numbers_stand_alone() -> None:
    assert patterns("phone", "+32470918273")[b"0470918273"].whole
    assert not patterns("email", "ada@school.example")[b"ada@school.example"].whole


@pytest.mark.parametrize("value", ["", "   ", "\t\n"])
def test_blank_values_have_no_looks(value: str) -> None:
    assert variants("f", value) == []


def test_what_is_left_of_a_value_must_still_be_telling() -> None:
    # Six letters with accents only: without them nothing is left to look for.
    assert all(len(look.pattern) >= 5 for look in variants("f", "e" + "\u0301" * 6))


@settings(deadline=None)
@given(st.text(max_size=80))
def test_patterns_are_unique_and_not_empty(value: str) -> None:
    looks = variants("f", value)
    assert len({look.pattern for look in looks}) == len(looks)
    assert all(look.pattern for look in looks)


@settings(deadline=None)
@given(st.text(min_size=5, max_size=40).filter(lambda text: len(text.strip()) >= 5), st.binary(max_size=8),
       st.binary(max_size=8))
def test_inner_base64_is_in_every_longer_base64(value: str, before: bytes, after: bytes) -> None:
    data = value.encode()
    looks = [look.pattern for look in variants("f", value) if look.chain == "base64(f)"]
    assert any(pattern in base64.b64encode(before + data + after) for pattern in looks)


@settings(deadline=None)
@given(st.text(min_size=8, max_size=40))
def test_without_hashes_only_the_value_itself_is_looked_for(value: str) -> None:
    made = variants("f", value, hashes=False)
    assert not [look for look in made if "md5" in look.chain or "sha" in look.chain or "lower" in look.chain]
    assert bool(made) == bool(value.strip())
