"""Trackers behind a name of the app itself."""

from harness import (
    UNREAD_BODIES,
    Lookups,
    Parties,
    Profile,
    Severity,
    Traffic,
    Verdict,
    belongs,
    check,
    fail,
    not_tested,
    ok,
)
from harness.checks.trackers.no_analytics import UNWANTED
from harness.checks.trackers.no_trackers import BANNED


@check(
    id="trackers/no-cloaked-trackers",
    requirement="TRK-02",
    title="No tracker hides behind a name of the app",
    severity=Severity.HIGH,
    since="0.1",
    tolerates=UNREAD_BODIES,
)
def no_cloaked_trackers(lookups: Lookups, traffic: Traffic, parties: Parties, profile: Profile) -> Verdict:
    """
    ## What it checks
    The name server tells which other names the app's own names stand for (CNAME). None of those belongs to a service
    for advertising, social networking, session replay, fingerprinting or data brokerage, and none to an analytics
    service that the maker does not declare. Delivery networks and hosting are no trackers; other names are only told.
    ## Why it matters
    A tracker under the app's own name gets the app's cookies, and no browser or school network can block it.
    ## What it cannot see
    Trackers that the app's own servers pass requests on to, own names that lead to a tracker's address without a CNAME,
    and names that the profile maps to an address by itself.
    """
    own = [one for one in lookups if belongs(one.name, profile.app.hosts)]
    hidden: dict[str, tuple[str, str]] = {}
    outside: set[str] = set()
    for one in own:
        for hop in one.chain:
            if belongs(hop, profile.app.hosts):
                continue
            party = parties.match(hop)
            kinds = set(party.categories) if party is not None else set()
            if party is not None and (BANNED & kinds or (UNWANTED & kinds and not profile.declares(hop))):
                hidden.setdefault(f"{one.name} → {hop}", (party.company, one.at))
            outside.add(hop)
    if hidden:
        companies, proof = {company for company, _ in hidden.values()}, [at for _, at in hidden.values()]
        told = "Names of the app lead to tracking services: {names} ({companies})."
        return fail(told, names=hidden, companies=companies, proof=proof)
    if not own:
        return not_tested("No name of the app was looked up.")
    if all(exchange.status is None for exchange in traffic.own()):
        return not_tested("The app never answered, so its names were not all met.")
    if outside:
        told = "Names of the app lead to no known tracker, but out of the app: {outside}."
        return ok(told, outside=outside, examined=own)
    return ok("{count} names of the app stand for nobody else.", count=len(own), examined=own)
