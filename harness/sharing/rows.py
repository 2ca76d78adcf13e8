"""From what was observed and what the profile declares to rows: per recipient and kind of person, seen or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from harness.catalogue.domains import belongs, is_host, registrable
from harness.catalogue.parties import Party
from harness.model.profile import Profile, Recipient
from harness.model.reference import Reference
from harness.model.scope import Scope
from harness.model.sharing import Mechanism, SharingDatum, SharingProof, SharingRow, SharingTransfer, Subject
from harness.sharing.difference import BY_TABLE, contradictions
from harness.sharing.observing import MOST_PROOF, Observed, Times, in_order
from harness.sharing.subjects import SPECIAL, category, subject


@dataclass
class _Group:
    """The hosts of one recipient: what was seen of them, and what the profile says of them."""

    hosts: set[str] = field(default_factory=set)
    unseen: set[str] = field(default_factory=set)
    party: Party | None = None


def sharing_rows(scope: Scope, observed: Observed) -> tuple[SharingRow, ...]:
    """The rows of one run, sorted by recipient and kind of person."""
    run = _Run(scope)
    rows: list[SharingRow] = []
    for id, group in sorted(_groups(observed, scope.reference).items()):
        people = run.people(group.hosts, observed)
        rows += [run.row(id, group, observed, kind, names) for kind, names in sorted(people.items())]
        if not people:
            rows.append(run.row(id, group, observed, None, ()))
    return tuple(rows)


def recipient_id(host: str, party: Party | None) -> str:
    """What makes two hosts one recipient: the same party of our table, else the same site."""
    return f"party:{party.id}" if party else f"site:{registrable(host)}"


def _groups(observed: Observed, reference: Reference) -> dict[str, _Group]:
    groups: dict[str, _Group] = defaultdict(_Group)
    seen = observed.hosts()
    for host in seen:
        _group(groups, host, reference).hosts.add(host)
    for host in _unused(reference.profile, seen):
        _group(groups, host, reference).unseen.add(host)
    return dict(groups)


def _group(groups: dict[str, _Group], host: str, reference: Reference) -> _Group:
    party = reference.parties.match(host)
    group = groups[recipient_id(host, party)]
    group.party = party
    return group


def _unused(profile: Profile, seen: Iterable[str]) -> Iterator[str]:
    """Declared hosts that no host that was seen belongs to."""
    sites: dict[str, list[str]] = defaultdict(list)
    for host in seen:
        sites[registrable(host)].append(host)
    for recipient in profile.recipients:
        for declared in recipient.hosts:
            if not any(belongs(host, [declared]) for host in sites.get(registrable(declared), ())):
                yield declared


class _Run:
    """What all rows of one run share."""

    def __init__(self, scope: Scope) -> None:
        self._reference = scope.reference
        self._profile = scope.reference.profile
        self._bundle = scope.bundle.identity
        self._started = moment(str(scope.bundle.run.get("started", "")))

    def people(self, hosts: set[str], observed: Observed) -> dict[Subject, tuple[str, ...]]:
        """The kinds of person that contacted any of the hosts → their personas."""
        found: defaultdict[Subject, list[str]] = defaultdict(list)
        for name in observed.personas:
            if any((host, name) in observed.contacts for host in hosts):
                found[subject(self._profile.personas.get(name))].append(name)
        return {kind: tuple(names) for kind, names in found.items()}

    def row(
        self, id: str, group: _Group, observed: Observed, kind: Subject | None, personas: tuple[str, ...]
    ) -> SharingRow:
        """One row, its contradictions worked out."""
        contacts = [times for who, times in _of(observed.contacts, group.hosts, personas)]
        hosts = sorted({host for (host, _), _ in _of(observed.contacts, group.hosts, personas)})
        data = self._data(group.hosts, observed, personas)
        declared = _declarations(self._profile, [*group.hosts, *group.unseen])
        whole = _together(contacts)
        made = SharingRow.model_validate(
            {
                "app": self._profile.app.name,
                "id": id,
                "recipient": _name(id, group.party, declared),
                "subject": kind,
                "personas": personas,
                "data": data,
                "special": any(one.special for one in data),
                "seen": bool(hosts),
                "hosts": hosts,
                "unseen_hosts": sorted(group.unseen),
                "requests": whole.count,
                "consent": in_order(whole.phases),
                "versions": (self._profile.app.version,) if hosts else (),
                "first_seen": self._when(whole.first) if hosts else None,
                "last_seen": self._when(whole.last) if hosts else None,
                "proof": self._proof(whole),
                **_known(group.party),
                **_declared(declared, hosts, asked=not self._profile.quick),
                "transfer": self._transfer(group.party, declared),
            }
        )
        return made.model_copy(update={"contradictions": contradictions(made)})

    def _data(self, hosts: set[str], observed: Observed, personas: tuple[str, ...]) -> tuple[SharingDatum, ...]:
        found: defaultdict[str, dict[str, list[Times]]] = defaultdict(lambda: defaultdict(list))
        for _, data in _of(observed.data, hosts, personas):
            for (name, how), times in data.items():
                found[name][how].append(times)
        return tuple(self._datum(name, ways) for name, ways in sorted(found.items()))

    def _datum(self, name: str, ways: dict[str, list[Times]]) -> SharingDatum:
        whole = _together(times for each in ways.values() for times in each)
        term = category(name)
        return SharingDatum(
            field=name,
            disguises=tuple(sorted(ways)),
            category=term,
            special=term in SPECIAL,
            consent=in_order(whole.phases),
            first_seen=self._when(whole.first),
            last_seen=self._when(whole.last),
            proof=self._proof(whole),
        )

    def _proof(self, times: Times) -> tuple[SharingProof, ...]:
        return tuple(SharingProof(bundle=self._bundle, at=at) for at in times.proof)

    def _when(self, seconds: float) -> str | None:
        if self._started is None:
            return None
        try:
            return (self._started + timedelta(seconds=seconds)).isoformat(timespec="seconds")
        except (OverflowError, ValueError):
            return None

    def _transfer(self, party: Party | None, declared: list[Recipient]) -> SharingTransfer:
        """The grounds on the day of the run; what the maker relies on counts where the table leaves it open."""
        seat = party.country if party else None
        country = next((one.country for one in declared if one.country), None) or seat
        country = country and country.strip().upper()
        relied = next((one.transfer for one in declared if one.transfer), None)
        ground = self._ground(country)
        settled = ground == "EEA" or (relied in BY_TABLE and ground != "unknown")
        mechanism: Mechanism = ground if relied is None or settled else relied
        day = self._started.date() if self._started else None
        return SharingTransfer(
            country=country,
            mechanism=mechanism,
            ground=ground,
            seat_ground=self._ground(seat),
            declared=relied,
            on=day.isoformat() if day else None,
        )

    def _ground(self, country: str | None) -> Mechanism:
        on: date | None = self._started.date() if self._started else None
        return "unknown" if on is None else self._reference.parties.transfer(country, on)


def moment(text: str) -> datetime | None:
    """A time in UTC; None when the text is none."""
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _of[T](
    table: dict[tuple[str, str], T], hosts: Iterable[str], personas: tuple[str, ...]
) -> list[tuple[tuple[str, str], T]]:
    """The entries about these hosts and personas, sorted."""
    keys = [(host, name) for host in sorted(hosts) for name in personas]
    return [(key, table[key]) for key in keys if key in table]


def _together(parts: Iterable[Times]) -> Times:
    """Several counts as one."""
    whole = Times()
    for one in parts:
        whole.first = one.first if not whole.count else min(whole.first, one.first)
        whole.last = one.last if not whole.count else max(whole.last, one.last)
        whole.count += one.count
        whole.phases |= one.phases
        whole.proof += [at for at in one.proof if at not in whole.proof][: MOST_PROOF - len(whole.proof)]
    return whole


def _declarations(profile: Profile, hosts: Iterable[str]) -> list[Recipient]:
    """The `[[recipients]]` tables that speak of any of these hosts."""
    names = list(hosts)
    return [one for one in profile.recipients if any(belongs(host, one.hosts) for host in names)]


def _name(id: str, party: Party | None, declared: list[Recipient]) -> str:
    return declared[0].name if declared else party.name if party else id.partition(":")[2]


def _known(party: Party | None) -> dict[str, object]:
    """What our table says."""
    if party is None:
        return {}
    parent = {"parent": party.parent, "parent_seat": party.parent_country}
    return {"entity": party.company, "seat": party.country, "categories": party.categories, **parent}


def _declared(declared: list[Recipient], hosts: list[str], *, asked: bool) -> dict[str, object]:
    """What the profile says; of several tables about one recipient the first that says something."""
    listed = [host for one in declared for host in one.hosts]
    missing = [host for host in hosts if not belongs(host, listed)] if asked else []
    word = "no" if len(missing) == len(hosts) and not declared else "partly" if missing else "yes"
    return {
        "role": declared[0].role if declared else None,
        "purpose": sorted({one.purpose for one in declared if one.purpose}),
        "retention": _first(one.retention for one in declared),
        "legal_basis": _first(one.legal_basis for one in declared),
        "agreement": _first(one.agreement for one in declared),
        "declared": word if asked else "not-asked",
        "declarations": [one.name for one in declared],
        "declared_country": _first(one.country for one in declared),
        "declared_data": sorted({datum for one in declared for datum in one.data}),
        "declared_hosts": sorted({host for host in listed if is_host(host)}),
        "undeclared_hosts": missing,
    }


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)
