"""What changed between two reports of one app, and what it may be due to.

A problem counts as fixed only when its question was asked again and answered well. One whose question stayed unanswered
is out of sight, not gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from harness.errors import MisuseError
from harness.model.report import FindingResult, Report, Status

type Cause = Literal["evidence", "app-version", "app-digest", "level", "tool", "rules"]

PROBLEMS = frozenset({"fail", "review"})
SETTLED = frozenset({"pass", "not_applicable"})
OPEN = frozenset({"not_tested", "error", "review"})


@dataclass(frozen=True)
class Moved:
    """A requirement with another answer; None where one of the reports has no such row."""

    requirement: str
    was: Status | None
    now: Status | None


@dataclass(frozen=True)
class Difference:
    """Problems of the newer report (`new`, `changed`, `unchanged`) and of the older one (`fixed`, `unseen`).

    `changed`: the same question had a problem before, with other words or another extent. `unseen`: a problem whose
    question the newer report does not answer. `causes`: what else differs: the app, the rules, or the tool.
    """

    new: tuple[FindingResult, ...]
    changed: tuple[FindingResult, ...]
    unchanged: tuple[FindingResult, ...]
    fixed: tuple[FindingResult, ...]
    unseen: tuple[FindingResult, ...]
    moved: tuple[Moved, ...]
    causes: tuple[Cause, ...]

    @property
    def exit_code(self) -> int:
        """1 when something fails that did not fail before, 2 when something answered before is open now, else 0."""
        if any(one.status == "fail" for one in (*self.new, *self.changed)):
            return 1
        opened = any(one.now in OPEN and one.was not in OPEN for one in self.moved)
        return 2 if self.new or self.unseen or opened else 0


def compare(old: Report, new: Report) -> Difference:
    """The difference between two reports; MisuseError when they are about different apps."""
    if (old.app.name, old.app.kind) != (new.app.name, new.app.kind):
        names = [f"{one.app.name} ({one.app.kind})" for one in (old, new)]
        told = f"these reports are about different apps: {', '.join(names)}"
        raise MisuseError(told, hint="schoolproof diff OLDER NEWER   # two report.json of one app")
    before, after = _problems(old.findings), _problems(new.findings)
    asked_before, asked_after = _by_question(before.values()), _by_question(after.values())
    answers = {_question(one): one.status for one in new.findings}
    gone = [one for one in before.values() if one.fingerprint not in after and _question(one) not in asked_after]
    came = [one for one in after.values() if one.fingerprint not in before]
    return Difference(
        new=tuple(one for one in came if _question(one) not in asked_before),
        changed=tuple(one for one in came if _question(one) in asked_before),
        unchanged=tuple(one for one in after.values() if one.fingerprint in before),
        fixed=tuple(one for one in gone if answers.get(_question(one)) in SETTLED),
        unseen=tuple(one for one in gone if answers.get(_question(one)) not in SETTLED),
        moved=_moved(old, new),
        causes=_causes(old, new),
    )


def _problems(findings: Iterable[FindingResult]) -> dict[str, FindingResult]:
    return {one.fingerprint: one for one in findings if one.status in PROBLEMS}


def _question(finding: FindingResult) -> tuple[str, str | None]:
    return finding.check, finding.persona


def _by_question(findings: Iterable[FindingResult]) -> set[tuple[str, str | None]]:
    return {_question(one) for one in findings}


def _moved(old: Report, new: Report) -> tuple[Moved, ...]:
    was = {row.id: row.status for row in old.requirements}
    now = {row.id: row.status for row in new.requirements}
    ids = [*now, *(id for id in was if id not in now)]
    return tuple(Moved(id, was.get(id), now.get(id)) for id in ids if was.get(id) != now.get(id))


def _causes(old: Report, new: Report) -> tuple[Cause, ...]:
    pairs: dict[Cause, tuple[object, object]] = {
        "evidence": (old.bundle, new.bundle),
        "app-version": (old.app.version, new.app.version),
        "app-digest": (old.app.digest, new.app.digest),
        "level": (old.level, new.level),
        "tool": (old.tool.version, new.tool.version),
        "rules": (old.tool.rules, new.tool.rules),
    }
    return tuple(cause for cause, (one, other) in pairs.items() if one != other)
