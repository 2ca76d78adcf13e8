"""What can be wrong with a SAML answer: one thing at a time, and who says that it must be refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from harness.sandbox.signon.cases import Case

type Style = Literal["assertion", "response", "both"]

STYLES: tuple[Style, ...] = ("assertion", "response", "both")
"""What of an answer is signed. The first that an app takes is used, where a case does not need another."""
CORE, PROFILES = "SAML 2.0 core", "SAML 2.0 profiles, 4.1.4"
BINDINGS = "SAML 2.0 bindings, 3.5.5.2"
WRAPPED = "SAML 2.0 core, 5.4.2; Somorovsky et al., On Breaking SAML, USENIX Security 2012"


@dataclass(frozen=True)
class SamlCase(Case):
    """One fault of an answer. `styles`: how a good answer may be signed for this fault to be the only one."""

    styles: tuple[Style, ...] = STYLES


def _answer(id: str, clause: str, *styles: Style) -> SamlCase:
    return SamlCase(id, "answer", clause, styles=styles or STYLES)


SAML_CASES = (
    _answer("unsigned", f"{PROFILES}.5"),
    _answer("wrong-key", f"{CORE}, 5"),
    _answer("own-certificate", "SAML 2.0 core, 5.4.5"),
    _answer("altered", f"{CORE}, 5"),
    *(_answer(f"xsw{number}", WRAPPED, "response", "both") for number in (1, 2)),
    *(_answer(f"xsw{number}", WRAPPED, "assertion") for number in range(3, 9)),
    _answer("comment", "CERT/CC VU#475445"),
    _answer("issuer", f"{PROFILES}.2"),
    _answer("audience", f"{CORE}, 2.5.1.4"),
    _answer("recipient", f"{PROFILES}.3"),
    _answer("destination", BINDINGS, "response", "both"),
    _answer("expired", f"{CORE}, 2.5.1.2"),
    _answer("confirmation-expired", f"{PROFILES}.3"),
    _answer("not-yet-valid", f"{CORE}, 2.5.1.2"),
    _answer("in-response-to", f"{PROFILES}.3"),
    SamlCase("replay", "browser", f"{PROFILES}.5"),
)
"""In the order in which they are tried. An unsigned destination says nothing, so that case needs a signed Response."""
