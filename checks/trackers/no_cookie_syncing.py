"""Cookie syncing: one visitor's identifier, known to several companies."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlsplit

from harness import (
    Exchange,
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
    registrable,
    review,
)

MOST = 64
"""Identifiers that are followed at once: each is looked for in every disguise."""
MOST_PARAMETERS = 2000
NAMED = re.compile(r"(.*[_.-])?(p?uid|[ug]uid|(user|visitor|device|browser|advertising|external)_?id)", re.IGNORECASE)


@check(
    id="trackers/no-cookie-syncing",
    requirement="TRK-02",
    title="No identifier of a visitor is shared between third parties",
    severity=Severity.HIGH,
    personas=("pupil", "anonymous"),
    since="0.1",
)
def no_cookie_syncing(
    storage: Storage, traffic: Traffic, parties: Parties, parameters: Parameters, run: RunFacts, persona: Persona
) -> Verdict:
    """
    ## What it checks
    No identifier that is kept in the browser reaches two companies other than the app's, plain, encoded or hashed. An
    identifier is a value in a cookie that lives long or in lasting storage, that stayed the same during the visit, that
    looks drawn by chance, and that no other persona's fresh browser holds. Two hosts of one company are one party. When
    two companies get the same value as a parameter that is named like an identifier of a visitor, and nothing shows
    that it is kept, a person has to look.
    ## Why it matters
    Companies that match their identifiers can join what each of them knows about a child.
    ## What it cannot see
    Matching between servers, identifiers that are changed on the way or made again at each visit, and values that
    look like words or dates.
    """
    third = traffic.third_party()
    if len({party_of(host, parties) for host in third.hosts()}) < 2:
        return ok("Fewer than two third parties were contacted by {persona}.", persona=persona.name, examined=traffic)
    kept = identifiers(storage, parameters, run)
    if len(kept) > MOST:
        return not_tested("Too many identifiers are kept to follow them all: {count}.", count=len(kept))
    receivers: dict[str, dict[str, str]] = {}
    for leak in third.carrying(kept) if kept else ():
        receivers.setdefault(leak.field, {}).setdefault(leak.host, leak.at)
    if synced := _shared(receivers, parties):
        told = "Identifiers are shared between third parties: {shared}."
        return fail(told, shared=_words(synced), proof=[at for hosts in synced.values() for at in hosts.values()])
    if alike := _shared(named_alike(third, parameters), parties):
        told = "The same value went to several third parties as an identifier: {shared}."
        return review(told, shared=_words(alike), proof=[at for hosts in alike.values() for at in hosts.values()])
    return ok("No identifier was shared between third parties for {persona}.", persona=persona.name, examined=traffic)


def party_of(host: str, parties: Parties) -> str:
    """Who a host belongs to: the company when it is known, else the domain that somebody registered."""
    party = parties.match(host)
    return party.company if party is not None else registrable(host)


def identifiers(storage: Storage, parameters: Parameters, run: RunFacts) -> dict[str, str]:
    """What is kept and can tell this visitor from all others: a name such as `cookie uid of ads.example#0` → value."""
    values: dict[tuple[str, str, str, str], set[str]] = {}
    for entry in storage:
        if lasts(entry, parameters, run):
            key = (entry.session, entry.store, entry.domain.lstrip(".") or entry.origin, entry.name)
            values.setdefault(key, set()).add(entry.value)
    elsewhere = {entry.value for entry in storage.of_others()} if values else set()
    found: dict[str, str] = {}
    for (_, store, where, name), several in sorted(values.items()):
        value = min(several).strip('"')
        if len(several) == 1 and value not in elsewhere and tells_apart(value, parameters):
            found[f"{store} {name} of {where}#{len(found)}"] = value.strip("⟦⟧")
    return found


def lasts(entry: Stored, parameters: Parameters, run: RunFacts) -> bool:
    """Whether a stored entry is still there in months."""
    if entry.store != "cookie":
        return entry.store in ("local", "indexeddb")
    return run.days_until(entry.expires) >= parameters.number("identifying-cookie-days")


def tells_apart(value: str, parameters: Parameters) -> bool:
    """Whether a value is as long as identifiers are and looks drawn by chance."""
    least, most = parameters.number("identifying-cookie-min"), parameters.number("identifying-cookie-max")
    return least <= len(value) <= most and identifying_bits(value) >= parameters.number("identifying-bits")


def named_alike(third: Traffic, parameters: Parameters) -> dict[str, dict[str, str]]:
    """Parameters of addresses that are named like an identifier: name → host → a message with that value."""
    names: dict[str, str] = {}
    found: dict[str, dict[str, str]] = {}
    for exchange in third:
        for name, value in _query(exchange):
            known = value in names or len(names) < MOST_PARAMETERS
            if known and NAMED.fullmatch(name) and tells_apart(value, parameters):
                label = names.setdefault(value, f"{name}#{len(names)}")
                found.setdefault(label, {}).setdefault(exchange.host, exchange.at)
    return found


def _query(exchange: Exchange) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(exchange.url).query, max_num_fields=200)
    except ValueError:
        return []


def _shared(receivers: Mapping[str, Mapping[str, str]], parties: Parties) -> dict[str, Mapping[str, str]]:
    """What reached more than one party."""
    return {
        name: hosts for name, hosts in receivers.items() if len({party_of(host, parties) for host in hosts}) > 1
    }


def _words(shared: Mapping[str, Iterable[str]]) -> set[str]:
    return {f"{name.rpartition('#')[0]}: {', '.join(sorted(hosts))}" for name, hosts in shared.items()}
