"""What an app asks, and whether it signed it: by redirect, by form, and as anything else that an app may send."""

from __future__ import annotations

import base64
from copy import deepcopy
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from harness.sandbox.demo.faults import switches
from harness.sandbox.demo.saml import ENTITY, SchoolSaml
from harness.sandbox.signon.saml.asking import LARGEST, Asked, posted, redirected
from harness.sandbox.signon.saml.names import parsed
from harness.sandbox.signon.saml.signing import Signer, signer_of
from tests.checks.saml_addresses import packed
from tests.sandbox.signon.saml.school import ACS, FEDERATION, PEOPLE, SCHOOL, SIGNERS

TEXT = (
    '<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
    'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1" AssertionConsumerServiceURL="https://school.test/acs">'
    "<saml:Issuer> https://school.test/saml </saml:Issuer></samlp:AuthnRequest>"
)
OTHER = SIGNERS.own.certificate


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    path = tmp_path_factory.mktemp("school") / "both.pem"
    path.write_text(SCHOOL.certificate + SCHOOL.key, encoding="utf-8")
    return signer_of(path)


def sent(*faults: str) -> str:
    """The query with which the demo school sends a browser away."""
    return urlsplit(SchoolSaml(FEDERATION, PEOPLE, switches(faults)).begin()[0]).query


def form(root: etree._Element) -> dict[str, str]:
    return {"SAMLRequest": base64.b64encode(etree.tostring(root)).decode(), "RelayState": "there"}


def test_a_signed_redirect(school: Signer) -> None:
    found = redirected(sent(), school.certificate)
    assert (found.issuer, found.acs, found.binding) == (ENTITY, ACS, "redirect")
    assert (found.signed, found.algorithm) == ("valid", "rsa-sha256")
    assert redirected(sent("saml-request-sha1"), school.certificate).algorithm == "rsa-sha1"
    assert redirected(sent("saml-request-unsigned"), school.certificate).signed == "missing"
    assert redirected(sent(), OTHER).signed == "wrong"
    assert redirected(sent(), None).signed == "unread"


@pytest.mark.parametrize("changed", ["RelayState=x&", "SigAlg=none&", "Signature=AAAA&"])
def test_a_redirect_that_was_changed_on_its_way(changed: str, school: Signer) -> None:
    query, name = sent(), changed.partition("=")[0]
    kept = [part for part in query.split("&") if not part.startswith(f"{name}=")]
    assert redirected(changed + "&".join(kept), school.certificate).signed == "wrong"


def test_the_signature_is_over_the_bytes_as_they_were_sent(school: Signer) -> None:
    """An app may write the same value in another way; what it signed is what it sent."""
    query = sent()
    again = urlencode({name: values[0] for name, values in parse_qs(query).items()}, quote_via=quote, safe="/")
    assert redirected(again, school.certificate).signed == "wrong"


def test_a_form(school: Signer) -> None:
    root = parsed(TEXT.encode())
    plain = posted(form(root), school.certificate)
    assert plain == Asked("_1", "https://school.test/saml", "https://school.test/acs", "post", "missing", "", "there")
    signed = school.signed(deepcopy(root))
    assert posted(form(signed), school.certificate).signed == "valid"
    assert posted(form(signed), school.certificate).algorithm == "rsa-sha256"
    assert posted(form(signed), OTHER).signed == "wrong"
    assert posted(form(signed), None).signed == "unread"
    signed.set("AssertionConsumerServiceURL", "https://elsewhere.example/")
    assert posted(form(signed), school.certificate).signed == "wrong"


def test_a_form_in_which_something_else_is_signed(school: Signer) -> None:
    """The signature stands in its place, and covers a request that was put within another one."""
    signed = school.signed(parsed(TEXT.encode()))
    outer = parsed(TEXT.replace("_1", "_2").encode())
    (signature,) = signed.findall("{http://www.w3.org/2000/09/xmldsig#}Signature")
    outer.append(signature)
    outer.append(signed)
    assert posted(form(outer), school.certificate).signed == "wrong"


@pytest.mark.parametrize(
    "text",
    ["", "<a/>", "<", f"<!DOCTYPE x [<!ENTITY e 'x'>]>{TEXT}", "<!-- -->", TEXT + " " * LARGEST],
    ids=["empty", "other", "broken", "entities", "comment", "large"],
)
def test_what_is_no_request_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        redirected(urlencode({"SAMLRequest": packed(text)}), None)


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_comes_is_a_request_or_a_value_error(request: str, signature: str) -> None:
    for ask in (
        lambda: redirected(urlencode({"SAMLRequest": request, "SigAlg": signature, "Signature": signature}), OTHER),
        lambda: redirected(request, OTHER),
        lambda: posted({"SAMLRequest": request}, OTHER),
    ):
        try:
            assert ask().signed != "valid"
        except ValueError:
            continue
