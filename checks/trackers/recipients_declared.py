"""Who an app talks to."""

from harness import Bypass, Persona, Profile, Severity, Traffic, Verdict, belongs, check, fail, ok, review


@check(
    id="trackers/recipients-declared",
    requirement="TRK-01",
    title="Every recipient is declared",
    severity=Severity.HIGH,
    personas=("pupil", "anonymous"),
    since="0.1",
    fail_stands_without=("bypass",),
)
def recipients_declared(traffic: Traffic, bypass: Bypass, profile: Profile, persona: Persona) -> Verdict:
    """
    ## What it checks
    Every host that was contacted is the app's own or is listed by its maker under `[[recipients]]`. Attempts by another
    way than HTTP (WebRTC, QUIC, raw sockets) count as contacts; the browser's own background calls do not. A quick scan
    has no list to compare with: then a person has to ask the maker.
    ## Why it matters
    A school has to know who receives data about its pupils, and has to keep that list.
    ## What it cannot see
    What the app's servers pass on, hosts that appear only at other moments or to other people, and who really stands
    behind one of the app's own names.
    """
    declared = [host for recipient in profile.recipients for host in recipient.hosts]
    known = (*profile.app.hosts, *declared)
    unknown = {host: at for host, at in traffic.hosts().items() if not belongs(host, known)}
    for attempt in bypass.attempts():
        target = attempt.name or attempt.destination
        if not belongs(target, known):
            unknown.setdefault(target, attempt.at)
    if unknown:
        seen = {"hosts": unknown, "proof": unknown.values(), "brought_by": traffic.brought_by(unknown)}
        if profile.quick:
            return review("Recipients to ask the maker about: {hosts}.", **seen)
        return fail("Undeclared recipients were contacted: {hosts}.", **seen)
    return ok("Every host that {persona} contacted is declared.", persona=persona.name, examined=traffic)
