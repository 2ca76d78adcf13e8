"""Each refusal of the machine is told with the command that mends it."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest

from harness.sandbox.web.cage import CageError, CageKind, open_cage, probe_cage
from harness.sandbox.web.cage.reasons import explain

APPARMOR = "apparmor_restrict_unprivileged_userns"
CLONE = "unprivileged_userns_clone"


@pytest.mark.parametrize(
    ("step", "code", "user", "settings", "command"),
    [
        ("namespaces", errno.EPERM, True, {CLONE: "0"}, f"sudo sysctl -w kernel.{CLONE}=1"),
        ("tun", errno.EPERM, True, {APPARMOR: "1"}, f"sudo sysctl -w kernel.{APPARMOR}=0"),
        ("mounts", errno.EACCES, True, {APPARMOR: "1"}, f"sudo sysctl -w kernel.{APPARMOR}=0"),
        ("mounts", errno.EACCES, True, {APPARMOR: "0"}, "docker run"),
        ("namespaces", errno.ENOSPC, True, {}, "sudo sysctl -w user.max_user_namespaces"),
        ("namespaces", errno.EPERM, False, {APPARMOR: "1"}, "docker run"),
        ("tun", errno.ENOENT, False, {}, "sudo modprobe tun"),
        ("tun", errno.EACCES, False, {}, "sudo chmod 0666 /dev/net/tun"),
    ],
)
def test_the_mending_command(
    step: str, code: int, user: bool, settings: dict[str, str], command: str, tmp_path: Path
) -> None:
    folder = tmp_path / "sys" / "kernel"
    folder.mkdir(parents=True)
    for name, value in settings.items():
        (folder / name).write_text(f"{value}\n")
    reason = explain(step, code, "refused", user=user, proc=tmp_path)
    assert command in str(reason.command)
    assert str(reason).endswith(f"Mend it with: {reason.command}")


def test_an_unknown_refusal_still_tells_where_and_what(tmp_path: Path) -> None:
    reason = explain("network", errno.EIO, "[Errno 5] Input/output error", user=False, proc=tmp_path)
    assert reason.command is None
    assert "network" in str(reason)
    assert "Input/output error" in str(reason)


def test_elsewhere_than_linux_the_proxy_setting_is_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    kind, reason = probe_cage()
    assert kind is CageKind.NONE
    assert "needs Linux" in str(reason)
    with pytest.raises(CageError, match="needs Linux"):
        open_cage([], tmp_path, noise=lambda _: False, want=CageKind.USER)
