"""What checks read of a package: its facts, and the classes in it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from harness.catalogue.parties import Party
from harness.catalogue.permissions import Permissions
from harness.model.evidence import ProbeEvidence
from harness.model.package import (
    AskedPermission,
    Code,
    Fact,
    Head,
    NamedHost,
    NativeLibrary,
    PackageFact,
    PackageFile,
    Program,
)

_FACTS: Any = PackageFact.__value__

UNREAD_CODE = ("dex-unreadable", "code-elsewhere", "code-aside", "code-encrypted")
"""For `tolerates` of a check that reads the manifest only: code that could not be seen."""
UNREAD_FILES = ("entry-damaged", "entry-encrypted", "entry-too-large", "too-many-found")
"""Likewise: files other than the manifest that could not be read. An unread manifest has a code of its own, and so has
an unread package of a set, which may ask and open anything."""


class Package(ProbeEvidence[Any]):
    """Every fact about the app's package, or packages when it comes as a set."""

    kind = "package"
    shape = _FACTS

    @cached_property
    def facts(self) -> list[Fact]:
        return list(self)

    def of[F: Fact](self, kind: type[F]) -> list[F]:
        """The facts of one kind, in order."""
        return [one for one in self.facts if isinstance(one, kind)]

    @property
    def head(self) -> Head | None:
        """The app as a whole, as its base says; a split alone says nothing about it."""
        return next((one for one in self.of(Head) if not one.split), None)

    @property
    def code(self) -> list[Code]:
        """The classes of the app, as facts."""
        return self.of(Code)

    @property
    def hidden(self) -> bool:
        """Whether the names of more than half of the classes were hidden, so that libraries cannot be recognised."""
        return 2 * sum(one.hidden for one in self.code) > sum(one.defined for one in self.code)

    @property
    def container(self) -> str:
        """What the given file is: apk, set, bundle or ipa; empty when nothing could be read."""
        return next((one.container for one in self.of(PackageFile)), "")

    @property
    def packages(self) -> list[PackageFile]:
        """The packages that are installed: of a set, those in it."""
        return [one for one in self.of(PackageFile) if one.container != "set"]

    def opening(self, known: Permissions, devices: set[str]) -> list[AskedPermission]:
        """The permissions asked that open any of these devices."""
        asked = self.of(AskedPermission)
        return [one for one in asked if (row := known.get(one.name)) is not None and row.device in devices]

    def named_parties(self) -> Iterator[tuple[NamedHost, Party]]:
        """Known services whose addresses stand in the package."""
        for one in self.of(NamedHost):
            if (party := self.scope.reference.parties.match(one.host)) is not None:
                yield one, party

    def classes(self, *, embedded: bool = True) -> Iterator[tuple[Code, str]]:
        """(the fact, a class name) for each class that is in the app, or that it only refers to."""
        for code in self.of(Code):
            blob = self.scope.bundle.blob(code.defined_names if embedded else code.referenced_names) or b""
            for name in blob.decode("utf-8", "replace").splitlines():
                yield code, name

    def libraries(self, *, embedded: bool = True) -> dict[str, tuple[Party, Fact]]:
        """Service → (who it is, proof) for each whose classes are in the app, or are only referred to."""
        match = self.scope.reference.parties.match_class
        found: dict[str, tuple[Party, Fact]] = {}
        for code, name in self.classes(embedded=embedded):
            if (party := match(name)) is not None:
                found.setdefault(party.id, (party, code))
        return dict(sorted(found.items()))

    def frameworks(self) -> dict[str, tuple[Party, Fact]]:
        """The same for an iOS app: by the frameworks in it, and by the classes of its programs."""
        match = self.scope.reference.parties.match_ios
        named = [*((one, one.owner) for one in self.of(Program)), *self.classes()]
        found: dict[str, tuple[Party, Fact]] = {}
        for one, name in named:
            if (party := match(name)) is not None:
                found.setdefault(party.id, (party, one))
        return dict(sorted(found.items()))

    def natives(self) -> dict[str, tuple[Party, Fact]]:
        """The same for those whose native libraries are in the app; their names outlive the hiding of class names."""
        match = self.scope.reference.parties.match_native
        known = [(party, one) for one in self.of(NativeLibrary) if (party := match(one.name)) is not None]
        return dict(sorted((party.id, (party, one)) for party, one in known))
