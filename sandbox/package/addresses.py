"""Web addresses that stand in a package: which hosts its code and its files name."""

from __future__ import annotations

import re
from collections.abc import Iterator

# It begins with the literal that is looked for: over whole files anything else would cost seconds.
_ADDRESS = re.compile(rb"://([A-Za-z0-9][A-Za-z0-9.-]{2,252}[A-Za-z0-9])(?![A-Za-z0-9.-])", re.ASCII)
_NAMES_ONLY = (
    b"schemas.android.com", b"schemas.microsoft.com", b"schemas.openxmlformats.org", b"www.w3.org", b"ns.adobe.com",
    b"xmlpull.org", b"xml.org", b"www.apache.org", b"apache.org", b"java.sun.com", b"purl.org", b"json-schema.org",
    b"www.opensource.org", b"www.gnu.org", b"scripts.sil.org", b"ns.useplus.org", b"iptc.org", b"www.aiim.org",
    b"cipa.jp", b"www.example.com", b"example.com", b"localhost", b"127.0.0.1", b"10.0.2.2",
)  # fmt: skip
"""Hosts that stand in packages as names of formats, licences and examples, never as somebody who is asked."""
MAX_HOSTS = 5_000


def addresses_in(data: bytes) -> Iterator[tuple[str, bool]]:
    """(host, whether by plain HTTP) of each web address in these bytes."""
    for match in _ADDRESS.finditer(data):
        host, scheme = match[1].lower(), data[max(match.start() - 5, 0) : match.start()].lower()
        if scheme.endswith((b"http", b"https")) and b"." in host and host not in _NAMES_ONLY and b".." not in host:
            yield host.decode("ascii"), scheme.endswith(b"http")
