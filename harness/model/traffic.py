"""Traffic as checks see it: what was sent to whom, and which planted values it carried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from harness.bundle.contacts import Trait
from harness.catalogue.domains import is_same_site
from harness.leaks.matcher import Matcher
from harness.leaks.recorded import Recording, recording
from harness.model.chains import Chains, told
from harness.model.leaks import Carried, Leaks
from harness.model.messages import Message, Messages, host_of
from harness.model.place import PLACE_MARKS
from harness.model.records import Body, BrowserRequest, Exchange, Frame
from harness.model.sieve import Sieve
from harness.sharing.phases import phase_of

# Bodies of which it is remembered what they showed.
_MOST_BODIES = 10_000


class Traffic(Messages):
    """HTTP exchanges and WebSocket messages of the persona's sessions, and what they carried."""

    def brought_by(self, hosts: Iterable[str]) -> list[str]:
        """How these hosts came in, as the browser told it: lines `page → script → host`, for those where it did."""
        chains = self.chains()
        return told({host: chains.to(host) for host in hosts})

    def chains(self) -> Chains:
        """Who asked for what in these sessions."""
        views = self.scope.sessions
        return Chains((one for view in views for one in view.counting("requests", BrowserRequest)), self.is_own)

    def carrying(self, canaries: Mapping[str, str], secrets: Mapping[str, str] | None = None) -> Leaks:
        """Planted values in what was sent (URL, headers, body, frames), decoded as far as bounds allow.

        `secrets`: the marks that stand for a persona's password and seed (`Persona.secret_marks`). What the own page of
        a declared recipient sends home is not counted for those: a sign-in service must get them.
        """
        secrets = secrets or {}
        values = {**secrets, **canaries}
        sieve = self._sieve(values)
        sessions = {view.name: (view.persona, phase_of(view)) for view in self.scope.sessions}
        found: list[Carried] = []
        unseen: set[str] = set()
        for message in self._messages(sieve.suspects):
            result, (persona, phase) = sieve.search(values, message), sessions[message.session]
            leaks = [one for one in result.leaks if one.field not in secrets or not self._at_sign_in(message)]
            place, when = (message.at, message.session, message.host), (persona, phase(message.t))
            found += [Carried(*place, one.field, one.chain, one.where, one.indicative, *when) for one in leaks]
            unseen |= {f"{one.where}: {one.why}" for one in result.unseen}
        return Leaks(found, sorted(unseen))

    def _sieve(self, values: Mapping[str, str]) -> Sieve:
        """One that covers these values: that of a persona when they are planted ones, else one for them alone."""
        personas = self.scope.reference.profile.personas
        for name in personas if self.scope.persona is None else (self.scope.persona,):
            persona = personas.get(name)
            tables = [PLACE_MARKS, *([persona.canaries, persona.secret_marks] if persona else [])]
            if {item for table in tables for item in table.items()}.issuperset(values.items()):
                return self.scope.once(f"sieve {name}", partial(Sieve, tables, self.body))
        return Sieve([values], self.body)

    def _at_sign_in(self, message: Message) -> bool:
        """Whether a declared recipient's own page sent this to that recipient; scripts cannot forge `Origin`."""
        if isinstance(message, Frame) or not self.scope.reference.profile.declares(message.host):
            return False
        return is_same_site(host_of(message.sent("origin") or message.sent("referer") or ""), message.host)

    def carrying_place(self) -> Leaks:
        """Requests that carry the planted position, to whomever."""
        return self.carrying(PLACE_MARKS)

    def recordings(self, canaries: Mapping[str, str]) -> Iterator[tuple[Message, Recording]]:
        """Messages whose body holds elements of a page or what a session recorder notes, or could not be unpacked."""
        matcher = Matcher(dict(canaries))
        for message in self.with_any(Trait.BODY).messages():
            sent = message.body if isinstance(message, Frame) else None
            found = recording(self.body(message.request_body if isinstance(message, Exchange) else sent), matcher)
            if found.snapshots or found.changes or found.nodes or found.unseen:
                yield message, found

    def answers_with(self, canaries: Mapping[str, str]) -> Iterator[Exchange]:
        """Exchanges whose answer shows a planted value, one at a time."""
        matcher = Matcher(dict(canaries))
        shows: dict[str, bool] = {}
        for message in self:
            digest = message.response_body.sha256 if message.response_body else None
            if digest is None:
                continue
            if digest not in shows:
                if len(shows) >= _MOST_BODIES:
                    shows.clear()
                shows[digest] = matcher.any(self.body(message.response_body))
            if shows[digest]:
                yield message

    def seen(self, canaries: Mapping[str, str]) -> frozenset[str]:
        """Which planted fields passed in either direction: the positive control of every leak check."""
        missing = dict(canaries)
        matcher = Matcher(missing)
        looked_at: set[str] = set()
        for message in self.messages():
            for data in self._both_ways(message, looked_at):
                if data and matcher.any(data):
                    for hit in matcher.search(data):
                        missing.pop(hit.field, None)
                    if not missing:
                        return frozenset(canaries)
        return frozenset(canaries) - frozenset(missing)

    def _both_ways(self, message: Message, looked_at: set[str]) -> Iterator[bytes]:
        """The address and the bodies of a message; a body that was looked at before can add nothing."""
        bodies = (message.body,) if isinstance(message, Frame) else (message.request_body, message.response_body)
        if isinstance(message, Exchange):
            yield message.url.encode("latin-1", "replace")
        for body in bodies:
            if body is None or body.sha256 is None or body.sha256 in looked_at:
                continue
            if len(looked_at) >= _MOST_BODIES:
                looked_at.clear()
            looked_at.add(body.sha256)
            yield self.body(body)

    def body(self, body: Body | None) -> bytes:
        """The bytes of a body as far as they were kept; empty when there is none."""
        if body is None or body.sha256 is None:
            return b""
        return self.scope.bundle.blob(body.sha256) or b""
