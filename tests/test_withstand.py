"""What goes wrong around an audit never becomes a pass, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.audit import Judgement, judge_bundle
from harness.errors import SchoolproofError
from harness.gather import gather
from harness.model.profile import Profile
from harness.model.status import ExitCode
from harness.plugins.host import Registry
from harness.profile.load import load_profile
from harness.sandbox.demo.school import RunningDemo, demo_school
from harness.sandbox.web.proxy import process as proxy_process
from tests.demo_groups import registry_for, small

REGISTRY = registry_for(("logout-keeps-session",))
"""Every check, and of those for which somebody has to act the ones about signing out: each way of acting fails alike."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    with demo_school([], tmp_path_factory.mktemp("school")) as running:
        yield running


def changed(profile: Profile, **pupil: object) -> Profile:
    one = profile.personas["pupil"].model_copy(update=pupil)
    return profile.model_copy(update={"personas": {"pupil": one}})


def audit(profile: Profile, folder: Path, registry: Registry = REGISTRY) -> Judgement:
    asyncio.run(gather(profile, folder, registry))
    return judge_bundle(folder, registry)


def about_pupil(judgement: Judgement) -> set[str]:
    return {finding.status.value for finding in judgement.findings if finding.persona == "pupil"}


@pytest.mark.usefixtures("in_the_shell")
def test_wrong_password_is_no_pass(demo: RunningDemo, tmp_path: Path) -> None:
    from pydantic import SecretStr

    profile = changed(small(load_profile(demo.profile)), password=SecretStr("Verkeerd-woord-99"))
    judgement = audit(profile, tmp_path / "bundle")
    assert about_pupil(judgement) == {"not_tested"}
    assert judgement.exit_code is ExitCode.UNANSWERED
    shown = judgement.report.coverage.personas["pupil"]
    assert shown.login == "failed"
    assert "could not be proven" in (shown.reason or "")


@pytest.mark.usefixtures("in_the_shell")
def test_app_that_is_not_there(demo: RunningDemo, tmp_path: Path) -> None:
    profile = small(load_profile(demo.profile))
    sandbox = profile.sandbox.model_copy(update={"names": {"demoschool.test": "127.0.0.1:9"}})
    judgement = audit(profile.model_copy(update={"sandbox": sandbox}), tmp_path / "bundle")
    # What the harness says of its own requests is no word about the app.
    about = [finding for finding in judgement.findings if not finding.check.startswith("platform/")]
    assert "pass" not in {finding.status.value for finding in about}
    assert judgement.exit_code is ExitCode.UNANSWERED
    assert judgement.report.label == "incomplete"


@pytest.mark.usefixtures("in_the_shell")
def test_session_that_expires_midway(demo: RunningDemo, tmp_path: Path) -> None:
    profile = small(load_profile(demo.profile))
    steps = ({"goto": "/profile"}, {"click": {"role": "button", "name": "Afmelden"}}, {"goto": "/"})
    journey = profile.journeys[0].model_copy(update={"steps": steps})
    # Whoever acts for a probe signs in anew, with a proof of their own: that is left out here.
    judgement = audit(profile.model_copy(update={"journeys": (journey,)}), tmp_path / "bundle", registry_for([]))
    assert judgement.report.coverage.personas["pupil"].login == "lost"
    assert about_pupil(judgement) == {"not_tested"}
    assert judgement.exit_code is ExitCode.UNANSWERED


@pytest.mark.usefixtures("in_the_shell")
def test_proxy_killed_midway(demo: RunningDemo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy dies once the pupil's session has begun."""
    started = proxy_process.RecordingProxy.count

    async def count_then_kill(self: proxy_process.RecordingProxy, session: str) -> int:
        os.kill(self.pid, signal.SIGKILL)
        return await started(self, session)

    monkeypatch.setattr(proxy_process.RecordingProxy, "count", count_then_kill)
    try:
        judgement = audit(small(load_profile(demo.profile)), tmp_path / "bundle", registry_for([]))
    except SchoolproofError as error:
        assert error.owner in ("platform", "harness")
        assert not (tmp_path / "bundle" / "manifest.json").exists()
    else:
        assert "pass" not in about_pupil(judgement)
        assert judgement.exit_code is ExitCode.UNANSWERED


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder with a short path: sockets below it must stay under 108 characters."""
    with tempfile.TemporaryDirectory(prefix="sp", dir="/tmp") as folder:
        yield Path(folder)


def command(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "harness.cli", *words],
        capture_output=True, text=True, check=False, timeout=120, env={**os.environ, **environment},
    )


def test_no_browser(demo: RunningDemo, tmp_path: Path) -> None:
    answer = command("audit", str(demo.profile), "--out", str(tmp_path / "out"), SCHOOLPROOF_BROWSER="/no/such/browser")
    assert answer.returncode == 3
    assert "the browser that was set does not run" in answer.stderr
    assert "try:" in answer.stderr
    assert not (tmp_path / "out" / "bundle" / "manifest.json").exists()


def test_interrupt_leaves_an_unsealed_bundle_and_no_process(
    demo: RunningDemo, tmp_path: Path, short_folder: Path
) -> None:
    words = [sys.executable, "-m", "harness.cli", "audit", str(demo.profile), "--out", str(tmp_path / "out")]
    scratch = short_folder
    run = subprocess.Popen(
        words, stderr=subprocess.PIPE, text=True, start_new_session=True, env={**os.environ, "TMPDIR": str(scratch)},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # whoever runs the tests may ignore it
    )  # fmt: skip
    assert run.stderr is not None
    for line in run.stderr:
        if "visiting the app" in line:
            break
    os.killpg(run.pid, signal.SIGINT)
    rest = run.stderr.read()  # not communicate(): it would miss what is buffered already
    run.wait(timeout=60)
    assert run.returncode == 3, rest
    assert "interrupted" in rest
    bundle = tmp_path / "out" / "bundle"
    assert json.loads((bundle / "run.json").read_bytes())["status"] == "started"
    assert not (bundle / "manifest.json").exists()
    assert list(scratch.iterdir()) == []
    left = subprocess.run(["ps", "-o", "args=", "--no-headers", "-g", str(run.pid)], capture_output=True, text=True)
    assert left.stdout.strip() == ""
    judged = command("judge", str(bundle))
    assert judged.returncode == 3
    assert "manifest.json" in judged.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="already an ordinary user")
def test_an_ordinary_user_can_run_it(short_folder: Path) -> None:
    """The checks of sessions need all there is: visits, people who act, requests of our own, the other site."""
    home = short_folder
    os.chmod(home, 0o777)
    words = [sys.executable, "-m", "harness.cli", "demo", "safe", "--only", "sessions/*", "--out", str(home / "out")]
    # Everybody may open the TUN device wherever udev made it; in some containers it is root's alone.
    at = f"{home}/dev"
    tun = f"mkdir {at}; mount -t tmpfs none {at}; mknod -m 666 {at}/tun c 10 200; mount --bind {at}/tun /dev/net/tun;"
    become = "setpriv --reuid=65534 --regid=65534 --clear-groups"
    answer = subprocess.run(
        ["unshare", "-m", "sh", "-c", f"{opened()} {tun} exec {become} \"$@\"", "sh", *words],
        capture_output=True, text=True, check=False, timeout=500, cwd=home,
        env={"HOME": str(home), "TMPDIR": str(home), "PATH": os.environ["PATH"]},
    )
    assert (home / "out" / "report.json").exists(), answer.stderr[-3000:]
    report = json.loads((home / "out" / "report.json").read_bytes())
    told = {finding["check"]: finding["status"] for finding in report["findings"] if finding["persona"] == "pupil"}
    seen = ["cookie-flags", "renewed-at-login", "logout-ends", "shared-device-clean", "token-not-in-url", "tokens-signed"]
    assert told == {f"sessions/{name}": "pass" for name in seen}, answer.stderr[-3000:]
    failed = [finding["check"] for finding in report["findings"] if finding["status"] == "fail"]
    assert failed == [], answer.stderr[-3000:]
    assert json.loads((home / "out/bundle/run.json").read_bytes())["platform"]["cage"] == "user-namespace"


def opened() -> str:
    """Shell words that make the interpreter readable where it lies in root's own home, in this mount namespace only."""
    base = Path(sys.base_prefix)
    shut = [one for one in base.parents if not one.stat().st_mode & 0o001]
    if not shut:
        return ""
    door = shut[-1]
    return (
        f"set -e; keep=$(mktemp -d); mount --bind {base} $keep; mount -t tmpfs -o mode=755 none {door}; "
        f"mkdir -p {base}; mount --bind $keep {base};"
    )
