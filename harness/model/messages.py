"""Which messages of a run are looked at: limits on hosts, sessions and traits, without the browser's own calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from harness.bundle.contacts import Trait, both, line_of
from harness.catalogue.domains import belongs, normalise
from harness.model.evidence import Evidence
from harness.model.records import BrowserRequest, Exchange, Frame
from harness.model.scope import Scope

if TYPE_CHECKING:
    from harness.bundle.contacts import Mask
    from harness.bundle.reader import SessionView

type Message = Exchange | Frame

# Hosts that are remembered at once: an app may make up as many as it likes.
_MOST_HOSTS = 4096


class Messages(Evidence):
    """HTTP exchanges and WebSocket messages of the persona's sessions, without the browser's own background calls.

    A limit on hosts, sessions or traits costs nothing: other lines are not even read.
    """

    kind = "traffic"

    def __init__(
        self,
        scope: Scope,
        keep: Callable[[Message], bool] | None = None,
        *,
        hosts: Callable[[str], bool] | None = None,
        sessions: frozenset[str] | None = None,
        traits: Trait | None = None,
    ) -> None:
        super().__init__(scope)
        self._keep = keep
        self._hosts = hosts
        self._sessions = sessions
        self._traits = traits
        self._own: dict[str, bool] = {}
        self._noisy: dict[str, bool] = {}

    def messages(self) -> Iterator[Message]:
        """Exchanges and frames, in the order in which they were recorded."""
        return self._messages(lambda session: None)

    def _messages(self, among: Callable[[SessionView], Mask | None]) -> Iterator[Message]:
        """The same, of the lines that `among` gives for a session (None: all)."""
        for session in self._sessions_wanted():
            wanted, more = self._limited(session), among(session)
            if more is not None:
                wanted = more if wanted is None else both(wanted, more)
            for message in session.traffic(wanted):
                if self._is_noise(message) or (self._keep is not None and not self._keep(message)):
                    continue
                yield message

    def _sessions_wanted(self) -> Iterator[SessionView]:
        for session in self.scope.sessions:
            if self._sessions is None or session.name in self._sessions:
                yield session

    def _limited(self, session: SessionView) -> Mask | None:
        """The lines that the limits on hosts and traits leave (None: all)."""
        wanted = None if self._hosts is None else session.contacts.of_hosts(self._hosts)
        if self._traits is None:
            return wanted
        found = session.contacts.of_traits(self._traits)
        return found if wanted is None else both(wanted, found)

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
        """The sessions, with the lines that the limits leave."""
        for session in self._sessions_wanted():
            wanted = self._limited(session)
            yield session, session.contacts.of_hosts(lambda host: True) if wanted is None else wanted

    def _changed(
        self,
        keep: Callable[[Message], bool] | None = None,
        *,
        hosts: Callable[[str], bool] | None = None,
        sessions: frozenset[str] | None = None,
        traits: Trait | None = None,
    ) -> Self:
        """The same traffic with other limits; None leaves one as it is."""
        return type(self)(
            self.scope,
            keep or self._keep,
            hosts=hosts or self._hosts,
            sessions=self._sessions if sessions is None else sessions,
            traits=self._traits if traits is None else traits,
        )

    def where(self, keep: Callable[[Message], bool]) -> Self:
        """The same traffic, limited to what `keep` accepts."""
        before = self._keep
        return self._changed(keep if before is None else lambda message: before(message) and keep(message))

    def where_host(self, keep: Callable[[str], bool]) -> Self:
        """The same traffic, limited to hosts that `keep` accepts."""
        before = self._hosts
        return self._changed(hosts=keep if before is None else lambda host: before(host) and keep(host))

    def with_any(self, traits: Trait) -> Self:
        """The same traffic, limited to messages that have any of these traits: what else there is is not read."""
        if self._traits is not None:
            raise ValueError("the traits are limited already")
        return self._changed(traits=traits)

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

    def own(self) -> Self:
        return self.where_host(self.is_own)

    def third_party(self) -> Self:
        return self.where_host(lambda host: not self.is_own(host))

    def of_sessions(self, names: frozenset[str]) -> Self:
        return self._changed(sessions=names if self._sessions is None else names & self._sessions)

    def hosts(self) -> dict[str, str]:
        """Every host that was contacted → pointer to its first message."""
        first: dict[str, str] = {}
        for host, at in self._contacts():
            first.setdefault(host, at)
        return first

    def _contacts(self) -> Iterator[tuple[str, str]]:
        """Hosts and pointers, in order, each host at least once; most are known without decoding their line."""
        if self._keep is not None or self._traits is not None:
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

    def _is_noise(self, message: Message) -> bool:
        if isinstance(message, Frame) or not self._may_be_noise(message.host):
            return False
        if not self.scope.reference.noise.is_noise(message.host, message.path):
            return False
        return message.host not in self._asked_by_pages

    def _may_be_noise(self, host: str) -> bool:
        """Whether any row speaks of this host; asked of every message, so remembered.

        On a device no browser makes noise: only the app itself reaches the recorder there.
        """
        if self.scope.reference.profile.device is not None:
            return False
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
