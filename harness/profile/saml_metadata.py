"""The metadata of our SAML provider: what an app is given so that it takes our answers (SAML 2.0 metadata, 2.4.3)."""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import quoteattr

from harness.errors import MisuseError
from harness.model.profile import Profile

PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
BINDINGS = ("urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect", "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST")
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/=\s]+?)-----END CERTIFICATE-----")


def saml_metadata(issuer: str, certificate: str) -> str:
    """An EntityDescriptor with this certificate (base64 of its DER): requests have to be signed, and are taken by
    redirect and by form at `{issuer}/sso`.
    """
    where = f"Location={quoteattr(issuer + '/sso')}"
    places = "".join(f'\n    <md:SingleSignOnService Binding="{one}" {where}/>' for one in BINDINGS)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID={quoteattr(issuer)}>
  <md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="{PROTOCOL}">
    <md:KeyDescriptor use="signing">
      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
        <ds:X509Certificate>{certificate}</ds:X509Certificate>
      </ds:X509Data></ds:KeyInfo>
    </md:KeyDescriptor>{places}
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
"""


def metadata_of(profile: Profile) -> str:
    """The metadata of the provider that the profile tells of. Raises MisuseError: it tells of none, or has no key."""
    saml = profile.saml
    if saml is None or saml.signing is None:
        raise MisuseError(f"{profile.path}: no [saml] with a signing key", hint="see docs/sign-on.md")
    return saml_metadata(saml.issuer, _shown(saml.signing))


def _shown(path: Path) -> str:
    found = _CERTIFICATE.search(path.read_text(encoding="utf-8", errors="replace"))
    if found is None:
        raise MisuseError(f"saml.signing: {path}: holds no certificate", hint=f"openssl x509 -in {path}")
    return "".join(found[1].split())
