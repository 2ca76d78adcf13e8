"""What Android says about an installed app: its number (uid), its runtime permissions, whether it may be backed up.

From `dumpsys package` and `pm list packages -U`. Pure: text in, facts out. The app chooses its own names, so
whatever is not of the expected shape is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_UID = re.compile(r"^package:(\S+) uid:(\d{4,7})", re.M)
_GRANT = re.compile(r"^\s+([A-Za-z0-9_.]{3,200}): granted=(true|false), flags=\[([^\]\n]{0,400})\]", re.M)
_FLAGS = re.compile(r"^\s+(?:pkgFlags|flags)=\[([^\]\n]{0,2000})\]", re.M)
ANSWERED = frozenset({"USER_SET", "USER_FIXED"})
"""Flags that Android sets when a person answered its question about a permission."""


@dataclass(frozen=True)
class Permission:
    """A runtime permission as it stands now."""

    granted: bool
    flags: frozenset[str]

    @property
    def answered(self) -> bool:
        """Whether somebody was asked and answered."""
        return bool(self.flags & ANSWERED)


def uid_of(listing: str, package: str) -> int | None:
    """The uid in what `pm list packages -U NAME` prints; None when the package is not installed."""
    return next((int(uid) for name, uid in _UID.findall(listing) if name == package), None)


def runtime_permissions(dump: str) -> dict[str, Permission]:
    """The runtime permissions in what `dumpsys package NAME` prints."""
    start = dump.find("runtime permissions:")
    if start < 0:
        return {}
    found: dict[str, Permission] = {}
    for name, granted, flags in _GRANT.findall(dump[start:]):
        found.setdefault(name, Permission(granted == "true", frozenset(flags.replace("|", " ").split())))
    return found


def newly_answered(before: dict[str, Permission], now: dict[str, Permission]) -> list[str]:
    """The permissions about which somebody was asked between two looks."""
    return sorted(
        name for name, one in now.items() if one.answered and not (name in before and before[name] == one)
    )


def backed_up(dump: str) -> bool | None:
    """Whether Android may back the app's data up, from `dumpsys package NAME`; None when it does not say."""
    found = _FLAGS.search(dump)
    return None if found is None else "ALLOW_BACKUP" in found[1].split()
