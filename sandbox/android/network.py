"""How much an app sent and received, by Android's own count, beside what the proxy could read of it.

Android counts packets with their headers; a proxy counts what is in them. The headers that any packet of TCP over IPv4
has are taken off (RFC 9293, RFC 791), with the time stamps that Linux adds to each (RFC 7323).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

POLL = "dumpsys netstats --poll"
COUNT = "dumpsys netstats --full --uid"
HEADERS = 52
"""Bytes of headers in a packet: 20 of IPv4, 20 of TCP, 12 of time stamps."""
ENOUGH = 95
"""Percent of the app's bytes that must have been read for its traffic to count as seen."""
_SET = re.compile(r"\s+ident=.* uid=(-?\d{1,10}) set=(\S+) tag=(0x[0-9a-fA-F]{1,16})")
_BUCKET = re.compile(r"\s+st=\d+ rb=(\d{1,18}) rp=(\d{1,18}) tb=(\d{1,18}) tp=(\d{1,18}) op=\d+")


@dataclass(frozen=True)
class Count:
    """Bytes and packets, in both directions together."""

    bytes: int = 0
    packets: int = 0

    def since(self, before: Count) -> Count:
        """What came since an earlier count; counters that went back (a reboot) count from nothing."""
        if self.bytes < before.bytes or self.packets < before.packets:
            return self
        return Count(self.bytes - before.bytes, self.packets - before.packets)

    @property
    def content(self) -> int:
        """Bytes without the headers of their packets, at least."""
        return max(self.bytes - HEADERS * self.packets, 0)


def counted(dump: str, uid: int) -> Count | None:
    """The count of one uid in what `dumpsys netstats --full --uid` prints; None when it holds no counts by uid.

    An app that never used the network has no entry: that is a count of nothing.
    """
    inside, mine, seen = False, False, False
    total, packets = 0, 0
    for line in dump.split("\n"):
        if line[:1].strip():
            inside, mine = line.startswith("UID stats:"), False
            seen = seen or inside
        elif inside and (owner := _SET.fullmatch(line.rstrip())):
            mine = int(owner[1]) == uid and int(owner[3], 16) == 0  # what is tagged is counted without its tag too
        elif mine and (bucket := _BUCKET.fullmatch(line.rstrip())):
            received, received_packets, sent, sent_packets = (int(part) for part in bucket.groups())
            total, packets = total + received + sent, packets + received_packets + sent_packets
    return Count(total, packets) if seen else None


@dataclass(frozen=True)
class Share:
    """How much of an app's traffic was read, in bytes.

    `around` went past the proxy, by Android's count without headers (None: not counted). The proxy stands on the
    device's own loopback, which Android counts for no network, so what goes over it is not among those. `through` went
    over it, and `read` of that could be decrypted.
    """

    around: int | None
    through: int
    read: int

    @property
    def percent(self) -> int | None:
        """Of all bytes of the app, those that were read; None when that cannot be said."""
        if self.around is None:
            return None
        every = self.around + self.through
        return 100 if every == 0 else 100 * self.read // every

    @property
    def enough(self) -> bool:
        """Whether the app's traffic was seen."""
        return self.percent is not None and self.percent >= ENOUGH
