"""The feed: one document per app version, in a published shape, read by the example of the documentation."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from harness.errors import MisuseError
from harness.model.renderer import Auditor
from harness.model.report import AppFacts, Report
from harness.reports import json_report
from harness.reports.feed import SCHEMA_FILE, FeedEntry, export, identity, schema_bytes
from tests.reports.example import clean_report, example_report
from tests.reports.hostile import hostile_report

CERTIFIER = Auditor("certifier", "Keurlab BV")
DOCS = (Path(__file__).resolve().parents[2] / "docs" / "feed.md").read_text(encoding="utf-8")


def reader() -> dict[str, Any]:
    """The example consumer, as the documentation gives it."""
    (code,) = re.findall(r"```python\n(.*?)```", DOCS, re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(code, "docs/feed.md", "exec"), names)
    return names


def other(report: Report, **changes: Any) -> Report:
    return report.model_copy(update=changes)


def second() -> Report:
    """Another app, which meets the minimum."""
    return other(clean_report(), app=AppFacts(name="Rekenhoek", version="2.4", kind="web", url="https://reken.test/"))


def test_published_schema_is_fresh() -> None:
    assert SCHEMA_FILE.read_bytes() == schema_bytes(), "run: python -m harness.reports.feed"


def test_each_line_is_a_document_of_the_published_shape() -> None:
    schema = json.loads(SCHEMA_FILE.read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    lines = export([example_report(), second()], CERTIFIER).splitlines()
    assert len(lines) == 2
    for line in lines:
        jsonschema.Draft202012Validator(schema).validate(json.loads(line))
        assert all(0x20 <= byte <= 0x7E for byte in line)


@pytest.mark.parametrize("missing", ["identity", "label", "expires", "tester", "bundle", "signature", "requirements"])
def test_the_schema_refuses_an_entry_without_a_member(missing: str) -> None:
    content = json.loads(export([example_report()], CERTIFIER))
    del content[missing]
    with pytest.raises(jsonschema.ValidationError, match=missing):
        jsonschema.validate(content, json.loads(SCHEMA_FILE.read_bytes()))


def test_an_entry_leads_to_its_report_and_evidence() -> None:
    report = example_report()
    content = json.loads(export([report], CERTIFIER))
    assert content["report"] == f"sha256:{hashlib.sha256(json_report.render(report)).hexdigest()}"
    assert (content["bundle"], content["expires"], content["signature"]) == (report.bundle, "2027-11-23", None)
    assert content["tester"] == {"role": "certifier", "name": "Keurlab BV"}
    assert [row["id"] for row in content["requirements"]] == [row.id for row in report.requirements]
    assert [one["host"] for one in content["recipients"]] == [one.host for one in report.recipients]


def test_the_identity_is_that_of_the_version() -> None:
    app = example_report().app
    assert identity(app) == identity(app.model_copy(update={"hosts": ("another.test",)}))
    assert identity(app) != identity(app.model_copy(update={"version": "1.1"}))
    assert identity(app) != identity(app.model_copy(update={"kind": "android"}))


@pytest.mark.parametrize(
    ("reports", "tester", "told"),
    [
        ([example_report(), example_report(started="2026-11-24T09:00:00+00:00")], CERTIFIER, "two reports are about"),
        ([example_report(expires=None)], CERTIFIER, "does not say when it expires"),
        ([example_report()], Auditor("neighbour", "Jan"), "no tester 'neighbour'"),
        ([example_report()], Auditor("vendor", " "), "no tester 'vendor'"),
    ],
)
def test_what_cannot_be_an_entry_is_refused(reports: list[Report], tester: Auditor, told: str) -> None:
    with pytest.raises(MisuseError, match=told):
        export(reports, tester)


def test_hostile_texts_stay_in_their_members() -> None:
    (line,) = export([hostile_report()], CERTIFIER).splitlines()
    assert FeedEntry.model_validate_json(line).app.name == hostile_report().app.name


def test_the_documented_reader_reads_it() -> None:
    code = reader()
    lines = export([example_report(), second()], CERTIFIER).splitlines()
    leaky, clean = code["read"](lines, date(2026, 12, 1))
    assert code["row"](leaky) == {
        "app": "Demoschool 1.0",
        "approved": False,
        "tested by": "Keurlab BV (certifier)",
        "until": "2027-11-23",
        "failed": 4,
        "without an answer": 5,
        "received pupil data": ["collect.metrics.test"],
    }
    assert code["row"](clean)["approved"] is True


def test_the_documented_reader_forgets_what_expired_and_what_is_older() -> None:
    code = reader()
    old = example_report(started="2026-01-05T09:00:00+00:00", expires="2027-01-05", bundle="sha256:old")
    lines = [*export([old], CERTIFIER).splitlines(), *export([example_report()], CERTIFIER).splitlines()]
    assert [one["bundle"] for one in code["read"](lines, date(2026, 12, 1))] == [example_report().bundle]
    assert code["read"](lines, date(2027, 11, 24)) == []
    with pytest.raises(ValueError, match="unknown format"):
        code["read"]([b'{"schema": "schoolproof.feed/2"}'], date(2026, 12, 1))


def test_every_member_is_documented() -> None:
    for name, field in FeedEntry.model_fields.items():
        assert f"| `{field.alias or name}` |" in DOCS
