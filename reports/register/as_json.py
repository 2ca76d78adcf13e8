"""The register as canonical JSON, and its published JSON Schema.

Run this module to write the schema again after the model changed: `python -m harness.reports.register.as_json`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness.model.register import Register
from harness.reports.canonical import canonical
from harness.reports.published import schema_of

SCHEMA_FILE = Path(__file__).parents[1] / "schemas" / "register.schema.json"


def render(register: Register) -> bytes:
    """The register as canonical JSON."""
    return canonical(register.model_dump(mode="json", by_alias=True))


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the register, made from the model. Every member is required; more are allowed."""
    return schema_of(Register, "register", "Schoolproof data-sharing register")


def schema_bytes() -> bytes:
    """The schema as it is published in `schemas/`."""
    return canonical(schema())


if __name__ == "__main__":
    SCHEMA_FILE.write_bytes(schema_bytes())
