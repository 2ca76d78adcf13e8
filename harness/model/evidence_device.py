"""Views over the evidence of a device."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from harness.catalogue.permissions import Permissions
from harness.leaks.ledger import search
from harness.leaks.matcher import Matcher
from harness.model.evidence import ProbeEvidence, SessionEvidence
from harness.model.leaks import Carried, Leaks
from harness.model.records_device import CertificateTry, DeviceFacts, PermissionPrompt, Remainder


class OnDevice(ProbeEvidence[DeviceFacts]):
    """The device on which the app ran."""

    kind = "device"
    shape = DeviceFacts

    def planted(self) -> dict[str, str]:
        """The identifiers that were put on it."""
        return {name: value for one in self for name, value in one.planted.items()}

    def unplanted(self) -> dict[str, str]:
        """The identifiers that could not be put on it, and why."""
        return {name: why for one in self for name, why in one.unplanted.items()}


class Prompts(SessionEvidence[PermissionPrompt]):
    """Android's questions about permissions."""

    kind = "prompts"
    shape = PermissionPrompt

    def about(self, known: Permissions, devices: Collection[str]) -> list[tuple[PermissionPrompt, str]]:
        """Questions about permissions that open any of these devices, each with the permission's name."""
        pairs = [(one, name) for one in self for name in one.permissions]
        return [(one, name) for one, name in pairs if (row := known.get(name)) is not None and row.device in devices]

    def looks(self) -> int:
        """How many sessions were watched; an app may well ask nothing."""
        return sum(self.kind in view.state.evidence for view in self.scope.sessions)


class Remains(SessionEvidence[Remainder]):
    """What stayed on the device after the journeys."""

    kind = "remains"
    shape = Remainder

    def looks(self) -> int:
        """How many sessions were looked through."""
        return sum(self.kind in view.state.evidence for view in self.scope.sessions)

    def content(self, one: Remainder) -> bytes:
        """The bytes of one; empty when it has none."""
        return b"" if one.sha256 is None else self.scope.bundle.blob(one.sha256) or b""

    def carrying(self, values: Mapping[str, str], among: Iterable[Remainder]) -> Leaks:
        """Planted values in what stayed, found by the same patterns as in traffic."""
        matcher = Matcher(dict(values))
        found: list[Carried] = []
        unseen: set[str] = set()
        for one in among:
            result = search(matcher, {f"{one.place} {one.name}": self.content(one)})
            unseen |= {f"{part.where}: {part.why}" for part in result.unseen}
            found += [
                Carried(one.at, one.session, one.place, leak.field, leak.chain, leak.where, leak.indicative)
                for leak in result.leaks
            ]
        return Leaks(found, sorted(unseen))

    def tokens(self, among: Iterable[Remainder]) -> Iterator[Remainder]:
        """Those that hold a value which kept somebody signed in: the recorder put its mark in its place."""
        return (one for one in among if "⟦session:".encode() in self.content(one))


class Certificates(ProbeEvidence[CertificateTry]):
    """What the app did before servers with wrong certificates."""

    kind = "certificates"
    shape = CertificateTry
