"""The narrow door between capture and the bundle: bounded, redacted before it is cut, never a crash."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

SLACK = 4096  # characters read past a cut, so that a secret across the edge is still seen whole by the redactor


class EvidenceWriter(Protocol):
    """Where the evidence of one session goes (`harness.bundle.writer.SessionWriter`).

    A writer may also have `now() -> float` (seconds since run start) and `redact(str) -> str`; they are used if there.
    """

    def append(self, kind: str, record: Mapping[str, object]) -> None: ...
    def gap(self, evidence: str, why: str, **values: object) -> None: ...
    def blob(self, data: bytes) -> str: ...


def _unchanged(text: str) -> str:
    return text


class Recorder:
    """Counts records, turns errors into gaps, and says each kind of gap once.

    `broken` holds the first error of the writer itself: evidence that can be written nowhere cannot become a gap
    either, so `Capture.detach` raises it.
    """

    def __init__(self, writer: EvidenceWriter) -> None:
        self._writer = writer
        self._now: Callable[[], float] | None = getattr(writer, "now", None)
        self._redact: Callable[[str], str] = getattr(writer, "redact", _unchanged)
        self._counts: Counter[str] = Counter()
        self._said: set[tuple[str, str, str]] = set()
        self.broken: Exception | None = None

    def now(self) -> float | None:
        """Seconds since the start of the run; None when the writer keeps the clock to itself."""
        return self._now() if self._now else None

    def cut(self, text: object, limit: int) -> str:
        """At most `limit` characters of `text`, redacted first: half a secret would pass the redactor."""
        whole = text if isinstance(text, str) else str(text)
        return whole if len(whole) <= limit else self._redact(whole[: limit + SLACK])[:limit]

    def append(self, kind: str, record: Mapping[str, object], *, cap: int, at: float | None = None) -> bool:
        """Write a record; past `cap` records of this kind only a gap is left. True when it was written."""
        self._counts[kind] += 1
        if self._counts[kind] > cap:
            self.gap_once(kind, f"{kind}-capped", cap=cap)
            return False
        try:
            self._writer.append(kind, record if at is None else {"t": at, **record})
        except Exception as error:
            self._fail(error)
            return False
        return True

    def gap(self, evidence: str, why: str, **values: object) -> None:
        """Say what could not be seen; never raises."""
        try:
            self._writer.gap(evidence, why, **values)
        except Exception as error:
            self._fail(error)

    def gap_once(self, evidence: str, why: str, about: str = "", **values: object) -> None:
        """As `gap`, but only the first time for this evidence, reason and `about`; bounded."""
        key = (evidence, why, about)
        if key in self._said or len(self._said) > 500:
            return
        self._said.add(key)
        self.gap(evidence, why, **({"about": about} if about else {}), **values)

    def blob(self, data: bytes) -> str | None:
        """Store bytes; None when they could not be stored."""
        try:
            return self._writer.blob(data)
        except Exception as error:
            self._fail(error)
            return None

    @contextmanager
    def guard(self, evidence: str) -> Iterator[None]:
        """Whatever goes wrong inside becomes a gap of `evidence`, once per kind of error."""
        try:
            yield
        except Exception as error:
            name = type(error).__name__
            self.gap_once(evidence, "capture-error", name, message=self.cut(str(error), 300))

    def _fail(self, error: Exception) -> None:
        self.broken = self.broken or error
