"""Analytics and tag managers."""

from harness import Parties, Persona, Severity, Traffic, Verdict, check, fail, ok

UNWANTED = frozenset({"analytics", "tag-manager", "ab-testing"})


@check(
    id="trackers/no-analytics",
    requirement="TRK-02",
    title="No third-party analytics",
    severity=Severity.MEDIUM,
    personas=("pupil",),
    since="0.1",
    level="recommended",
)
def no_analytics(traffic: Traffic, parties: Parties, persona: Persona) -> Verdict:
    """
    ## What it checks
    No host that was contacted belongs to an analytics, tag-management or A/B-testing service, by our own table.
    ## Why it matters
    Measuring visits can be done without telling another company what each pupil does.
    ## What it cannot see
    Analytics that run on the app's own hosts, and services that are not in the table.
    """
    found = {}
    for host, at in traffic.hosts().items():
        party = None if traffic.is_own(host) else parties.match(host)
        if party is not None and UNWANTED & set(party.categories):
            found[host] = at
    if found:
        chains = traffic.brought_by(found)
        return fail("Analytics services were contacted: {hosts}.", hosts=found, proof=found.values(), brought_by=chains)
    return ok("No known analytics service was contacted by {persona}.", persona=persona.name, examined=traffic)
