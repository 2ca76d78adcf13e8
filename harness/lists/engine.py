"""Which lists name an address, and by which rule.

Rules that speak of a whole name (`||tracker.example^`, nine in ten) stand in a table by that name. Of every other rule
the longest literal piece goes into one automaton: a single pass over the address gives the few rules that can hold,
however many there are. Measured beside two engines in Rust: `make bench PARTS=matching`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from daachorse import DoubleArrayAhoCorasick

from harness.lists.pattern import found
from harness.lists.request import Request, read_request
from harness.lists.syntax import Filter


class Rule(NamedTuple):
    """A rule that names an address, as it stands in the list of that name."""

    list: str
    text: str


class Engine(Protocol):
    """What every engine can do; `source` is the host of the page, `kind` a type of `harness.lists.request.KINDS`."""

    def match(self, url: str, source: str, kind: str) -> Rule | None:
        """The rule of the first list that names this request; None when none does, or it cannot be read."""

    def matches(self, url: str, source: str, kind: str) -> tuple[Rule, ...]:
        """The same of every list, at most one rule each."""


type Entry = tuple[int, Filter]
"""A rule, and the number of the list in which it stands."""


class IndexEngine:
    """The engine that judges. An exception holds within its own list only: lists do not overrule each other."""

    def __init__(self, lists: Mapping[str, Iterable[Filter]]) -> None:
        self._names = tuple(lists)
        kept = [(number, rule) for number, rules in enumerate(lists.values()) for rule in _standing(rules)]
        self._naming = _Index([entry for entry in kept if not entry[1].exception])
        self._sparing = _Index([entry for entry in kept if entry[1].exception])

    def match(self, url: str, source: str, kind: str) -> Rule | None:
        """See `Engine.match`."""
        return next(iter(self.matches(url, source, kind)), None)

    def matches(self, url: str, source: str, kind: str) -> tuple[Rule, ...]:
        """See `Engine.matches`."""
        request = read_request(url, source, kind)
        if request is None:
            return ()
        hits: dict[int, Filter] = {}
        for number, rule in self._naming.fitting(request):
            known = hits.get(number)
            if known is None or (rule.important and not known.important):
                hits[number] = rule
        if not hits:
            return ()
        for number, rule in self._sparing.fitting(request):
            if number in hits and (rule.important or not hits[number].important):
                del hits[number]
        return tuple(Rule(self._names[number], hits[number].text) for number in sorted(hits))


def _standing(rules: Iterable[Filter]) -> list[Filter]:
    """The rules of a list without those that it takes back itself (`$badfilter`)."""
    kept, cancelled = [], set()
    for rule in rules:
        if rule.cancels:
            cancelled.add(_identity(rule))
        else:
            kept.append(rule)
    return [rule for rule in kept if _identity(rule) not in cancelled] if cancelled else kept


def _identity(rule: Filter) -> tuple[object, ...]:
    return tuple(getattr(rule, name) for name in rule.__struct_fields__ if name not in ("text", "cancels"))


class _Index:
    """Rules, found by the names and the pieces in an address."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._hosts: dict[str, list[Entry]] = {}
        pieces: dict[str, list[Entry]] = {}
        for entry in entries:
            rule = entry[1]
            table, key = (self._hosts, rule.host) if rule.host else (pieces, rule.literal)
            table.setdefault(key, []).append(entry)
        self._pieces = list(pieces.values())
        # An empty automaton is refused by the library.
        coded = [piece.encode("ascii", "replace") for piece in pieces]
        self._automaton = DoubleArrayAhoCorasick(coded) if coded else None

    def fitting(self, request: Request) -> list[Entry]:
        """Every rule that holds for a request, in the same order each time."""
        return [entry for near in self._near(request) for entry in near if _fits(entry[1], request)]

    def _near(self, request: Request) -> list[list[Entry]]:
        """The rules that can hold: those about its name, and those of which the longest piece is in it."""
        near = []
        host, hosts = request.host, self._hosts
        while host:
            if host in hosts:
                near.append(hosts[host])
            host = host.partition(".")[2]
        if self._automaton is not None:
            hits = self._automaton.find_overlapping(request.lower.encode("ascii", "replace"))
            if hits:
                near += [self._pieces[number] for number in sorted({index for _, _, index in hits})]
        return near


def _fits(rule: Filter, request: Request) -> bool:
    if not rule.types & request.type or (rule.third is not None and rule.third is not request.third):
        return False
    if rule.on and request.sites.isdisjoint(rule.on):
        return False
    return request.sites.isdisjoint(rule.off) and _is_in(rule, request)


def _is_in(rule: Filter, request: Request) -> bool:
    text = request.url if rule.match_case else request.lower
    if rule.host:
        return rule.pattern == "^" or found(rule.pattern, text, request.end, fixed=True, at_end=rule.at_end)
    if rule.labelled:
        starts = [request.start, *(request.start + at + 1 for at, sign in enumerate(request.host) if sign == ".")]
        return any(found(rule.pattern, text, start, fixed=True, at_end=rule.at_end) for start in starts)
    return found(rule.pattern, text, 0, fixed=rule.at_start, at_end=rule.at_end)
