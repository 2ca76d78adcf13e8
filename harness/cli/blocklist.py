"""`schoolproof export blocklist`: what a school's network can watch for."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.plugins.host import Registry
    from harness.statements.reading import Statements

BLOCKLIST = "blocklist"


class What(StrEnum):
    """Which of the observed hosts go on the list."""

    trackers = "trackers"
    undeclared = "undeclared"
    all = "all"


class Also(StrEnum):
    """Which hosts go on the list although blocking them breaks an app."""

    declared = "declared"
    own = "own"


def blocklist(
    sources: list[Path],
    format: str | None,
    what: What,
    also: list[Also] | None,
    registry: Registry,
    stated: Statements | None,
) -> bytes:
    """The list of these reports. Raises MisuseError when the format is none."""
    from harness.cli.export import read_source
    from harness.errors import MisuseError
    from harness.model.renderer import Selection

    chosen = registry.blocklists.get(format or "")
    if chosen is None:
        known = "|".join(registry.blocklists)
        told = f"no format {format}" if format else "a blocklist needs --format"
        raise MisuseError(told, hint=f"schoolproof export blocklist … --format {known}")
    selection = Selection(what.value, frozenset(one.value for one in also or ()))
    return chosen.render([read_source(source, registry, stated)[0] for source in sources], selection)
