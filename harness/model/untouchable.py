"""Hosts that no probe and no identity provider of ours may ever touch or pose as: the government's own sign-in.

Schools and their suppliers depend on them, and whoever tests an app is not allowed to test these. A profile that names
one as the app's own is refused, and so is every request of a probe.
"""

from __future__ import annotations

import re

from harness.catalogue.domains import belongs

_GOVERNMENT = ("vlaanderen.be", "belgium.be", "fgov.be")
_SIGN_IN = re.compile(r"(^|[.-])(authenticatie|leerid|acm|idm|iamfas|csam)([.-]|$)")
_WHOLE = ("leerid.be", "csam.be", "itsme.be", "itsme-id.com", "sma-belgium.be")


def untouchable(host: str) -> bool:
    """Whether this host belongs to a government sign-in: ACM/IDM, LeerID, CSAM, itsme, their test systems included."""
    name = host.strip("[]").rstrip(".").lower()
    if belongs(name, _WHOLE):
        return True
    return belongs(name, _GOVERNMENT) and _SIGN_IN.search(name) is not None
