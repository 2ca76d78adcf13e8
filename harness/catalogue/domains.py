"""What counts as one site: host names made equal, the registrable domain, and "does this host belong to the app".

Every host here is hostile: it may be empty, huge or no host at all. Nothing raises; what is no proper name is a site by
itself, so that it can never be taken for the app's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from ipaddress import ip_address

import idna
from publicsuffixlist import PublicSuffixList

_MAX_HOST = 253
_PROPER = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")


def normalise(host: str) -> str:
    """A host in the one form in which hosts are compared: lower case, ASCII, no brackets, no trailing dot.

    `host` is a name or an IP literal without port. What cannot be made a name is returned in lower case as it is.
    """
    return _normalise(host) if len(host) <= 4 * _MAX_HOST else host.lower()


def registrable(host: str) -> str:
    """The part of a host that somebody registered: "cdn.school.be" gives "school.be".

    Shared hosting counts as the customer's ("school.github.io"). An IP address, a single label and a name that is a
    public suffix itself are returned whole; an unlisted top-level domain (".test", ".example") keeps its last two
    labels. No proper name gives itself.
    """
    return _registrable(normalise(host)) if len(host) <= 4 * _MAX_HOST else host.lower()


def is_same_site(a: str, b: str) -> bool:
    """Whether two hosts have the same registrable domain. What is no proper host shares a site with nothing."""
    return is_host(a) and is_host(b) and registrable(a) == registrable(b)


def belongs(host: str, own_hosts: Iterable[str]) -> bool:
    """Whether a host is one of `own_hosts` or lies below one, at a dot.

    An own host that is a public suffix ("be", "github.io") covers itself only: it would claim strangers.
    """
    if not is_host(host):
        return False
    name = normalise(host)
    for own in map(normalise, own_hosts):
        if name == own:
            return True
        if own and not is_address(name) and name.endswith("." + own) and not is_public_suffix(own):
            return True
    return False


def is_host(host: str) -> bool:
    """Whether this is a proper host name or IP address, after `normalise`. No name ends in a number: browsers agree."""
    name = normalise(host)
    if is_address(name):
        return True
    return len(name) <= _MAX_HOST and _PROPER.fullmatch(name) is not None and not name.rpartition(".")[2].isdigit()


def is_address(host: str) -> bool:
    """Whether this is an IPv4 or IPv6 literal, with or without brackets."""
    return _address(host) is not None


def is_public_suffix(host: str) -> bool:
    """Whether anybody can register names below this one: "be", "co.uk", "github.io"."""
    name = normalise(host)
    return bool(name) and is_host(name) and _suffixes().publicsuffix(name, accept_unknown=False) == name


@lru_cache(maxsize=4096)
def _normalise(host: str) -> str:
    address = _address(host)
    if address is not None:
        return address
    text = host
    if not text.isascii():
        try:
            text = idna.encode(text, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return host.lower()
    lowered = text.lower().removesuffix(".")
    return _address(lowered) or lowered


@lru_cache(maxsize=4096)
def _registrable(name: str) -> str:
    if is_address(name) or not is_host(name):
        return name
    return _suffixes().privatesuffix(name) or name


def _address(host: str) -> str | None:
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    try:
        return None if "%" in bare else str(ip_address(bare))
    except ValueError:
        return None


@cache
def _suffixes() -> PublicSuffixList:
    """The public suffix list; reading it takes about 40 ms, so only once and only when asked."""
    return PublicSuffixList()
