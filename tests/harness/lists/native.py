"""Brave's engine (`adblock`, Rust) behind the same interface: the second opinion that ours is tested against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import adblock

from harness.lists.engine import Rule
from harness.lists.request import KINDS, read_request
from harness.lists.syntax import Filter


class NativeEngine:
    """One engine for each list, as ours lets no list overrule another; `debug` makes it tell the rule."""

    def __init__(self, lists: Mapping[str, Iterable[Filter]]) -> None:
        self._engines = []
        for name, rules in lists.items():
            held = adblock.FilterSet(debug=True)
            held.add_filters([rule.text for rule in rules])
            self._engines.append((name, adblock.Engine(held)))

    def match(self, url: str, source: str, kind: str) -> Rule | None:
        return next(iter(self.matches(url, source, kind)), None)

    def matches(self, url: str, source: str, kind: str) -> tuple[Rule, ...]:
        """It answers "no match" to what it cannot read, so that is sorted out before."""
        if read_request(url, source, kind) is None:
            return ()
        asked = url, f"https://{source}/", KINDS[kind]
        found = [(name, engine.check_network_urls(*asked)) for name, engine in self._engines]
        return tuple(Rule(name, answer.filter or "") for name, answer in found if answer.matched)
