"""The formats of the register hold the same rows, fit what others read, and let nothing hostile through."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from harness.errors import MisuseError
from harness.model.register import Register, register_of_report
from harness.reports import RENDERERS
from harness.reports.register import FORMATS
from harness.reports.register.as_json import SCHEMA_FILE, schema_bytes
from harness.reports.register.linked import CONTEXT, SPACE
from harness.reports.register.table import COLUMNS, joined
from tests.reports.example import clean_report, example_report
from tests.reports.hostile import hostile_report

BY_NAME = {one.format: one for one in FORMATS}
DPV, SP = Namespace("https://w3id.org/dpv#"), Namespace(SPACE)
TITLE = URIRef("http://purl.org/dc/terms/title")
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

type Row = tuple[str, str, str | None, frozenset[str], frozenset[str]]


@pytest.fixture(params=[example_report, hostile_report, clean_report], scope="module")
def register(request: pytest.FixtureRequest) -> Register:
    return register_of_report(request.param())


@pytest.fixture(scope="module")
def linked(register: Register) -> Graph:
    return graph(register)


@pytest.fixture(scope="module")
def rows(register: Register) -> list[dict[str, str]]:
    return table(register)


def table(register: Register) -> list[dict[str, str]]:
    text = BY_NAME["csv"].render(register).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def graph(register: Register) -> Graph:
    """Read by a library that knows nothing of ours, and may not ask any network: the context stands in the file."""
    return Graph().parse(data=BY_NAME["jsonld"].render(register), format="json-ld")


def test_formats_hold_the_same_rows(register: Register, rows: list[dict[str, str]], linked: Graph) -> None:
    in_json = json.loads(BY_NAME["json"].render(register))["rows"]
    told = [(row["subject"], row["seen"], row["requests"], len(row["data"])) for row in in_json]
    in_csv = [
        (row["data_subject"] or None, row["seen"] == "yes", int(row["requests"]), row["data"].count(" ("))
        for row in rows
        if row["row"] == "recipient"
    ]
    assert [one[:3] for one in in_csv] == [one[:3] for one in told]
    assert sorted(_of_graph(linked), key=str) == sorted(told, key=str)


def _of_graph(made: Graph) -> Iterator[tuple[Any, ...]]:
    for row in made.subjects(RDF.type, DPV.Process):
        person = made.value(row, DPV.hasDataSubject)
        subject = None if person is None else made.value(person, SP.subject)
        seen, requests = made.value(row, SP.seen), made.value(row, SP.requests)
        data = len(list(made.objects(row, DPV.hasPersonalData)))
        assert isinstance(seen, Literal)
        assert isinstance(requests, Literal)
        yield None if subject is None else str(subject), seen.toPython(), requests.toPython(), data


def test_every_word_of_the_example_is_in_every_format() -> None:
    register = register_of_report(example_report())
    in_csv = [row for row in table(register) if row["row"] == "recipient"]
    assert [row["recipient"] for row in in_csv] == [row.recipient for row in register.rows]
    first, _, unseen, hosting = in_csv
    assert first["data"] == "class (plain); email (base64, sha256); allergy (plain)"
    assert (first["special_category"], first["transfer_mechanism"], first["consent"]) == ("yes", "DPF", "before; refused")
    assert first["difference_nl"] == "De maker geeft deze ontvanger niet op."
    assert (unseen["seen"], unseen["difference_en"]) == ("no", "Declared, but not seen in this run.")
    assert (unseen["retention"], unseen["legal_basis"], unseen["agreement"]) == ("30 dagen", "art. 6(1)(a)", "VO-2026-17")
    assert hosting["difference_en"] == "Not seen in this run: log.voorbeeld.test."
    made = graph(register)
    titles = {str(title) for title in made.objects(None, TITLE)}
    assert {row.recipient for row in register.rows} | {"class", "email", "allergy", "hosting", "30 dagen"} <= titles
    special = list(made.subjects(RDF.type, DPV.SpecialCategoryPersonalData))
    assert [made.value(one, TITLE) for one in special] == [Literal("allergy")]
    assert len(list(made.subjects(RDF.type, DPV.DataProcessor))) == 1


def test_the_runs_are_told_even_when_nobody_received_anything() -> None:
    (run,) = table(register_of_report(clean_report()))
    assert (run["row"], run["complete"], run["app"], run["gaps"]) == ("run", "yes", "Demoschool", "0")


def test_published_schema_is_fresh() -> None:
    assert SCHEMA_FILE.read_bytes() == schema_bytes(), "run: python -m harness.reports.register.as_json"


def test_json_fits_the_published_schema(register: Register) -> None:
    schema = json.loads(SCHEMA_FILE.read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    content = json.loads(BY_NAME["json"].render(register))
    jsonschema.Draft202012Validator(schema).validate(content)
    assert Register.model_validate(content) == register


def test_linked_data_has_our_identities_only(linked: Graph) -> None:
    spaces = (*CONTEXT.values(), "http://www.w3.org/1999/02/22-rdf-syntax-ns#")
    nodes = {str(node) for triple in linked for node in triple if isinstance(node, URIRef)}
    assert len(nodes) > 5
    assert not [node for node in nodes if not node.startswith(spaces)]
    assert not [node for node in nodes if re.search(r"[^!#-;=?-\[\]_a-z~]", node)]


def test_no_cell_is_calculated(rows: list[dict[str, str]]) -> None:
    assert set(rows[0]) == set(COLUMNS)
    assert not [cell for row in rows for cell in row.values() if cell.lstrip().startswith(STARTS)]
    assert not [cell for row in rows for cell in row.values() if [char for char in cell if ord(char) < 32]]


def test_same_bytes_every_time(register: Register) -> None:
    for one in FORMATS:
        assert one.render(register) == one.render(register)


def test_an_audit_leaves_the_same_table() -> None:
    (renderer,) = [one for one in RENDERERS if one.filename == "register.csv"]
    report = example_report()
    assert renderer.render(report, None) == BY_NAME["csv"].render(register_of_report(report))


def test_an_older_report_is_refused_and_not_read_as_nobody() -> None:
    with pytest.raises(MisuseError, match="before there was a register") as caught:
        register_of_report(example_report(sharing=()))
    assert caught.value.hint == "schoolproof judge BUNDLE --out DIR"


def test_long_lists_say_that_they_go_on() -> None:
    assert joined(tuple("abc")) == "a; b; c"
    assert joined(tuple(map(str, range(203)))).endswith("; 199 +3")
