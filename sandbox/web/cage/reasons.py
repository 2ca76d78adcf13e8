"""Says in plain words why a cage could not be built on this machine, and which command mends it."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import NamedTuple

_REFUSED = frozenset({errno.EPERM, errno.EACCES})
_CONTAINER = (
    "docker run --cap-add NET_ADMIN --cap-add SYS_ADMIN --security-opt apparmor=unconfined --device /dev/net/tun …"
)


class Reason(NamedTuple):
    """What is in the way, and the command to type (None when there is none)."""

    message: str
    command: str | None

    def __str__(self) -> str:
        return f"{self.message} Mend it with: {self.command}" if self.command else self.message


def explain(step: str, code: int, text: str, *, user: bool, proc: Path = Path("/proc")) -> Reason:
    """Explain why `step` of building the cage failed with errno `code` (0 when unknown).

    `user`: it was tried in a user namespace. `proc` is where the kernel's settings are read, for tests.
    """
    if user and code in _REFUSED and _setting(proc, "kernel/unprivileged_userns_clone") == "0":
        return _forbidden("kernel.unprivileged_userns_clone=1")
    if user and code in _REFUSED and _setting(proc, "kernel/apparmor_restrict_unprivileged_userns") == "1":
        return _forbidden("kernel.apparmor_restrict_unprivileged_userns=0")
    if step == "namespaces" and code == errno.ENOSPC:
        return _forbidden("user.max_user_namespaces=10000")
    if step == "tun":
        return _tun(code, text)
    if code in _REFUSED:
        return Reason(f"This machine refuses a network cage ({step}: {text}); a container needs rights.", _CONTAINER)
    return Reason(f"The network cage could not be built ({step}: {text}).", None)


def not_linux() -> Reason | None:
    """Explain why this system can have no cage at all, or None when it can."""
    if sys.platform.startswith("linux"):
        return None
    return Reason("A network cage needs Linux; here the browser runs with an explicit proxy only.", None)


def _tun(code: int, text: str) -> Reason:
    if code in (errno.ENOENT, errno.ENODEV, errno.ENXIO):
        return Reason("/dev/net/tun is missing; in a container add --device /dev/net/tun.", "sudo modprobe tun")
    if code in _REFUSED:
        return Reason(f"/dev/net/tun may not be opened ({text}).", "sudo chmod 0666 /dev/net/tun")
    return Reason(f"/dev/net/tun does not work ({text}).", "sudo modprobe tun")


def _forbidden(setting: str) -> Reason:
    return Reason("This machine forbids ordinary users a network of their own.", f"sudo sysctl -w {setting}")


def _setting(proc: Path, name: str) -> str | None:
    try:
        return (proc / "sys" / name).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None
