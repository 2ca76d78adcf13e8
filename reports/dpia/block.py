"""What the document is made of, whatever it is written as. Each piece of text says whether it is ours or the app's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harness.reports.translate import Piece

type Line = Sequence[Piece]


@dataclass(frozen=True)
class Heading:
    """A heading; the document's own is of level 1."""

    level: int
    line: Line
    kind: str = "heading"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of facts or of explanation."""

    line: Line
    kind: str = "paragraph"


@dataclass(frozen=True)
class Facts:
    """A list; each item may have details below it."""

    items: Sequence[tuple[Line, Sequence[Line]]]
    kind: str = "facts"


@dataclass(frozen=True)
class Open:
    """A question that only a person can answer, with room for the answer."""

    line: Line
    kind: str = "open"


def foreign(line: Line) -> Line:
    """A sentence whose very template came with the report: none of it is taken for our own words."""
    return [Piece(piece.text, True) for piece in line]


type Block = Heading | Paragraph | Facts | Open
