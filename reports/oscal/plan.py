"""`oscal-plan.json`: what the audit set out to answer. The results import it."""

from __future__ import annotations

from typing import Any

from harness.model.renderer import BundleLike
from harness.model.report import Report
from harness.reports.canonical import canonical
from harness.reports.identity import uuid
from harness.reports.oscal.common import CATALOG_FILE, app_title, metadata, prop, unique, word


def render(report: Report, bundle: BundleLike | None = None) -> bytes:
    """The assessment plan as OSCAL JSON. The bundle is not needed."""
    app = uuid(report, "app")
    controls = unique([row.id for row in report.requirements])
    selection: dict[str, Any] = {"include-controls": [{"control-id": one} for one in controls]}
    return canonical(
        {
            "assessment-plan": {
                "uuid": uuid(report, "plan"),
                "metadata": metadata(report, f"Schoolproof plan: {app_title(report)}"),
                "import-ssp": {"href": f"#{app}", "remarks": "There is no security plan; the resource names the app."},
                "reviewed-controls": {
                    "links": [{"href": CATALOG_FILE, "rel": "source"}],
                    "control-selections": [selection if controls else {"include-all": {}}],
                },
                "back-matter": {"resources": [_app(report, app)]},
            }
        }
    )


def _app(report: Report, identity: str) -> dict[str, Any]:
    facts = {"kind": report.app.kind, "url": report.app.url, "digest": report.app.digest, "level": report.level}
    return {
        "uuid": identity,
        "title": app_title(report),
        "description": word("The app that was audited\\."),
        "props": [prop(name, value) for name, value in facts.items() if value],
    }
