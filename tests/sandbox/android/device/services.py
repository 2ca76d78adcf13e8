"""What adbd offers: shell, exec, sync, root, remount, reverse, reboot. Every request goes into the log, in order."""

from __future__ import annotations

import asyncio
import re
import struct

from tests.sandbox.android.device import (
    programs_files,
    programs_network,
    programs_packages,
    programs_screen,
    programs_system,
)
from tests.sandbox.android.device.adbd import Closed, Link, Stream
from tests.sandbox.android.device.reversing import Reversing
from tests.sandbox.android.device.shell import Caller, Said, run
from tests.sandbox.android.device.state import State
from tests.sandbox.android.device.syncing import serve_sync

FEATURES = "shell_v2,cmd,stat_v2,ls_v2,fixed_push_mkdir,apex,fixed_push_symlink_timestamp"
PROGRAMS = (programs_files, programs_network, programs_packages, programs_screen, programs_system)
"""Imported for what they enter into the shell's table."""
SIZE = re.compile(r"install(?:-write)? .*-S ([0-9]{1,9})( |$)")


class Services:
    """The services of one device."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.reversing = Reversing(state)
        self.closed = False

    def banner(self) -> str:
        named = ";".join(f"{name}={self.state.props[name]}" for name in ("ro.product.name", "ro.product.model"))
        return f"device::{named};features={FEATURES}"

    async def serve(self, link: Link, stream: Stream, name: str) -> None:
        kind, _, rest = name.partition(":")
        self.state.log.append(rest if kind.startswith(("shell", "exec")) else name)
        if await self._fails(link, rest):
            return
        if kind.startswith("shell") and "v2" in kind.split(","):
            await self._shell(stream, rest)
        elif kind in ("shell", "exec"):
            await self._exec(stream, rest)
        elif kind == "sync":
            await serve_sync(self.state, stream)
        elif kind == "reverse":
            await self.reversing.serve(link, stream, rest)
        else:
            await self._adbd(link, stream, name)

    async def _fails(self, link: Link, line: str) -> bool:
        """The connection breaks, the device starts anew or says nothing more, where the test wants it to."""
        failures = self.state.failures
        if failures.hangs and failures.hangs in line:
            await asyncio.Event().wait()
        if failures.reboots and failures.reboots in line:
            failures.reboots = ""
            self.state.starts()
            self.state.starting = failures.starting
        elif failures.breaks and failures.breaks in line:
            failures.breaks = ""
        else:
            return False
        self.closed = not failures.again
        link.drop()
        return True

    def _run(self, line: str, given: bytes = b"") -> Said:
        return run(Caller(self.state, self.state.uid, self.state.init.space, given), line)

    async def _shell(self, stream: Stream, line: str) -> None:
        said = self._run(line)
        for kind, data in ((1, said.out), (2, said.error.encode()), (3, bytes([said.code]))):
            for start in range(0, len(data), 60000):
                part = data[start : start + 60000]
                await stream.write(struct.pack("<BI", kind, len(part)) + part)

    async def _exec(self, stream: Stream, line: str) -> None:
        """A size in the words says how much comes on the stream first, as streamed installs do; a full device does not
        wait for it."""
        found = SIZE.search(line)
        size = 0 if found is None or self.state.failures.full else int(found[1])
        said = self._run(line, await stream.read(size) if size else b"")
        await stream.write(said.out + said.error.encode())

    async def _adbd(self, link: Link, stream: Stream, name: str) -> None:
        state = self.state
        if name == "root:" and not state.failures.roots:
            await stream.write(b"adbd cannot run as root in production builds\n")
        elif name == "root:" and state.uid == 0:
            await stream.write(b"adbd is already running as root\n")
        elif name == "unroot:" and state.uid != 0:
            await stream.write(b"adbd not running as root\n")
        elif name in ("root:", "unroot:"):
            await stream.write(f"restarting adbd as {'root' if name == 'root:' else 'non root'}\n".encode())
            await stream.close()
            state.uid = 0 if name == "root:" else 2000
            self._restarts(link)
        elif name == "remount:":
            await stream.write(self._remount())
        elif name.startswith("reboot:"):
            state.starts()
            self._restarts(link)
        else:
            raise Closed

    def _remount(self) -> bytes:
        if self.state.uid != 0:
            return b'Not running as root. Try "adb root" first.\n'
        if self.state.failures.remount_refused or not self.state.level.remounts:
            return b"remount of the / superblock failed: Permission denied\nremount failed\n"
        self.state.system.read_only = False
        return b"remount succeeded\n"

    def _restarts(self, link: Link) -> None:
        self.reversing.forget()
        link.drop()
