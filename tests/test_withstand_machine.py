"""What goes wrong on the machine during an audit is told as the machine's, and never becomes a pass.

A full disk, a browser that is killed, a temporary folder that is too deep, a machine that refuses a cage, and a folder
that holds another run.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.audit import judge_bundle
from harness.gather import gather
from harness.model.evidence import Bypass
from harness.model.profile import Profile
from harness.model.status import ExitCode
from harness.model.traffic import Traffic
from harness.sandbox.web.cage import CageKind, cage, link
from harness.sandbox.web.walk import Walk
from tests.demo_groups import registry_for
from tests.hostile_app import hostile_app
from tests.test_withstand import command

REGISTRY = registry_for(())  # nobody acts here


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Profile]:
    """A small decent app, and its profile without the authorisation that probes would need."""
    with hostile_app(tmp_path) as profile:
        text = profile.path.read_text()
        start, end = text.index("[authorisation]"), text.index("[sandbox]")
        profile.path.write_text(text[:start] + text[end:])
        yield profile.model_copy(update={"authorisation": None})


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A temporary folder with a short path, by which everything that was started can be told."""
    with tempfile.TemporaryDirectory(prefix="sp", dir="/tmp") as folder:
        yield Path(folder)


def started(temporary: Path) -> dict[int, list[str]]:
    """The processes that were started with this temporary folder and still run: number → words."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes()
            if os.fsencode(temporary) in (process / "environ").read_bytes() + words:
                found[int(process.name)] = words.decode(errors="replace").split("\0")
        except OSError:
            continue  # it ended while we looked
    return found


def left_behind(temporary: Path) -> list[str]:
    """Files in the temporary folder, and processes that were started with it."""
    return [path.name for path in temporary.iterdir()] + [" ".join(words) for words in started(temporary).values()]


def assert_no_result(out: Path) -> None:
    """No seal and no report: nothing that somebody could take for the outcome of this run."""
    assert not (out / "bundle" / "manifest.json").exists(), f"look at {out}/bundle: it is sealed"
    assert [path.name for path in out.iterdir() if path.name != "bundle"] == []


@pytest.mark.usefixtures("in_the_shell")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
@pytest.mark.parametrize("size", ["4k", "24k", "60k"], ids=["for the plan", "for the first page", "for the journey"])
def test_a_disk_without_room(app: Profile, tmp_path: Path, temporary: Path, size: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    kept = tmp_path / "kept"
    script = 'mount -t tmpfs -o "size=$1" none "$2" || exit 99; "$3" -m harness.cli audit "$4" --out "$2"; code=$?; cp -r "$2" "$5"; exit $code'
    answer = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, "sh", size, str(out), sys.executable, str(app.path), str(kept)],
        capture_output=True, text=True, check=False, timeout=120, env={**os.environ, "TMPDIR": str(temporary)},
    )
    if answer.returncode == 99:
        pytest.skip(f"no small disk could be mounted: {answer.stderr}")
    assert answer.returncode == 3, answer.stderr
    assert "could not be written" in answer.stderr
    assert "No space left on device" in answer.stderr
    assert "failed here: this machine" in answer.stderr
    assert "try: df -h ." in answer.stderr
    assert_no_result(kept)
    assert left_behind(temporary) == []


@pytest.mark.usefixtures("in_the_shell")
def test_a_browser_that_is_killed(
    app: Profile, tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the first journey, before any session has come to its end."""
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("TMPDIR", str(temporary))
    begun = Walk._journeys
    killed: list[int] = []

    async def kill_then_go_on(self: Walk, *arguments: object) -> str | None:
        if not killed:
            killed.append(browser_process(temporary))
            os.kill(killed[0], signal.SIGKILL)
        return await begun(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Walk, "_journeys", kill_then_go_on)
    asyncio.run(gather(app, tmp_path / "bundle", REGISTRY))
    judgement = judge_bundle(tmp_path / "bundle", REGISTRY)
    assert {one.status.value for one in judgement.findings} == {"not_tested"}, "look at sandbox/web/session.py"
    assert judgement.exit_code is ExitCode.UNANSWERED
    for shown in judgement.report.coverage.personas.values():
        assert "the browser" in (shown.reason or ""), shown
    assert left_behind(temporary) == []


def browser_process(temporary: Path) -> int:
    """The one that the browser's other processes are children of; not yet a script that becomes it."""
    return next(
        pid for pid, words in started(temporary).items()
        if "--remote-debugging-pipe" in " ".join(words) and "--type=" not in " ".join(words) and "sh" not in words[0][-2:]
    )  # fmt: skip


@pytest.mark.usefixtures("in_the_shell")
def test_a_machine_that_refuses_a_cage(app: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container without the right to make namespaces: the kernel says EPERM to either kind."""

    def refused(*arguments: object) -> link.Link:
        raise link.BuildError("namespaces", 1, "Operation not permitted")

    monkeypatch.setattr(cage, "Link", refused)
    asyncio.run(gather(app, tmp_path / "bundle", REGISTRY))
    judgement = judge_bundle(tmp_path / "bundle", REGISTRY)
    rest_on_it = {id for id, one in REGISTRY.checks.items() if {Traffic, Bypass} & set(one.evidence.values())}
    passed = {one.check for one in judgement.findings if one.status == "pass"}
    assert not passed & rest_on_it, sorted(passed & rest_on_it)
    assert judgement.exit_code is ExitCode.UNANSWERED
    gaps = {gap.evidence: gap for gap in judgement.bundle.gaps if gap.why == "no-cage"}
    assert set(gaps) == {"traffic", "bypass"}
    assert "a container needs rights" in str(gaps["traffic"].values["reason"])
    assert "docker run --cap-add NET_ADMIN" in str(gaps["traffic"].values["reason"])
    assert judgement.bundle.run["platform"]["cage"] == CageKind.NONE


def test_a_temporary_folder_that_is_too_deep(app: Profile, tmp_path: Path, temporary: Path) -> None:
    deep = temporary / ("d" * 60)
    deep.mkdir()
    answer = command("audit", str(app.path), "--out", str(tmp_path / "out"), TMPDIR=str(deep))
    assert answer.returncode == 3
    assert "the path of the temporary folder is too long for the browser" in answer.stderr
    assert "failed here: this machine" in answer.stderr
    assert "try: export TMPDIR=/tmp" in answer.stderr
    assert_no_result(tmp_path / "out")
    assert left_behind(deep) == []


def test_the_longest_temporary_folder_that_is_taken_works(app: Profile, tmp_path: Path, temporary: Path) -> None:
    """The limit that we tell is the one that the browser has."""
    told = command("audit", str(app.path), "--out", str(tmp_path / "out"), TMPDIR=str(folder_of(temporary, 90)))
    longest = int(told.stderr.partition("are possible")[0].split()[-1])
    answer = command("audit", str(app.path), "--out", str(tmp_path / "out"), TMPDIR=str(folder_of(temporary, longest)))
    assert answer.returncode == 2, answer.stderr
    assert "pupil-homework: done" in answer.stderr


def folder_of(parent: Path, length: int) -> Path:
    made = parent / ("d" * (length - len(str(parent)) - 1))
    made.mkdir()
    return made


def half(out: Path) -> None:
    """What a run leaves that was killed in the middle, with the reports of a run before it."""
    session = out / "bundle" / "sessions" / "pupil-yesterday"
    session.mkdir(parents=True)
    (out / "bundle" / "run.json").write_text('{"format": 1, "status": "started"}')
    (session / "traffic.jsonl").write_text('{"t": 0.1, "kind":')
    for name in ("findings.jsonl", "report.json", "report.html", "report.sarif", "junit.xml"):
        (out / name).write_text("of yesterday")


@pytest.mark.usefixtures("in_the_shell")
def test_half_a_run_is_replaced_by_the_next(app: Profile, tmp_path: Path) -> None:
    out = tmp_path / "out"
    half(out)
    answer = command("audit", str(app.path), "--out", str(out))
    assert answer.returncode == 2, answer.stderr
    sessions = {path.name for path in (out / "bundle" / "sessions").iterdir()}
    assert sessions >= {"pupil-homework", "visitor-visit"}
    assert "pupil-yesterday" not in sessions
    assert json.loads((out / "report.json").read_bytes())["bundle"].startswith("sha256:")
    assert command("judge", str(out / "bundle")).returncode == 2


def test_a_run_that_fails_leaves_no_result_of_the_one_before(app: Profile, tmp_path: Path) -> None:
    out = tmp_path / "out"
    half(out)
    answer = command("audit", str(app.path), "--out", str(out), SCHOOLPROOF_BROWSER="/no/such/browser")
    assert answer.returncode == 3
    assert "the browser that was set does not run" in answer.stderr
    assert_no_result(out)
    assert not (out / "bundle" / "sessions").exists()
    judged = command("judge", str(out / "bundle"))
    assert judged.returncode == 3
    assert "no manifest.json: the run was interrupted" in judged.stderr


def test_a_folder_in_which_a_run_is_writing(app: Profile, tmp_path: Path) -> None:
    out = tmp_path / "out"
    half(out)
    lock = os.open(out / "bundle", os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert_refused(app, out, "another run is writing here")
    finally:
        os.close(lock)


def test_a_folder_that_holds_somebody_elses_files(app: Profile, tmp_path: Path) -> None:
    out = tmp_path / "out"
    half(out)
    (out / "bundle" / "essay.txt").write_text("years of work")
    assert_refused(app, out, "holds 'essay.txt', which is no part of a bundle")


def assert_refused(app: Profile, out: Path, told: str) -> None:
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    answer = command("audit", str(app.path), "--out", str(out))
    assert answer.returncode == 4
    assert told in answer.stderr
    assert "try: choose another --out folder" in answer.stderr
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
