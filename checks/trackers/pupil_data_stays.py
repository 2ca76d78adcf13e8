"""Pupil data and third parties."""

from harness import Persona, Severity, Traffic, Verdict, check, fail, not_tested, ok, review


@check(
    id="trackers/pupil-data-stays",
    requirement="TRK-04",
    title="Pupil data stays with the provider",
    severity=Severity.CRITICAL,
    personas=("pupil",),
    since="0.1",
)
def pupil_data_stays(traffic: Traffic, persona: Persona) -> Verdict:
    """
    ## What it checks
    No planted value of the pupil, in any known encoding or hash, appears in a request or WebSocket message to a third
    party, and neither does the password. Declared recipients count too: a declaration does not make sending a pupil's
    name necessary; only the own page of a declared sign-in service may send it the password. A signed token (JWT) or a
    packed cookie counts as what stands in it, but for whoever gave it out.
    ## Why it matters
    A pupil cannot consent to it, and a school cannot take it back.
    ## What it cannot see
    Values that the app encrypts or hashes with a salt of its own, initials and fragments, and data passed on by the
    provider's servers.
    """
    third = traffic.third_party()
    leaks = third.carrying(persona.canaries, persona.secret_marks)
    if leaks.certain():
        sure = leaks.certain()
        return fail("Pupil data reached {hosts}: {data}.", hosts=sure.hosts, data=sure.data, proof=sure)
    if leaks:
        return review("Possible pupil data reached {hosts}: {data}.", hosts=leaks.hosts, data=leaks.data, proof=leaks)
    if leaks.unseen:
        return not_tested("Part of what was sent could not be unpacked: {parts}.", parts=leaks.unseen)
    unseen = frozenset(persona.canaries) - traffic.own().seen(persona.canaries)
    if unseen:
        return not_tested("The planted values {fields} were never seen with the app itself.", fields=unseen)
    return ok("{count} messages to third parties carry no pupil data.", count=len(third), examined=traffic)
