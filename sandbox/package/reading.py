"""Reads one file and tells what it finds, fact by fact, in a process of its own that may be killed at any moment."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from harness.sandbox.package.archive import Archive
from harness.sandbox.package.code import CodeBook
from harness.sandbox.package.container import APK, BUNDLE, IPA, SET, kind_of, modules_of, parts_of
from harness.sandbox.package.contents import Contents, Listener, look_through
from harness.sandbox.package.ios import ios_facts
from harness.sandbox.package.ios_programs import Programs
from harness.sandbox.package.jar_signing import Jar
from harness.sandbox.package.limits import MAX_PARTS, UnreadableError, shown
from harness.sandbox.package.manifest import MAX_COMPONENTS, Fact
from harness.sandbox.package.manifest_facts import manifest_facts
from harness.sandbox.package.signature_facts import signature_facts

_DEX = re.compile(r"classes\d{0,4}\.dex")
_LIBRARY = re.compile(r"(?:[\w-]+/)?lib/([\w-]{1,30})/([^/]{1,200}\.so)")
MAX_ODD = 20
MAX_ASIDE = 64 << 20
MAX_DEPTH = 3
"""How deep archives may lie in archives."""


class Reader:
    """What is known of an app while its packages are read one after the other."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.code = CodeBook(who_calls=True)
        self.components: set[str] = set()
        self.needed: set[str] = set()
        """Classes without which the app does not even start."""
        self.bases = 0
        self.contents = Contents()
        self.libraries: dict[str, set[str]] = {}

    def read(self, path: Path) -> Iterator[Fact]:
        """Facts and gaps (`{"gap": code, "text": …}`), as they are found."""
        archive = Archive(path)
        kind = kind_of(archive)
        if kind is None:
            raise UnreadableError("no-app", "an archive that holds no Android or iOS app")
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        yield from self._file(self.name, archive, kind, digest, path.stat().st_size)
        if kind == APK:
            yield from self._apk(self.name, archive, path)
        elif kind == SET:
            yield from self._set(archive)
        elif kind == BUNDLE:
            yield from self._bundle(archive)
        elif kind == IPA:
            programs = Programs()
            self._look(archive, programs.hear)
            facts = ios_facts(archive, programs.names)
            yield from ({"file": self.name, **fact} if "kind" in fact else fact for fact in facts)
        yield from self._whole(kind)

    def _file(self, name: str, archive: Archive, kind: str, digest: str, size: int, part: str = "") -> Iterator[Fact]:
        entries = len(archive.entries)
        facts = {"container": kind, "part": part, "sha256": digest, "size": size, "entries": entries}
        yield {"kind": "file", "file": name, **facts}
        told: set[tuple[str, bool]] = set()
        for number, odd in enumerate(archive.oddities()):
            if number < MAX_ODD:
                yield {"kind": "odd", "file": name, "code": odd.code, "name": odd.name}
            if odd.hides and (odd.code, True) not in told:
                told.add((odd.code, True))
                yield {"gap": "archive-ambiguous", "text": f"{odd.code}: {odd.name}"}

    def _apk(self, name: str, archive: Archive, source: Path | bytes) -> Iterator[Fact]:
        """One APK, alone or of a set."""
        yield from self._manifest(name, archive, "")
        code = [one for one in archive.names if _DEX.fullmatch(one)]
        self.code.take(archive, code)
        jar = Jar(archive)
        unread = self._look(archive, jar.take, code)
        yield from signature_facts(name, source, jar, unread)

    def _set(self, archive: Archive) -> Iterator[Fact]:
        parts = parts_of(archive)
        if len(parts) > MAX_PARTS:
            yield {"gap": "embedded-unread", "text": f"{len(parts)} packages in one set"}
        for part in parts[:MAX_PARTS]:
            try:
                content = archive.read(part)
                inner = Archive(io.BytesIO(content), len(content))
                digest = hashlib.sha256(content).hexdigest()
                yield from self._file(shown(part), inner, APK, digest, len(content), "part")
                yield from self._apk(shown(part), inner, content)
            except UnreadableError as error:
                yield {"gap": "embedded-unread", "text": f"{shown(part)}: {error}"}
        self._look(archive, without=parts)

    def _bundle(self, archive: Archive) -> Iterator[Fact]:
        code: list[str] = []
        for module in modules_of(archive)[:MAX_PARTS]:
            yield from self._manifest(self.name, archive, module)
            dex = re.compile(re.escape(module) + r"/dex/classes\d{0,4}\.dex")
            code += [one for one in archive.names if dex.fullmatch(one)]
        self.code.take(archive, code)
        self._look(archive, code=code)

    def _manifest(self, name: str, archive: Archive, module: str) -> Iterator[Fact]:
        count = 0
        for fact in manifest_facts(archive, module):
            if fact.get("kind") == "component":
                count += 1
                self.components.add(str(fact["code"]))
                self.needed |= {str(fact["code"])} if fact["launcher"] else set()
                if count > MAX_COMPONENTS:
                    continue
            if fact.get("kind") == "head":
                self.bases += not fact["split"]
                self.needed |= {str(fact["application"])} if fact["application"] else set()
            yield fact if "gap" in fact else {"file": name, **fact}
        if count > MAX_COMPONENTS:
            yield {"gap": "too-many-components", "text": f"{count} components, and {MAX_COMPONENTS} are written down"}

    def _look(
        self, archive: Archive, hears: Listener | None = None, code: Collection[str] = (), without: Collection[str] = ()
    ) -> list[str]:
        """Look at every file; gives the names of those that could not be read whole."""
        found = look_through(archive, hears, code, without)
        self._aside(archive, found.aside)
        self.contents.join(found)
        for name in archive.names:
            if (match := _LIBRARY.fullmatch(name)) is not None:
                self.libraries.setdefault(shown(match[2]), set()).add(match[1])
        return found.lost

    def _aside(self, archive: Archive, names: Sequence[str], place: str = "", depth: int = 0) -> None:
        """What the app can load by itself: dex files, and archives with whatever is in them."""
        for name in names:
            try:
                content = archive.read(name, MAX_ASIDE)
                if self.code.take_one(content):
                    continue
                if depth == MAX_DEPTH:
                    raise UnreadableError("code-aside", "archives in archives without end")
                inner = Archive(io.BytesIO(content), len(content))
                code = [one for one in inner.names if one.endswith(".dex")]
                self.code.take(inner, code)
                found = look_through(inner, code=code)
                where = f"{place}{shown(name)}/"
                self.contents.join(found, where)
                self._aside(inner, found.aside, where, depth + 1)
            except UnreadableError as error:
                self.code.unread.append(UnreadableError("code-aside", f"{place}{shown(name)}: {error}"))

    def _whole(self, kind: str) -> Iterator[Fact]:
        """What can be said once everything was read."""
        if kind != IPA:
            yield {"kind": "code", "file": self.name, **self.code.fact()}
            yield from ({"file": self.name, **fact} for fact in self.code.versions())
        yield from self.contents.facts(self.name)
        for library, processors in sorted(self.libraries.items())[:1_000]:
            yield {"kind": "native", "file": self.name, "name": library, "abis": sorted(processors)}
        for error in (*self.code.unread, *self.contents.unread)[:200]:
            yield {"gap": error.why, "text": str(error)}
        lacking = list(self.code.lacking(self.components | self.needed))
        if self.bases > 1:
            # Which of them is installed depends on the device, and the checks ask about one.
            yield {"gap": "several-apps", "text": f"{self.bases} packages in the file are an app by themselves"}
        # A library's part may be named and left out; what starts the app, or most of it, is kept somewhere else then.
        if not self.needed.isdisjoint(lacking) or 2 * len(lacking) > len(self.components):
            yield {"gap": "code-elsewhere", "text": ", ".join(lacking[:5])}
