"""Traffic as checks see it: what was sent to whom, and which planted values it carried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial

from harness.bundle.contacts import Trait, line_of
from harness.catalogue.domains import belongs, is_same_site
from harness.leaks.matcher import Matcher
from harness.leaks.recorded import Recording, recording
from harness.model.chains import Chains, told
from harness.model.hidden import UNTOLD, Hidden, MarkReader, givers, is_of_token, may_tell, places
from harness.model.leaks import Carried, Leaks
from harness.model.messages import Message, Messages, host_of
from harness.model.place import PLACE_MARKS
from harness.model.profile import Persona
from harness.model.records import Body, BrowserRequest, Exchange, Frame
from harness.model.scope import Scope
from harness.model.sieve import Sieve, sent_parts
from harness.sharing.phases import phase_of

# Bodies of which it is remembered what they showed.
_MOST_BODIES = 10_000
# Messages in which the place of a hidden value is looked for, where they are alike.
_MOST_ALIKE = 200


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
        a declared recipient sends home is not counted for those: a sign-in service must get them. A token that holds a
        value counts as it does, but for whoever gave that token out.
        """
        secrets = secrets or {}
        values = {**secrets, **canaries}
        sieve = self._sieve(values)
        sessions = {view.name: (view.persona, phase_of(view)) for view in self.scope.sessions}
        found: list[Carried] = []
        unseen = set(self._unnoted(values))
        for message in self._messages(sieve.suspects):
            result = sieve.search(values, message)
            leaks = [one for one in result.leaks if one.field not in secrets or not self._at_sign_in(message)]
            leaks = [one for one in leaks if not (is_of_token(one) and self._goes_home(message, one.field))]
            (persona, phase), place = sessions[message.session], (message.at, message.session, message.host)
            told = [one for one in leaks if one.field != UNTOLD]
            when = persona, phase(message.t)
            found += [Carried(*place, one.field, one.chain, one.where, one.indicative, *when) for one in told]
            unseen |= {f"{one.where}: {one.why}" for one in result.unseen}
            unseen |= {f"{one.where}: token" for one in leaks if one.field == UNTOLD}
        return Leaks(found, sorted(unseen))

    def _goes_home(self, message: Message, field: str) -> bool:
        """Whether the tokens with this field in a message to somebody else were given out by them: they know it."""
        sent = self._marks.sent(message) & self._hidden.telling[field]
        return not self.is_own(message.host) and all(self.goes_home(mark, message) for mark in sent)

    def goes_home(self, mark: str, message: Message) -> bool:
        """Whether whoever gets this hidden value had given it out: the same site; or another host of one declared
        recipient, that gets it as its key (`Authorization`) and nowhere else.
        """
        giver = self.givers().get(mark, "")
        if not giver or is_same_site(giver, message.host):
            return bool(giver)
        recipients = self.scope.reference.profile.recipients
        one = any(belongs(giver, each.hosts) and belongs(message.host, each.hosts) for each in recipients)
        return one and isinstance(message, Exchange) and self._marks.is_key(mark, message)

    def givers(self) -> Mapping[str, str]:
        """For each hidden value the host that gave it out, "" for the browser itself; see `hidden.givers`.

        Every body is read for it, once: asked only where a hidden value went astray.
        """
        return self.scope.once("givers", lambda: givers(Traffic(self.scope).messages(), self._marks))

    def carrying_hidden(self, marks: Collection[str]) -> Leaks:
        """Where these hidden values went, but for those that came home; the field of each find is its mark.

        Of many messages to one host, with the values in the same headers or parts, the first tell for the others.
        """
        found, alike = list[Carried](), Counter[tuple[str, ...]]()
        for message in self.messages():
            for mark in sorted(self._marks.sent(message).intersection(marks)):
                parts = {where: data for where, data in sent_parts(message, self.body).items() if mark.encode() in data}
                alike[key := (mark, message.host, *parts)] += 1
                if alike[key] > _MOST_ALIKE or self.goes_home(mark, message):
                    continue
                place = message.at, message.session, message.host
                wheres = dict.fromkeys(where for part, data in parts.items() for where in places(mark, data, part))
                found += [Carried(*place, mark, "session", where, indicative=False) for where in wheres]
        return Leaks(found)

    def elsewhere(self, marks: Collection[str]) -> frozenset[str]:
        """Those of these hidden values that other personas met too: a key that all get opens nobody's account."""
        names = {view.persona for view in self.scope.bundle.sessions if not self.scope.concerns(view.persona)}
        met, wanted = set[str](), frozenset(marks)
        for name in sorted(names) if marks else ():
            for one in Traffic(Scope(self.scope.bundle, self.scope.reference, name)).messages():
                met |= (self._marks.sent(one) | self._marks.in_headers(one)) & wanted
        return frozenset(met)

    def signing_in(self, persona: Persona) -> dict[str, int]:
        """Session → the line of traffic in which a secret of the persona first went out, to whomever."""
        sieve, first = self._sieve(persona.secret_marks), dict[str, int]()
        for message in self._messages(sieve.suspects):
            if message.session not in first and sieve.search(persona.secret_marks, message).leaks:
                first[message.session] = line_of(message.at)
        return first

    @property
    def _marks(self) -> MarkReader:
        return self.scope.once("marks", partial(MarkReader, self.body))

    @property
    def _hidden(self) -> Hidden:
        return self.scope.once("hidden", partial(Hidden.of, self.scope.bundle, self.scope.reference.profile))

    def _unnoted(self, values: Mapping[str, str]) -> set[str]:
        """Why planted values may have left unseen, where the recorder did not look into what it hid."""
        planted = {item for one in self.scope.reference.profile.personas.values() for item in one.known.items()}
        if self._hidden.noted or planted.isdisjoint(values.items()):
            return set()
        mine = self.where_host(lambda host: not self.is_own(host))
        sent = ((mark, message) for message in mine.messages() for mark in self._marks.sent(message) if may_tell(mark))
        return set() if all(self.goes_home(*one) for one in sent) else {"token: not looked into"}

    def _sieve(self, values: Mapping[str, str]) -> Sieve:
        """One that covers these values: that of a persona when they are planted ones, else one for them alone."""
        personas = self.scope.reference.profile.personas
        for name in personas if self.scope.persona is None else (self.scope.persona,):
            persona = personas.get(name)
            tables = [PLACE_MARKS, *([persona.canaries, persona.secret_marks] if persona else [])]
            if {item for table in tables for item in table.items()}.issuperset(values.items()):
                return self.scope.once(f"sieve {name}", partial(Sieve, tables, self.body, self._hidden))
        return Sieve([values], self.body, self._hidden)

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
