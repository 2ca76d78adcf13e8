"""A finding: what the judge makes of one verdict."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from harness.model.status import Status
from harness.model.verdict import spoken_of


class ProofPointer(msgspec.Struct, frozen=True):
    """Where the proof stands in the bundle and what it was when judged."""

    kind: str
    at: str
    sha256: str


class Reason(msgspec.Struct, frozen=True):
    """Why a cell has no answer: an English template and its values."""

    template: str
    values: dict[str, Any] = {}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """check × persona, as it goes into findings.jsonl and the reports."""

    check: str
    requirement: str
    persona: str | None
    level: str
    status: Status
    severity: str
    title: str
    message: str
    values: dict[str, Any]
    proof: tuple[ProofPointer, ...]
    fingerprint: str
    brought_by: tuple[str, ...] = ()
    examined: int = 0
    coverage: str = "partial"
    reason: Reason | None = None


def fingerprint(check: str, persona: str | None, message: str, values: dict[str, Any]) -> str:
    """Stable across runs: the check, the persona, the sentence and what it names; counts and details may change."""
    spoken = spoken_of(message, values)
    named = {name: value for name, value in sorted(spoken.items()) if not isinstance(value, int)}
    text = msgspec.json.encode([check, persona, message, named], order="deterministic")
    return hashlib.sha256(text).hexdigest()[:32]
