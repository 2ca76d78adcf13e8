"""`report.json`: the source of truth that every other format is a view of, and its published JSON Schema.

The bytes are canonical: sorted keys, plain ASCII, one line per member, a newline at the end. The same report is always
the same bytes, and no terminal that shows the file can be steered by what an app put in a name.

Run this module to write the schema again after the model changed: `python -m harness.reports.json_report`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from harness.errors import MisuseError
from harness.model.renderer import BundleLike
from harness.model.report import Report
from harness.reports.canonical import canonical
from harness.reports.published import schema_of

SCHEMA_FILE = Path(__file__).parent / "schemas" / "report.schema.json"
_MAX_PROBLEMS = 3


def render(report: Report, bundle: BundleLike | None = None) -> bytes:
    """The report as canonical JSON. The bundle is not needed."""
    return canonical(report.model_dump(mode="json", by_alias=True))


def read(content: bytes) -> Report:
    """A report from the bytes of a `report.json`. Raises MisuseError naming the first fields that do not fit."""
    try:
        return Report.model_validate_json(content)
    except ValidationError as error:
        problems = [
            f"{'.'.join(str(part) for part in item['loc']) or 'file'}: {item['msg']}"
            for item in error.errors(include_url=False, include_input=False)[:_MAX_PROBLEMS]
        ]
        raise MisuseError(f"not a report: {'; '.join(problems)}", hint="schoolproof judge BUNDLE --out DIR") from error


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `report.json`, made from the model. Every member is required; more are allowed."""
    return schema_of(Report, "report", "Schoolproof report")


def schema_bytes() -> bytes:
    """The schema as it is published in `schemas/`."""
    return canonical(schema())


if __name__ == "__main__":
    SCHEMA_FILE.write_bytes(schema_bytes())
