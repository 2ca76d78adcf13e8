"""What checks read: typed views over the bundle, limited to what counts for one persona.

A view streams its records from disk each time it is iterated; it never holds them. `gaps` says what could not be seen,
`missing` why there is nothing to see at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import ClassVar, Self

from harness.leaks.ledger import search_parts
from harness.leaks.matcher import Matcher
from harness.model.leaks import Carried, Leaks
from harness.model.records import (
    AttemptRecord,
    BrowserRequest,
    ConsentStep,
    ConsoleLine,
    CorsAnswer,
    GapRecord,
    LookedUp,
    PageEvent,
    PageVisit,
    ProbeRequest,
    Record,
    SessionReplay,
    Stored,
    TypedText,
)
from harness.model.scope import Scope


class Evidence:
    """One kind of evidence for one persona (or the whole run)."""

    kind: ClassVar[str]

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    @property
    def gaps(self) -> list[GapRecord]:
        """Gaps of this kind, of the persona's sessions and of the run."""
        return self.scope.gaps(self.kind) + self.scope.uncaptured(self.kind)

    @property
    def missing(self) -> str | None:
        """Why there is no such evidence at all, or None."""
        return self.scope.missing(self.kind)


class SessionEvidence[R: Record](Evidence):
    """Evidence that is recorded per session, one record a line."""

    shape: type[R]

    def __init__(self, scope: Scope, keep: Callable[[R], bool] | None = None) -> None:
        super().__init__(scope)
        self._keep = keep

    def __iter__(self) -> Iterator[R]:
        for session in self.scope.sessions:
            for record in session.counting(self.kind, self.shape):
                if self._keep is None or self._keep(record):
                    yield record

    def __len__(self) -> int:
        return self._length

    @cached_property
    def _length(self) -> int:
        return sum(1 for _ in self)

    def where(self, keep: Callable[[R], bool]) -> Self:
        """The same evidence, limited to the records that `keep` accepts."""
        before = self._keep
        return type(self)(self.scope, keep if before is None else lambda record: before(record) and keep(record))


class Requests(SessionEvidence[BrowserRequest]):
    """Requests as the browser saw them: what they were for and who caused them."""

    kind = "requests"
    shape = BrowserRequest


class Events(SessionEvidence[PageEvent]):
    """Calls to sensitive browser APIs."""

    kind = "events"
    shape = PageEvent


class Storage(SessionEvidence[Stored]):
    """Cookies and browser storage at the moments they were dumped."""

    kind = "storage"
    shape = Stored

    def cookies(self) -> Self:
        return self.where(lambda record: record.store == "cookie")

    def of_others(self) -> Iterator[Stored]:
        """What the browsers of the other personas held; each persona has a fresh browser."""
        for session in self.scope.bundle.sessions:
            if not self.scope.concerns(session.persona):
                yield from session.counting(self.kind, self.shape)

    def looks(self) -> int:
        """How many sessions were looked into; storage may well be empty."""
        return sum(self.kind in view.state.evidence for view in self.scope.sessions)

    def carrying(self, canaries: Mapping[str, str]) -> Leaks:
        """Planted values in what the app keeps in the browser."""
        matcher = Matcher(dict(canaries))
        found = []
        for entry in self:
            parts = {f"{entry.store} {entry.name}": entry.value.encode("utf-8", "replace")}
            for leak in search_parts(matcher, parts):
                found.append(
                    Carried(entry.at, entry.session, entry.origin, leak.field, leak.chain, leak.where, leak.indicative)
                )
        return Leaks(found)


class Console(SessionEvidence[ConsoleLine]):
    """What pages and the browser wrote to the console."""

    kind = "console"
    shape = ConsoleLine


class Pages(SessionEvidence[PageVisit]):
    """Pages that were looked at."""

    kind = "pages"
    shape = PageVisit


class Typed(SessionEvidence[TypedText]):
    """Made-up texts that were typed and never sent."""

    kind = "typed"
    shape = TypedText

    def values(self) -> dict[str, str]:
        """Name → text, such as `typed-search` (with a number when there are several)."""
        found: dict[str, str] = {}
        for record in self:
            name = f"typed-{record.field}"
            alike = sum(one.partition("#")[0] == name for one in found)
            found[f"{name}#{alike + 1}" if alike else name] = record.value
        return found


class Consent(SessionEvidence[ConsentStep]):
    """What was done about the consent banner in each session."""

    kind = "consent"
    shape = ConsentStep

    def sessions(self, state: str) -> frozenset[str]:
        """Names of the sessions in which that consent state was really reached."""
        return frozenset(record.session for record in self if record.state == state and record.ok)


class ProbeEvidence[R: Record](Evidence):
    """Evidence of an active probe or of the platform, recorded for the whole run."""

    shape: type[R]

    def __iter__(self) -> Iterator[R]:
        for record in self.scope.bundle.probe(self.kind, self.shape):
            if self.scope.concerns(getattr(record, "persona", None)):
                yield record

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def gaps(self) -> list[GapRecord]:
        """Gaps of the run only: what a session missed does not weaken what the platform itself recorded."""
        return [gap for gap in self.scope.bundle.gaps if gap.evidence in (self.kind, "*")]

    @property
    def missing(self) -> str | None:
        return self.scope.missing_probe(self.kind)


class Bypass(ProbeEvidence[AttemptRecord]):
    """Traffic that tried to leave by another way than the proxy; `count` packets each, all dropped."""

    kind = "bypass"
    shape = AttemptRecord

    def attempts(self) -> list[AttemptRecord]:
        """Attempts that are not the browser's or the kernel's own noise."""
        return [record for record in self if not record.noise]


class Lookups(ProbeEvidence[LookedUp]):
    """Names that were looked up, and the names behind them."""

    kind = "dns"
    shape = LookedUp


class ProbeLog(ProbeEvidence[ProbeRequest]):
    """Every request that the harness itself sent, in the run and in what followed it up."""

    kind = "requests"
    shape = ProbeRequest

    def __iter__(self) -> Iterator[ProbeRequest]:
        yield from super().__iter__()
        for followup in self.scope.bundle.followups:
            yield from followup.probe(self.kind, self.shape)


class Cors(ProbeEvidence[CorsAnswer]):
    """What endpoints answered to foreign origins."""

    kind = "cors"
    shape = CorsAnswer


class SessionLife(ProbeEvidence[SessionReplay]):
    """Sessions before and after login, and what a replay of the old one opened."""

    kind = "session-life"
    shape = SessionReplay
