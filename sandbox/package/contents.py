"""One look at every file of a package: secrets, web addresses, native libraries, code that is kept aside."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from harness.sandbox.package.addresses import MAX_HOSTS, addresses_in
from harness.sandbox.package.archive import Archive
from harness.sandbox.package.limits import UnreadableError, shown
from harness.sandbox.package.manifest import Fact
from harness.sandbox.package.secrets import LONGEST, MAX_FOUND, secrets_in
from harness.sandbox.package.versions import MAX_VERSIONS, versions_in

type Listener = Callable[[str, bytes], None]
_CODE = (b"dex\n", b"PK\x03\x04")
_WIDE = (".xml", ".arsc", ".dll")
"""Compiled manifests and resources, and code for .NET, hold text in two bytes a character: each second one is read."""


@dataclass
class Contents:
    """What was found. `hosts`: host → (a file that names it, whether by plain HTTP); `versions` of libraries."""

    hosts: dict[str, tuple[str, bool]] = field(default_factory=dict)
    secrets: dict[tuple[str, str], str] = field(default_factory=dict)
    versions: dict[tuple[str, str], str] = field(default_factory=dict)
    aside: list[str] = field(default_factory=list)
    unread: list[UnreadableError] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Files of this package that could not be read whole."""
    files: int = 0

    def take(self, name: str, data: bytes) -> None:
        """Look through a piece of a file."""
        for host, plain in addresses_in(data):
            if host in self.hosts:
                where, before = self.hosts[host]
                self.hosts[host] = where, before or plain
            elif len(self.hosts) < MAX_HOSTS:
                self.hosts[host] = name, plain
        for found in secrets_in(data):
            if len(self.secrets) < MAX_FOUND:
                self.secrets.setdefault(found, name)
        for told in versions_in(name, data):
            if len(self.versions) < MAX_VERSIONS:
                self.versions.setdefault(told, name)

    def join(self, other: Contents, place: str = "") -> None:
        """Add what was found in another package of the same app, or in an archive in it: `place` says in which."""
        for host, (where, plain) in other.hosts.items():
            known = self.hosts.get(host, (shown(place + where), plain))
            self.hosts[host] = known[0], known[1] or plain
        for found, where in other.secrets.items():
            self.secrets.setdefault(found, shown(place + where))
        for told, where in other.versions.items():
            self.versions.setdefault(told, shown(place + where))
        self.unread += other.unread
        self.files += other.files

    def facts(self, file: str) -> Iterator[Fact]:
        """Hosts, secrets and libraries; where a bound was reached, that too."""
        for host, (where, plain) in sorted(self.hosts.items()):
            yield {"kind": "host", "file": file, "host": host, "where": where, "plain": plain}
        for (form, masked), where in sorted(self.secrets.items()):
            yield {"kind": "secret", "file": file, "form": form, "shown": masked, "where": where}
        for (library, version), where in sorted(self.versions.items()):
            yield {"kind": "library", "file": file, "name": library, "version": version, "where": where}
        full = len(self.secrets) >= MAX_FOUND or len(self.versions) >= MAX_VERSIONS
        if full or len(self.hosts) >= MAX_HOSTS:
            yield {"gap": "too-many-found", "text": "more addresses, secrets or libraries than are written down"}


def look_through(
    archive: Archive, hears: Listener | None = None, code: Collection[str] = (), without: Collection[str] = ()
) -> Contents:
    """Read every entry once, piece by piece; what cannot be read is kept as such and the others go on.

    `hears` is given each piece as well: nothing is unpacked a second time for it. `code` are the files that the system
    runs by itself: any other one of that kind is kept aside for the app to load. `without` are read by somebody else.
    """
    found = Contents()
    for name in archive.names:
        if not name.endswith("/") and name not in without:
            try:
                _one(archive, name, found, hears, code)
                found.files += 1
            except UnreadableError as error:
                found.unread.append(error)
                found.lost.append(shown(name))
    return found


def _one(archive: Archive, name: str, found: Contents, hears: Listener | None, code: Collection[str]) -> None:
    tail = b""
    for number, part in enumerate(archive.parts(name)):
        if number == 0 and part.startswith(_CODE) and name not in code:
            found.aside.append(shown(name))
        whole = tail + part
        found.take(shown(name), whole)
        if name.endswith(_WIDE):
            found.take(shown(name), whole[::2])
            found.take(shown(name), whole[1::2])
        if hears is not None:
            hears(name, part)
        tail = part[-LONGEST:]
