"""Who received what: every third-party host of a bundle, with what is known of it and which planted data it got."""

from __future__ import annotations

from harness.model.reference import Reference
from harness.model.report import Recipient
from harness.sharing.observing import Observed


def recipients(observed: Observed, reference: Reference) -> tuple[Recipient, ...]:
    """Sorted by host; `data` names field and disguise, such as `email:sha256`."""
    personas = tuple(reference.profile.personas)
    return tuple(
        _recipient(host, count, observed.received(host, personas), reference)
        for host, count in observed.hosts().items()
    )


def _recipient(host: str, count: int, data: list[str], reference: Reference) -> Recipient:
    party = reference.parties.match(host)
    return Recipient(
        host=host,
        company=party.company if party else None,
        country=party.country if party else None,
        categories=tuple(party.categories) if party else (),
        declared=reference.profile.declares(host),
        data=tuple(data),
        requests=count,
    )
