"""Whether answers tell that an account exists: pairs of requests that differ in the name only, in random order.

Names of accounts and names that nobody has are asked equally often, by the same visitor. What is compared is what stays
the same over all answers of a kind: what varies by itself, and what was typed, is left out.
"""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from urllib.parse import urlsplit

from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.wire import Visitor
from harness.sandbox.probes.client import Answer

LONGEST, MOST_TOLD = 120, 5
PIECES = re.compile(r"[<>\n]")
NO_ANSWER, TOO_FEW = "no-answer", "too-few-accounts"
LEAST_ACCOUNTS = 5
"""Fewer would be asked so often that an app has every reason to stop us."""


@dataclass(frozen=True)
class Told:
    """What came of the pairs at one place; see `AccountsTold`."""

    pairs: int = 0
    statuses: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    only: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    differences: tuple[float, ...] = ()
    usual: float = 0.0
    reason: str = ""

    @property
    def told(self) -> dict[str, object]:
        """As it is recorded: what is told of accounts first, then of names that nobody has."""
        return {
            "pairs": self.pairs, "existing": list(self.statuses[0]), "absent": list(self.statuses[1]),
            "only_existing": list(self.only[0]), "only_absent": list(self.only[1]),
            "differences": list(self.differences), "usual": self.usual, "reason": self.reason,
        }


@dataclass
class _Side:
    """What the answers about one kind of names have in common."""

    statuses: set[str] = field(default_factory=set)
    common: set[str] | None = None
    every: set[str] = field(default_factory=set)

    def add(self, answer: Answer, typed: Collection[str]) -> None:
        where = urlsplit(answer.headers.get("location", "")).path
        self.statuses.add(f"{answer.status} {where}".strip())
        found = pieces(answer, typed)
        self.common = found if self.common is None else self.common & found
        self.every |= found


async def pairs(
    form: Form, visitor: Visitor, names: Sequence[Mapping[str, str]], fixed: Mapping[str, str], most: int
) -> Told:
    """Ask about each of the accounts (`names`: what is typed to name each) and as many that nobody has, in turn."""
    if len(names) < LEAST_ACCOUNTS:
        return Told(reason=TOO_FEW)
    absent = [{kind: _nobody(value) for kind, value in one.items()} for one in names]
    sides, differences, usual = (_Side(), _Side()), [], []
    await form.submit(visitor, {**fixed, **absent[0]})  # the first one warms the connection up, and counts for nothing
    for at in range(most):
        took = [0.0, 0.0]
        for kind in secrets.SystemRandom().sample((0, 1), 2):
            typed = {**fixed, **(names, absent)[kind][at % len(names)]}
            answer = await form.submit(visitor, typed)
            if answer is None:
                return Told(reason=NO_ANSWER)
            sides[kind].add(answer, typed.values())
            took[kind] = answer.seconds * 1000
        differences.append(round(took[0] - took[1], 2))
        usual.append(took[1])
    mine, theirs = (_only(one, other) for one, other in (sides, sides[::-1]))
    statuses = tuple(sorted(sides[0].statuses)), tuple(sorted(sides[1].statuses))
    return Told(most, statuses, (mine, theirs), tuple(differences), round(median(usual), 2))


def pieces(answer: Answer, typed: Collection[str]) -> set[str]:
    """The texts of an answer, without what was typed and without figures and tokens."""
    text = html.unescape(answer.body.decode("utf-8", "replace"))
    for value in sorted(typed, key=len, reverse=True):
        text = text.replace(value, "…") if value else text
    plain = re.sub(r"[A-Za-z0-9_+/=-]{20,}", "…", text)
    return {" ".join(re.sub(r"\d+", "0", piece).split())[:LONGEST] for piece in PIECES.split(plain)} - {""}


def _only(one: _Side, other: _Side) -> tuple[str, ...]:
    """What stands in every answer of one kind and in none of the other."""
    return tuple(sorted((one.common or set()) - other.every))[:MOST_TOLD]


def _nobody(name: str) -> str:
    """A name of the same length and kind that nobody has."""
    local, at, domain = name.partition("@")
    drawn = "".join(secrets.choice("bcdfghjkmnpqrstvwxz" if char.isalpha() else "23456789") for char in local)
    return drawn + at + domain
