"""APK signature scheme 1 (JAR), really verified: who signed the list of digests, and whether every file is as listed.

A file that is listed and not there was taken away; one that is there and not listed was put in. Source: the JAR file
specification, "Signed JAR File", and the order in which Android's own verifier (apksig) asks.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from harness.sandbox.package.archive import Archive
from harness.sandbox.package.cms import read_signer
from harness.sandbox.package.jar_manifest import Listing, Section, read_listing
from harness.sandbox.package.limits import UnreadableError, shown
from harness.sandbox.package.signing import Signature

LIST = "META-INF/MANIFEST.MF"
_SIGNER = re.compile(r"(META-INF/[^/]{1,200})\.(RSA|DSA|EC)", re.IGNORECASE)
_UNLISTED = re.compile(rb"META-INF/(?:MANIFEST\.MF|[^/]*\.(?:SF|RSA|DSA|EC)|SIG-[^/]*)", re.IGNORECASE)
_MAX_LIST, _MAX_SIGNATURE, _MAX_SIGNERS = 16 << 20, 1 << 20, 10
_NEWER = "x-android-apk-signed"


class BrokenError(Exception):
    """Why a signature does not hold."""


class Jar:
    """Scheme 1 of one package. It is fed every file while the files are read anyway, and asked at the end."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.signers = [one for one in archive.names if _SIGNER.fullmatch(one)][:_MAX_SIGNERS]
        self._listing: Listing | None = None
        self._why = ""
        self._raw = b""
        self._running: dict[bytes, Any] = {}
        if self.signers:
            self._open()

    def _open(self) -> None:
        try:
            self._raw = self._archive.read(LIST, _MAX_LIST)
            self._listing = read_listing(self._raw)
        except UnreadableError as error:
            self._why = f"{LIST}: {error}"

    def take(self, name: str, part: bytes) -> None:
        """A piece of a file, in order."""
        if self._listing is None:
            return
        written = self._archive.written(name)
        if written not in self._running:
            section = self._listing.files.get(written)
            told = section.digest() if section else None
            self._running[written] = hashlib.new(told[0]) if told else None
        if (running := self._running[written]) is not None:
            running.update(part)

    def signatures(self, schemes: Collection[str], unread: Collection[str]) -> Iterator[Signature]:
        """One entry for each signer. `schemes` are in the signing block, `unread` are names that could not be read."""
        for name in self.signers:
            try:
                yield self._signature(name, schemes, unread)
            except UnreadableError as error:
                yield Signature("v1", "present", None, shown(str(error)))

    def _signature(self, name: str, schemes: Collection[str], unread: Collection[str]) -> Signature:
        stem = name.rpartition(".")[0]
        signed = self._archive.read(f"{stem}.SF", _MAX_LIST)
        signer = read_signer(self._archive.read(name, _MAX_SIGNATURE), signed)
        try:
            if signer.fault:
                raise BrokenError(signer.fault)
            if self._listing is None:
                raise BrokenError(self._why)
            told = read_listing(signed)
            _newer_is_there(told.main, schemes)
            _lists_agree(told, self._listing, self._raw)
            if unread:
                raise UnreadableError("signature-unreadable", f"{sorted(unread)[0]} could not be read whole")
            self._files_agree(self._listing.files, told.files)
        except BrokenError as error:
            return Signature("v1", "broken", signer.certificate, shown(str(error)))
        return Signature("v1", "verified", signer.certificate)

    def _files_agree(self, listed: Mapping[bytes, Section], signed: Mapping[bytes, Section]) -> None:
        there = {self._archive.written(name): name for name in self._archive.names if not name.endswith("/")}
        for written, name in sorted(there.items()):
            if _UNLISTED.fullmatch(written):
                continue
            if written not in listed or written not in signed:
                raise BrokenError(f"{name} was never signed")
            told, running = listed[written].digest(), self._running.get(written)
            if told is None:
                raise BrokenError(f"{name} was never signed")
            if told[1] != (running or hashlib.new(told[0])).digest():
                raise BrokenError(f"{name} is not what was signed")
        for written in sorted(listed):
            if written not in there and not written.endswith(b"/"):
                raise BrokenError(f"{written.decode('utf-8', 'replace')} was signed and is not there")


def _newer_is_there(main: Section, schemes: Collection[str]) -> None:
    """The signed file names the newer schemes that the package had: without them somebody took those away."""
    for number in main.attributes.get(_NEWER, "").split(","):
        if number.strip() in ("2", "3") and f"v{number.strip()}" not in schemes:
            raise BrokenError(f"the signature of scheme {number.strip()} was taken away")


def _lists_agree(signed: Listing, listing: Listing, raw: bytes) -> None:
    """Whether the list of digests is the signed one, as a whole, or section by section."""
    if signed.main.is_of(listing.main.raw, "-digest-manifest-main-attributes") is False:
        raise BrokenError("the list of digests is not the one that was signed")
    whole = signed.main.is_of(raw, "-digest-manifest")
    for name, section in sorted(signed.files.items()):
        if name not in listing.files or (not whole and not section.is_of(listing.files[name].raw)):
            told = name.decode("utf-8", "replace")
            raise BrokenError(f"the digest of {told} is not the one that was signed")
    if not whole and not signed.files:
        raise BrokenError("the list of digests is not the one that was signed")
