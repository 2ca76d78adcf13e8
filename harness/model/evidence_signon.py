"""What checks read about single sign-on."""

from __future__ import annotations

from harness.model.evidence import ProbeEvidence
from harness.model.records_signon import AuthorizeAsked, IdentityTried, SamlAsked, SignOnTried


class SignOns(ProbeEvidence[SignOnTried]):
    """Spoilt logins, each between two good ones."""

    kind = "signon"
    shape = SignOnTried

    def of(self, protocol: str) -> list[SignOnTried]:
        """Those of one protocol."""
        return [one for one in self if one.protocol == protocol]


class Identities(ProbeEvidence[IdentityTried]):
    """Logins with odd claims, and whose account they opened."""

    kind = "identity"
    shape = IdentityTried


class Authorizations(ProbeEvidence[AuthorizeAsked]):
    """What the app asked of our identity provider."""

    kind = "authorize"
    shape = AuthorizeAsked


class SamlLogins(ProbeEvidence[SignOnTried]):
    """Spoilt SAML logins, each between two good ones."""

    kind = "saml"
    shape = SignOnTried


class SamlRequests(ProbeEvidence[SamlAsked]):
    """What the app asked of our SAML provider."""

    kind = "saml-request"
    shape = SamlAsked
