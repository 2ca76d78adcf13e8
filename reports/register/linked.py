"""The register as JSON-LD in the words of the W3C Data Privacy Vocabulary (https://w3id.org/dpv), version 2.

A row is a `dpv:Process` with its recipient, data subjects and personal data. What the vocabulary has no word for keeps
the name that it has in the JSON register, in a space of our own. The context stands in the file: reading it needs no
network. Identities are made here; text of an app or profile is only ever a literal.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from harness.model.register import Register, RegisterRun
from harness.model.sharing import ANY_DATA, SUBJECT_TERMS, SharingDatum, SharingRow
from harness.reports.canonical import canonical

SPACE = "urn:schoolproof:register:"
CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dcterms": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "sp": SPACE,
}
ROLES = {
    "processor": "dpv:DataProcessor",
    "sub-processor": "dpv:DataSubProcessor",
    "controller": "dpv:DataController",
    "joint-controller": "dpv:JointDataControllers",
}
GROUNDS = {
    "adequacy": "eu-gdpr:A45-3",
    "DPF": "eu-gdpr:A45-3",
    "SCC": "eu-gdpr:A46-2-c",
    "BCR": "eu-gdpr:A46-2-b",
}
"""A framework decision is an adequacy decision under art. 45(3); standard clauses are those of the Commission."""

_TERM = re.compile(r"(?:dpv|pd):[A-Za-z]+")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}", re.ASCII)
_OURS = (
    *("app", "id", "categories", "personas", "declared", "declarations", "declared_data", "declared_hosts", "seen"),
    *("hosts", "undeclared_hosts", "unseen_hosts", "requests", "consent", "versions", "agreement", "parent"),
    *("parent_seat", "declared_country"),
)

type Node = dict[str, Any]


def render(register: Register) -> bytes:
    """The register as canonical JSON-LD."""
    graph = [*(_run(run) for run in register.runs), *(_row(row) for row in register.rows)]
    return canonical({"@context": CONTEXT, "@graph": graph})


def _run(run: RegisterRun) -> Node:
    facts = {f"sp:{name}": value for name, value in run.model_dump(mode="json").items()}
    return {"@id": f"{SPACE}run:{_digest(run.bundle)}", "@type": "sp:Run", **facts}


def _row(row: SharingRow) -> Node:
    identity = _digest("\x1f".join((row.app, row.id, row.subject or "")))
    node: Node = {
        "@id": f"{SPACE}row:{identity}",
        "@type": "dpv:Process",
        "dcterms:title": row.recipient,
        "dpv:hasRecipient": _recipient(row, identity),
        "dpv:hasPersonalData": [_datum(one, identity) for one in row.data],
        "sp:contradictions": [one.template for one in row.contradictions],
        "sp:transfer": {f"sp:{name}": value for name, value in row.transfer.model_dump(mode="json").items()},
        "sp:proof": [f"{one.bundle}/{one.at}" for one in row.proof],
    }
    shown = row.model_dump(mode="json")
    node |= {f"sp:{name}": shown[name] for name in _OURS if shown[name] not in (None, [])}
    if row.subject is not None:
        node["dpv:hasDataSubject"] = {"@type": list(SUBJECT_TERMS[row.subject]), "sp:subject": row.subject}
    if row.purpose:
        node["dpv:hasPurpose"] = [{"@type": "dpv:Purpose", "dcterms:title": one} for one in row.purpose]
    return node | _declared(row) | _times(row.first_seen, row.last_seen)


def _recipient(row: SharingRow, identity: str) -> Node:
    node: Node = {
        "@id": f"{SPACE}recipient:{identity}",
        "@type": ROLES.get(row.role or "", "dpv:Recipient" if row.role else "dpv:ThirdParty"),
        "dpv:hasName": row.entity or row.recipient,
    }
    if row.seat:
        node["dpv:hasCountry"] = {"@type": "dpv:Country", "dcterms:identifier": row.seat}
    return node


def _declared(row: SharingRow) -> Node:
    """Legal basis and retention as declared; the ground of a transfer where the vocabulary has a word for it."""
    node: Node = {}
    basis: list[Any] = [{"@type": "dpv:LegalBasis", "dcterms:title": row.legal_basis}] if row.legal_basis else []
    ground = GROUNDS.get(row.transfer.mechanism)
    basis += [{"@id": ground}] if ground else []
    if basis:
        node["dpv:hasLegalBasis"] = basis
    if row.retention:
        node["dpv:hasStorageCondition"] = {"@type": "dpv:StorageDuration", "dcterms:title": row.retention}
    return node


def _datum(one: SharingDatum, identity: str) -> Node:
    term = one.category if _TERM.fullmatch(one.category) else ANY_DATA
    types = [term, *(["dpv:SpecialCategoryPersonalData"] if one.special else [])]
    return {
        "@id": f"{SPACE}datum:{_digest(f'{identity} {one.field}')}",
        "@type": types,
        "dcterms:title": one.field,
        "sp:disguises": list(one.disguises),
        "sp:consent": list(one.consent),
        "sp:proof": [f"{proof.bundle}/{proof.at}" for proof in one.proof],
        **_times(one.first_seen, one.last_seen),
    }


def _times(first: str | None, last: str | None) -> Node:
    moments = {"sp:first_seen": first, "sp:last_seen": last}
    return {name: _moment(moment) for name, moment in moments.items() if moment}


def _moment(text: str) -> Node | str:
    """A typed moment; a text that is none stays a text."""
    return {"@type": "xsd:dateTime", "@value": text} if _MOMENT.fullmatch(text) else text


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]
