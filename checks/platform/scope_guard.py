"""The harness about itself."""

from collections import Counter
from datetime import date

from harness import Parameters, ProbeLog, Profile, RunFacts, Severity, Verdict, belongs, check, fail, not_tested, ok


@check(
    id="platform/scope-guard",
    requirement="PLA-05",
    title="Active probes stayed within the authorisation",
    severity=Severity.CRITICAL,
    since="0.1",
)
def scope_guard(log: ProbeLog, profile: Profile, parameters: Parameters, run: RunFacts) -> Verdict:
    """
    ## What it checks
    Every request that the harness itself sent went to a host of the app, before the end of the authorisation, at most
    so many a second and host: as many as the authorisation allows, or the usual number where it says none.
    ## Why it matters
    A test that strays attacks somebody. The proof that it did not belongs in the evidence.
    ## What it cannot see
    Requests that a changed copy of the harness would not log.
    """
    requests = list(log)
    if not requests:
        return not_tested("No active probe ran, so there is nothing to show.")
    if profile.authorisation is None:
        return fail("Active requests were sent without authorisation.", proof=requests)
    outside = [one for one in requests if not belongs(one.host, profile.app.hosts)]
    if outside:
        return fail("Active requests left the app: {hosts}.", hosts={one.host for one in outside}, proof=outside)
    if date.fromisoformat(run.ended[:10]) > profile.authorisation.until:
        return fail("Active requests were sent after {until}.", until=str(profile.authorisation.until), proof=requests)
    limit = profile.authorisation.rate or int(parameters.number("probe-rate"))
    hosts = {one.host for one in requests}
    fast = too_fast({host: [one.t for one in requests if one.host == host] for host in hosts}, limit)
    if fast:
        return fail("More than {limit} requests a second went to {hosts}.", limit=limit, hosts=fast, proof=requests)
    told = "{count} active requests, at most {limit} a second, stayed within the authorisation: {probes}."
    sent = Counter(one.probe for one in requests)
    probes = {f"{name} {number}" for name, number in sent.items()}
    return ok(told, count=len(requests), limit=limit, probes=probes, examined=requests)


def too_fast(times: dict[str, list[float]], limit: int) -> list[str]:
    """Hosts that got more than `limit` requests within any second (with 50 ms of grace for the clock)."""
    fast = []
    for host, moments in times.items():
        ordered = sorted(moments)
        if any(later - earlier < 0.95 for earlier, later in zip(ordered, ordered[limit:], strict=False)):
            fast.append(host)
    return fast
