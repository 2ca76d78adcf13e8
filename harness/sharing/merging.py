"""Several runs as one register: rows of the same recipient and kind of person become one, first and last seen widen.

What a maker declares is taken from the newest run with a profile that knows the recipient; what was observed is kept
from all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from harness.catalogue.domains import belongs
from harness.model.register import Register
from harness.model.sharing import PHASES, SharingDatum, SharingProof, SharingRow
from harness.sharing.difference import contradictions
from harness.sharing.observing import MOST_PROOF

DECLARED = (
    *("recipient", "role", "purpose", "retention", "legal_basis", "agreement", "declarations"),
    *("declared_country", "declared_data", "declared_hosts", "transfer"),
)
"""Fields of the declaration, and of the day on which it was held against the table."""


def merged(registers: Iterable[Register]) -> Register:
    """One register, whatever order the runs are given in; the same run twice counts once."""
    newest_last = sorted(registers, key=lambda one: (one.runs[0].started, one.runs[0].bundle))
    once = list({one.runs[0].bundle: one for one in newest_last}.values())
    by_recipient: defaultdict[tuple[str, str], list[SharingRow]] = defaultdict(list)
    for row in (row for one in once for row in one.rows):
        by_recipient[row.app, row.id].append(row)
    rows = [row for _, same in sorted(by_recipient.items()) for row in _recipient(same)]
    runs = tuple(run for one in once for run in one.runs)
    return Register(schema="schoolproof.register/1", runs=runs, rows=tuple(rows))


def _recipient(rows: Sequence[SharingRow]) -> list[SharingRow]:
    """The rows of one recipient, oldest first → one per kind of person; "not seen" only while nobody ever was."""
    latest = next((row for row in reversed(rows) if row.declared != "not-asked"), rows[-1])
    seen: defaultdict[str, list[SharingRow]] = defaultdict(list)
    for row in rows:
        if row.seen:
            seen[row.subject or ""].append(row)
    if not seen:
        return [latest]
    return [_one(same, latest) for _, same in sorted(seen.items())]


def _one(same: Sequence[SharingRow], latest: SharingRow) -> SharingRow:
    hosts = _union(row.hosts for row in same)
    asked = latest.declared != "not-asked"
    missing = tuple(host for host in hosts if not belongs(host, latest.declared_hosts)) if asked else ()
    word = "not-asked" if not asked else "no" if not latest.declarations else "partly" if missing else "yes"
    observed = same[-1].model_copy(
        update={
            "personas": _union(row.personas for row in same),
            "data": _data(same),
            "special": any(row.special for row in same),
            "hosts": hosts,
            "undeclared_hosts": missing,
            "unseen_hosts": tuple(one for one in latest.unseen_hosts if not _meets(one, hosts)),
            "requests": sum(row.requests for row in same),
            "consent": tuple(phase for phase in PHASES if any(phase in row.consent for row in same)),
            "versions": tuple(dict.fromkeys(version for row in same for version in row.versions)),
            "first_seen": _earliest(row.first_seen for row in same),
            "last_seen": _latest(row.last_seen for row in same),
            "proof": _proof(row.proof for row in same),
            "declared": word,
            **{name: getattr(latest, name) for name in DECLARED},
        }
    )
    return observed.model_copy(update={"contradictions": contradictions(observed)})


def _meets(declared: str, hosts: Sequence[str]) -> bool:
    return any(belongs(host, [declared]) for host in hosts)


def _data(same: Sequence[SharingRow]) -> tuple[SharingDatum, ...]:
    found: defaultdict[str, list[SharingDatum]] = defaultdict(list)
    for datum in (datum for row in same for datum in row.data):
        found[datum.field].append(datum)
    return tuple(_datum(each) for _, each in sorted(found.items()))


def _datum(same: Sequence[SharingDatum]) -> SharingDatum:
    return same[-1].model_copy(
        update={
            "disguises": _union(one.disguises for one in same),
            "consent": tuple(phase for phase in PHASES if any(phase in one.consent for one in same)),
            "first_seen": _earliest(one.first_seen for one in same),
            "last_seen": _latest(one.last_seen for one in same),
            "proof": _proof(one.proof for one in same),
        }
    )


def _union(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({item for part in parts for item in part}))


def _earliest(times: Iterable[str | None]) -> str | None:
    return min((time for time in times if time), default=None)


def _latest(times: Iterable[str | None]) -> str | None:
    return max((time for time in times if time), default=None)


def _proof(parts: Iterable[Sequence[SharingProof]]) -> tuple[SharingProof, ...]:
    """The newest pointers: older bundles may be gone."""
    newest_first = [one for part in reversed(list(parts)) for one in part]
    return tuple(newest_first[:MOST_PROOF])
