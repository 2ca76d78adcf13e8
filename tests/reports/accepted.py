"""What outside programs have to say about each format of one report; a format is skipped where they cannot be had."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from harness.model.report import Report
from harness.reports import RENDERERS
from tests.reports.validators import ask, sarif_folder

RENDER = {one.format: one.render for one in RENDERERS}

OSCAL = """
import json, sys
from pathlib import Path
from trestle.oscal.assessment_plan import AssessmentPlan
from trestle.oscal.assessment_results import AssessmentResults
from trestle.oscal.catalog import Catalog
kinds = {"oscal-catalog": Catalog, "oscal-plan": AssessmentPlan, "oscal": AssessmentResults}
read = {name: kind.oscal_read(Path(sys.argv[1]) / f"{name}.json") for name, kind in kinds.items()}
states = [one.target.status.state.value for one in read["oscal"].results[0].findings or []]
print(json.dumps({"uuids": [str(one.uuid) for one in read.values()], "satisfied": states.count("satisfied")}))
"""
EARL = """
import json, sys
from pyld import jsonld
from rdflib import Graph, Namespace, RDF
content = json.load(open(sys.argv[1], encoding="utf-8"))
expanded = jsonld.expand(content)
graph = Graph().parse(sys.argv[1], format="json-ld")
earl = Namespace("http://www.w3.org/ns/earl#")
outcomes = [str(graph.value(result, earl.outcome)) for result in graph.objects(None, earl.result)]
whole = [one for one in graph.subjects(RDF.type, earl.Assertion)
         if all(graph.value(one, earl[name]) is not None for name in ("assertedBy", "subject", "test", "mode", "result"))]
print(json.dumps({"nodes": len(expanded), "outcomes": outcomes, "assertions": len(whole)}))
"""
JUNIT = """
import json, sys
from junitparser import JUnitXml
xml = JUnitXml.fromfile(sys.argv[1])
print(json.dumps([xml.tests, xml.failures, xml.errors, xml.skipped, sum(len(list(suite)) for suite in xml)]))
"""


def oscal_is_read_by_compliance_trestle(report: Report, folder: Path) -> None:
    for format in ("oscal", "oscal-plan", "oscal-catalog"):
        (folder / f"{format}.json").write_bytes(RENDER[format](report, None))
    answer = ask("oscal", OSCAL, str(folder))
    assert len(set(answer["uuids"])) == 3
    assert answer["satisfied"] == sum(row.status == "pass" for row in report.requirements)


def earl_is_linked_data(report: Report, folder: Path) -> None:
    file = folder / "report.earl.jsonld"
    file.write_bytes(RENDER["earl"](report, None))
    answer = ask("others", EARL, str(file))
    assert answer["assertions"] == len(report.requirements) + len(report.findings)
    assert len(answer["outcomes"]) == answer["assertions"]
    assert all(one.startswith("http://www.w3.org/ns/earl#") for one in answer["outcomes"])


def junit_is_read_by_junitparser(report: Report, folder: Path) -> None:
    file = folder / "junit.xml"
    file.write_bytes(RENDER["junit"](report, None))
    tests, failures, errors, skipped, cases = ask("others", JUNIT, str(file))
    assert tests == cases
    assert failures + errors + skipped <= tests


def sarif_fits_the_published_schema(report: Report, folder: Path) -> None:
    schema = json.loads((sarif_folder() / "sarif-2.1.0.json").read_text("utf-8-sig"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(RENDER["sarif"](report, None)))


def sarif_satisfies_the_rules_of_the_standard_and_of_code_scanning(report: Report, folder: Path) -> None:
    program = sarif_folder() / "Sarif.Multitool"
    file, told = folder / "report.sarif", folder / "told.sarif"
    file.write_bytes(RENDER["sarif"](report, None))
    done = subprocess.run(
        [str(program), "validate", str(file), "--output", str(told), "--rule-kind", "Sarif;Ghas"],
        capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
    )  # fmt: skip
    if not told.is_file():
        pytest.skip(f"the SARIF multitool does not run here: {(done.stderr or done.stdout).strip()[-300:]}")
    results = json.loads(told.read_text("utf-8-sig"))["runs"][0]["results"]
    assert [(one["ruleId"], one["message"]) for one in results if one.get("level", "warning") == "error"] == []


ACCEPTED: dict[str, Callable[[Report, Path], None]] = {
    one.__name__: one
    for one in (
        oscal_is_read_by_compliance_trestle,
        earl_is_linked_data,
        junit_is_read_by_junitparser,
        sarif_fits_the_published_schema,
        sarif_satisfies_the_rules_of_the_standard_and_of_code_scanning,
    )
}
