"""Traffic as checks see it: what was sent to whom, and which planted values it carried."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.bundle.contacts import both, line_of
from harness.catalogue.domains import belongs, is_same_site, normalise
from harness.leaks.matcher import Matcher
from harness.leaks.recorded import Recording, recording
from harness.model.chains import Chains, told
from harness.model.evidence import Evidence
from harness.model.leaks import Carried, Leaks
from harness.model.place import PLACE_MARKS
from harness.model.records import Body, BrowserRequest, Exchange, Frame
from harness.model.scope import Scope
from harness.model.sieve import Message, Sieve
from harness.sharing.phases import phase_of

if TYPE_CHECKING:
    from harness.bundle.contacts import Mask
    from harness.bundle.reader import SessionView

# Hosts that are remembered at once: an app may make up as many as it likes.
_MOST_HOSTS = 4096
# Bodies of which it is remembered what they showed.
_MOST_BODIES = 10_000


class Traffic(Evidence):
    """HTTP exchanges and WebSocket messages of the persona's sessions, without the browser's own background calls.

    A limit on hosts or sessions costs nothing: other lines are not even decoded.
    """

    kind = "traffic"

    def __init__(
        self,
        scope: Scope,
        keep: Callable[[Message], bool] | None = None,
        *,
        hosts: Callable[[str], bool] | None = None,
        sessions: frozenset[str] | None = None,
    ) -> None:
        super().__init__(scope)
        self._keep = keep
        self._hosts = hosts
        self._sessions = sessions
        self._own: dict[str, bool] = {}
        self._noisy: dict[str, bool] = {}

    def messages(self) -> Iterator[Message]:
        """Exchanges and frames, in the order in which they were recorded."""
        return self._messages(lambda session: None)

    def _messages(self, among: Callable[[SessionView], Mask | None]) -> Iterator[Message]:
        """The same, of the lines that `among` gives for a session (None: all)."""
        for session in self.scope.sessions:
            if self._sessions is not None and session.name not in self._sessions:
                continue
            wanted, more = None if self._hosts is None else session.contacts.of_hosts(self._hosts), among(session)
            if more is not None:
                wanted = more if wanted is None else both(wanted, more)
            for message in session.traffic(wanted):
                if self._is_noise(message) or (self._keep is not None and not self._keep(message)):
                    continue
                yield message

    def __iter__(self) -> Iterator[Exchange]:
        return (message for message in self.messages() if isinstance(message, Exchange))

    def frames(self) -> Iterator[Frame]:
        """WebSocket messages, both directions."""
        return (message for message in self.messages() if isinstance(message, Frame))

    def __len__(self) -> int:
        return self._length

    @cached_property
    def _length(self) -> int:
        if self._keep is not None:
            return sum(1 for _ in self)
        sure = self.where_host(lambda host: not self._may_be_noise(host))
        unsure = self.where_host(self._may_be_noise)
        return sum(view.contacts.exchanges(mask) for view, mask in sure.masks()) + sum(1 for _ in unsure)

    def masks(self) -> Iterator[tuple[SessionView, Mask]]:
        """The sessions, with the lines that the limits on hosts and sessions leave."""
        for session in self.scope.sessions:
            if self._sessions is None or session.name in self._sessions:
                yield session, session.contacts.of_hosts(self.wants)

    def where(self, keep: Callable[[Message], bool]) -> Traffic:
        """The same traffic, limited to what `keep` accepts."""
        before = self._keep
        both_ways = keep if before is None else lambda message: before(message) and keep(message)
        return Traffic(self.scope, both_ways, hosts=self._hosts, sessions=self._sessions)

    def where_host(self, keep: Callable[[str], bool]) -> Traffic:
        """The same traffic, limited to hosts that `keep` accepts."""
        before = self._hosts
        chosen = keep if before is None else lambda host: before(host) and keep(host)
        return Traffic(self.scope, self._keep, hosts=chosen, sessions=self._sessions)

    def is_own(self, host: str) -> bool:
        """Whether a host is one of the app's own (equal to or below a host that the profile lists)."""
        known = self._own.get(host)
        if known is None:
            if len(self._own) >= _MOST_HOSTS:
                self._own.clear()
            known = self._own[host] = belongs(host, self.scope.reference.profile.app.hosts)
        return known

    def gets_cookies_of(self, domain: str) -> bool:
        """Whether pages of the app share cookies of this domain: one of its own, or one above it (`.school.be`)."""
        name = domain.removeprefix(".")
        return self.is_own(name) or any(belongs(host, (name,)) for host in self.scope.reference.profile.app.hosts)

    def own(self) -> Traffic:
        return self.where_host(self.is_own)

    def third_party(self) -> Traffic:
        return self.where_host(lambda host: not self.is_own(host))

    def of_sessions(self, names: frozenset[str]) -> Traffic:
        chosen = names if self._sessions is None else names & self._sessions
        return Traffic(self.scope, self._keep, hosts=self._hosts, sessions=chosen)

    def hosts(self) -> dict[str, str]:
        """Every host that was contacted → pointer to its first message."""
        first: dict[str, str] = {}
        for host, at in self._contacts():
            first.setdefault(host, at)
        return first

    def _contacts(self) -> Iterator[tuple[str, str]]:
        """Hosts and pointers, in order, each host at least once; most are known without decoding their line."""
        if self._keep is not None:
            yield from ((message.host, message.at) for message in self.messages())
            return
        sure = self.where_host(lambda host: not self._may_be_noise(host))
        for view, _ in self.masks():
            inside = self.of_sessions(frozenset({view.name}))
            found = [(line, host) for host, line in view.contacts.first().items() if sure.wants(host)]
            unsure = inside.where_host(self._may_be_noise)
            found += [(line_of(message.at), message.host) for message in unsure.messages()]
            yield from ((host, view.pointer(line)) for line, host in sorted(found))

    def wants(self, host: str) -> bool:
        """Whether the limits on hosts accept this one."""
        return self._hosts is None or self._hosts(host)

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
        for message in self.messages():
            sent = message.body if isinstance(message, Frame) and message.from_client else None
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

    def _is_noise(self, message: Message) -> bool:
        if isinstance(message, Frame) or not self._may_be_noise(message.host):
            return False
        if not self.scope.reference.noise.is_noise(message.host, message.path):
            return False
        return message.host not in self._asked_by_pages

    def _may_be_noise(self, host: str) -> bool:
        """Whether any row speaks of this host; asked of every message, so remembered."""
        known = self._noisy.get(host)
        if known is None:
            if len(self._noisy) >= _MOST_HOSTS:
                self._noisy.clear()
            name = normalise(host)
            rows = self.scope.reference.noise.rows
            known = self._noisy[host] = any(name == row.host or name.endswith(f".{row.host}") for row in rows)
        return known

    @cached_property
    def _asked_by_pages(self) -> frozenset[str]:
        """Hosts that pages asked for: a noise host that a page calls is the app's doing."""
        hosts = set()
        for session in self.scope.sessions:
            for request in session.records("requests", BrowserRequest):
                hosts.add(host_of(request.url))
        return frozenset(hosts)


def host_of(url: str) -> str:
    """The host of a URL in lower case; empty when it has none or cannot be split."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
