"""What the app asks of an identity provider."""

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import parse_qsl, urljoin, urlsplit

from harness import (
    UNREAD_BODIES,
    Authorizations,
    AuthorizeAsked,
    Exchange,
    Profile,
    Severity,
    Traffic,
    Trait,
    Verdict,
    belongs,
    check,
    fail,
    not_tested,
    ok,
)
from harness.checks.authentication.asking import Problems, host_of, in_the_clear, note, proofs

NATIONAL_NUMBER = {"rrn", "insz", "egovnrn"}
NEEDED = {"response_type", "client_id", "redirect_uri"}


@check(
    id="authentication/oidc-request",
    requirement="AUT-13",
    title="The app asks for a login safely, and for no more than it needs",
    severity=Severity.HIGH,
    since="0.2",
    tolerates=UNREAD_BODIES,
    fail_stands_without=("authorize",),
)
def oidc_request(traffic: Traffic, asked: Authorizations, profile: Profile) -> Verdict:
    """
    ## What it checks
    Each request for a login that was seen, at the test's own identity provider and at any other one in the ordinary
    traffic: a code is asked for and nothing else, with PKCE by S256; the answer is wanted at an https address of the
    app; no secret stands in the address; the national number is never asked for. At the test's provider also: the
    scopes are those that the profile declares, the code is redeemed with its verifier, and state, nonce and challenge
    differ from login to login.
    ## Why it matters
    A code that somebody else catches is worth nothing with PKCE, and what is not asked for cannot leak.
    ## What it cannot see
    What the app does with the answer when only another provider's traffic was seen; then nothing contrary can be found
    here, but nothing is passed either.
    """
    own = list(asked)
    asking = traffic.with_any(Trait.PARAMETERS | Trait.REDIRECTS)
    elsewhere = [(exchange, query) for exchange in asking for query in _requests(exchange) if _ours(query, profile)]
    problems: Problems = {}
    for exchange, query in elsewhere:
        note(problems, exchange, _in_address(query))
    for record in own:
        note(problems, record, _at_provider(record, profile))
    note(problems, own, _repeated(own))
    if problems:
        return fail("What the app asks for a login is not in order: {problems}.", problems=problems,
                    proof=proofs(problems))
    if not own:
        return not_tested("No login at the test's identity provider was seen.")
    return ok("{count} requests for a login were in order.", count=len(own) + len(elsewhere),
              examined=len(own) + len(elsewhere), proof=own, feature=True)


def _requests(exchange: Exchange) -> Iterator[Mapping[str, str]]:
    """The authorization requests in an exchange: its own address, and where it sends the browser."""
    led = exchange.header("location") or ""
    both = exchange.url + led
    if "redirect_uri" not in both and "%" not in both:
        return  # what it needs has no name here, not even an escaped one
    for way in dict.fromkeys(("", led)):  # without a place to be sent to, the address itself is all
        try:
            query = dict(parse_qsl(urlsplit(urljoin(exchange.url, way)).query))
        except ValueError:
            continue
        if query.keys() >= NEEDED:
            yield query


def _ours(query: Mapping[str, str], profile: Profile) -> bool:
    """Whether the answer is wanted by the app: others may have logins of their own."""
    return belongs(host_of(query["redirect_uri"]), profile.app.hosts)


def _in_address(query: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with a request that was seen on its way."""
    if query["response_type"] != "code":
        yield f"response_type: {query['response_type'][:40]}"
    method = query.get("code_challenge_method", "plain") if "code_challenge" in query else ""
    yield from _pkce(method)
    yield from _address(query["redirect_uri"])
    yield from _scopes(query.get("scope", "").split(), None)
    if "client_secret" in query:
        yield "client_secret: in the address"


def _at_provider(one: AuthorizeAsked, profile: Profile) -> Iterator[str]:
    """What is wrong with a request that the test's provider got."""
    if one.response_type != "code":
        yield f"response_type: {one.response_type[:40]}"
    yield from _pkce(one.method)
    if one.method == "S256" and one.verifier != "matches":
        yield f"PKCE: verifier {one.verifier or 'not seen'}"
    yield from _address(one.redirect)
    yield from _scopes(one.scopes, profile.oidc.scopes if profile.oidc else None)
    if one.secret:
        yield "client_secret: in the address"


def _pkce(method: str) -> Iterator[str]:
    if method != "S256":
        yield "PKCE: missing" if not method else "PKCE: plain"


def _address(url: str) -> Iterator[str]:
    if in_the_clear(url):
        yield "redirect_uri: not https"


def _scopes(scopes: Iterable[str], declared: Iterable[str] | None) -> Iterator[str]:
    """The national number, and what was not declared."""
    for scope in sorted(set(scopes)):
        if scope.lower() in NATIONAL_NUMBER or (declared is not None and scope not in declared):
            yield f"scope: {scope[:40]}"


def _repeated(records: list[AuthorizeAsked]) -> Iterator[str]:
    """What has to be new each time, and was the same in two logins."""
    for name in ("state", "nonce", "challenge"):
        values = [value for one in records if (value := getattr(one, name))]
        if len(set(values)) < len(values):
            yield f"{name}: repeated"
