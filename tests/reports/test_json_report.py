"""`report.json`: canonical bytes, and a published schema that is what the model says."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import jsonschema
import pytest

from harness.errors import MisuseError
from harness.reports.json_report import SCHEMA_FILE, read, render, schema_bytes
from tests.reports.example import example_report
from tests.reports.hostile import hostile_report


def test_published_schema_is_fresh() -> None:
    assert SCHEMA_FILE.read_bytes() == schema_bytes(), "run: python -m harness.reports.json_report"


@pytest.mark.parametrize("make", [example_report, hostile_report])
def test_report_fits_the_published_schema(make: Any) -> None:
    schema = json.loads(SCHEMA_FILE.read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(render(make())))


@pytest.mark.parametrize("missing", ["label", "complete", "counts", "findings", "coverage"])
def test_schema_refuses_a_report_without_a_member(missing: str) -> None:
    content = json.loads(render(example_report()))
    del content[missing]
    with pytest.raises(jsonschema.ValidationError, match=missing):
        jsonschema.validate(content, json.loads(SCHEMA_FILE.read_bytes()))


@pytest.mark.parametrize("make", [example_report, hostile_report])
def test_reading_gives_back_the_same_report_and_bytes(make: Any) -> None:
    report = make()
    assert read(render(report)) == report
    assert render(read(render(report))) == render(report)


def test_bytes_are_canonical_and_plain() -> None:
    content = render(hostile_report())
    assert content.endswith(b"}\n")
    assert content == (json.dumps(json.loads(content), sort_keys=True, indent=1) + "\n").encode()
    assert all(byte == 0x0A or 0x20 <= byte <= 0x7E for byte in content)


def test_same_bytes_in_another_process() -> None:
    code = (
        "from tests.reports.example import example_report as e; from harness.reports.json_report import render as r; "
    )
    code = f"import sys; sys.path[:0] = {sys.path!r}; {code}sys.stdout.buffer.write(r(e()))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert other.stdout == render(example_report())


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"schema": "schoolproof.report/2"}', b"\xff", b"[" * 5000])
def test_what_is_no_report_is_refused_with_the_next_command(content: bytes) -> None:
    with pytest.raises(MisuseError, match="not a report") as caught:
        read(content)
    assert caught.value.hint == "schoolproof judge BUNDLE --out DIR"
