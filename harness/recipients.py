"""Who received what: every third-party host of a bundle, with what is known of it and which planted data it got."""

from __future__ import annotations

from harness.model.reference import Reference
from harness.model.report import Recipient
from harness.model.scope import Scope
from harness.model.traffic import Traffic
from harness.sharing.observing import Observed
from harness.signals import signals


def recipients(scope: Scope, observed: Observed) -> tuple[Recipient, ...]:
    """Sorted by host; `data` names field and disguise, such as `email:sha256`. `observed` is what `scope` holds."""
    reference, chains, told = scope.reference, Traffic(scope).chains(), signals(scope)
    personas = tuple(reference.profile.personas)
    return tuple(
        _recipient(host, reference).model_copy(
            update={
                "data": tuple(observed.received(host, personas)),
                "requests": count,
                "brought_by": chains.to(host),
                "signals": told.get(host, ()),
            }
        )
        for host, count in observed.hosts().items()
    )


def _recipient(host: str, reference: Reference) -> Recipient:
    """What is known of a host whatever it got."""
    party = reference.parties.match(host)
    return Recipient(
        host=host,
        company=party.company if party else None,
        country=party.country if party else None,
        categories=tuple(party.categories) if party else (),
        declared=reference.profile.declares(host),
    )
