"""Who brought a host in: the page, the scripts and the redirects that led to the first request to it.

Pure, and the same for the same records. Addresses are told as `host/path`, without query, for that differs from run to
run and may hold anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlsplit

from harness.model.records import BrowserRequest

MOST_LINKS = 50_000
"""Different pairs of an address and what asked for it that are remembered; an app may make up as many as it likes."""
MOST_STEPS = 8
"""Steps of a chain that are told; of a longer one the page and the last ones."""
LONGEST = 160
LEFT_OUT = "…"


class Chains:
    """The shortest chain to each host of some requests. `is_own` tells the app's hosts: their pages begin chains."""

    def __init__(self, requests: Iterable[BrowserRequest], is_own: Callable[[str], bool]) -> None:
        self._next: defaultdict[str, list[str]] = defaultdict(list)
        self._of_host: defaultdict[str, list[str]] = defaultdict(list)
        self._before: dict[str, str | None] = {}
        self._depth: dict[str, int] = {}
        pages = self._link(requests, is_own)
        caused = {child for children in self._next.values() for child in children}
        self._reach(sorted(pages))
        self._reach(sorted({*self._next} - caused))
        for place in sorted(caused & {*self._next}):  # a circle begins somewhere all the same
            self._reach([place])

    def to(self, host: str) -> tuple[str, ...]:
        """What led to a host, from the page on, the host itself not included; empty when nobody knows."""
        places = [place for place in self._of_host.get(host, ()) if place in self._depth]
        if not places:
            return ()
        place: str | None = min(places, key=lambda one: (self._depth[one], one))
        steps: list[str] = []
        while place is not None and (place := self._before[place]) is not None:
            steps.append(place)
        steps.reverse()
        return tuple(steps) if len(steps) <= MOST_STEPS else (steps[0], LEFT_OUT, *steps[1 - MOST_STEPS :])

    def _link(self, requests: Iterable[BrowserRequest], is_own: Callable[[str], bool]) -> set[str]:
        """Remember who asked for what; returns the pages of the app that were opened."""
        pages: set[str] = set()
        known: set[tuple[str, str]] = set()
        for request in requests:
            host, place = _place(request.url)
            if not host:
                continue
            if (request.navigation or request.resource == "document") and is_own(host):
                pages.add(place)
            cause = _cause(request)
            link = cause, place
            if link in known or len(known) >= MOST_LINKS:
                continue
            known.add(link)
            self._of_host[host].append(place)
            if cause and cause != place:
                self._next[cause].append(place)
        return pages

    def _reach(self, begins: Iterable[str]) -> None:
        """Go from these places, a step at a time, to whatever was not reached yet."""
        front = [place for place in begins if place not in self._depth]
        self._before.update(dict.fromkeys(front))
        self._depth.update(dict.fromkeys(front, 0))
        while front:
            reached: list[str] = []
            for place in sorted(front):
                for child in self._next.get(place, ()):
                    if child not in self._depth:
                        self._depth[child], self._before[child] = self._depth[place] + 1, place
                        reached.append(child)
            front = reached


def told(chains: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Chains by host as lines, `page → script → host`; hosts without one are left out."""
    return [" → ".join((*steps, host)) for host, steps in sorted(chains.items()) if steps]


def _cause(request: BrowserRequest) -> str:
    """The nearest known cause: the address that redirected, the script, or the page; empty when there is none."""
    for url in (request.redirected_from, request.initiator, request.frame):
        host, place = _place(url or "")
        if host:
            return place
    return ""


def _place(url: str) -> tuple[str, str]:
    """(host, `host/path`) of a web address; empty texts for any other."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return "", ""
    if parts.scheme not in ("http", "https", "ws", "wss") or not host:
        return "", ""
    place = f"{host}{parts.path or '/'}"
    return host, place if len(place) <= LONGEST else f"{place[: LONGEST - 1]}{LEFT_OUT}"
