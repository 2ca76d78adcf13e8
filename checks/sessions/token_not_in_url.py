"""Session tokens in addresses."""

import re

from harness import UNREAD_BODIES, Exchange, Persona, Severity, Traffic, Trait, Verdict, check, fail, ok, review
from harness.checks.sessions.cookie_flags import FORGERY

TOKEN = re.compile(r"⟦session:[^⟧]*⟧")
SET = re.compile(r'^\s*([^=;\s]+)="?(⟦session:[^⟧]*⟧)')


@check(
    id="sessions/token-not-in-url",
    requirement="SES-03",
    title="No session token in an address",
    severity=Severity.HIGH,
    personas=("pupil", "teacher", "admin"),
    since="0.1",
    tolerates=UNREAD_BODIES,
)
def token_not_in_url(traffic: Traffic, persona: Persona) -> Verdict:
    """
    ## What it checks
    No address that the browser asked for, and no redirect, contains a session token that the app had set.
    Tokens against request forgery (cookies called csrf or xsrf) are no session and are left out. Where another signed
    token (JWT) stands in an address of the app, a person looks at what it opens.
    ## Why it matters
    Addresses end up in histories, logs and screenshots, and with them the session.
    ## What it cannot see
    Tokens without a signature that the app never set as a cookie or sent as an Authorization header.
    """
    named = traffic.with_any(Trait.TOKEN)
    open_nothing = against_forgery(traffic)
    told = [one for one in named if in_address(one) - open_nothing]
    if told:
        return fail("Session tokens stand in addresses of {hosts}.", hosts={one.host for one in told}, proof=told)
    signed = [one for one in traffic.own().with_any(Trait.TOKEN) if "⟦signed:" in one.url]
    if signed:
        hosts = {one.host for one in signed}
        return review("A signed token stands in addresses of {hosts}: what does it open?", hosts=hosts, proof=signed)
    return ok("No address of {persona} contains a session token.", persona=persona.name, examined=traffic)


def in_address(one: Exchange) -> set[str]:
    """The tokens in the address and in where it redirects to."""
    return set(TOKEN.findall(f"{one.url} {one.header('location') or ''}"))


def against_forgery(traffic: Traffic) -> set[str]:
    """Tokens that the app sets under such a name only."""
    named: dict[str, bool] = {}
    for exchange in traffic.own().with_any(Trait.SETS_COOKIE):
        for match in filter(None, map(SET.match, exchange.headers("set-cookie"))):
            named[match[2]] = named.get(match[2], True) and FORGERY.search(match[1]) is not None
    return {token for token, forgery in named.items() if forgery}
