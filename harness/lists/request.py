"""An address as engines are asked about it: read once, refused when it is none.

Everything here comes from the app under test. Engines written elsewhere answer "no match" for an address that they
cannot read and for a type that they do not know; here both are told, so that nobody takes silence for an answer.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from harness.catalogue.domains import is_host, is_same_site, normalise
from harness.lists.syntax import BIT

MAX_URL = 16_384
"""Characters of an address that are looked at; what stands further on names no tracker."""

KINDS: dict[str, str] = {
    **{name: name for name in BIT},
    # Playwright's `resource_type`
    **{"xhr": "xmlhttprequest", "fetch": "xmlhttprequest", "eventsource": "xmlhttprequest", "beacon": "ping"},
    **{"texttrack": "media", "manifest": "other", "preflight": "other", "csp_report": "ping", "cspreport": "ping"},
    # `Sec-Fetch-Dest` (W3C Fetch Metadata)
    **{"empty": "xmlhttprequest", "iframe": "subdocument", "frame": "subdocument", "fencedframe": "subdocument"},
    **{"style": "stylesheet", "audio": "media", "video": "media", "track": "media", "embed": "object"},
    **{"worker": "script", "sharedworker": "script", "serviceworker": "script", "audioworklet": "script"},
    **{"paintworklet": "script", "xslt": "stylesheet", "report": "ping", "webidentity": "other", "json": "other"},
}
"""What browsers call the purpose of a request → what lists call it."""

_ORDINARY = re.compile(r"(?:[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?\.){1,9}[a-z]{2,20}")
"""A name that needs no second look: most are."""
_URL = re.compile(r"(?:https?|wss?)://(?:[^/?#@]*@)?(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?=[/?#:]|\Z)")


class Request(msgspec.Struct, frozen=True, gc=False):
    """`url` as it was and in lower case, the name in it and where that stands, and the type's bit.

    `sites`: the host of the page and every name above it.
    """

    url: str
    lower: str
    host: str
    start: int
    end: int
    sites: frozenset[str]
    third: bool
    type: int


def read_request(url: str, source: str, kind: str) -> Request | None:
    """A request to `url` by a page of the host `source`; None when `url` is no address or `kind` is unknown."""
    name = KINDS.get(kind)
    lower = url[:MAX_URL].lower()
    place = _URL.match(lower)
    if name is None or place is None:
        return None
    start, end = place.span(1)
    host = lower[start:end]
    if _ORDINARY.fullmatch(host) is None:
        if not is_host(host):
            return None
        host = normalise(host)
    # Sites are alike in at least two labels: the public suffix list is asked only where those are.
    third = _tail(host) != _tail(source) or not _same(host, source)
    return Request(url[:MAX_URL], lower, host, start, end, _sites(source), third, BIT[name])


def _tail(host: str) -> str:
    """The last two labels, as "school.be" of "www.school.be"."""
    return host[host.rfind(".", 0, max(host.rfind("."), 0)) + 1 :]


@lru_cache(maxsize=1024)
def _sites(host: str) -> frozenset[str]:
    labels = normalise(host).split(".")
    return frozenset(".".join(labels[number:]) for number in range(min(len(labels), 20)))


@lru_cache(maxsize=8192)
def _same(host: str, source: str) -> bool:
    return is_same_site(host, source)
