"""What the app asks of a SAML provider."""

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urljoin, urlsplit

from harness import (
    UNREAD_BODIES,
    Exchange,
    Profile,
    SamlAsked,
    SamlRequests,
    Severity,
    Traffic,
    Trait,
    Verdict,
    belongs,
    check,
    fail,
    not_tested,
    ok,
    saml_wanted_at,
)
from harness.checks.authentication.asking import Problems, host_of, in_the_clear, note, proofs

WEAK = ("rsa-sha1", "dsa-sha1", "ecdsa-sha1", "rsa-md5")


@check(
    id="authentication/saml-request",
    requirement="AUT-14",
    title="The app signs what it asks of a SAML provider, and wants the answer at its own address",
    severity=Severity.HIGH,
    since="0.2",
    tolerates=UNREAD_BODIES,
    fail_stands_without=("saml-request",),
)
def saml_request(traffic: Traffic, asked: SamlRequests, profile: Profile) -> Verdict:
    """
    ## What it checks
    Each request for a SAML login that was seen, at the test's own provider and at any other one in the ordinary
    traffic: it is signed, and not with an algorithm that is broken; the answer is wanted at an https address of the
    app. At the test's provider also: the signature is of the app's certificate, and each request has an identifier of
    its own.
    ## Why it matters
    A provider that demands signed requests answers nobody but the app, and an answer that travels in the open is
    anybody's.
    ## What it cannot see
    Requests that a form carries to another provider, and whether a signature for another provider is right. When only
    such traffic was seen nothing is passed.
    """
    own = list(asked)
    asking = traffic.with_any(Trait.PARAMETERS | Trait.REDIRECTS)
    elsewhere = [(exchange, query) for exchange in asking for query in _requests(exchange, profile)]
    problems: Problems = {}
    for exchange, query in elsewhere:
        note(problems, exchange, _in_address(query))
    for record in own:
        note(problems, record, _at_provider(record, profile))
    ids = [one.id for one in own]
    note(problems, own, ["ID: repeated"] if len(set(ids)) < len(ids) else [])
    if problems:
        return fail("What the app asks for a SAML login is not in order: {problems}.", problems=problems,
                    proof=proofs(problems))
    if not own:
        return not_tested("No login at the test's SAML provider was seen.")
    if any(one.signed == "unread" for one in own):
        return not_tested("The app's requests are signed, but the profile has no app_certificate to check that with.")
    return ok("{count} requests for a SAML login were in order.", count=len(own) + len(elsewhere),
              examined=len(own) + len(elsewhere), proof=own, feature=True)


def _requests(exchange: Exchange, profile: Profile) -> Iterator[Mapping[str, str]]:
    """The app's own requests in an exchange: in its address, and in where it sends the browser.

    Whose a request is shows in where the answer is wanted; others may have logins of their own.
    """
    led = exchange.header("location") or ""
    if "SAMLRequest" not in exchange.url + led:
        return
    for url, asker in ((exchange.url, ""), (led, exchange.url)):
        try:
            query = dict(parse_qsl(urlsplit(urljoin(exchange.url, url)).query))
        except ValueError:
            continue
        wanted = saml_wanted_at(query["SAMLRequest"]) if "SAMLRequest" in query else None
        if url and wanted is not None and belongs(host_of(wanted or asker), profile.app.hosts):
            yield {**query, "acs": wanted}


def _in_address(query: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with a request that was seen on its way."""
    if not query.get("Signature") or not query.get("SigAlg"):
        yield "signature: missing"
    yield from _algorithm(query.get("SigAlg", "").rpartition("#")[2])
    yield from _address(query["acs"])


def _at_provider(one: SamlAsked, profile: Profile) -> Iterator[str]:
    """What is wrong with a request that the test's provider got."""
    if one.signed in ("missing", "wrong"):
        yield f"signature: {one.signed}"
    yield from _algorithm(one.algorithm)
    yield from _address(one.acs)
    if one.acs and not belongs(host_of(one.acs), profile.app.hosts):
        yield "ACS: not the app's"


def _algorithm(name: str) -> Iterator[str]:
    if name.lower() in WEAK:
        yield f"signature: {name.lower()}"


def _address(acs: str) -> Iterator[str]:
    if acs and in_the_clear(acs):
        yield "ACS: not https"
