"""What each recipient got in a bundle: one search per persona, then one pass over the messages for times and counts.

Both the report's list of hosts and the register are made from this, so that the traffic is searched once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from harness.model.leaks import Carried
from harness.model.messages import Message
from harness.model.scope import Scope
from harness.model.sharing import PHASES, Phase
from harness.model.traffic import Traffic
from harness.sharing.phases import phase_of

MOST_PROOF = 5
"""Pointers that are kept for one datum."""

_PACKED = re.compile(r"\(([a-z0-9-]+)\)")


@dataclass(slots=True, eq=False)
class Times:
    """When something was seen, in seconds since the start of the run, and in which phases of consent."""

    count: int = 0
    first: float = 0.0
    last: float = 0.0
    phases: set[Phase] = field(default_factory=set)
    proof: list[str] = field(default_factory=list)

    def add(self, t: float, phase: Phase, at: str) -> None:
        """Count one message."""
        self.first = t if not self.count else min(self.first, t)
        self.last = t if not self.count else max(self.last, t)
        self.count += 1
        self.phases.add(phase)
        if len(self.proof) < MOST_PROOF:
            self.proof.append(at)


type Who = tuple[str, str]
"""A host and the persona that contacted it."""
type Datum = tuple[str, str]
"""A planted field and its disguise."""


@dataclass
class Observed:
    """Contacts per host and persona, and the data that went with them."""

    contacts: dict[Who, Times] = field(default_factory=dict)
    data: dict[Who, dict[Datum, Times]] = field(default_factory=dict)

    @property
    def personas(self) -> list[str]:
        """Everybody who contacted anybody, sorted."""
        return sorted({name for _, name in self.contacts})

    def hosts(self) -> dict[str, int]:
        """Every third-party host, sorted → messages."""
        counts: dict[str, int] = {}
        for (host, _), times in sorted(self.contacts.items()):
            counts[host] = counts.get(host, 0) + times.count
        return counts

    def received(self, host: str, personas: tuple[str, ...]) -> list[str]:
        """What a host got of anybody, as `email:sha256`, sorted."""
        return sorted({f"{name}:{how}" for persona in personas for name, how in self.data.get((host, persona), {})})


def observe(scope: Scope) -> Observed:
    """Search the whole run. Noise of the browser is left out; only certain finds count."""
    found = Observed()
    wanted: dict[str, list[Times]] = {}
    for persona, leak, name in _leaks(scope):
        mine = found.data.setdefault((leak.host, persona), {})
        times = mine.setdefault((name, disguise(leak.chain, leak.where)), Times())
        pending = wanted.setdefault(leak.at, [])
        if not any(times is one for one in pending):
            pending.append(times)
    who: dict[str, tuple[str, Callable[[float], Phase]]] = {
        view.name: (view.persona, phase_of(view)) for view in scope.sessions
    }
    for message in Traffic(scope).third_party().messages():
        persona, phase = who[message.session]
        _count(found, message, persona, phase(message.t), wanted)
    return found


def _count(found: Observed, message: Message, persona: str, phase: Phase, wanted: dict[str, list[Times]]) -> None:
    who = (message.host, persona)
    contact = found.contacts.get(who)
    if contact is None:
        contact = found.contacts[who] = Times()
    contact.add(message.t, phase, message.at)
    for times in wanted.get(message.at, ()):
        times.add(message.t, phase, message.at)


def _leaks(scope: Scope) -> Iterator[tuple[str, Carried, str]]:
    """Persona, find and field; the planted position is told as one field."""
    reference = scope.reference
    for name, persona in reference.profile.personas.items():
        if not persona.known:
            continue
        theirs = Traffic(Scope(scope.bundle, reference, name)).third_party()
        for leak in theirs.carrying(persona.canaries, persona.secret_marks).certain():
            yield name, leak, leak.field
        for leak in theirs.carrying_place():
            yield name, leak, "location"


def disguise(chain: str, where: str) -> str:
    """The outermost encoding: `sha256` of `sha256(lower(email))`, `gzip` of `email` in `body(gzip).m`, else `plain`."""
    head, bracket, _ = chain.partition("(")
    packed = _PACKED.search(where)
    return head if bracket else packed.group(1) if packed else "plain"


def in_order(phases: set[Phase]) -> tuple[Phase, ...]:
    """Phases in the order in which a visitor meets them."""
    return tuple(phase for phase in PHASES if phase in phases)
