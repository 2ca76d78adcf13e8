"""`schoolproof register`: bundles and reports, of one time or several, in every format; and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from harness.audit import AUDIT_FORMATS, judge_bundle, write_reports
from harness.cli.main import app
from harness.errors import MisuseError
from harness.plugins.host import load_registry
from tests.harness.sharing.declared import CDN, mail, school


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["register", *(str(word) for word in words)], catch_exceptions=True)


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two runs of one app, a month apart; the second leaks to one more."""
    folders = []
    for month, urls in ((1, ["https://a.metrics.test/e"]), (2, ["https://b.metrics.test/e", "https://c.other.test/e"])):
        made = school(tmp_path_factory.mktemp("run"), CDN, version=f"1.{month}")
        session = made.session().page()
        for url in urls:
            mail(session, url)
        folders.append(made.seal(started=f"2026-0{month}-05T09:00:00+00:00"))
    return folders


def test_two_runs_become_one_register(bundles: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "register.json"
    done = run(*reversed(bundles), "--format", "json", "--out", out)
    assert done.exit_code == 0, done.exception
    content = json.loads(out.read_bytes())
    rows = {row["id"]: row for row in content["rows"]}
    assert set(rows) == {"site:metrics.test", "site:other.test", "site:voorbeeld.test"}
    assert rows["site:metrics.test"]["versions"] == ["1.1", "1.2"]
    assert rows["site:metrics.test"]["first_seen"].startswith("2026-01-05")
    assert rows["site:metrics.test"]["last_seen"].startswith("2026-02-05")
    assert rows["site:voorbeeld.test"]["seen"] is False
    assert [one["version"] for one in content["runs"]] == ["1.1", "1.2"]


def test_a_table_is_what_comes_without_asking(bundles: list[Path]) -> None:
    text = run(bundles[0]).stdout_bytes.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(row["row"], row["id"]) for row in rows] == [
        ("run", ""), ("recipient", "site:metrics.test"), ("recipient", "site:voorbeeld.test"),
    ]


def test_a_report_gives_the_register_of_its_bundle(bundles: list[Path], tmp_path: Path) -> None:
    registry = load_registry()
    judgement = judge_bundle(bundles[1], registry)
    write_reports(judgement, tmp_path, registry, AUDIT_FORMATS)
    of_bundle = run(bundles[1]).stdout_bytes
    assert run(tmp_path / "report.json").stdout_bytes == of_bundle
    assert (tmp_path / "register.csv").read_bytes() == of_bundle


@pytest.mark.parametrize(
    ("words", "told"),
    [(["nowhere"], "nowhere"), (["BUNDLE", "--format", "stone"], "no format stone")],
)
def test_misuse_is_named(words: list[str], told: str, bundles: list[Path]) -> None:
    done = run(*(str(bundles[0]) if word == "BUNDLE" else word for word in words))
    assert isinstance(done.exception, MisuseError)
    assert told in str(done.exception)
    assert done.exception.hint
