"""Traffic as checks see it: what was sent to whom, and which planted values it carried."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from urllib.parse import urlsplit

from harness.catalogue.domains import belongs, is_same_site, normalise
from harness.leaks.ledger import search
from harness.leaks.matcher import Matcher
from harness.leaks.recorded import Recording, recording
from harness.model.chains import Chains, told
from harness.model.evidence import Evidence
from harness.model.leaks import Carried, Leaks
from harness.model.place import PLACE_MARKS
from harness.model.records import Body, BrowserRequest, Exchange, Frame
from harness.model.scope import Scope

type Message = Exchange | Frame

# Hosts that are remembered at once: an app may make up as many as it likes.
_MOST_HOSTS = 4096
# Short parts that are remembered as clean: most headers come again and again.
_MOST_CLEAN = 4096
_SHORT = 512


class Traffic(Evidence):
    """HTTP exchanges and WebSocket messages of the persona's sessions, without the browser's own background calls."""

    kind = "traffic"

    def __init__(self, scope: Scope, keep: Callable[[Message], bool] | None = None) -> None:
        super().__init__(scope)
        self._keep = keep
        self._own: dict[str, bool] = {}
        self._noisy: dict[str, bool] = {}

    def messages(self) -> Iterator[Message]:
        """Exchanges and frames, in the order in which they were recorded."""
        for session in self.scope.sessions:
            for message in session.traffic():
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
        return sum(1 for _ in self)

    def where(self, keep: Callable[[Message], bool]) -> Traffic:
        """The same traffic, limited to what `keep` accepts."""
        before = self._keep
        return Traffic(self.scope, keep if before is None else lambda message: before(message) and keep(message))

    def is_own(self, host: str) -> bool:
        """Whether a host is one of the app's own (equal to or below a host that the profile lists)."""
        known = self._own.get(host)
        if known is None:
            if len(self._own) >= _MOST_HOSTS:
                self._own.clear()
            known = self._own[host] = belongs(host, self.scope.reference.profile.app.hosts)
        return known

    def own(self) -> Traffic:
        return self.where(lambda message: self.is_own(message.host))

    def third_party(self) -> Traffic:
        return self.where(lambda message: not self.is_own(message.host))

    def of_sessions(self, names: frozenset[str]) -> Traffic:
        return self.where(lambda message: message.session in names)

    def hosts(self) -> dict[str, str]:
        """Every host that was contacted → pointer to its first message."""
        found: dict[str, str] = {}
        for message in self.messages():
            found.setdefault(message.host, message.at)
        return found

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
        matcher = Matcher({**secrets, **canaries})
        found: list[Carried] = []
        unseen: set[str] = set()
        clean: set[bytes] = set()
        for message in self.messages():
            parts = {where: data for where, data in self._sent_parts(message).items() if data not in clean}
            result = search(matcher, parts)
            if not result.leaks and not result.unseen:
                _remember(clean, parts.values())
            leaks = [one for one in result.leaks if one.field not in secrets or not self._at_sign_in(message)]
            place = message.at, message.session, message.host
            found += [Carried(*place, one.field, one.chain, one.where, one.indicative) for one in leaks]
            unseen |= {f"{one.where}: {one.why}" for one in result.unseen}
        return Leaks(found, sorted(unseen))

    def _at_sign_in(self, message: Message) -> bool:
        """Whether a declared recipient's own page sent this to that recipient; scripts cannot forge `Origin`."""
        if isinstance(message, Frame) or not self.scope.reference.profile.declares(message.host):
            return False
        return is_same_site(host_of(message.sent("origin") or message.sent("referer") or ""), message.host)

    def _sent_parts(self, message: Message) -> dict[str, bytes]:
        if isinstance(message, Frame):
            return {"message": self.body(message.body)} if message.from_client else {}
        headers = message.request_headers
        parts = {f"header:{name.lower()}": value.encode("latin-1", "replace") for name, value in headers}
        parts["url"] = message.url.encode("latin-1", "replace")
        if message.request_body is not None:
            parts["body"] = self.body(message.request_body)
        return parts

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
        return (one for one in self if matcher.any(self.body(one.response_body)))

    def seen(self, canaries: Mapping[str, str]) -> frozenset[str]:
        """Which planted fields passed in either direction: the positive control of every leak check."""
        missing = dict(canaries)
        matcher = Matcher(missing)
        for message in self.messages():
            for data in self._both_ways(message):
                if data and matcher.any(data):
                    for hit in matcher.search(data):
                        missing.pop(hit.field, None)
                    if not missing:
                        return frozenset(canaries)
        return frozenset(canaries) - frozenset(missing)

    def _both_ways(self, message: Message) -> Iterator[bytes]:
        if isinstance(message, Frame):
            yield self.body(message.body)
            return
        yield message.url.encode("latin-1", "replace")
        yield self.body(message.request_body)
        yield self.body(message.response_body)

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


def _remember(clean: set[bytes], parts: Iterable[bytes]) -> None:
    if len(clean) > _MOST_CLEAN:
        clean.clear()
    clean.update(data for data in parts if len(data) < _SHORT)


def host_of(url: str) -> str:
    """The host of a URL in lower case; empty when it has none or cannot be split."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
