"""`oscal-catalog.json`: the requirements of the report as OSCAL controls, grouped by family."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from harness.model.renderer import BundleLike
from harness.model.report import Report, RequirementResult
from harness.reports.canonical import canonical
from harness.reports.identity import uuid
from harness.reports.oscal.common import NS, control_id, metadata, prop, prose, statement_id


def render(report: Report, bundle: BundleLike | None = None) -> bytes:
    """The catalog as OSCAL JSON. The bundle is not needed."""
    groups: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in report.requirements:
        family = row.id.partition("-")[0]
        groups[family].setdefault(control_id(row.id), _control(row))
    content: dict[str, Any] = {
        "uuid": uuid(report, "catalog"),
        "metadata": metadata(report, "Schoolproof requirements"),
    }
    if groups:
        content["groups"] = [
            {"id": f"family-{control_id(family)}", "title": prose(family), "controls": list(controls.values())}
            for family, controls in groups.items()
        ]
    return canonical({"catalog": content})


def _control(row: RequirementResult) -> dict[str, Any]:
    parts = [
        {"id": statement_id(row.id), "name": "statement", "prose": prose(row.criterion.en)},
        {"id": f"{statement_id(row.id)}.nl", "name": "statement-nl", "ns": NS, "prose": prose(row.criterion.nl)},
    ]
    if row.cannot_see is not None:
        limits = prose(row.cannot_see.en)
        parts.append({"id": f"{control_id(row.id)}_limits", "name": "limits", "ns": NS, "prose": limits})
    return {
        "id": control_id(row.id),
        "class": row.level,
        "title": prose(row.titles.en),
        "props": [{"name": "label", "value": prop("label", row.id)["value"]}, prop("title-nl", row.titles.nl)],
        "parts": parts,
    }
