"""A report seen from another norm: the same answers under that norm's clauses. Nothing is decided anew."""

from __future__ import annotations

from harness.catalogue.norms import Norm
from harness.model.report import Report
from harness.model.report_views import NormClause, NormView


def by_norm(report: Report, norm: Norm) -> Report:
    """The report with `norm` filled in; everything else stays as it was."""
    held = {row.id for row in report.requirements}
    clauses = tuple(
        NormClause(
            clause=clause,
            chapter=norm.chapter(clause),
            read=norm.reading(clause),
            requirements=tuple(one for one in speaking if one in held),
            absent=tuple(one for one in speaking if one not in held),
        )
        for clause, speaking in norm.clauses.items()
    )
    view = NormView.model_validate(
        {
            "id": norm.id,
            "titles": norm.titles.model_dump(),
            "edition": norm.edition,
            "about": norm.about.model_dump(),
            "clauses": clauses,
            "chapters": {key: words.model_dump() for key, words in norm.chapters.items()},
            "untouched": norm.untouched,
        }
    )
    return report.model_copy(update={"norm": view})
