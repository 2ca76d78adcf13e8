"""Opens the network cage, or says why this machine has none. The caller's side; the host's network stays as it is.

The same mechanism serves root and ordinary users: a process of ours (`inside.py`) makes anonymous network and mount
namespaces (for ordinary users in a user namespace), whose only way out is a TUN device that it reads, counts and never
forwards. Listeners made in there are handed out here, so the recording proxy needs no relay. When the last process in
the cage ends, the kernel removes all of it.
"""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from harness.errors import SchoolproofError
from harness.sandbox.web.cage.ledger import Key
from harness.sandbox.web.cage.link import BuildError, Link
from harness.sandbox.web.cage.reasons import Reason, explain, not_linux

_ENTER = Path(__file__).with_name("enter.py")
# Root in a user namespace shows itself under an ordinary number, so that Chromium accepts its own sandbox.
_ORDINARY_ID = 1000
# Whatever points a browser at the user's own settings, session services or another proxy.
_UNSET = (
    "XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS "
    "DBUS_SYSTEM_BUS_ADDRESS http_proxy https_proxy ftp_proxy all_proxy no_proxy auto_proxy "
    "HTTP_PROXY HTTPS_PROXY FTP_PROXY ALL_PROXY NO_PROXY SOCKS_SERVER"
)


class CageKind(StrEnum):
    """How far the browser is locked in. `NONE`: by its proxy setting only, which is a gap in the evidence."""

    ROOT = "root-namespace"
    USER = "user-namespace"
    NONE = "explicit-proxy"


class CageError(SchoolproofError):
    """The kind of cage that was asked for cannot be built on this machine."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.message, owner="platform", hint=reason.command)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Equal attempts to get past the proxy, counted together; the fields are those of probes/bypass.jsonl.

    `t`: Unix seconds of the first; `destination`: an address ("*" for all beyond the bound); `name`: the host that was
    looked up for it, or the question of a DNS packet; hostile text, but printable ASCII. `noise`: not the app's doing.
    """

    t: float
    protocol: str
    destination: str
    port: int | None
    name: str | None
    what: str
    count: int
    noise: bool


class Cage:
    """An open cage; a context manager. Made by `open_cage`. Its methods may be called from any thread.

    kind: what was built; listeners: bound sockets by name, on `127.0.0.1:ports[name]` as seen by the browser, to accept
    on; reason: why kind is NONE; blind: what a real cage holds back but cannot count here (`("ipv6",)` or nothing).
    """

    def __init__(
        self, kind: CageKind, names: Sequence[str], folder: Path, noise: Callable[[str], bool], reason: str | None
    ) -> None:
        self.kind = kind
        self.reason = reason
        self._folder = folder
        self._noise = noise
        self._link: Link | None = None
        self.listeners: dict[str, socket.socket]
        if kind is CageKind.NONE:
            self.listeners = {name: socket.create_server(("127.0.0.1", 0), backlog=512) for name in names}
        else:
            inner = _ORDINARY_ID if kind is CageKind.USER and os.geteuid() == 0 else None
            self._link = Link(kind, names, folder, inner)
            self.listeners = self._link.listeners
        self.blind = self._link.blind if self._link else ()
        self.ports: dict[str, int] = {name: each.getsockname()[1] for name, each in self.listeners.items()}

    def executable(self, browser: Path, home: Path) -> Path:
        """Write a script that starts `browser` in the cage with `home` as its HOME; give it to Playwright.

        The script works as long as the cage is open; after that it exits with 126 and starts nothing.
        """
        words = [str(browser)]
        if self._link is not None:
            namespaces = "net,mnt" if self.kind is CageKind.ROOT else "user,net,mnt"
            words = [sys.executable, "-I", "-S", str(_ENTER), str(self._link.pid), namespaces, *words]
        own_home = shlex.quote(str(home.absolute()))
        script = f'#!/bin/sh\nunset {_UNSET}\nexport HOME={own_home}\nexec {shlex.join(words)} "$@"\n'
        handle, path = tempfile.mkstemp(prefix="browser-", dir=self._folder)
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(script)
        os.chmod(path, 0o700)
        return Path(path)

    def attempts(self) -> list[Attempt]:
        """Return the attempts up to this moment, oldest first; at most 5,001. Also works after the end, from memory."""
        rows = self._link.attempts() if self._link else []
        return [self._attempt(*row) for row in rows]

    @property
    def overflow(self) -> bool:
        """Whether there was more than could be kept apart or counted; the record is incomplete then."""
        return self._link is not None and self._link.overflow

    def alive(self) -> bool:
        """Say whether the cage still holds and counts. False in the middle of a run is a gap (nothing got out)."""
        return self._link.alive() if self._link else self._folder.exists()

    def close(self) -> None:
        """End everything in the cage, the listeners and the scripts. Safe to call twice."""
        if self._link is not None:
            self._link.close()
        for listener in self.listeners.values():
            listener.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _attempt(self, key: Key, t: float, count: int) -> Attempt:
        noise = key.noise or (key.name is not None and self._noise(key.name))
        return Attempt(t, key.protocol, key.destination, key.port, key.name, key.what, count, noise)


def open_cage(
    names: Sequence[str], scratch: Path, *, noise: Callable[[str], bool], want: CageKind | None = None
) -> Cage:
    """Open a cage with one listener for each of `names` (all different).

    scratch: an existing folder for a few small files, which `close` removes, on a file system that may hold programs.
    noise: says whether a host name is one that the browser calls by itself.
    want: the kind to build, or else CageError; None takes the strongest that works (if that is NONE, see `reason`).
    """
    if len(set(names)) != len(names):
        raise ValueError(f"listener names must differ: {list(names)}")
    reason = not_linux()
    for kind in _candidates(want, real=reason is None):
        folder = Path(tempfile.mkdtemp(prefix="cage-", dir=scratch))
        try:
            return Cage(kind, names, folder, noise, str(reason) if reason and kind is CageKind.NONE else None)
        except BuildError as failure:
            shutil.rmtree(folder, ignore_errors=True)
            # The first failure is the one worth mending: it was the strongest kind.
            reason = reason or _explain(kind, failure)
    raise CageError(reason or Reason("No kind of network cage was tried.", None))


def probe_cage() -> tuple[CageKind, str | None]:
    """Try what works on this machine, for `doctor`: the kind, and what is in the way of a real one with the command."""
    with tempfile.TemporaryDirectory(prefix="cage-probe-") as scratch:
        try:
            with open_cage([], Path(scratch), noise=lambda _: False) as cage:
                return cage.kind, cage.reason
        except OSError as problem:
            return CageKind.NONE, f"The cage could not be tried: {problem}"


def _candidates(want: CageKind | None, *, real: bool) -> list[CageKind]:
    """Return the kinds to try, strongest first; `real` says whether namespaces exist at all."""
    if not real:
        return [CageKind.NONE] if want in (None, CageKind.NONE) else []
    if want is not None:
        return [want]
    return [*([CageKind.ROOT] if os.geteuid() == 0 else []), CageKind.USER, CageKind.NONE]


def _explain(kind: CageKind, failure: BuildError) -> Reason:
    if kind is CageKind.ROOT and os.geteuid() != 0:
        return Reason("Only root can have this kind of network cage; ordinary users have the other.", None)
    return explain(failure.step, failure.code, failure.text, user=kind is CageKind.USER)
