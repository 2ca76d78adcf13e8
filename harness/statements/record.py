"""The two records that people sign. Their shape is public; a member that is not known is an error, never ignored."""

from __future__ import annotations

import datetime
import json
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from harness.clock import year_after

type Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
type RequirementId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-\d{2}$")]
type Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]

ATTESTATION = "application/vnd.schoolproof.attestation+json"
WAIVER = "application/vnd.schoolproof.waiver+json"


class Record(BaseModel):
    """What both have: when it was said, and until when it holds, both days included and at most 12 months apart."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    date: datetime.date
    expires: datetime.date

    @model_validator(mode="after")
    def _no_longer_than_a_year(self) -> Self:
        if not self.date <= self.expires <= year_after(self.date):
            raise ValueError("expires lies before date, or more than 12 months after it")
        return self

    def payload(self) -> bytes:
        """The record as it is signed: JSON with sorted keys."""
        content = self.model_dump(mode="json", by_alias=True)
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


class AppNamed(BaseModel):
    """The app that a record speaks about, as its profile names it. Without a version: any (only a waiver may)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Line
    version: Line | None = None


class Document(BaseModel):
    """What was examined or written down: its title and the sha256 of the file, so that it can be asked for later."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Line
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Attestation(Record):
    """Somebody's answer to requirements that a test cannot settle.

    `by` and `role` say who speaks; `independence` whether that is the maker (first), its customer (second) or neither
    (third); `method` is one of NIST SP 800-53A: documents and behaviour examined, or people interviewed.
    """

    schema_: Literal["schoolproof.attestation/1"] = Field(alias="schema")
    requirements: Annotated[tuple[RequirementId, ...], Field(min_length=1, max_length=200)]
    outcome: Literal["pass", "fail", "not_applicable"]
    by: Line
    role: Line
    independence: Literal["first", "second", "third"]
    method: Literal["examine", "interview"]
    document: Document
    app: AppNamed

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.app.version is None:
            raise ValueError("app.version is missing: an attestation speaks about one version")
        if len(set(self.requirements)) != len(self.requirements):
            raise ValueError("requirements names one of them twice")
        return self


class Scope(BaseModel):
    """Which findings a waiver is about: those that fit everything that is given here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    requirement: RequirementId | None = None
    check: Line | None = None
    persona: Line | None = None
    fingerprints: Annotated[tuple[Fingerprint, ...], Field(max_length=10_000)] = ()

    @model_validator(mode="after")
    def _narrow(self) -> Self:
        if self.requirement is None and self.check is None:
            raise ValueError("a requirement or a check is missing: a waiver never covers everything")
        return self


class Waiver(Record):
    """Somebody's decision to let findings stand for a while. It changes no status; only the gate lets them pass."""

    schema_: Literal["schoolproof.waiver/1"] = Field(alias="schema")
    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
    scope: Scope
    approver: Line
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    app: AppNamed
