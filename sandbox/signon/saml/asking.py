"""What an app asks: an AuthnRequest by redirect or form, and whether the app signed it (SAML 2.0 bindings, 3.4-3.5)."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote_plus

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from lxml import etree
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

from harness.sandbox.signon.saml import names

type Signed = Literal["valid", "wrong", "missing", "unread"]
"""`unread`: there is a signature, and the app's certificate is not known."""

LARGEST = 256 * 1024
"""Bytes of a request, inflated: a real one has two thousand."""
HASHES: Mapping[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1, "sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512,
}


@dataclass(frozen=True)
class Asked:
    """One request. `acs`: where the answer is wanted, empty when it is not said. `algorithm`: such as `rsa-sha256`."""

    id: str
    issuer: str
    acs: str
    binding: Literal["redirect", "post"]
    signed: Signed
    algorithm: str = ""
    relay: str = field(default="", repr=False)


def redirected(query: str, certificate: x509.Certificate | None) -> Asked:
    """The request in a query as it was sent: the signature is over those very bytes. Raises ValueError."""
    raw = dict(part.partition("=")[::2] for part in query.split("&"))
    given = {name: unquote_plus(value) for name, value in raw.items()}
    root = _request(_inflated(given.get("SAMLRequest", "")))
    signed: Signed = "missing"
    if "Signature" in given and "SigAlg" in given:
        over = "&".join(f"{name}={raw[name]}" for name in ("SAMLRequest", "RelayState", "SigAlg") if name in raw)
        signed = "unread" if certificate is None else _over_query(over, given, certificate)
    return _asked(root, "redirect", signed, given.get("SigAlg", ""), given.get("RelayState", ""))


def posted(form: Mapping[str, str], certificate: x509.Certificate | None) -> Asked:
    """The request in a form. Raises ValueError."""
    root = _request(_decoded(form.get("SAMLRequest", "")))
    signature = root.find("ds:Signature", names.PREFIXES)
    if signature is None:
        return _asked(root, "post", "missing", "", form.get("RelayState", ""))
    method = signature.find("ds:SignedInfo/ds:SignatureMethod", names.PREFIXES)
    algorithm = "" if method is None else method.get("Algorithm", "")
    signed: Signed = "unread" if certificate is None else _enveloped(root, certificate)
    return _asked(root, "post", signed, algorithm, form.get("RelayState", ""))


def _asked(
    root: etree._Element, binding: Literal["redirect", "post"], signed: Signed, algorithm: str, relay: str
) -> Asked:
    issuer = (root.findtext("saml:Issuer", "", names.PREFIXES) or "").strip()
    acs = root.get("AssertionConsumerServiceURL", "")
    return Asked(root.get("ID", ""), issuer, acs, binding, signed, algorithm.rpartition("#")[2][:40], relay)


def _request(text: bytes) -> etree._Element:
    root = names.parsed(text)
    if root.tag != names.in_protocol("AuthnRequest"):
        raise ValueError("no AuthnRequest")
    return root


def _inflated(text: str) -> bytes:
    inflater = zlib.decompressobj(-15)
    try:
        made = inflater.decompress(_decoded(text), LARGEST)
    except zlib.error as error:
        raise ValueError("the request is not deflated") from error
    if inflater.unconsumed_tail:
        raise ValueError("the request is too large")
    return made


def _decoded(text: str) -> bytes:
    if len(text) > LARGEST:
        raise ValueError("the request is too large")
    return base64.b64decode("".join(text.split()), validate=True)


def _over_query(text: str, given: Mapping[str, str], certificate: x509.Certificate) -> Signed:
    """Whether the signature in a query is of this certificate's key."""
    kind, _, digest = given["SigAlg"].rpartition("#")[2].partition("-")
    key = certificate.public_key()
    if digest not in HASHES:
        return "wrong"
    try:
        signature = _decoded(given["Signature"])
        if isinstance(key, rsa.RSAPublicKey) and kind == "rsa":
            key.verify(signature, text.encode(), padding.PKCS1v15(), HASHES[digest]())
            return "valid"
        if isinstance(key, ec.EllipticCurvePublicKey) and kind == "ecdsa":
            key.verify(signature, text.encode(), ec.ECDSA(HASHES[digest]()))
            return "valid"
    except (ValueError, InvalidSignature):
        return "wrong"
    return "wrong"


def _enveloped(root: etree._Element, certificate: x509.Certificate) -> Signed:
    """Whether the request as a whole is signed by this certificate's key."""
    try:
        found = XMLVerifier().verify(
            root, x509_cert=certificate, expect_config=SignatureConfiguration(location="./"), id_attribute="ID"
        )
    except (SignXMLException, ValueError, InvalidSignature):
        return "wrong"
    seen = found if isinstance(found, list) else [found]
    whole = [one.signed_xml for one in seen if one.signed_xml is not None and one.signed_xml.tag == root.tag]
    return "valid" if any(one.get("ID") == root.get("ID") for one in whole) else "wrong"
