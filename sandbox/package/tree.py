"""A manifest as a tree, whichever way it was compiled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_ELEMENTS = 200_000
MAX_DEPTH = 200


@dataclass(frozen=True, slots=True)
class Value:
    """An attribute: its text, or the id of the resource it refers to, or neither (`@null`)."""

    text: str | None = None
    reference: int | None = None


@dataclass(slots=True)
class Element:
    """An element; attributes by their plain name (`exported`), whatever namespace they were written in."""

    name: str
    attributes: dict[str, Value] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def all(self, *names: str) -> Iterator[Element]:
        """Children of these names, in order."""
        return (one for one in self.children if one.name in names)

    def first(self, name: str) -> Element | None:
        return next(self.all(name), None)
