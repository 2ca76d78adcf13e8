"""Paper: a page of ours goes to a browser that a plugin offers, and comes back as PDF."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from harness.errors import SchoolproofError
from harness.plugins.host import load_registry

_DATE = re.compile(rb"/(CreationDate|ModDate) ?\(D:(\d{14})([^)]*)\)")


def print_pdf(html: bytes, started: str) -> bytes:
    """The page as PDF, dated with the start of the run rather than with the clock.

    Raises SchoolproofError when nothing here can print.
    """
    printers = load_registry().printers
    if not printers:
        raise SchoolproofError("no printer is installed", owner="platform", hint="schoolproof doctor")
    return _dated(printers[0].print(html), started)


def _dated(pdf: bytes, started: str) -> bytes:
    """The same document with the moment of the run in its dates; no byte is added, for positions count in PDF."""
    try:
        found = datetime.fromisoformat(started)
        moment = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        moment = datetime(1970, 1, 1, tzinfo=UTC)
    digits = f"{moment:%Y%m%d%H%M%S}".rjust(14, "0").encode()
    return _DATE.sub(lambda match: match[0].replace(match[2], digits, 1), pdf)
