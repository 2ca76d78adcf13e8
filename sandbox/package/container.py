"""Which kind of package a file is, and which packages are in it."""

from __future__ import annotations

import re

from harness.sandbox.package.archive import Archive

APK, SET, BUNDLE, IPA = "apk", "set", "bundle", "ipa"
MANIFEST = "AndroidManifest.xml"
_MODULE = re.compile(r"([A-Za-z0-9_.-]{1,100})/manifest/AndroidManifest\.xml")
_IPA = re.compile(r"Payload/[^/]{1,200}\.app/Info\.plist")
_PART = re.compile(r"(?:[A-Za-z0-9_. -]{1,100}/){0,3}[^/]{1,200}\.apk", re.IGNORECASE)


def kind_of(archive: Archive) -> str | None:
    """apk, set (XAPK, APKM, APKS), bundle (AAB), ipa, or None for an archive that is no app."""
    if MANIFEST in archive:
        return APK
    names = archive.names
    if any(_MODULE.fullmatch(name) for name in names):
        return BUNDLE
    if any(_IPA.fullmatch(name) for name in names):
        return IPA
    return SET if parts_of(archive) else None


def parts_of(archive: Archive) -> list[str]:
    """The packages of a set, in order."""
    return [name for name in archive.names if _PART.fullmatch(name)]


def modules_of(archive: Archive) -> list[str]:
    """The modules of a bundle, the base first."""
    found = [match[1] for name in archive.names if (match := _MODULE.fullmatch(name))]
    return sorted(found, key=lambda name: (name != "base", name))
