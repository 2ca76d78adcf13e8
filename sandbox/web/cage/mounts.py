"""Makes the cage's resolver the only one that programs inside can find, by mounts that nobody outside sees.

Network namespaces do not hold sockets in the file system: name service daemons (nscd, systemd-resolved, Avahi) and
D-Bus would answer from outside the cage. Their folders are covered by empty ones.
"""

from __future__ import annotations

import ctypes
import os
import re
import socket
from pathlib import Path

_MS_BIND, _MS_REC, _MS_PRIVATE = 4096, 16384, 1 << 18
_COVERED = ("/run/nscd", "/var/run/nscd", "/run/systemd/resolve", "/run/avahi-daemon", "/run/dbus", "/var/run/dbus")
_RESOLV = "nameserver 127.0.0.1\noptions timeout:2 attempts:1\n"


def seclude(folder: Path) -> None:
    """Replace name resolution in the current mount namespace; `folder` (ours alone) keeps the replacements.

    Raises OSError when a mount is refused: the cage must not open with somebody else's resolver in reach.
    """
    _mount("none", "/", None, _MS_REC | _MS_PRIVATE)
    covered = {os.path.realpath(path) for path in _COVERED if os.path.isdir(path)}
    for path in sorted(covered):
        _mount("none", path, "tmpfs", 0)
    for path, text in _replacements().items():
        _replace(Path(os.path.realpath(path)), text, folder, covered)


def name_service(text: str) -> str:
    """Return an nsswitch.conf whose hosts come from the hosts file and DNS alone."""
    kept = [line for line in text.splitlines() if not re.match(r"\s*hosts\s*:", line)]
    return "\n".join([*kept, "hosts: files dns", ""])


def _replacements() -> dict[str, str]:
    own = socket.gethostname()
    local = f"127.0.0.1 localhost\n::1 localhost ip6-localhost\n127.0.1.1 {own}\n"
    try:
        order = Path("/etc/nsswitch.conf").read_text(encoding="utf-8", errors="replace")
    except OSError:
        order = ""
    return {"/etc/resolv.conf": _RESOLV, "/etc/hosts": local, "/etc/nsswitch.conf": name_service(order)}


def _replace(target: Path, text: str, folder: Path, covered: set[str]) -> None:
    if str(target.parent) in covered:  # resolv.conf of systemd-resolved: that folder is ours now
        target.write_text(text, encoding="utf-8")
    elif target.exists():  # where it is missing, the C library's defaults are what we want: 127.0.0.1, files, dns
        source = folder / target.name
        source.write_text(text, encoding="utf-8")
        source.chmod(0o644)
        _mount(str(source), str(target), None, _MS_BIND)


def _mount(source: str, target: str, kind: str | None, flags: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    flags_word = ctypes.c_ulong(flags)
    if libc.mount(source.encode(), target.encode(), kind.encode() if kind else None, flags_word, None) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), target)
