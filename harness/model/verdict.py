"""What a check concludes. A check makes verdicts; only the judge makes findings of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass, field

from harness.model.status import Status

type Value = str | int | list[str]

_MAX_PROOF = 20
_NAMED = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A conclusion: `message` is an English template, `values` fill it, `proof` points into the bundle.

    `examined` counts what was looked at; `feature` says that the feature a requirement is about was really seen, which
    contradicts a profile that declares it absent. `brought_by` tells how the hosts that it names came in, in lines; it
    varies from run to run, so it is no part of what makes two findings the same.
    """

    status: Status
    message: str
    values: Mapping[str, Value] = field(default_factory=dict)
    proof: tuple[str, ...] = ()
    examined: int = 0
    feature: bool = False
    brought_by: tuple[str, ...] = ()


def ok(message: str, *, examined: Sized | int, proof: object = (), feature: bool = False, **values: object) -> Verdict:
    """Nothing contrary in what was examined. Nothing examined raises: a pass about nothing is a lie.

    `examined` is the evidence that was looked at (its length counts) or a count, not what matched.
    """
    count = examined if isinstance(examined, int) else len(examined)
    if isinstance(examined, bool) or count <= 0:
        raise ValueError(f"ok({message!r}) examined nothing: return not_tested(…) and say why")
    return Verdict(Status.PASS, message, plain(values), pointers(proof), count, feature)


def fail(message: str, *, proof: object, brought_by: Iterable[str] = (), **values: object) -> Verdict:
    """The requirement is not met, and here is the proof."""
    chains = tuple(brought_by)[:_MAX_PROOF]
    return Verdict(Status.FAIL, message, plain(values), pointers(proof), feature=True, brought_by=chains)


def review(message: str, *, proof: object, brought_by: Iterable[str] = (), **values: object) -> Verdict:
    """A person has to look: the evidence shown can settle it, a program cannot."""
    chains = tuple(brought_by)[:_MAX_PROOF]
    return Verdict(Status.REVIEW, message, plain(values), pointers(proof), brought_by=chains)


def not_tested(message: str, **values: object) -> Verdict:
    """It could not be decided, and why."""
    return Verdict(Status.NOT_TESTED, message, plain(values))


def filled(template: str, values: Mapping[str, object]) -> str:
    """A message with its values; a name without a value stays as it is. The text is the app's as much as ours."""

    def value(match: re.Match[str]) -> str:
        found = values.get(match.group(1), match.group(0))
        return ", ".join(map(str, found)) if isinstance(found, list | tuple) else str(found)

    return _NAMED.sub(value, template)


def spoken_of[T](template: str, values: Mapping[str, T]) -> dict[str, T]:
    """The values that the sentence names; the others are details for who looks closer."""
    named = set(_NAMED.findall(template))
    return {name: value for name, value in values.items() if name in named}


def plain(values: Mapping[str, object]) -> dict[str, Value]:
    """Values as text, whole numbers or sorted lists of text, so that a report is the same bytes every time."""
    shown: dict[str, Value] = {}
    for name, value in values.items():
        if isinstance(value, str | int) and not isinstance(value, bool):
            shown[name] = value
        elif isinstance(value, Iterable):
            shown[name] = sorted({str(item) for item in value})
        else:
            shown[name] = str(value)
    return shown


def pointers(proof: object) -> tuple[str, ...]:
    """Bundle pointers of a record, of several, or of anything that offers `at`; at most 20, in order."""
    found: dict[str, None] = {}
    for item in _each(proof):
        found.setdefault(item)
        if len(found) >= _MAX_PROOF:
            break
    return tuple(found)


def _each(proof: object) -> Iterable[str]:
    at = getattr(proof, "at", None)
    if isinstance(at, str):
        if at:
            yield at
    elif isinstance(proof, str):
        yield proof
    elif isinstance(proof, Iterable):
        for item in proof:
            yield from _each(item)
