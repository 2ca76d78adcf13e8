"""Which part of a bundle a check sees: the sessions of one persona, or of everyone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from harness.model.records import GapRecord

if TYPE_CHECKING:
    from harness.bundle.reader import Bundle, SessionView
    from harness.model.reference import Reference


class Scope:
    """A bundle seen for one persona (None: the whole run), with the reference data of this judgement.

    What an ordinary browser got is what counts; `automated` gives the sessions of one that said it was a tool instead.
    """

    def __init__(
        self, bundle: Bundle, reference: Reference, persona: str | None, *, automated: bool = False
    ) -> None:
        self.bundle = bundle
        self.reference = reference
        self.persona = persona
        self._automated = automated

    @property
    def sessions(self) -> list[SessionView]:
        every = (view for view in self.bundle.sessions if view.state.automated is self._automated)
        return [view for view in every if self.concerns(view.persona)]

    def once[T](self, key: str, make: Callable[[], T]) -> T:
        """What is worked out once for this bundle and persona, and asked by many checks. `make` has to be pure."""
        known = self.bundle.worked_out
        full = (id(self.reference), self.persona, key)
        if full not in known:
            # The reference is kept with it, so that no other one gets its id.
            known[full] = (self.reference, make())
        made: T = known[full][1]
        return made

    def concerns(self, persona: str | None) -> bool:
        return self.persona is None or persona is None or persona == self.persona

    def gaps(self, kind: str) -> list[GapRecord]:
        """Gaps that weaken one kind of evidence: of these sessions, of the run, and of logins that did not hold."""
        recorded: Iterable[GapRecord] = [*self.bundle.gaps, *(gap for view in self.sessions for gap in view.gaps)]
        found = [gap for gap in recorded if gap.evidence in (kind, "*")]
        return found + [gap for view in self.sessions for gap in _session_gaps(view)]

    def uncaptured(self, kind: str) -> list[GapRecord]:
        """A gap for each whole session that did not gather this kind, while others did."""
        whole = [view for view in self.sessions if view.state.status == "complete"]
        return [_gap(view, "not-gathered", kind=kind) for view in whole if kind not in view.state.evidence]

    def missing(self, kind: str) -> str | None:
        """Why no session offers this kind of evidence, or None."""
        if not self.sessions:
            return self._reason("sessions", "no session of this persona was recorded")
        if all(view.login == "failed" for view in self.sessions):
            return "the login was never proven"
        if not any(kind in view.state.evidence for view in self.sessions):
            return "this kind of evidence was not gathered"
        return None

    def missing_probe(self, kind: str) -> str | None:
        """Why a probe left no evidence, or None."""
        if kind in self.bundle.run.get("probes", []):
            return None
        return self._reason(kind, "this probe did not run")

    def _reason(self, kind: str, otherwise: str) -> str:
        """Why the platform left something out, if it says so."""
        return str(self.bundle.run.get("probes_skipped", {}).get(kind, otherwise))


def _session_gaps(view: SessionView) -> list[GapRecord]:
    """Login and completeness problems, told as gaps so that they weaken every pass alike."""
    found = []
    if view.login in ("failed", "lost", "unended"):
        found.append(_gap(view, f"login-{view.login}"))
    if view.state.status != "complete":
        found.append(_gap(view, "session-incomplete", reason=view.state.reason or view.state.status))
    return found


def _gap(view: SessionView, why: str, **values: object) -> GapRecord:
    at = f"sessions/{view.name}/session.json"
    return GapRecord(t=0.0, at=at, session=view.name, evidence="*", why=why, values={"session": view.name, **values})
