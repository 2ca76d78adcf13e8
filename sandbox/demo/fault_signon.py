"""Faults of the sign-in with a school account: each a client of OpenID Connect that leaves out one check (AUT)."""

from __future__ import annotations

from harness.sandbox.demo.fault import Fault


def _believes(case: str, title_en: str, title_nl: str, *, recommended: bool = False) -> Fault:
    """A client that lets in the login that carries this fault."""
    row = ("AUT-13",)
    return Fault(
        id=f"signon-{case}", requirements=row, title_en=title_en, title_nl=title_nl, told=(case,),
        recommended=row if recommended else (),
    )


def _asks(id: str, told: str, title_en: str, title_nl: str) -> Fault:
    """A client whose own request is not as it should be."""
    return Fault(id=id, requirements=("AUT-13",), title_en=title_en, title_nl=title_nl, told=(told,))


def _mistakes(id: str, told: str, title_en: str, title_nl: str) -> Fault:
    """A client that does not know people by their lasting identifier."""
    return Fault(id=id, requirements=("AUT-15",), title_en=title_en, title_nl=title_nl, told=(told,))


_BELIEVED = (
    _believes("signature", "Believes a token with a wrong signature", "Gelooft een token met een foute handtekening"),
    _believes("alg-none", "Believes an unsigned token", "Gelooft een token zonder handtekening"),
    _believes(
        "hs-confusion", "Takes the public key for a shared secret", "Neemt de publieke sleutel voor een gedeeld geheim"
    ),
    _believes("issuer", "Believes a token of any issuer", "Gelooft een token van eender welke uitgever"),
    _believes("audience", "Believes a token for another client", "Gelooft een token voor een andere toepassing"),
    _believes(
        "audience-more", "Believes a token that is for others too", "Gelooft een token dat ook voor anderen bedoeld is"
    ),
    _believes("expired", "Believes a token that has expired", "Gelooft een vervallen token"),
    _believes("not-yet-valid", "Believes a token that is not valid yet", "Gelooft een token dat nog niet geldt"),
    _believes("nonce", "Believes a token with another nonce", "Gelooft een token met een andere nonce"),
    _believes("nonce-missing", "Believes a token without nonce", "Gelooft een token zonder nonce"),
    _believes(
        "unknown-kid", "Does not check a token whose key it does not know",
        "Controleert een token niet als het de sleutel niet kent",
    ),
    _believes("jku", "Fetches keys from where the token says", "Haalt sleutels op waar het token het zegt"),
    _believes("jwk", "Uses the key that the token brings along", "Gebruikt de sleutel die het token zelf meebrengt"),
    _believes("mixed-user", "Takes token and userinfo of two people", "Neemt token en userinfo van twee mensen samen"),
    _believes("state", "Believes an answer with another state", "Gelooft een antwoord met een andere state"),
    _believes("state-missing", "Believes an answer without state", "Gelooft een antwoord zonder state"),
    _believes("code-again", "Takes the same answer twice", "Neemt hetzelfde antwoord twee keer aan"),
    _believes(
        "other-browser", "Takes an answer that another browser asked for",
        "Neemt een antwoord aan dat een andere browser vroeg",
    ),
    _believes(
        "metadata-issuer", "Uses metadata of another issuer", "Gebruikt metadata van een andere uitgever"
    ),
    _believes(
        "iss-parameter", "Does not look at who gave the answer", "Kijkt niet na wie het antwoord gaf", recommended=True
    ),
    _believes(
        "iss-parameter-missing", "Does not miss the name of who gave the answer",
        "Mist de naam niet van wie het antwoord gaf", recommended=True,
    ),
)

_ASKED = (
    _asks("signon-no-pkce", "PKCE: missing", "Sign-on without PKCE", "Aanmelden zonder PKCE"),
    _asks("signon-pkce-plain", "PKCE: plain", "PKCE without hashing", "PKCE zonder hash"),
    _asks("signon-asks-rrn", "scope: rrn", "Asks for the national number", "Vraagt het rijksregisternummer"),
    _asks("signon-asks-more", "scope: vo", "Asks for more than it declares", "Vraagt meer dan het aangeeft"),
    _asks("signon-fixed-nonce", "nonce: repeated", "The same nonce each time", "Telkens dezelfde nonce"),
    _asks(
        "signon-back-plain", "redirect_uri: not https", "Wants the answer over plain HTTP",
        "Wil het antwoord over gewoon HTTP",
    ),
)

_MISTAKEN = (
    _mistakes("signon-by-name", "same-name", "Knows people by their name", "Herkent mensen aan hun naam"),
    _mistakes("signon-by-mail", "same-mail", "Knows people by their e-mail", "Herkent mensen aan hun e-mail"),
    _mistakes(
        "signon-first-uuid", "list-order", "Looks at the first identifier only", "Kijkt enkel naar het eerste kenmerk"
    ),
    _mistakes(
        "signon-account-key", "account-changed", "Does not know a merged account", "Kent een samengevoegd account niet"
    ),
    _mistakes("signon-needs-mail", "no-mail", "Needs an e-mail address", "Kan niet zonder e-mailadres"),
    _mistakes("signon-needs-acr", "no-acr", "Needs the level of the login", "Kan niet zonder aanmeldniveau"),
    _mistakes("signon-known-claims", "unknown-claims", "Fails on unknown data", "Struikelt over onbekende gegevens"),
    _mistakes(
        "signon-school-in-key", "school-changed", "Does not know who changes school",
        "Kent wie van school verandert niet meer",
    ),
)

SIGNON_FAULTS = (*_BELIEVED, *_ASKED, *_MISTAKEN)
