"""Blocklists for the network of a school: what was observed, in the words of common filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module

from harness.model.renderer import Blocklist, Selection
from harness.model.report import Report


def _lazy(name: str) -> Callable[[Sequence[Report], Selection], bytes]:
    """A format whose module is imported when it is first used."""

    def render(reports: Sequence[Report], selection: Selection) -> bytes:
        made: bytes = getattr(import_module("harness.reports.blocklist.writing"), name)(reports, selection)
        return made

    return render


BLOCKLISTS = [
    Blocklist("hosts", "blocklist.hosts", _lazy("as_hosts")),
    Blocklist("adguard", "blocklist.adguard.txt", _lazy("as_adguard")),
    Blocklist("suricata", "blocklist.rules", _lazy("as_suricata")),
]
