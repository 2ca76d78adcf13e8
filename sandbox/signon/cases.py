"""What can be wrong with an answer of an identity provider: one thing at a time, and who says that it must be refused.

The identifiers are part of the evidence; what they mean for an app is decided by the checks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

type Place = Literal["token", "userinfo", "answer", "browser", "metadata"]


@dataclass(frozen=True)
class Case:
    """One fault. `place` is where it stands: in the ID token, in what userinfo says, in the answer that the browser
    carries, in which browser carries it, or in the provider's own metadata. `clause` is the rule that it breaks.
    """

    id: str
    place: Place
    clause: str
    must: bool = True


OIDC = "OpenID Connect Core 1.0"

CASES = (
    Case("signature", "token", f"{OIDC}, 3.1.3.7 (6)"),
    Case("alg-none", "token", f"{OIDC}, 3.1.3.7 (7); RFC 8725, 3.1"),
    Case("hs-confusion", "token", "RFC 8725, 2.1 and 3.1"),
    Case("issuer", "token", f"{OIDC}, 3.1.3.7 (2)"),
    Case("audience", "token", f"{OIDC}, 3.1.3.7 (3)"),
    Case("audience-more", "token", f"{OIDC}, 3.1.3.7 (3)"),
    Case("expired", "token", f"{OIDC}, 3.1.3.7 (9)"),
    Case("not-yet-valid", "token", "RFC 7519, 4.1.5"),
    Case("nonce", "token", f"{OIDC}, 3.1.3.7 (11)"),
    Case("nonce-missing", "token", f"{OIDC}, 3.1.3.7 (11)"),
    Case("unknown-kid", "token", f"{OIDC}, 10.1"),
    Case("jku", "token", "RFC 8725, 3.10"),
    Case("jwk", "token", "RFC 8725, 3.10"),
    Case("mixed-user", "userinfo", f"{OIDC}, 5.3.2"),
    Case("state", "answer", "RFC 6749, 10.12"),
    Case("state-missing", "answer", "RFC 6749, 10.12"),
    Case("code-again", "browser", "RFC 9700, 4.5"),
    Case("other-browser", "browser", "RFC 9700, 4.7"),
    Case("metadata-issuer", "metadata", "OpenID Connect Discovery 1.0, 4.3"),
    Case("iss-parameter", "answer", "RFC 9207, 2.4", must=False),
    Case("iss-parameter-missing", "answer", "RFC 9207, 2.4", must=False),
)
"""In the order in which they are tried. The last two matter where an app knows more than one provider."""
