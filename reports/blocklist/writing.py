"""A blocklist as a hosts file, as AdGuard or Pi-hole rules, and as Suricata rules for DNS and TLS.

Only names that `choosing.is_name` accepts are written, so no host can add a rule; everything else in the file is ours,
or stands in a comment on one visible line. The header says what the list was made from.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from harness.model.renderer import Selection
from harness.model.report import Report
from harness.reports.blocklist.choosing import Blocked, Choice, choose
from harness.reports.visible import shorten, visible

FIRST_SID, SIDS = 1_000_000, 1_000_000
"""Rule numbers that are reserved for local use; each host takes two, by its name, so that they stay the same."""

_BUNDLE = re.compile(r"sha256:[0-9a-f]{64}")


def as_hosts(reports: Sequence[Report], selection: Selection) -> bytes:
    """A hosts file: each name alone leads nowhere."""
    choice = choose(reports, selection)
    return _file("#", reports, selection, choice, (f"0.0.0.0 {one.host}" for one in choice.blocked))


def as_adguard(reports: Sequence[Report], selection: Selection) -> bytes:
    """Rules for AdGuard and Pi-hole: a name with everything below it; alone where something below has to stay."""
    choice = choose(reports, selection)
    lines = (one.host if one.alone else f"||{one.host}^" for one in choice.blocked)
    return _file("!", reports, selection, choice, lines)


def as_suricata(reports: Sequence[Report], selection: Selection) -> bytes:
    """Suricata rules: an alert on the look-up of a name and on a TLS connection to it."""
    choice = choose(reports, selection)
    lines = (line for one, sid in numbered(choice.blocked) for line in _rules(one, sid))
    return _file("#", reports, selection, choice, lines)


def numbered(blocked: Iterable[Blocked]) -> list[tuple[Blocked, int]]:
    """Each host with the first of its two rule numbers. The number comes of the name; two of one number move on."""
    taken: set[int] = set()
    found = []
    for one in blocked:
        place = int.from_bytes(hashlib.sha256(one.host.encode("ascii")).digest()[:8]) % (SIDS // 2)
        while place in taken:
            place = (place + 1) % (SIDS // 2)
        taken.add(place)
        found.append((one, FIRST_SID + 2 * place))
    return found


def _rules(one: Blocked, sid: int) -> tuple[str, str]:
    return _rule("dns", "dns.query", one, sid), _rule("tls", "tls.sni", one, sid + 1)


def _rule(protocol: str, buffer: str, one: Blocked, sid: int) -> str:
    alone, below = f'content:"{one.host}"; startswith;', f'dotprefix; content:".{one.host}";'
    told = f"Schoolproof: {one.why} of a school app, {one.host} ({protocol})"
    match = f"{buffer}; {alone if one.alone else below} endswith; nocase;"
    return (
        f'alert {protocol} any any -> any any (msg:"{told}"; {match} '
        f"classtype:policy-violation; sid:{sid}; rev:1;)"
    )


def _file(
    mark: str, reports: Sequence[Report], selection: Selection, choice: Choice, lines: Iterable[str]
) -> bytes:
    head = [f"{mark} {line}" for line in _head(reports, selection, choice)]
    return ("\n".join([*head, *lines]) + "\n").encode("utf-8")


def _head(reports: Sequence[Report], selection: Selection, choice: Choice) -> list[str]:
    also = f", also {' and '.join(sorted(selection.also))}" if selection.also else ""
    sources = [
        f"from {_shown(report.app.name)} {_shown(report.app.version)}, run {_shown(report.started)}, "
        f"bundle {_bundle(report.bundle)}, rules {_shown(report.tool.rules)}"
        for report in reports
    ]
    left = [f"left out, no plain host name: {choice.unnamed}"] if choice.unnamed else []
    return [
        "Schoolproof: hosts that school apps contacted when they were tested. Observed once; look before you block.",
        f"what: {selection.what}{also}; hosts: {len(choice.blocked)}",
        *left,
        *sources,
    ]


def _bundle(digest: str) -> str:
    return digest if _BUNDLE.fullmatch(digest) else "unknown"


def _shown(text: str) -> str:
    return shorten(visible(text), 120)
