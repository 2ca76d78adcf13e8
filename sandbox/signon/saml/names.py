"""Names of SAML 2.0 and XML Signature."""

from __future__ import annotations

from lxml import etree

PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
BASIC = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
PREFIXES = {"samlp": PROTOCOL, "saml": ASSERTION, "ds": SIGNATURE}


def in_protocol(name: str) -> str:
    """A name of the protocol, as lxml writes it."""
    return f"{{{PROTOCOL}}}{name}"


def in_assertion(name: str) -> str:
    """A name of assertions."""
    return f"{{{ASSERTION}}}{name}"


def in_signature(name: str) -> str:
    """A name of XML Signature."""
    return f"{{{SIGNATURE}}}{name}"


def parsed(text: bytes) -> etree._Element:
    """XML from elsewhere: no entities, nothing fetched, nothing huge. Raises ValueError when it is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"no XML: {error.msg}") from error
    if root.getroottree().docinfo.doctype:
        raise ValueError("a document type is never accepted")
    return root
