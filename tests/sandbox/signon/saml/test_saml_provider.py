"""The provider itself: whom it answers, what it signs, and what it is known by."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import httpx
import pytest
from lxml import etree

from harness.errors import MisuseError
from harness.sandbox.demo.certificates import Authority
from harness.sandbox.demo.saml import ENTITY
from harness.sandbox.demo.saml_place import ISSUER
from harness.sandbox.signon.saml.asking import Asked
from harness.sandbox.signon.saml.cases import SAML_CASES
from harness.sandbox.signon.saml.endpoints import saml_app
from harness.sandbox.signon.saml.names import ASSERTION, PREFIXES, PROTOCOL, parsed
from harness.sandbox.signon.saml.provider import SamlProvider, Service
from harness.sandbox.signon.saml.signing import certificate_of, signer_of
from harness.sandbox.signon.saml.wrapping import VARIANTS
from tests.sandbox.signon.saml.school import ACS, SIGNERS

PERSON = {"name_id": "ada", "groups": ["4A", "4B"]}


def provider() -> SamlProvider:
    return SamlProvider(ISSUER, Service(ENTITY, ACS, ("demoschool.test",)), SIGNERS)


def asked(issuer: str = ENTITY, acs: str = ACS, id: str = "_1") -> Asked:
    return Asked(id, issuer, acs, "redirect", "valid", relay="there")


def document(fault: str = "") -> etree._Element:
    made = provider()
    made.sign_in(PERSON, fault=fault)
    case = next((one for one in SAML_CASES if one.id == fault), None)
    made.style = case.styles[0] if case else "both"
    answer = made.answer(asked())
    assert answer is not None
    assert (answer.address, answer.mode, answer.values["RelayState"]) == (ACS, "form_post", "there")
    return parsed(base64.b64decode(answer.values["SAMLResponse"]))


@pytest.mark.parametrize(
    "request_",
    [
        asked(issuer="https://another.example/saml"), asked(acs="https://evil.example/acs"), asked(acs="javascript:x"),
        asked(acs="https://demoschool.test@evil.example/"), asked(acs="https://[x/"), asked(id=""),
    ],
    ids=str,
)
def test_it_answers_nobody_else(request_: Asked) -> None:
    assert provider().answer(request_) is None


def test_where_the_request_does_not_say_it_answers_where_the_app_is_known() -> None:
    made = provider()
    made.sign_in(PERSON)
    answer = made.answer(asked(acs=""))
    assert answer is not None
    assert answer.address == ACS


def test_a_good_answer_says_what_it_should() -> None:
    root = document()
    assert [one.text for one in root.findall(".//saml:AttributeValue", PREFIXES)] == ["4A", "4B"]
    assert [etree.QName(one).localname for one in root] == ["Issuer", "Signature", "Status", "Assertion"]
    assert root.get("InResponseTo") == "_1"


@pytest.mark.parametrize("variant", VARIANTS)
def test_wrapping_keeps_what_was_signed_and_adds_the_pupil_once(variant: str) -> None:
    """No two elements share an identifier, so the signature covers what it always did."""
    root = document(variant)
    names = [one.text or "" for one in root.findall(".//saml:NameID", PREFIXES)]
    assert sorted(name.partition("-")[0] for name in names) == ["ada", "somebody"]
    ids = [one.get("ID") for one in root.iter(etree.Element) if one.get("ID")]
    assert len(set(ids)) == len(ids)
    (reference,) = root.findall(".//ds:Reference", PREFIXES)
    (signed,) = [one for one in root.iter(etree.Element) if f"#{one.get('ID')}" == reference.get("URI")]
    (name,) = signed.findall(".//saml:NameID", PREFIXES)[-1:]
    assert (name.text or "").startswith("somebody-else-")


def test_over_http() -> None:
    made = provider()
    made.sign_in(PERSON)

    async def go() -> tuple[httpx.Response, ...]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(saml_app(made)), base_url=ISSUER) as client:
            return (
                await client.get("/metadata"), await client.get("/sso"), await client.get("/sso?SAMLRequest=x"),
                await client.post("/sso", data={"SAMLRequest": "%"}), await client.get("/v1/deliver/none"),
            )

    metadata, *refused = asyncio.run(go())
    root = parsed(metadata.content)
    assert root.get("entityID") == ISSUER
    assert root.findtext(".//ds:X509Certificate", "", PREFIXES).strip() == SIGNERS.good.base64
    assert [answer.status_code for answer in refused] == [400, 400, 400, 404]
    assert not made.login.answered.is_set()


def test_a_request_by_form_is_answered_by_form() -> None:
    """And the same answer is delivered again, to whichever browser opens that address."""
    made = provider()
    login = made.sign_in(PERSON)
    text = f'<p:AuthnRequest xmlns:p="{PROTOCOL}" xmlns:a="{ASSERTION}" ID="_1"><a:Issuer>{ENTITY}</a:Issuer></p:AuthnRequest>'

    async def go() -> tuple[httpx.Response, httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(saml_app(made)), base_url=ISSUER) as client:
            sent = {"SAMLRequest": base64.b64encode(text.encode()).decode(), "RelayState": '"><b>'}
            return await client.post("/sso", data=sent), await client.get(login.again)

    first, again = asyncio.run(go())
    assert first.text == again.text
    assert f'action="{ACS}"' in first.text
    assert "&quot;&gt;&lt;b&gt;" in first.text, "what the app sends along is hostile"
    assert login.answered.is_set()
    assert [(one.binding, one.signed) for one in made.asked] == [("post", "missing")]


def test_a_key_that_is_none_is_told(tmp_path: Path) -> None:
    path, whole = tmp_path / "some.pem", Authority().leaf(["idp.example"])
    path.write_bytes(whole)
    assert certificate_of(path) == signer_of(path).certificate, "an elliptic key will do as well"
    path.write_bytes(whole.partition(b"-----BEGIN PRIVATE")[0])
    with pytest.raises(MisuseError, match="holds no certificate with its key"):
        signer_of(path)
    path.write_bytes(SIGNERS.own.pem().partition(b"-----BEGIN PRIVATE")[0] + whole.partition(b"-----END CERTIFICATE-----\n")[2])
    with pytest.raises(MisuseError, match="not of this key"):
        signer_of(path)
    path.write_text("nothing", encoding="utf-8")
    with pytest.raises(MisuseError, match="app_certificate"):
        certificate_of(path)


def test_a_stranger_signs_in_the_providers_name() -> None:
    """With the provider's certificate beside a signature that is not its, or with one of its own that looks alike."""
    assert SIGNERS.own.certificate.subject == SIGNERS.good.certificate.subject
    assert SIGNERS.own.certificate != SIGNERS.good.certificate
    assert SIGNERS.borrowed.certificate == SIGNERS.good.certificate
    assert SIGNERS.borrowed.key is SIGNERS.own.key
