"""The report: what one audit found, in the shape that `report.json` promises to its readers.

A `Report` is a view of the findings. Renderers receive it, and nothing else, so a field that is missing here is
missing in every format. The shape is public (`reports/schemas/report.schema.json` is made from it): add fields freely,
change or drop one only together with a new `schema` number. Unknown fields are ignored on reading, so that an older
tool can show a newer report.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from harness.model.report_base import LEVELS as LEVELS
from harness.model.report_base import STATUSES as STATUSES
from harness.model.report_base import Frozen as _Frozen
from harness.model.report_base import Level as Level
from harness.model.report_base import Message as Message
from harness.model.report_base import Status as Status
from harness.model.report_base import Text as Text
from harness.model.report_base import Value as Value
from harness.model.report_base import Words as Words
from harness.model.report_statements import AttestationResult, WaiverResult
from harness.model.report_views import CheckPage, GrowthStep, MethodRow, NormView, Outstanding
from harness.model.sharing import SharingRow

type Severity = Literal["info", "low", "medium", "high", "critical"]
type Label = Literal["meets-minimum", "fails-minimum", "incomplete"]
type Coverage = Literal["full", "partial", "none"]
type Answerer = Literal["check", "person", "none"]
type Login = Literal["proven", "failed", "lost", "unended", "anonymous"]
type Language = Literal["en", "nl"]


def _every_status(counts: dict[Status, int]) -> dict[Status, int]:
    return {status: counts.get(status, 0) for status in STATUSES}


type Count = Annotated[int, Field(ge=0, lt=2**63)]
type Counts = Annotated[
    dict[Status, Count], AfterValidator(_every_status), Field(json_schema_extra={"required": list(STATUSES)})
]


class Tool(_Frozen):
    """Which version of the tool and of its rules judged."""

    version: Text
    rules: Text


class AppFacts(_Frozen):
    """What was audited. `digest` is the sha256 of a package; a web app has none."""

    name: Text
    version: Text
    kind: Text
    digest: Text | None = None
    url: Text | None = None
    hosts: tuple[Text, ...] = ()


class RequirementResult(_Frozen):
    """A row of the catalogue and its answer.

    `coverage` says how much of the requirement the checks can see; `by` says who answered; `checks` lists the ids that
    did. `reason` tells why a row has no answer, or why it does not apply.
    """

    id: Text
    level: Level
    status: Status
    coverage: Coverage
    by: Answerer
    titles: Words
    criterion: Words
    cannot_see: Words | None = None
    checks: tuple[Text, ...] = ()
    reason: Message | None = None


class Proof(_Frozen):
    """A pointer into the bundle: a path in it (`sessions/x/traffic.jsonl#12`) and the digest of that record."""

    kind: Text
    at: Text
    sha256: Text


class FindingResult(_Frozen):
    """What one check found for one persona (None: the check looks at the app as a whole).

    `message` is a template for `values`; keys of `values` that the template does not name are allowed, and help readers
    to find the matched text in the proof. `fingerprint` stays the same across runs. `waived` names the waiver that lets
    the finding through the gate; its status stays what it is. `brought_by` tells how the hosts that it names came in.
    """

    check: Text
    requirement: Text
    persona: Text | None = None
    status: Status
    severity: Severity
    message: Text
    values: dict[Text, Value] = Field(default_factory=dict)
    proof: tuple[Proof, ...] = ()
    fingerprint: Text
    reason: Message | None = None
    titles: Words
    waived: Text | None = None
    brought_by: tuple[Text, ...] = ()


class Recipient(_Frozen):
    """A host that received requests. `data` lists planted values that went there, as `name` or `name:encoding`.

    `brought_by` is the shortest chain that led to it, from the page on, each step as `host/path`; empty when unknown.
    `signals` tells how it was told: `beacon`, `pixel` (a picture of one point), `empty` (nothing ever came back).
    """

    host: Text
    company: Text | None = None
    country: Text | None = None
    categories: tuple[Text, ...] = ()
    declared: bool
    data: tuple[Text, ...] = ()
    requests: Count = 0
    brought_by: tuple[Text, ...] = ()
    signals: tuple[Text, ...] = ()


class ListFacts(_Frozen):
    """A tracker list of others that took part. `date` is its own day, else the day on which it was fetched.

    `age_days` counts from there to the start of the run; None when that day is unknown. `stale`: too old to rely on.
    """

    name: Text
    version: Text | None = None
    sha256: Text
    date: Text
    licence: Text
    age_days: Count | None = None
    stale: bool = False


class PersonaCoverage(_Frozen):
    """How far one persona came.

    A `login` other than "proven" or "anonymous" voids what came after the last good proof; `reason` says why. "unended"
    means proven once, but not at the end.
    """

    login: Login
    pages: Count = 0
    requests: Count = 0
    reason: Text | None = None


class Gap(_Frozen):
    """Something that could not be seen. `why` is a code or an English template for `values`."""

    evidence: Text
    why: Text
    persona: Text | None = None
    values: dict[Text, Value] = Field(default_factory=dict)


class Bypass(_Frozen):
    """Traffic that tried to leave outside the recorder and was stopped. `noise` is the browser's own."""

    name: Text | None = None
    destination: Text
    port: int | None = None
    what: Text
    count: Count
    noise: bool


class SessionFacts(_Frozen):
    """One persona doing one journey, with the consent given and how far it came."""

    name: Text
    consent: Text
    status: Text


class CoverageFacts(_Frozen):
    """What was reached, and what stayed out of sight."""

    personas: dict[Text, PersonaCoverage] = Field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    bypass: tuple[Bypass, ...] = ()
    noise: tuple[Text, ...] = ()
    sessions: tuple[SessionFacts, ...] = ()


class Report(_Frozen):
    """One audit. `counts` counts findings by status; requirements carry their own.

    `expires` is the day after which it speaks for the app no longer; None when the start of the run is unknown.
    `growth` tells what separates the app from each level, `checks` holds the pages of the checks that took part. `norm`
    is there only when the report was asked for by the clauses of another norm. `methods` tells the conditions of each
    way of signing in by role. `sharing` is this run's part of the data-sharing register. `evaluated` is the day that
    `attestations` and `waivers` were held to be valid or not; None when there are none: nothing rests on a day then.
    `followups` are the digests of the bundles that were gathered later about this one, `outstanding` what is still to
    be asked; `provisional` says that an answer which counts at this level is among that. `simulated`: the app ran on a
    device that is none, so the report has no label.

    A report that says "meets-minimum" about an interrupted run, or with an unanswered minimum requirement, cannot be
    built (ValueError): that sentence must never rest on less.
    """

    schema_: Literal["schoolproof.report/1"] = Field("schoolproof.report/1", alias="schema")
    tool: Tool
    bundle: Text
    app: AppFacts
    level: Level
    label: Label
    provisional: bool
    started: Text
    complete: bool
    counts: Counts
    requirements: tuple[RequirementResult, ...]
    findings: tuple[FindingResult, ...]
    recipients: tuple[Recipient, ...]
    sharing: tuple[SharingRow, ...] = ()
    coverage: CoverageFacts
    expires: Text | None = None
    growth: tuple[GrowthStep, ...] = ()
    checks: tuple[CheckPage, ...] = ()
    methods: tuple[MethodRow, ...] = ()
    norm: NormView | None = None
    evaluated: Text | None = None
    attestations: tuple[AttestationResult, ...] = ()
    waivers: tuple[WaiverResult, ...] = ()
    lists: tuple[ListFacts, ...] = ()
    followups: tuple[Text, ...] = ()
    outstanding: tuple[Outstanding, ...] = ()
    simulated: bool = False

    @model_validator(mode="after")
    def _label_is_earned(self) -> Report:
        if self.simulated and self.label != "incomplete":
            raise ValueError("what ran on a simulated device says nothing about an app, and gets no label")
        if self.label != "meets-minimum":
            return self
        minimum = [row for row in self.requirements if row.level == "minimum"]
        if not self.complete or not minimum:
            raise ValueError("an incomplete or empty report cannot say meets-minimum")
        for row in minimum:
            if row.status not in ("pass", "not_applicable"):
                raise ValueError(f"{row.id} is {row.status}, so the report cannot say meets-minimum")
        return self
