"""What the demo school believes of a SAML answer, with one switch for each way in which such a service can be wrong.

A sound reader sees what is signed: it takes the assertion from the copy that the verifier gives back, and from nowhere
else. Each fault leaves out one thing that a sound reader looks at.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from lxml import etree
from signxml.exceptions import InvalidDigest, InvalidSignature, SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

from harness.sandbox.demo.fault import Switches
from harness.sandbox.demo.signon_token import RefusedError

PROTOCOL, ASSERTION = "urn:oasis:names:tc:SAML:2.0:protocol", "urn:oasis:names:tc:SAML:2.0:assertion"
NAMES = {"samlp": PROTOCOL, "saml": ASSERTION, "ds": "http://www.w3.org/2000/09/xmldsig#"}
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
LEEWAY = 60

type Element = etree._Element

ARRANGED = {
    "saml-xsw1": (["Signature/Response/Assertion", "Assertion"], 1),
    "saml-xsw2": (["Response/Assertion", "Assertion"], 1),
    "saml-xsw3": (["Assertion", "Assertion*"], 0),
    "saml-xsw4": (["Assertion", "Assertion/Assertion*"], 0),
    "saml-xsw5": (["Assertion*", "Assertion"], 0),
    "saml-xsw6": (["Assertion*", "Assertion/Signature/Assertion"], 0),
    "saml-xsw7": (["Extensions/Assertion", "Assertion*"], 0),
    "saml-xsw8": (["Assertion*", "Assertion/Signature/Object/Assertion"], 0),
}
"""Fault → an arrangement of assertions that it takes for good (`*` bears the signature), and which one it reads."""


@dataclass(frozen=True)
class Expected:
    """What has to stand in an answer: who gives it, to whom, where, to which request."""

    issuer: str
    entity: str
    acs: str
    request: str
    certificate: x509.Certificate


def believed(answer: str, expected: Expected, now: float, faults: Switches) -> str:
    """The name identifier of whoever is signed in. Raises RefusedError."""
    try:
        root = _parsed(base64.b64decode(answer, validate=True))
        assertion = _signed(root, expected.certificate, faults)
        _check_response(root, expected, faults)
        _check_assertion(assertion, expected, faults)
        _check_times(assertion, now, faults)
        return _name(root, assertion, faults)
    except (SignXMLException, etree.LxmlError, ValueError, KeyError, TypeError) as error:
        raise RefusedError(f"the answer is not valid: {type(error).__name__}") from error


def _parsed(text: bytes) -> Element:
    root = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    if root.tag != f"{{{PROTOCOL}}}Response" or root.getroottree().docinfo.doctype:
        raise RefusedError("this is no response")
    return root


def _signed(root: Element, certificate: x509.Certificate, faults: Switches) -> Element:
    """The assertion that the provider signed, by itself or with the whole response."""
    every = root.findall(".//saml:Assertion", NAMES)
    if faults.on("saml-unsigned") and root.find(".//ds:Signature", NAMES) is None:
        return every[0]
    taken = _arrangement(root, every, faults)
    if taken is not None:
        _verified(root, certificate, anywhere=True)
        return taken
    if len(every) != 1 or every[0].getparent() is not root:
        raise RefusedError("there has to be one assertion, in its place")
    whole = root.find("ds:Signature", NAMES) is not None
    signed = _leniently(root if whole else every[0], certificate, faults)
    (assertion,) = signed.findall("saml:Assertion", NAMES) if whole else [signed]
    return assertion


def _arrangement(root: Element, every: list[Element], faults: Switches) -> Element | None:
    """What a client reads that looks for a signature somewhere and for an assertion somewhere."""
    if faults.on("saml-any-signature"):
        return root.find("saml:Assertion", NAMES)
    seen = [_path(one, root) for one in every]
    for fault, (shape, read) in ARRANGED.items():
        if faults.on(fault) and seen == shape:
            return every[read]
    return None


def _path(element: Element, root: Element) -> str:
    mark = "*" if element.find("ds:Signature", NAMES) is not None else ""
    names = [etree.QName(element).localname]
    parent = element.getparent()
    while parent is not None and parent is not root:
        names.insert(0, etree.QName(parent).localname)
        parent = parent.getparent()
    return "/".join(names) + mark


def _leniently(element: Element, certificate: x509.Certificate, faults: Switches) -> Element:
    """The signed copy of this element; with a fault also one whose signature is worth nothing."""
    if faults.on("saml-own-certificate"):
        certificate = _shown(element)
    try:
        return _verified(element, certificate)
    except InvalidDigest:
        if faults.on("saml-altered"):
            return element
        raise
    except InvalidSignature:
        if faults.on("saml-wrong-key") and _shown(element) == certificate:
            return element
        raise


def _verified(element: Element, certificate: x509.Certificate, *, anywhere: bool = False) -> Element:
    """What the signature covers, as the verifier read it; it has to be this very element, unless `anywhere`."""
    where = SignatureConfiguration(location=".//" if anywhere else "./", expect_references=1)
    found = XMLVerifier().verify(
        element, x509_cert=certificate, id_attribute="ID", validate_schema=not anywhere, expect_config=where
    )
    assert not isinstance(found, list)
    signed = found.signed_xml
    if signed is None or not (anywhere or (signed.tag, signed.get("ID")) == (element.tag, element.get("ID"))):
        raise RefusedError("something else is signed")
    return signed


def _shown(element: Element) -> x509.Certificate:
    """The certificate that the signature brings along."""
    text = element.findtext("ds:Signature/ds:KeyInfo/ds:X509Data/ds:X509Certificate", "", NAMES)
    return x509.load_der_x509_certificate(base64.b64decode(text))


def _check_response(root: Element, expected: Expected, faults: Switches) -> None:
    on = faults.on
    code = root.find("samlp:Status/samlp:StatusCode", NAMES)
    if code is None or code.get("Value") != SUCCESS:
        raise RefusedError("the provider signed nobody in")
    if root.get("Destination") != expected.acs and not on("saml-destination"):
        raise RefusedError("the answer is for another place")
    if root.get("InResponseTo") != expected.request and not on("saml-in-response-to"):
        raise RefusedError("we did not ask for this answer")
    if root.findtext("saml:Issuer", "", NAMES) != expected.issuer and not on("saml-issuer"):
        raise RefusedError("another provider gave this answer")


def _check_assertion(assertion: Element, expected: Expected, faults: Switches) -> None:
    on = faults.on
    if assertion.findtext("saml:Issuer", "", NAMES) != expected.issuer and not on("saml-issuer"):
        raise RefusedError("another provider made this assertion")
    audiences = [one.text for one in assertion.findall("saml:Conditions/saml:AudienceRestriction/saml:Audience", NAMES)]
    if expected.entity not in audiences and not on("saml-audience"):
        raise RefusedError("the assertion is for another service")
    data = _confirmation(assertion)
    if data.get("Recipient") != expected.acs and not on("saml-recipient"):
        raise RefusedError("the assertion is for another place")
    if data.get("InResponseTo") != expected.request and not on("saml-in-response-to"):
        raise RefusedError("we did not ask for this assertion")


def _check_times(assertion: Element, now: float, faults: Switches) -> None:
    (conditions,) = assertion.findall("saml:Conditions", NAMES)
    if now + LEEWAY < _seconds(conditions.attrib["NotBefore"]) and not faults.on("saml-not-yet-valid"):
        raise RefusedError("the assertion is not valid yet")
    if now - LEEWAY >= _seconds(conditions.attrib["NotOnOrAfter"]) and not faults.on("saml-expired"):
        raise RefusedError("the assertion has expired")
    confirmed = _seconds(_confirmation(assertion).attrib["NotOnOrAfter"])
    if now - LEEWAY >= confirmed and not faults.on("saml-confirmation-expired"):
        raise RefusedError("the confirmation has expired")


def _confirmation(assertion: Element) -> Element:
    (confirmation,) = assertion.findall("saml:Subject/saml:SubjectConfirmation", NAMES)
    if confirmation.get("Method") != BEARER:
        raise RefusedError("an unknown confirmation")
    (data,) = confirmation.findall("saml:SubjectConfirmationData", NAMES)
    return data


def _seconds(text: str | bytes) -> float:
    return datetime.fromisoformat(str(text)).timestamp()


def _name(root: Element, assertion: Element, faults: Switches) -> str:
    """Whom it is about, all of the text. A reader of the first piece of it stops at a comment."""
    if faults.on("saml-comment"):
        return str(root.findtext(".//saml:NameID", "", NAMES))
    (name,) = assertion.findall("saml:Subject/saml:NameID", NAMES)
    return "".join(str(text) for text in name.itertext())
