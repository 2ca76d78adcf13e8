"""Faults of the sign-in by SAML: each a service that leaves out one thing to look at (AUT-14)."""

from __future__ import annotations

from harness.sandbox.demo.fault import Fault


def _believes(case: str, title_en: str, title_nl: str) -> Fault:
    """A service that lets in the login that carries this fault."""
    return _asks(f"saml-{case}", case, title_en, title_nl)


def _asks(id: str, told: str, title_en: str, title_nl: str) -> Fault:
    return Fault(id=id, requirements=("AUT-14",), title_en=title_en, title_nl=title_nl, told=(told,))


_WRAPPED = (
    ("xsw1", "a response whose signed original lies in its signature", "antwoord met het getekende in de handtekening"),
    ("xsw2", "a response with the signed original beside it", "antwoord met het getekende ernaast"),
    ("xsw3", "an assertion before the signed one", "bewering voor de getekende"),
    ("xsw4", "an assertion around the signed one", "bewering rond de getekende"),
    ("xsw5", "an assertion with the signature of another one", "bewering met de handtekening van een andere"),
    ("xsw6", "an assertion with the signed one in its signature", "bewering met de getekende in de handtekening"),
    ("xsw7", "an assertion among the extensions", "bewering tussen de uitbreidingen"),
    ("xsw8", "an assertion with the signed one in an object", "bewering met de getekende in een object"),
)

SAML_FAULTS = (
    _believes("unsigned", "Believes an unsigned answer", "Gelooft een antwoord zonder handtekening"),
    _believes(
        "wrong-key", "Looks at the certificate, not at the signature",
        "Kijkt naar het certificaat, niet naar de handtekening",
    ),
    _believes(
        "own-certificate", "Uses the certificate that the answer brings along",
        "Gebruikt het certificaat dat het antwoord zelf meebrengt",
    ),
    _believes("altered", "Believes what was changed after signing", "Gelooft wat na het tekenen is veranderd"),
    *(_believes(case, f"Believes {en}", f"Gelooft een {nl}") for case, en, nl in _WRAPPED),
    _asks(
        "saml-any-signature", "xsw4", "Looks for any signature, and reads the first assertion",
        "Zoekt eender welke handtekening, en leest de eerste bewering",
    ),
    _believes("comment", "Reads a name up to a comment", "Leest een naam tot aan een commentaar"),
    _believes("issuer", "Believes an answer of any provider", "Gelooft een antwoord van eender welke aanbieder"),
    _believes("audience", "Believes an answer for another service", "Gelooft een antwoord voor een andere dienst"),
    _believes("recipient", "Believes an assertion for another place", "Gelooft een bewering voor een andere plek"),
    _believes("destination", "Believes an answer sent elsewhere", "Gelooft een antwoord dat elders heen moest"),
    _believes("expired", "Believes an assertion that has expired", "Gelooft een vervallen bewering"),
    _believes("confirmation-expired", "Believes an old confirmation", "Gelooft een vervallen bevestiging"),
    _believes("not-yet-valid", "Believes an assertion before its time", "Gelooft een bewering die nog niet geldt"),
    _believes("in-response-to", "Believes an answer to no request of its own", "Gelooft een ongevraagd antwoord"),
    _believes("replay", "Takes the same answer twice", "Neemt hetzelfde antwoord twee keer aan"),
    _asks(
        "saml-request-unsigned", "signature: missing", "Does not sign its own request", "Tekent het eigen verzoek niet"
    ),
    _asks("saml-request-sha1", "signature: rsa-sha1", "Signs its request with SHA-1", "Tekent het verzoek met SHA-1"),
    _asks(
        "saml-back-plain", "ACS: not https", "Wants the SAML answer over plain HTTP",
        "Wil het SAML-antwoord over gewoon HTTP",
    ),
)
