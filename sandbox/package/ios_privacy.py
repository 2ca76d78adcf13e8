"""Privacy manifests of an iOS app and of the SDKs in it, and the interfaces for which Apple wants a reason.

Source: developer.apple.com, "Privacy manifest files" and "Describing use of required reason API".
"""

from __future__ import annotations

import plistlib
import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.parsers.expat import ExpatError

from harness.sandbox.package.archive import Archive
from harness.sandbox.package.limits import UnreadableError, shown
from harness.sandbox.package.manifest import Fact

BROKEN = (plistlib.InvalidFileException, ExpatError, ValueError, TypeError, LookupError, OverflowError, RecursionError)
"""What reading a property list may raise; LookupError: an encoding that nobody knows, an object that is not there."""
MAX_LIST = 8 << 20
_MANIFEST = re.compile(
    r"Payload/[^/]{1,200}\.app/(?:(?:[^/]{1,100}/){0,8}([^/]{1,100})\.(?:framework|bundle|appex|app)/)?PrivacyInfo\.xcprivacy"
)
_MAX_MANIFESTS, _MAX_ITEMS = 200, 100
_REASONS = {
    "FileTimestamp": ("stat", "fstat", "fstatat", "lstat", "getattrlist", "fgetattrlist", "getattrlistat"),
    "SystemBootTime": ("mach_absolute_time",),
    "DiskSpace": ("statfs", "statvfs", "fstatfs", "fstatvfs"),
}
_DEFAULTS = "NSUserDefaults"
_CATEGORY = "NSPrivacyAccessedAPICategory"


def wants_reason(symbols: Iterable[str], classes: Iterable[str]) -> list[str]:
    """The kinds of interfaces that a program uses and has to give a reason for."""
    asked = {one.removeprefix("_") for one in symbols}
    found = {kind for kind, names in _REASONS.items() if not asked.isdisjoint(names)}
    return sorted(found | ({"UserDefaults"} if _DEFAULTS in set(classes) else set()))


def privacy_facts(archive: Archive) -> Iterator[Fact]:
    """One fact for each privacy manifest; `owner` is the SDK that it stands in, empty for the app's own."""
    found = [(name, match[1] or "") for name in archive.names if (match := _MANIFEST.fullmatch(name))]
    for name, owner in found[:_MAX_MANIFESTS]:
        try:
            told = plistlib.loads(archive.read(name, MAX_LIST))
            if not isinstance(told, dict):
                raise UnreadableError("privacy-unreadable", "no table")
        except (UnreadableError, *BROKEN) as error:
            yield {"gap": "privacy-unreadable", "text": shown(f"{name}: {error}")}
            continue
        yield {"kind": "privacy", "owner": shown(owner), **_told(told)}
    if len(found) > _MAX_MANIFESTS:
        yield {"gap": "privacy-unreadable", "text": f"{len(found)} privacy manifests"}


def _told(table: dict[str, Any]) -> Fact:
    reasons = _texts(table.get("NSPrivacyAccessedAPITypes"), "NSPrivacyAccessedAPIType")
    return {
        "tracking": table.get("NSPrivacyTracking") not in (None, False),
        "domains": _texts(table.get("NSPrivacyTrackingDomains")),
        "collected": _texts(table.get("NSPrivacyCollectedDataTypes"), "NSPrivacyCollectedDataType"),
        "reasons": [one.removeprefix(_CATEGORY) for one in reasons],
    }


def _texts(items: object, key: str = "") -> list[str]:
    """The texts of a list, or those that its tables have under a key."""
    rows = items[:_MAX_ITEMS] if isinstance(items, list) else []
    found = [row.get(key) if isinstance(row, dict) and key else row for row in rows]
    return sorted({shown(one) for one in found if isinstance(one, str)})
