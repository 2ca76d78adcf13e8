"""The whole road: an audit of an app that runs on a device. On the device that is none, for each level of Android; on a
real one where SCHOOLPROOF_DEVICE names it (marker `device`)."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import MisuseError
from harness.cli.main import main
from harness.gather import gather
from harness.plugins.host import load_registry
from harness.profile.load import load_profile
from harness.sandbox.package import process
from tests.sandbox.android.audited import Audited, audit
from tests.sandbox.android.device.simulated import simulated
from tests.sandbox.android.school import PASSWORD, TRACKER, School, packaged, servers, write_profile
from tests.sandbox.package.school_app import MISSING, SchoolApp, tools_are_here

pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("device-road")]
LEAKY = frozenset({"leaks", "device-id", "logs", "prefers", "password-in-database", "trusts-all", "around"})


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    with servers(tmp_path_factory.mktemp("servers")) as found:
        yield found


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory, adb_port: int, upstream: tuple[str, Path]) -> Audited:
    return audit(tmp_path_factory.mktemp("clean"), 34, adb_port, upstream, "crowded", certificates=True, brief=False)


@pytest.fixture(scope="module")
def leaky(tmp_path_factory: pytest.TempPathFactory, adb_port: int, upstream: tuple[str, Path]) -> Audited:
    return audit(tmp_path_factory.mktemp("leaky"), 28, adb_port, upstream, *LEAKY, certificates=True, steps="")


REAL = """schema = 1
[app]
name = "Demoschool"
kind = "android"
package = "app.apk"
[device]
serial = "{serial}"
seconds = 30
"""
ONLY_SIMULATED = (
    ("trackers/recipients-declared", "pupil"), ("trackers/pupil-data-stays", "pupil"), ("data/register-matches", "pupil"),
    ("mobile/left-behind", "pupil"), ("mobile/wrong-certificates", None), ("mobile/device-identifiers", None),
    ("mobile/location-not-asked", "pupil"), ("mobile/devices-not-asked", "pupil"),
)  # fmt: skip


@pytest.mark.parametrize(("check", "persona"), ONLY_SIMULATED)
def test_a_clean_app_is_silent_and_only_that_it_ran_nowhere_keeps_it_from_passing(
    clean: Audited, check: str, persona: str | None
) -> None:
    found = clean.finding(check, persona)
    assert found["status"] == "not_tested"
    assert {one.partition(": ")[2] for one in found["reason"]["values"]["gaps"]} == {"simulated-device"}


def test_what_ran_on_a_simulated_device_gets_no_label_and_the_report_says_so(clean: Audited, leaky: Audited) -> None:
    for one in (clean, leaky):
        assert (one.report["label"], one.report["simulated"], one.report["expires"]) == ("incomplete", True, None)
        page = (one.folder / "report.html").read_text()
        assert "The app ran on a simulated device" in page
        assert "De app draaide op een gesimuleerd toestel" in page
    assert (clean.code, leaky.code) == (2, 1)


@pytest.mark.parametrize(
    ("check", "persona", "told"),
    [
        ("trackers/recipients-declared", "pupil", ["ads.tracker.example"]),
        ("trackers/pupil-data-stays", "pupil", ["email in body.mail"]),
        ("data/register-matches", "pupil", ["ads.tracker.example: email"]),
        ("mobile/device-identifiers", None, ["android_id in body.id"]),
        ("mobile/left-behind", "pupil", ["password in database"]),
        ("mobile/wrong-certificates", None, [f"{case}: school.test" for case in ("expired", "untrusted", "wrong-host")]),
    ],
)
def test_each_fault_is_found_and_named(leaky: Audited, check: str, persona: str | None, told: list[str]) -> None:
    found = leaky.finding(check, persona)
    assert found["status"] == "fail"
    assert told in found["values"].values()


def test_the_app_was_driven_as_the_profile_says(clean: Audited) -> None:
    assert clean.school.typed[:2] == ["ada", PASSWORD]
    proofs = clean.rows("sessions/pupil-tasks/login.jsonl")
    assert [(one["when"], one["ok"]) for one in proofs] == [("start", True), ("end", True)]
    pages = clean.rows("sessions/pupil-tasks/pages.jsonl")
    assert pages[-1]["title"] == "Taak van vandaag"
    assert all(one["shot"] for one in pages)
    assert PASSWORD.encode() not in b"".join(one.read_bytes() for one in clean.folder.rglob("*.json*"))


def test_without_steps_the_form_is_found_on_the_screen(leaky: Audited) -> None:
    assert leaky.school.typed == ["ada", PASSWORD]
    proofs = leaky.rows("sessions/pupil-tasks/login.jsonl")
    assert [(one["when"], one["ok"]) for one in proofs] == [("start", True), ("end", True)]
    told = " ".join(str(one["step"]) for one in leaky.rows("sessions/pupil-tasks/pages.jsonl"))
    assert "typed the user name" in told
    assert "sent the form (Aanmelden)" in told
    assert PASSWORD not in told


def test_without_journeys_it_looks_around_refuses_and_deletes_nothing(clean: Audited) -> None:
    steps = " ".join(str(one["step"]) for one in clean.rows("sessions/visitor-visit/pages.jsonl"))
    assert "Foto nemen" in steps
    assert "Alles" not in steps
    (asked, *_) = clean.rows("sessions/visitor-visit/prompts.jsonl")
    assert asked["permissions"] == ["android.permission.CAMERA"]
    assert (asked["refused"], asked["acted"], asked["after"]) == (True, True, "goes-on")


def test_an_app_that_goes_around_the_proxy_is_seen_in_the_devices_own_count(leaky: Audited, clean: Audited) -> None:
    (around,), (through,) = (one.rows("sessions/pupil-tasks/reach.jsonl") for one in (leaky, clean))
    assert around["around"] >= 39_000
    assert around["percent"] < 95
    assert (through["around"], through["percent"]) == (0, 100)
    assert through["through"] > 1000
    assert "device-traffic-unseen" in {one["why"] for one in leaky.report["coverage"]["gaps"]}


def test_everything_is_put_back(clean: Audited, leaky: Audited) -> None:
    for one in (clean, leaky):
        assert one.after == one.before
        assert not list((one.folder.parent / "state").rglob("*.json"))


@pytest.mark.parametrize(
    ("api", "fault", "told"), [(33, "pinned", {"tls-client-failed", "device-traffic-unseen"}), (30, "pinned-later", {"tls-client-silent"})]
)
def test_a_pinned_app_is_neither_silent_nor_seen(
    tmp_path: Path, adb_port: int, upstream: tuple[str, Path], api: int, fault: str, told: set[str]
) -> None:
    pinned = audit(tmp_path, api, adb_port, upstream, fault)
    found = pinned.finding("trackers/pupil-data-stays")
    assert found["status"] == "not_tested"
    assert told <= {one["why"] for one in pinned.report["coverage"]["gaps"]}
    assert pinned.after == pinned.before


@pytest.mark.parametrize("failure", [{"reboots": "input tap"}, {"breaks": "input tap", "again": False, "filter_ignored": True}])
def test_a_device_that_goes_mid_journey_tests_nothing(
    tmp_path: Path, adb_port: int, upstream: tuple[str, Path], failure: dict[str, Any]
) -> None:
    gone = audit(tmp_path, 30, adb_port, upstream, "leaks", "crowded", **failure)
    assert gone.code in (2, 1)
    assert gone.finding("mobile/left-behind")["status"] == "not_tested"
    assert gone.finding("trackers/pupil-data-stays")["status"] == "not_tested"
    assert gone.finding("trackers/recipients-declared")["status"] == "not_tested"
    state = json.loads((gone.folder / "bundle" / "sessions" / "pupil-tasks" / "session.json").read_bytes())
    assert state["status"] == "failed"


def test_somebody_in_a_hurry_leaves_nothing_behind(tmp_path: Path, adb_port: int, upstream: tuple[str, Path]) -> None:
    """Ctrl-C in the middle of a journey cancels the run."""

    async def interrupted(school: School) -> None:
        run = asyncio.ensure_future(gather(load_profile(tmp_path / "app.toml"), tmp_path / "bundle", load_registry()))
        loop = asyncio.get_running_loop()
        school.then = lambda: loop.call_soon_threadsafe(run.cancel)
        with pytest.raises(asyncio.CancelledError):
            await run

    with pytest.MonkeyPatch.context() as patch, simulated(33, adb_port) as device:
        patch.setenv(process.VARIABLE, str(tmp_path / "cache"))
        patch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        packaged(device, school := School(), tmp_path)
        write_profile(tmp_path, device, adb_port, *upstream, certificates=False, brief=True)
        before = device.state.snapshot()
        asyncio.run(interrupted(school))
        assert device.state.snapshot() == before
    assert not list((tmp_path / "state").rglob("*.json"))
    assert not (tmp_path / "bundle" / "manifest.json").exists()


def test_what_cannot_be_put_back_is_shouted(
    tmp_path: Path, adb_port: int, upstream: tuple[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    left = audit(tmp_path, 30, adb_port, upstream, uninstall_refused=True)
    said = capsys.readouterr().err
    assert "NOT put back" in said
    assert "pm uninstall be.school" in said
    assert "device-not-restored" in {one["why"] for one in left.report["coverage"]["gaps"]}


def test_a_profile_in_which_nobody_uses_the_app_is_a_mistake(tmp_path: Path, adb_port: int, upstream: tuple[str, Path]) -> None:
    nobody = '[personas.visitor]\nrole = "anonymous"\nacts_only = true\n'
    with simulated(30, adb_port) as device, pytest.MonkeyPatch.context() as patch:
        patch.setenv(process.VARIABLE, str(tmp_path / "cache"))
        patch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        packaged(device, School(), tmp_path)
        table = f'[device]\nserial = "{device.serial}"\nport = {adb_port}\n'
        (tmp_path / "app.toml").write_text(f"{REAL.partition('[device]')[0]}{table}{nobody}")
        with pytest.raises(MisuseError, match="nobody uses the app"):
            asyncio.run(gather(load_profile(tmp_path / "app.toml"), tmp_path / "bundle", load_registry()))


@pytest.mark.device
def test_on_a_real_device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An app that we built ourselves: it comes up, is looked around in, and goes away again."""
    serial = os.environ.get("SCHOOLPROOF_DEVICE")
    if serial is None or not tools_are_here():
        pytest.skip(f"SCHOOLPROOF_DEVICE names no device, or: {MISSING}")
    monkeypatch.chdir(tmp_path)
    SchoolApp(tmp_path).build().rename(tmp_path / "app.apk")
    (tmp_path / "app.toml").write_text(REAL.format(serial=serial))
    monkeypatch.setattr(sys, "argv", ["schoolproof", "audit", "app.toml", "--out", "out", "--quiet"])
    with pytest.raises(SystemExit):
        main()
    state = json.loads((tmp_path / "out" / "bundle" / "sessions" / "visitor-visit" / "session.json").read_bytes())
    assert (state["status"], state["reason"]) == ("complete", None)
    told = json.loads((tmp_path / "out" / "report.json").read_bytes())
    assert not told["simulated"]
    assert "device-not-restored" not in {one["why"] for one in told["coverage"]["gaps"]}


def test_what_other_apps_send_is_not_held_against_this_one(clean: Audited) -> None:
    assert clean.school.kept_away > 0
    assert TRACKER not in (clean.folder / "report.json").read_text()


def test_where_others_are_not_kept_away_nothing_that_was_sent_counts(
    tmp_path: Path, adb_port: int, upstream: tuple[str, Path]
) -> None:
    crowded = audit(tmp_path, 33, adb_port, upstream, "crowded", filter_ignored=True, certificates=True)
    found = crowded.finding("trackers/recipients-declared")
    assert (found["status"], crowded.school.kept_away) == ("not_tested", 0)
    assert crowded.finding("mobile/wrong-certificates", None)["status"] == "not_tested"
    assert "device-traffic-of-others" in {one["why"] for one in crowded.report["coverage"]["gaps"]}


def test_a_device_that_lets_nobody_be_root_is_a_reason_and_no_crash(
    tmp_path: Path, adb_port: int, upstream: tuple[str, Path]
) -> None:
    closed = audit(tmp_path, 33, adb_port, upstream, roots=False)
    assert closed.code == 2
    assert "root" in str(closed.finding("trackers/pupil-data-stays")["reason"]["values"])
    assert closed.after == closed.before
    assert {one["status"] for one in closed.report["findings"] if one["requirement"] == "MOB-04"} == {"pass"}
