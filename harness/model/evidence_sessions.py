"""Evidence about a session's life that somebody lived in a browser."""

from __future__ import annotations

from harness.model.evidence import ProbeEvidence
from harness.model.records_sessions import (
    CommandTried,
    DevicesTried,
    GuardedTried,
    LoggedOut,
    RemovalTried,
    TokenSeen,
)


class Logout(ProbeEvidence[LoggedOut]):
    """What was left after signing out, one record a person."""

    kind = "logout"
    shape = LoggedOut


class SessionTokens(ProbeEvidence[TokenSeen]):
    """Tokens that say something by themselves, one record a token."""

    kind = "tokens"
    shape = TokenSeen


class Commands(ProbeEvidence[CommandTried]):
    """What pages of another site tried to change, one record a try."""

    kind = "cross-site"
    shape = CommandTried


class Removals(ProbeEvidence[RemovalTried]):
    """What an open session reads after access was taken away, one record a removal."""

    kind = "removal"
    shape = RemovalTried


class Guarded(ProbeEvidence[GuardedTried]):
    """Changes that were sent without the present password, one record a try."""

    kind = "guarded"
    shape = GuardedTried


class DeviceLists(ProbeEvidence[DevicesTried]):
    """What somebody who is signed in twice sees and ends, one record."""

    kind = "devices"
    shape = DevicesTried
