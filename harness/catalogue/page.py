"""A requirement as people read it: the page of `schoolproof catalogue ID`, and what answers it.

Whether a row is answered at all is said first: a row that no check answers must not look like one that is met.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from harness.catalogue.norms import Mapped, Norm, mappings
from harness.catalogue.parameters import Parameter, Parameters
from harness.catalogue.requirements import Requirement, Words
from harness.model.check import Check

NO_CHECK = "no check yet: not tested"
_READ = {"verified": "", "secondary": " (read in a summary)", "to-confirm": " (to be confirmed)"}


@dataclass(frozen=True)
class Entry:
    """One requirement with everything that is known about it."""

    row: Requirement
    checks: tuple[Check, ...]
    figures: tuple[Parameter, ...]
    norms: tuple[Mapped, ...]

    @property
    def answer(self) -> str:
        """What answers it, in one line; plainly so when nothing does."""
        person = {"checks": "", "both": "; a person settles a part", "person": "; a person answers it"}
        named = ", ".join(_check(one, self.row) for one in self.checks)
        if not named and self.row.answered_by == "person":
            return "a person, with documents"
        return (named or NO_CHECK) + person[self.row.answered_by]


def entries(
    rows: Mapping[str, Requirement], checks: Mapping[str, Check], parameters: Parameters, norms: Mapping[str, Norm]
) -> list[Entry]:
    """Every requirement, in the order of the catalogue."""
    answering: dict[str, list[Check]] = {row: [] for row in rows}
    for one in checks.values():
        answering[one.requirement].append(one)
    return [
        Entry(
            row,
            tuple(answering[row.id]),
            tuple(parameters.all[name] for name in row.parameters),
            tuple(mappings(norms, row.id)),
        )
        for row in rows.values()
    ]


def figure(one: Parameter) -> str:
    """A figure with its source, as `password-min = 8 characters (source)`."""
    marks = [one.source, *(["our own choice"] if one.own_choice else [])]
    marks += ["to be confirmed"] if one.status == "to-confirm" else []
    return f"{one.id} = {one.value} {one.unit} ({'; '.join(marks)})"


def clauses(found: Sequence[Mapped]) -> Iterator[tuple[str, str]]:
    """For each norm its title and its clauses in words, with how well each was read."""
    by_norm: dict[str, list[Mapped]] = {}
    for one in found:
        by_norm.setdefault(one.norm.id, []).append(one)
    for same in by_norm.values():
        yield same[0].norm.titles.en, ", ".join(f"{one.clause}{_READ[one.reading]}" for one in same)


def text_page(entry: Entry) -> str:
    """The page for a terminal, in English and Dutch."""
    row = entry.row
    head = f"{row.id}  {row.titles.en} / {row.titles.nl}"
    facts = [
        ("Level", row.level),
        ("Platforms", ", ".join(row.platforms)),
        ("Action plan", ", ".join(row.plan)),
        ("Answered by", entry.answer),
    ]
    lines = [head, "", *(f"{name + ':':<13}{value}" for name, value in facts)]
    for title, words in _texts(row):
        lines += ["", title, f"  {words.en}", f"  {words.nl}"]
    lines += ["", "Figures", *(f"  {figure(one)}" for one in entry.figures)] if entry.figures else []
    lines += ["", "Other norms", *(f"  {title}: {told}" for title, told in clauses(entry.norms))]
    return "\n".join(lines) + "\n"


def _texts(row: Requirement) -> Iterator[tuple[str, Words]]:
    parts = {
        "What is asked": row.criterion,
        "Recommended level": row.recommended,
        "Advanced level": row.advanced,
        "When it applies": row.condition,
        "Evidence that is needed": row.evidence,
        "What a test cannot see": row.cannot_see,
    }
    yield from ((title, words) for title, words in parts.items() if words is not None)


def _check(one: Check, row: Requirement) -> str:
    level = f", {one.level}" if one.level and one.level != row.level else ""
    return f"{one.id} ({'all of it' if one.coverage == 'full' else 'a part'}{level})"
