"""What a report says beyond its results: the way to the next level, the pages of its checks, and other norms."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from harness.model.report_base import Frozen, Level, Method, Status, Text, Words


class GrowthRow(Frozen):
    """A requirement that stands between the app and a level. `part` is what that level adds to a lower requirement.

    `asked` is false when this audit did not ask for the level: then nobody looked.
    """

    id: Text
    titles: Words
    status: Status
    asked: bool
    part: Words | None = None


class GrowthStep(Frozen):
    """One level: whether the app is there, and what separates it when not. Each level includes the ones before it."""

    level: Level
    reached: bool
    open: tuple[GrowthRow, ...] = ()


class CheckPage(Frozen):
    """The page of a check: what it checks, why it matters, what it cannot see, by title of the section, in English."""

    check: Text
    requirement: Text
    titles: Words
    since: Text
    coverage: Text
    sections: dict[Text, Text]


class NormClause(Frozen):
    """A clause of another norm, and the requirements that speak to it.

    `requirements` are rows of this report; `absent` are rows of the catalogue that it does not hold, because of the
    app's kind or the level that was asked. `read` says how well the clause was read in its source.
    """

    clause: Text
    chapter: Text | None = None
    read: Literal["verified", "secondary", "to-confirm"]
    requirements: tuple[Text, ...] = ()
    absent: tuple[Text, ...] = ()


class NormView(Frozen):
    """The report seen from another norm. A clause that is not listed is not judged; `untouched` names chapters."""

    id: Text
    titles: Words
    edition: Text
    about: Words
    clauses: tuple[NormClause, ...]
    chapters: dict[Text, Words] = Field(default_factory=dict)
    untouched: tuple[Text, ...] = ()


class Outstanding(Frozen):
    """Something that is asked again after the run and has no outcome yet.

    `what` names the limit that is waited for ("idle", "absolute"); `due` is the moment in UTC from which asking says
    something, "" when the run has no date; `why` is a code: "not-asked", or why asking told nothing.
    """

    job: Text
    requirement: Text
    persona: Text
    what: Text
    due: Text
    why: Text


class Judged(Frozen):
    """One check of a condition, and its answer for some roles."""

    check: Text
    titles: Words
    status: Status


class Condition(Frozen):
    """A requirement as a condition of a way of signing in, and its answer for some roles.

    `checks` are those that speak of it for this way; the answer is the worst of theirs, unless a person gave it.
    """

    requirement: Text
    titles: Words
    status: Status
    checks: tuple[Judged, ...] = ()


class MethodRow(Frozen):
    """A way of signing in and the answers to its conditions; roles with the same answers share a row."""

    method: Method
    roles: tuple[Text, ...]
    conditions: tuple[Condition, ...]
