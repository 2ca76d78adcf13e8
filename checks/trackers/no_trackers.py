"""Trackers by name: companies whose trade is advertising, social networks, session replay or fingerprinting."""

from harness import Parties, Persona, Severity, Traffic, Verdict, check, fail, ok

BANNED = frozenset({"advertising", "social", "replay", "fingerprinting", "data-broker"})


@check(
    id="trackers/no-trackers",
    requirement="TRK-02",
    title="No advertising, social, replay or fingerprinting services",
    severity=Severity.HIGH,
    personas=("pupil", "anonymous"),
    since="0.1",
)
def no_trackers(traffic: Traffic, parties: Parties, persona: Persona) -> Verdict:
    """
    ## What it checks
    No host that was contacted belongs to a service whose trade is advertising, social networking, session replay,
    fingerprinting or data brokerage, by our own table of services.
    ## Why it matters
    Such services follow a child across apps and years. School work is no reason to be followed.
    ## What it cannot see
    Services that are not in the table, trackers behind a name of the app itself, and what the app's servers pass on.
    A name says who somebody is, not what they did with this request.
    """
    found = {}
    for host, at in traffic.hosts().items():
        party = None if traffic.is_own(host) else parties.match(host)
        if party is not None and BANNED & set(party.categories):
            found[host] = (party.company, at)
    if found:
        return fail(
            "Tracking services were contacted: {hosts} ({companies}).",
            hosts=found,
            companies=[company for company, _ in found.values()],
            proof=[at for _, at in found.values()],
            brought_by=traffic.brought_by(found),
        )
    return ok("No known tracking service was contacted by {persona}.", persona=persona.name, examined=traffic)
