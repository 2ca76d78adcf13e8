"""Addresses by which an app sends a browser to a SAML provider."""

from __future__ import annotations

import base64
import zlib
from urllib.parse import urlencode
from xml.sax.saxutils import quoteattr

ALGORITHM = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
PROVIDER = "https://authenticatie.vlaanderen.be/sso"


def packed(text: str) -> str:
    """Deflated and in base64, as a redirect carries it."""
    deflater = zlib.compressobj(wbits=-15)
    return base64.b64encode(deflater.compress(text.encode()) + deflater.flush()).decode()


def saml_redirect(wanted: str | None, *, signature: str = "c2lnbmVk", algorithm: str = ALGORITHM) -> str:
    """A request that wants its answer there, or does not say where."""
    acs = "" if wanted is None else f" AssertionConsumerServiceURL={quoteattr(wanted)}"
    text = f'<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1"{acs}/>'
    signed = {"SigAlg": algorithm, "Signature": signature} if signature else {}
    return f"{PROVIDER}?{urlencode({'SAMLRequest': packed(text), **signed})}"
