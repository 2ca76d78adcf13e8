"""What is stored and loaded before a choice, and after a refusal."""

import re

from harness import (
    Consent,
    Parameters,
    Parties,
    Persona,
    RunFacts,
    Severity,
    Storage,
    Stored,
    Traffic,
    Verdict,
    check,
    fail,
    identifying_bits,
    not_tested,
    ok,
    review,
)

OPTIONAL = frozenset({"advertising", "analytics", "social", "replay", "tag-manager", "ab-testing", "fingerprinting"})
RANDOM = re.compile(r"(?=[^\s]*\d)[A-Za-z0-9_.:-]{16,100}")
# What consent tools store: their names for the choice, or for the fact that it was not made yet.
CHOICE = re.compile(
    r"consent|gdpr|optanon|didomi|cookie[-_.]?(choice|notice|banner|pref|setting|law|bar)|cmplz|_iub_cs|axeptio|usprivacy",
    re.IGNORECASE,
)


@check(
    id="trackers/nothing-before-consent",
    requirement="TRK-03",
    title="Nothing optional before a choice or after a refusal",
    severity=Severity.HIGH,
    personas=("anonymous", "pupil"),
    representative=True,
    since="0.1",
    fail_stands_without=("storage",),
)
def nothing_before_consent(
    storage: Storage,
    traffic: Traffic,
    consent: Consent,
    parties: Parties,
    parameters: Parameters,
    run: RunFacts,
    persona: Persona,
) -> Verdict:
    """
    ## What it checks
    In sessions where the consent banner was left alone, and in sessions where it was refused: no identifying cookie or
    stored identifier (long-lived, long and random-looking), no cookie of a third party, and no request to a known
    advertising, analytics, social or replay service. An identifier that the fresh browser of another persona holds too
    does not tell people apart: it may name their school, or this very device. A person has to judge that. A banner that
    was not recognised could not be refused: where something points to one, nothing is concluded.
    ## Why it matters
    Storing and reading on a device needs consent first; a child's silence is no consent.
    ## What it cannot see
    Short-lived or short identifiers, and whether a cookie is really needed.
    """
    untouched, refused = consent.sessions("untouched"), consent.sessions("refused")
    banner = any(step.banner for step in consent)
    marks = [entry for entry in storage if entry.session in untouched | refused]
    telling = [entry for entry in marks if identifying(entry, traffic, parameters, run)]
    elsewhere = {(entry.store, entry.name, entry.value) for entry in storage.of_others()} if telling else set()
    alike = [entry for entry in telling if is_alike(entry, elsewhere, traffic)]
    kept = [entry for entry in telling if not is_alike(entry, elsewhere, traffic)]
    hosts = {name: traffic.of_sessions(frozenset({name})).third_party().hosts() for name in sorted(untouched | refused)}
    met = {name: {host: at for host, at in seen.items() if is_optional(parties, host)} for name, seen in hosts.items()}
    if kept or any(met.values()):
        return without_consent(kept, met, traffic)
    if alike:
        return review("Stored without consent, alike for several personas: {names}.", names=named(alike), proof=alike)
    if not untouched:
        return not_tested("No session of {persona} left the consent banner alone.", persona=persona.name)
    if banner and not refused:
        return not_tested("There is a consent banner, but it could not be refused for {persona}.", persona=persona.name)
    if not banner and (signs := consent_signs(storage, traffic, parties)):
        told = "{signs} point to a question about consent, but no consent banner was recognised for {persona}."
        return not_tested(told, signs=signs, persona=persona.name)
    return ok("Nothing optional was stored or loaded for {persona}.", persona=persona.name, examined=storage.looks())


def without_consent(kept: list[Stored], met: dict[str, dict[str, str]], traffic: Traffic) -> Verdict:
    """The fail: what was stored and whom the visits (keys of `met`) contacted, and in how many of them."""
    optional = {host: at for name in reversed(met) for host, at in met[name].items()}
    seen = len({entry.session for entry in kept} | {name for name, hosts in met.items() if hosts})
    proof, names, visits = [*kept, *optional.values()], named(kept), len(met)
    if not optional:
        told = "Stored without consent: {names} (in {seen} of {visits} visits)."
        return fail(told, names=names, seen=seen, visits=visits, proof=proof)
    chains = traffic.brought_by(optional)
    if not kept:
        told = "Contacted without consent: {hosts} (in {seen} of {visits} visits)."
        return fail(told, hosts=optional, seen=seen, visits=visits, proof=proof, brought_by=chains)
    told = "Without consent stored: {names}; contacted: {hosts} (in {seen} of {visits} visits)."
    return fail(told, names=names, hosts=optional, seen=seen, visits=visits, proof=proof, brought_by=chains)


def consent_signs(storage: Storage, traffic: Traffic, parties: Parties) -> set[str]:
    """What shows that the app asks for consent in some way: a consent service, or a stored choice."""
    matched = {host: parties.match(host) for host in traffic.third_party().hosts()}
    services = {host for host, party in matched.items() if party is not None and "consent" in party.categories}
    return services | named([entry for entry in storage if CHOICE.search(entry.name)])


def is_alike(entry: Stored, elsewhere: set[tuple[str, str, str]], traffic: Traffic) -> bool:
    """Whether another fresh browser held the very same; a cookie of somebody else is not excused by that."""
    own = entry.store != "cookie" or traffic.gets_cookies_of(entry.domain)
    return own and (entry.store, entry.name, entry.value) in elsewhere


def named(entries: list[Stored]) -> set[str]:
    return {f"{entry.store}: {entry.name}" for entry in entries}


def is_optional(parties: Parties, host: str) -> bool:
    party = parties.match(host)
    return party is not None and bool(OPTIONAL & set(party.categories))


def identifying(entry: Stored, traffic: Traffic, parameters: Parameters, run: RunFacts) -> bool:
    """Whether a stored entry can tell this visitor from others, or belongs to somebody else."""
    if entry.store == "cookie":
        if not traffic.gets_cookies_of(entry.domain):
            return True
        lasts = run.days_until(entry.expires) >= parameters.number("identifying-cookie-days")
        least, most = parameters.number("identifying-cookie-min"), parameters.number("identifying-cookie-max")
        fits = least <= len(entry.value) <= most and "⟦" not in entry.value
        return lasts and fits and _drawn(entry.value, parameters)
    value = entry.value.strip('"')
    return entry.store in ("local", "indexeddb") and RANDOM.fullmatch(value) is not None and _drawn(value, parameters)


def _drawn(value: str, parameters: Parameters) -> bool:
    """Words, dates and versions are no identifiers: a value must look drawn by chance."""
    return identifying_bits(value) >= parameters.number("identifying-bits")
