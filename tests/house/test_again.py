"""The second try: for few failures only, alone, and never silent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.house import again

ONE = "tests/test_x.py::test_a[x@y]"


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, failed: list[str], codes: list[int]) -> tuple[int, list[list[str]]]:
    """What `main` makes of a first run that left these failures; the exit codes of its runs, and their words."""
    cache, asked = folder / "lastfailed", list[list[str]]()

    def pretend(words: list[str]) -> int:
        if not asked and failed:
            cache.write_text(json.dumps(dict.fromkeys(failed, True)))
        asked.append(words)
        return codes[len(asked) - 1]

    monkeypatch.setattr(again, "FAILED", cache)
    monkeypatch.setattr(again, "pytest", pretend)
    return again.main(["-n", "2"]), asked


def test_what_passes_is_not_run_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert run(monkeypatch, tmp_path, [], [0]) == (0, [["-n", "2"]])


def test_a_failure_gets_one_more_try_alone_and_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, tmp_path, [f"{ONE}@kolibri"], [1, 0]) == (0, [["-n", "2"], ["-n", "0", ONE]])
    assert f"Passed only when run again alone, so look at their limits:\n  {ONE}" in capsys.readouterr().out


def test_what_fails_twice_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert run(monkeypatch, tmp_path, [ONE], [1, 1])[0] == 1


def test_many_failures_are_no_load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code, asked = run(monkeypatch, tmp_path, [f"tests/test_x.py::test_{n}" for n in range(again.MOST + 1)], [1])
    assert (code, len(asked)) == (1, 1)


def test_an_error_of_the_runner_is_no_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert run(monkeypatch, tmp_path, [ONE], [3])[0] == 3


@pytest.mark.parametrize(
    ("told", "plain"),
    [
        ("tests/a.py::test_b", "tests/a.py::test_b"),
        ("tests/a.py::test_b@kolibri", "tests/a.py::test_b"),
        ("tests/a.py::test_b[c@d]", "tests/a.py::test_b[c@d]"),
        ("tests/a.py::test_b[c@d]@kolibri", "tests/a.py::test_b[c@d]"),
    ],
)
def test_the_group_is_no_part_of_a_name(told: str, plain: str) -> None:
    assert again.plain(told) == plain
