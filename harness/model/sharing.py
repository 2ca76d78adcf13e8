"""A row of the data-sharing register: one recipient of one app and one kind of person, declared beside observed.

The row of GDPR art. 30 and 13(1)(e) as schools keep it. It states facts: what a maker declared, what was seen, and
where the two differ. What was declared and not seen is "not seen", never an accusation.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from harness.model.report_base import Frozen, Message, Text

type Number = Annotated[int, Field(ge=0, lt=2**63)]
type Phase = Literal["before", "refused", "accepted", "not-asked", "unknown"]
type Declared = Literal["yes", "partly", "no", "not-asked"]
type Mechanism = Literal["EEA", "adequacy", "DPF", "SCC", "BCR", "none", "unknown"]
type Subject = Literal[
    "pupil-under-13", "pupil-13-15", "pupil-16-plus", "pupil", "teacher", "parent", "staff", "visitor", "unknown"
]

PHASES: tuple[Phase, ...] = ("before", "refused", "accepted", "not-asked", "unknown")
"""Before a choice about cookies, after a refusal, after acceptance; nobody asked; the evidence does not tell."""

ANY_DATA = "dpv:PersonalData"
"""The term for a field whose name tells nothing."""
SUBJECT_TERMS: dict[Subject, tuple[str, ...]] = {
    "pupil-under-13": ("dpv:Student", "dpv:Child"),
    "pupil-13-15": ("dpv:Student", "dpv:Child"),
    "pupil-16-plus": ("dpv:Student",),
    "pupil": ("dpv:Student",),
    "teacher": ("dpv:Employee",),
    "parent": ("dpv:ParentOfDataSubject",),
    "staff": ("dpv:Employee",),
    "visitor": ("dpv:Visitor",),
    "unknown": ("dpv:DataSubject",),
}
"""What each kind of person is in the Data Privacy Vocabulary."""


class SharingProof(Frozen):
    """A pointer into a bundle: its digest (`sha256:…`) and a path in it (`sessions/x/traffic.jsonl#12`)."""

    bundle: Text
    at: Text


class SharingDatum(Frozen):
    """A planted value that reached the recipient: `field` as the profile names it, `disguises` such as `sha256`.

    `category` is a term of the W3C Data Privacy Vocabulary (`pd:EmailAddress`), `special` whether GDPR art. 9 names it.
    Times are ISO 8601 in UTC, None when the start of the run is unknown.
    """

    field: Text
    disguises: tuple[Text, ...]
    category: Text
    special: bool
    consent: tuple[Phase, ...]
    first_seen: Text | None = None
    last_seen: Text | None = None
    proof: tuple[SharingProof, ...] = ()


class SharingTransfer(Frozen):
    """What lets data travel to the recipient, on the day of the run (`on`).

    `country` is where it is processed as declared, else the company's seat; `ground` is what our table of countries
    gives for it, `seat_ground` for the seat, `declared` what the maker relies on, and `mechanism` the outcome: what is
    declared where the table alone does not settle it. "DPF" and "adequacy" do not say that this company is covered.
    """

    country: Text | None
    mechanism: Mechanism
    ground: Mechanism
    seat_ground: Mechanism
    declared: Mechanism | None
    on: Text | None


class SharingRow(Frozen):
    """One recipient (`id`: a party of our table, or a site) × one kind of person.

    `subject` None: declared and not seen, so nobody knows about whom. `entity`, `seat`, `parent` and `categories` come
    from our table of parties; role, purpose, retention, legal basis and agreement from the profile, None or empty when
    it does not say. `hosts` were seen, `undeclared_hosts` are those of them that the profile does not list,
    `unseen_hosts` are listed and were not seen. `declared` "not-asked": a quick scan has no list to compare with.
    """

    app: Text
    id: Text
    recipient: Text
    subject: Subject | None = None
    role: Text | None = None
    entity: Text | None = None
    seat: Text | None = None
    parent: Text | None = None
    parent_seat: Text | None = None
    purpose: tuple[Text, ...] = ()
    categories: tuple[Text, ...] = ()
    personas: tuple[Text, ...] = ()
    data: tuple[SharingDatum, ...] = ()
    special: bool = False
    transfer: SharingTransfer
    retention: Text | None = None
    legal_basis: Text | None = None
    agreement: Text | None = None
    declared: Declared
    declarations: tuple[Text, ...] = ()
    declared_country: Text | None = None
    declared_data: tuple[Text, ...] = ()
    declared_hosts: tuple[Text, ...] = ()
    seen: bool
    hosts: tuple[Text, ...] = ()
    undeclared_hosts: tuple[Text, ...] = ()
    unseen_hosts: tuple[Text, ...] = ()
    requests: Number = 0
    consent: tuple[Phase, ...] = ()
    versions: tuple[Text, ...] = ()
    first_seen: Text | None = None
    last_seen: Text | None = None
    contradictions: tuple[Message, ...] = ()
    proof: tuple[SharingProof, ...] = ()


def differs(template: str, **values: str | tuple[str, ...]) -> Message:
    """A difference in English, to be translated where it is shown."""
    return Message(template=template, values=dict(values))
