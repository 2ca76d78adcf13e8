"""The name by which Android finds an authority, and who sees it where."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509

from harness.sandbox.android.trust import subject_hash_old
from harness.sandbox.android.zygote import families
from tests.sandbox.android.conftest import APP


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl here to compare with")
def test_an_authority_is_named_as_openssl_names_it(authority: bytes, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_bytes(authority)
    command = ["openssl", "x509", "-in", str(tmp_path / "ca.pem"), "-noout", "-subject_hash_old"]
    said = subprocess.run(command, capture_output=True, check=True).stdout.decode().strip()
    assert subject_hash_old(x509.load_pem_x509_certificate(authority)) == said


def test_an_app_that_ran_before_and_one_that_starts_later_both_trust_us(bench) -> None:
    one = bench(34, su=True)
    with one.undo() as undo:
        one.prepare(undo)
        state = one.sim.state
        one.device.shell(f"monkey -p {APP.package} 1")
        pids = [state.running(name).pid for name in (APP.package, "com.google.android.gms", "zygote64")]
        assert all(state.trusts(pid, one.ca) for pid in pids)
        assert not state.trusts(1, one.ca)
        assert families(one.device)[0] == state.zygote.pid


def test_an_app_that_lives_on_does_not_trust_us_any_longer(bench) -> None:
    """Its mounts were copied when it started: taking the cover away from zygote alone would not reach it."""
    one = bench(34, su=True)
    with one.undo() as undo:
        one.prepare(undo)
        late = one.sim.state.fork("late.app", 10300, one.sim.state.zygote.space, parent=one.sim.state.zygote.pid)
        later = one.sim.state.fork("late.app:isolated", 99000, late.space, parent=late.pid)
        assert one.sim.state.trusts(late.pid, one.ca)
        assert one.sim.state.trusts(later.pid, one.ca)
    for left in (late, later):
        assert not one.sim.state.trusts(left.pid, one.ca)
        assert left.space.described() == one.sim.state.zygote.space.described()
