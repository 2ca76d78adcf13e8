"""The commands about lists, within one process and without a network."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.cli.main import main
from harness.lists import known
from harness.lists.known import builtin_known
from tests.harness.lists.made import GOOD, SMALL, TRUTH


@dataclass
class Done:
    code: int
    out: str
    err: str


type Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run `schoolproof data …` with a store of its own, where a small list passes for EasyPrivacy."""
    every = {**builtin_known(), "easyprivacy": SMALL}
    monkeypatch.setattr(known, "builtin_known", lambda: every)
    monkeypatch.setattr("harness.lists.update.builtin_truth", lambda: TRUTH)
    monkeypatch.setenv("SCHOOLPROOF_LISTS", str(tmp_path / "store"))

    def go(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["schoolproof", "data", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        return Done(code, *capsys.readouterr())

    return go


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "list.txt"
    path.write_bytes(GOOD)
    return path


def active(run: Run) -> dict[str, object] | None:
    rows = {row["name"]: row for row in json.loads(run("status", "--json").out)["lists"]}
    found: dict[str, object] | None = rows["easyprivacy"]["active"]
    return found


def test_the_whole_road(run: Run, file: Path, tmp_path: Path) -> None:
    assert active(run) is None
    first = run("update", "easyprivacy", "--from", "file", file)
    assert (first.code, first.out.splitlines()[0]) == (0, "easyprivacy 7 of 2026-01-01 is active: 2 rules, 0 not usable")
    assert run("export", "easyprivacy", tmp_path / "a.zip").code == 0
    file.write_bytes(GOOD + b"||new.example^\n")
    assert run("update", "easyprivacy", "--from", "file", file).code == 0
    assert (active(run) or {})["rules"] == 3
    assert run("rollback", "easyprivacy").code == 0
    assert (active(run) or {})["rules"] == 2
    assert run("import", tmp_path / "a.zip", "--store", tmp_path / "other").code == 0
    assert "2 rules" in run("status", "--store", tmp_path / "other").out


def test_a_refused_list_leaves_the_old_one(run: Run, file: Path) -> None:
    run("update", "easyprivacy", "--from", "file", file)
    before = active(run)
    file.write_bytes(b"<!doctype html><title>404</title>")
    done = run("update", "easyprivacy", "--from", "file", file)
    assert done.code == 3
    assert "it is a web page, not a list" in done.err
    assert active(run) == before


def test_an_old_list_is_told(run: Run, file: Path) -> None:
    run("update", "easyprivacy", "--from", "file", file)
    assert "OLD: schoolproof data update easyprivacy" in run("status").out


def test_status_tells_of_our_own_table(run: Run) -> None:
    shown = run("status").out
    assert "own table of services: " in shown
    assert "to-confirm" in shown
    assert "no longer valid: adequacy for GB, until 2025-12-27; replaced by a later row" in shown
    assert json.loads(run("status", "--json").out)["parties"]["rows"] >= 250


def test_a_list_that_is_not_free_needs_a_word(run: Run, file: Path) -> None:
    done = run("update", "disconnect", "--from", "file", file)
    assert done.code == 4
    assert "For non-commercial use only" in done.err
    assert "--accept-non-commercial" in done.err
    accepted = run("update", "disconnect", "--from", "file", file, "--accept-non-commercial")
    assert "is not written in the format domains" in accepted.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("update", "nonsense"), "no list is named nonsense"),
        (("update", "easyprivacy", "--from", "file"), "takes an address"),
        (("update", "easyprivacy", "--from", "npm"), "cannot be had from npm"),
        (("update", "exodus", "--from", "pip", "x"), "takes no address"),
        (("rollback", "easyprivacy"), "no earlier version"),
        (("export", "easyprivacy", "x.zip"), "no such list is active"),
        (("import", "none.zip"), "no such file"),
    ],
)
def test_misuse(arguments: tuple[str, ...], told: str, run: Run) -> None:
    done = run(*arguments)
    assert done.code == 4
    assert told in done.err
