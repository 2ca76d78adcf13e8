"""The same visit as seen by ordinary browsers and by one that owns up to being a test tool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.model.evidence import Evidence
from harness.model.records import PageVisit
from harness.model.scope import Scope
from harness.model.traffic import Traffic

if TYPE_CHECKING:
    from harness.bundle.reader import SessionView


@dataclass(frozen=True)
class Look:
    """What one visit got: third-party hosts → first message, paths of pages → visit; `why` it ended early, or None."""

    hosts: Mapping[str, str]
    pages: Mapping[str, str]
    messages: int
    why: str | None


class Looks(Evidence):
    """Visits that leave the consent banner alone: several by ordinary browsers, one by a test tool."""

    kind = "traffic"

    @cached_property
    def ordinary(self) -> list[Look]:
        return [self._look(view, self.scope) for view in self.scope.sessions if view.state.consent == "untouched"]

    @cached_property
    def tool(self) -> Look | None:
        """The tool's visit, or None when none was made."""
        scope = Scope(self.scope.bundle, self.scope.reference, self.scope.persona, automated=True)
        return next((self._look(view, scope) for view in scope.sessions), None)

    def _look(self, view: SessionView, scope: Scope) -> Look:
        traffic = Traffic(scope).of_sessions(frozenset({view.name}))
        pages: dict[str, str] = {}
        for visit in view.counting("pages", PageVisit):
            pages.setdefault(_path(visit.url), visit.at)
        why = None if view.state.status == "complete" else view.state.reason or view.state.status
        return Look(traffic.third_party().hosts(), pages, len(traffic), why)


def _path(url: str) -> str:
    """The path of a page: queries may differ from visit to visit."""
    try:
        return urlsplit(url).path or "/"
    except ValueError:
        return "/"
