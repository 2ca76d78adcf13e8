"""The manifest of a package and the files it refers to, as facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from harness.sandbox.package.archive import Archive
from harness.sandbox.package.axml import read_axml
from harness.sandbox.package.container import MANIFEST
from harness.sandbox.package.limits import UnreadableError
from harness.sandbox.package.manifest import Fact, Look, Manifest
from harness.sandbox.package.network import rules
from harness.sandbox.package.protoxml import read_proto
from harness.sandbox.package.resources import Resources
from harness.sandbox.package.tree import Element

MAX_MANIFEST = 16 << 20
_TABLE = "resources.arsc"


def manifest_facts(archive: Archive, module: str) -> Iterator[Fact]:
    """Facts of an APK's manifest, or of that of a bundle's module; what cannot be read is told as a gap."""
    try:
        manifest = _open(archive, module)
    except UnreadableError as error:
        yield {"gap": "manifest-unreadable", "text": f"{error.why}: {error}"}
        return
    told: list[Fact] = []
    resolved = _resolver(archive, module, told)
    manifest = Manifest(manifest.root, resolved)
    yield {"kind": "head", **manifest.head()}
    yield from ({"kind": "permission", **one} for one in manifest.permissions())
    yield from ({"kind": "component", **one} for one in manifest.components())
    yield from ({"kind": "link", **one} for one in manifest.links())
    yield from _network(archive, module, manifest)
    yield from told[:1]


def _open(archive: Archive, module: str) -> Manifest:
    read = _reader(module)
    root = read(archive.read(f"{module}/manifest/{MANIFEST}" if module else MANIFEST, MAX_MANIFEST))
    if root.name != "manifest":
        raise UnreadableError("manifest-unreadable", "its root is no manifest")
    return Manifest(root)


def _reader(module: str) -> Callable[[bytes], Element]:
    return read_proto if module else read_axml


def _resolver(archive: Archive, module: str, told: list[Fact]) -> Look | None:
    """How references are resolved; the table is read when the first is asked, and once."""
    if module or _TABLE not in archive:
        return None
    tables: list[Resources | None] = []

    def look(reference: int) -> list[str]:
        if reference >> 24 == 0x01:
            return []  # Android's own resources are not in the package
        try:
            if not tables:
                tables.append(None)
                tables[0] = Resources(archive.read(_TABLE))
            return tables[0].values(reference) if tables[0] else []
        except UnreadableError as error:
            told.append({"gap": "resources-unreadable", "text": str(error)})
            return []

    return look


def _in_bundle(archive: Archive, module: str, name: str) -> list[str]:
    """The files of a resource in `res/xml`: which of them counts depends on the device, so all do."""
    place = re.compile(rf"{re.escape(module)}/res/xml(?:-[^/]{{1,100}})?/{re.escape(name)}\.xml")
    return [one for one in archive.names if place.fullmatch(one)]


def _network(archive: Archive, module: str, manifest: Manifest) -> Iterator[Fact]:
    value = manifest.application.attributes.get("networkSecurityConfig")
    if value is None:
        return
    paths = manifest.texts(value)
    if module:
        paths = [path for one in paths for path in _in_bundle(archive, module, one.rpartition("/")[2])]
    if not paths:
        yield {"gap": "network-config-unreadable", "text": "the file that it refers to is not known"}
    for path in paths:
        try:
            root = _reader(module)(archive.read(path, MAX_MANIFEST))
            yield from ({"kind": "network", **one} for one in rules(root, manifest))
        except UnreadableError as error:
            yield {"gap": "network-config-unreadable", "text": f"{error.why}: {error}"}
