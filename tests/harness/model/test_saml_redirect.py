"""What is read of a SAML request in an address: where its answer is wanted, and nothing that could break us."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import saml_wanted_at
from harness.model.saml_redirect import LARGEST
from tests.checks.saml_addresses import packed


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('<samlp:AuthnRequest ID="_1" AssertionConsumerServiceURL="https://a.test/x?y=1&amp;z=2"/>', "https://a.test/x?y=1&z=2"),
        ("<AuthnRequest AssertionConsumerServiceURL = 'https://a.test/'>", "https://a.test/"),
        ('<samlp:AuthnRequest ID="_1"><x AssertionConsumerServiceURL="https://b.test/"/></samlp:AuthnRequest>', ""),
        ('<samlp:LogoutRequest ID="_1"/>', None),
        ("", None),
    ],
)
def test_where_the_answer_is_wanted(text: str, wanted: str | None) -> None:
    assert saml_wanted_at(packed(text)) == wanted


def test_one_that_never_ends_is_read_to_a_limit() -> None:
    late = "<!--" + " " * LARGEST + '--><AuthnRequest AssertionConsumerServiceURL="https://a.test/"/>'
    assert saml_wanted_at(packed(late)) is None
    assert saml_wanted_at("A" * (LARGEST + 1)) is None


@given(st.text(max_size=300))
def test_whatever_it_is_it_is_read(text: str) -> None:
    assert saml_wanted_at(text) is None
    assert saml_wanted_at(packed(text)) is None or "AuthnRequest" in text
