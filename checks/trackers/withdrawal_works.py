"""Consent that is taken back: whether there is a way, and whether it ends what the consent had brought."""

from harness import (
    Consent,
    Parameters,
    Parties,
    Persona,
    RunFacts,
    Severity,
    Status,
    Storage,
    Stored,
    Traffic,
    Verdict,
    Withdrawals,
    Withdrawing,
    check,
    fail,
    not_tested,
    ok,
    registrable,
    review,
)
from harness.checks.trackers.nothing_before_consent import consent_signs, identifying, is_optional, named

BEFORE, AFTER = ("before-withdrawal", "withdrawn"), ("after-withdrawal", "end")
LOOKED = 2
"""Pages on which a way back has to be looked for before it can be said that there is none."""


@check(
    id="trackers/withdrawal-works",
    requirement="TRK-03",
    title="Consent can be taken back, and that ends what it allowed",
    severity=Severity.HIGH,
    personas=("anonymous", "pupil"),
    representative=True,
    since="0.2",
)
def withdrawal_works(
    withdrawals: Withdrawals,
    consent: Consent,
    storage: Storage,
    traffic: Traffic,
    parties: Parties,
    parameters: Parameters,
    run: RunFacts,
    persona: Persona,
) -> Verdict:
    """
    ## What it checks
    In the sessions that accepted, consent is taken back at the end: by a link or button about cookie settings, by the
    button with which a consent tool reopens itself, or by a form on a page about cookies, privacy or settings. Then the
    app's first page is opened anew. It contacts no advertising, analytics, social or replay service any more, no third
    party that only came with the consent, and sets no identifying cookie or stored identifier again. What merely stays
    in the browser, unchanged, is for a person to judge. Where no page offers a way back that can be recognised, the
    check fails: taking back must be as easy as giving (GDPR, article 7(3)), and giving took a click on the first page.
    It does not fail when something may be a way back that its words do not tell: then a person has to look.
    ## Why it matters
    A child who clicked "accept" once must not be followed for as long as the cookie lives.
    ## What it cannot see
    What the app and its partners do with what they already have, and whether the servers were told.
    """
    tries = list(withdrawals)
    if not any(step.banner for step in consent):
        return unasked(consent, storage, traffic, parties, persona)
    verdicts = [of_one(one, consent, storage, traffic, parties, parameters, run) for one in tries]
    for wanted in (Status.FAIL, Status.REVIEW):
        if found := next((verdict for verdict in verdicts if verdict.status is wanted), None):
            return found
    if not tries or not consent.sessions("accepted"):
        return not_tested("There is a consent banner, but nothing was accepted for {persona}.", persona=persona.name)
    told = "Once {persona} took consent back, nothing that it had allowed came again ({clicks} clicks)."
    return ok(told, persona=persona.name, clicks=max(one.clicks for one in tries), examined=len(tries), proof=tries)


def unasked(consent: Consent, storage: Storage, traffic: Traffic, parties: Parties, persona: Persona) -> Verdict:
    """Nobody was asked, so there is nothing to take back; unless the question was overlooked."""
    if not consent.sessions("untouched"):
        return not_tested("No session of {persona} left the consent banner alone.", persona=persona.name)
    if signs := consent_signs(storage, traffic, parties):
        told = "{signs} point to a question about consent, but no consent banner was recognised for {persona}."
        return not_tested(told, signs=signs, persona=persona.name)
    told = "{persona} was not asked for consent, so none is to be taken back."
    return ok(told, persona=persona.name, examined=consent)


def of_one(
    one: Withdrawing,
    consent: Consent,
    storage: Storage,
    traffic: Traffic,
    parties: Parties,
    parameters: Parameters,
    run: RunFacts,
) -> Verdict:
    """One session: no way back, no effect, or nothing contrary."""
    if not one.ok or one.since is None:
        return no_way(one)
    since = one.since
    inside = traffic.of_sessions(frozenset({one.session})).third_party()
    later = inside.where(lambda message: message.t >= since).hosts()
    if again := {host: at for host, at in later.items() if is_optional(parties, host)}:
        told = "Consent was taken back, and {hosts} were still contacted."
        return fail(told, hosts=again, proof=[one, *again.values()], brought_by=traffic.brought_by(again))
    before = [entry for entry in storage if entry.session == one.session and entry.when in BEFORE]
    after = [entry for entry in storage if entry.session == one.session and entry.when in AFTER]
    telling = [entry for entry in after if identifying(entry, traffic, parameters, run)]
    if renewed := [entry for entry in telling if is_new(entry, before)]:
        return fail("Consent was taken back, and {names} were still set.", names=named(renewed), proof=[one, *renewed])
    kept = brought(one, consent, traffic) & {registrable(host) for host in later}
    if kept:
        proof = [one, *(at for host, at in later.items() if registrable(host) in kept)]
        told = "{hosts} come with consent only, and were contacted all the same after it was taken back."
        judged = fail if consent.sessions("refused") else review
        return judged(told, hosts=kept, proof=proof)
    own = [entry for entry in telling if entry.store != "cookie" or traffic.gets_cookies_of(entry.domain)]
    if own:
        told = "Consent was taken back, and {names} are still there, unchanged."
        return review(told, names=named(own), proof=[one, *own])
    return ok("Nothing came again.", examined=1)


def no_way(one: Withdrawing) -> Verdict:
    """Nothing was taken back: because the app offers no way, or because it may and was not understood."""
    if one.way or one.unsure or len(one.looked) < LOOKED:
        told = "Whether consent can be taken back was not clear: what leads there is “{way}” ({unsure})."
        return review(told, way=one.way or "?", unsure=one.unsure or ["too-few-pages"], proof=[one])
    told = "Consent takes a click to give, and none of {count} pages shows a way to take it back: {pages}."
    return fail(told, count=len(one.looked), pages=one.looked, proof=[one])


def is_new(entry: Stored, before: list[Stored]) -> bool:
    """Whether it was set or renewed by the fresh page: not there before, of another value, or living longer."""
    same = [old for old in before if (old.store, old.name, old.domain, old.origin) == place_of(entry)]
    return not any(old.value == entry.value and entry.expires <= old.expires + 1 for old in same)


def place_of(entry: Stored) -> tuple[str, str, str, str]:
    return entry.store, entry.name, entry.domain, entry.origin


def brought(one: Withdrawing, consent: Consent, traffic: Traffic) -> set[str]:
    """Sites that this session met under consent, and no session without consent ever did."""
    until = one.clicked or 0.0
    given = traffic.of_sessions(frozenset({one.session})).third_party().where(lambda message: message.t < until)
    without = traffic.of_sessions(consent.sessions("refused") | consent.sessions("untouched")).third_party()
    sites = [{registrable(host) for host in part.hosts()} for part in (given, without)]
    return sites[0] - sites[1]
