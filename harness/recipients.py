"""Who received what: every third-party host of a bundle, with what is known of it and which planted data it got."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from harness.model.reference import Reference
from harness.model.report import Recipient
from harness.model.scope import Scope
from harness.model.traffic import Traffic
from harness.signals import signals


def recipients(scope: Scope) -> tuple[Recipient, ...]:
    """Sorted by host; `data` names field and disguise, such as `email:sha256`."""
    reference = scope.reference
    requests: Counter[str] = Counter()
    for message in Traffic(scope).third_party().messages():
        requests[message.host] += 1
    received: defaultdict[str, set[str]] = defaultdict(set)
    for name, persona in reference.profile.personas.items():
        if not persona.known:
            continue
        theirs = Traffic(Scope(scope.bundle, reference, name)).third_party()
        for leak in theirs.carrying(persona.canaries, persona.secret_marks).certain():
            received[leak.host].add(f"{leak.field}:{disguise(leak.chain, leak.where)}")
        for leak in theirs.carrying_place():
            received[leak.host].add(f"location:{disguise(leak.chain, leak.where)}")
    told = signals(scope)
    return tuple(
        _recipient(host, count, sorted(received[host]), told.get(host, ()), reference)
        for host, count in sorted(requests.items())
    )


def disguise(chain: str, where: str) -> str:
    """The outermost encoding: `sha256` of `sha256(lower(email))`, `gzip` of `email` in `body(gzip).m`, else `plain`."""
    head, bracket, _ = chain.partition("(")
    packed = re.search(r"\(([a-z0-9-]+)\)", where)
    return head if bracket else packed.group(1) if packed else "plain"


def _recipient(host: str, count: int, data: list[str], told: tuple[str, ...], reference: Reference) -> Recipient:
    party = reference.parties.match(host)
    return Recipient(
        host=host,
        company=party.company if party else None,
        country=party.country if party else None,
        categories=tuple(party.categories) if party else (),
        declared=reference.profile.declares(host),
        data=tuple(data),
        requests=count,
        signals=told,
    )
