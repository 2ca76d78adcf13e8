"""Which hosts go on a blocklist, and which never do.

A host that belongs to any of the apps, or that any of their makers declares, stays off the list unless it is asked for:
blocking it would break the app. What is no plain name, or a suffix that many owners share, is left out and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from harness import belongs, is_public_suffix
from harness.model.renderer import Selection
from harness.model.report import Recipient, Report

TRACKING = frozenset(
    {"advertising", "analytics", "social", "replay", "fingerprinting", "data-broker", "tag-manager", "ab-testing"}
)
"""Categories of our table that the checks of TRK-02 name trackers and analytics."""
NO_TRACKERS = "TRK-02"

# Letters, digits, hyphens and underscores between dots, and a top that is no number: nothing that a filter reads.
_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LONGEST = 253


@dataclass(frozen=True)
class Blocked:
    """A host, why it is on the list ("tracker" or "undeclared"), and whether names below it have to stay reachable."""

    host: str
    why: str
    alone: bool


@dataclass(frozen=True)
class Choice:
    """The hosts of a list, sorted; and how many were left out because no filter can name them."""

    blocked: tuple[Blocked, ...]
    unnamed: int


def choose(reports: Sequence[Report], selection: Selection) -> Choice:
    """What these reports put on a list."""
    own = [host for report in reports for host in report.app.hosts]
    declared = [host for report in reports for host in _declared(report)]
    kept = [*(() if "own" in selection.also else own), *(() if "declared" in selection.also else declared)]
    found: dict[str, str] = {}
    unnamed = set()
    for one, why in (pair for report in reports for pair in _wanted(report, selection)):
        host = one.host.lower().removesuffix(".")
        if belongs(host, kept):
            continue
        if not is_name(host):
            unnamed.add(host)
        elif found.get(host) != "tracker":
            found[host] = why
    blocked = tuple(Blocked(host, why, _has_below(host, kept)) for host, why in sorted(found.items()))
    return Choice(blocked, len(unnamed))


def is_name(host: str) -> bool:
    """Whether this is a plain host name that belongs to one owner."""
    return len(host) <= _LONGEST and _NAME.fullmatch(host) is not None and not is_public_suffix(host)


def _declared(report: Report) -> Iterator[str]:
    """What the maker declares: as a list of hosts, and as seen."""
    yield from (host for row in report.sharing for host in row.declared_hosts)
    yield from (one.host for one in report.recipients if one.declared)


def _wanted(report: Report, selection: Selection) -> Iterator[tuple[Recipient, str]]:
    """The observed hosts that fit the selection. A quick scan declares nothing, so nothing is undeclared in it."""
    named = set(_named(report))
    compared = not any(row.declared == "not-asked" for row in report.sharing)
    for one in report.recipients:
        tracker = one.host in named or bool(TRACKING & set(one.categories))
        if tracker and selection.what != "undeclared":
            yield one, "tracker"
        elif compared and not one.declared and selection.what != "trackers":
            yield one, "undeclared"


def _named(report: Report) -> Iterator[str]:
    """Hosts that a failed check about trackers names."""
    for finding in report.findings:
        hosts = finding.values.get("hosts", ())
        if finding.requirement == NO_TRACKERS and finding.status == "fail" and isinstance(hosts, tuple):
            yield from map(str, hosts)


def _has_below(host: str, kept: Sequence[str]) -> bool:
    return any(name != host and belongs(name, [host]) for name in kept)
