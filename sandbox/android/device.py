"""One Android device through adb: commands, files, root; bounded in time and size.

Everything here blocks: from a coroutine, call it with `asyncio.to_thread`. What a device answers is hostile, for the
app under test may have written it: callers quote what they put into a command (`shlex.join`) and trust no text.
"""

from __future__ import annotations

import shlex
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, Self

from harness.sandbox.android.adb import attached, choose, library, make_client, server_port, start_server
from harness.sandbox.android.errors import EMULATOR, NO_ROOT, DeviceError, DeviceGone, refused

MAX_OUTPUT = 16 * 1024 * 1024
"""Bytes kept of what one command prints."""
MAX_PULL = 64 * 1024 * 1024
"""Bytes of one file that is taken from the device."""
TRANSFER_LIMIT = 300.0
"""Seconds for a file on its way to or from the device."""
CHUNK, SYNC_CHUNK = 256 * 1024, 64 * 1024
MAX_WORDS = 64 * 1024
"""Bytes kept of what adbd or a package manager says about one request."""
LOWEST_API = 24
"""Before Android 7 adb tells no exit codes and apps trust every authority of the user."""
STDOUT, STDERR, EXIT = 1, 2, 3
"""Kinds of packet of shell protocol v2 (adb/shell_protocol.h)."""
BOOT_LIMIT = 180.0
"""Seconds for a device that is there to have started fully."""
PAUSE = "sleep 1"
"""Waits on the device itself, so that one which goes away meanwhile is noticed."""
ROOT_LIMIT = 60.0
"""Seconds for adbd to come back as root, or as shell."""


@dataclass(frozen=True)
class Answer:
    """What a command printed (both streams, in order, cut at MAX_OUTPUT bytes) and its exit code."""

    text: str
    code: int
    cut: bool = False

    @property
    def line(self) -> str:
        """The text without the white space around it."""
        return self.text.strip()


class Device:
    """A device that answers. `api` is its level (28 is Android 9); `simulated` when it says that it is no real one."""

    def __init__(self, serial: str, port: int, *, limit: float = TRANSFER_LIMIT) -> None:
        self.serial = serial
        self.port = port
        self._client = make_client(port, limit)
        self._device = self._client.device(serial)
        self._limit = limit
        self._uid: int | None = None
        self.api = self._level()
        self.simulated = self.prop("ro.schoolproof.simulated") == "1"

    @classmethod
    def open(cls, serial: str | None = None, *, port: int | None = None, limit: float = TRANSFER_LIMIT) -> Self:
        """The device with this serial, or the only one there is.

        Starts the adb server when none runs. Raises DeviceError when there is no such device, more than one to choose
        from, or one that does not let itself be used.
        """
        port = server_port() if port is None else port
        start_server(port)
        device = cls(choose(attached(port), serial), port, limit=limit)
        device.wait(BOOT_LIMIT)
        return device

    def _level(self) -> int:
        said = self.prop("ro.build.version.sdk")
        api = int(said) if said.isascii() and said.isdecimal() and len(said) < 4 else 0
        if api < LOWEST_API:
            raise DeviceError(
                f"{self.serial} says Android API level {said[:20]!r}; {LOWEST_API} is the lowest that can be tested",
                hint=EMULATOR,
            )
        return api

    def prop(self, name: str) -> str:
        """A system property; empty when it is not set."""
        return self.shell(shlex.join(["getprop", name])).line

    @property
    def rooted(self) -> bool:
        """Whether `as_root` works: adbd runs as root, or there is a `su` that lets us."""
        return self._is_root() or self._su("id -u").line == "0"

    def become_root(self) -> None:
        """See to it that `as_root` works, by making adbd run as root where need be (`unroot:` takes that back).

        Raises DeviceError when the device does not let us.
        """
        if self.rooted:
            return
        said = self.service("root:")
        if not self.restarted(said, root=True):
            told = f"{self.serial} lets nobody be root: {said.strip()[:200]}"
            raise DeviceError(told, hint=EMULATOR, reason=NO_ROOT)

    def restarted(self, said: str, *, root: bool) -> bool:
        """After `root:` or `unroot:`, wait until adbd is what was asked for; False when it will not be."""
        end = time.monotonic() + ROOT_LIMIT
        while "restarting" in said and (left := end - time.monotonic()) > 0:
            try:
                self.wait(left)
                if self._is_root() == root:
                    return True
            except DeviceGone:
                continue
        return self._is_root() == root

    def _is_root(self) -> bool:
        if self._uid is None:
            said = self.shell("id -u").line
            self._uid = int(said) if said.isascii() and said.isdecimal() else -1
        return self._uid == 0

    def shell(self, command: str, *, timeout: float = 30) -> Answer:
        """Run `command` in the device's shell. Raises DeviceError when it takes longer than `timeout` seconds."""
        output, code, cut = bytearray(), None, False
        for kind, data in self._packets(f"shell,v2,raw:{command}", timeout):
            if kind == EXIT and data:
                code = data[0]
                break
            room = MAX_OUTPUT - len(output)
            cut = cut or len(data) > room
            output += data[:room] if kind in (STDOUT, STDERR) else b""
        if code is None:
            raise DeviceGone(f"{self.serial} went away during: {command[:200]}", hint=self._devices())
        return Answer(output.decode("utf-8", "replace"), code, cut)

    def as_root(self, command: str, *, timeout: float = 30) -> Answer:
        """The same as root. Raises DeviceError when the device does not let us."""
        if self._is_root():
            return self.shell(command, timeout=timeout)
        if not self.rooted:
            told = f"{self.serial} lets nobody be root, and {command[:80]!r} needs it"
            raise DeviceError(told, hint=EMULATOR, reason=NO_ROOT)
        return self._su(command, timeout)

    def _su(self, command: str, timeout: float = 30) -> Answer:
        return self.shell(shlex.join(["su", "0", "sh", "-c", command]), timeout=timeout)

    def output(self, command: str, *, timeout: float = 30) -> bytes:
        """What a command prints, as bytes (a screenshot, say); at most MAX_PULL, or DeviceError."""
        taken = bytearray()
        with self._stream(f"exec:{command}", timeout) as (stream, end):
            while chunk := self._some(stream, end):
                taken += chunk
                if len(taken) > MAX_PULL:
                    raise DeviceError(f"{command[:80]!r} prints more than {MAX_PULL} bytes", owner="app")
        return bytes(taken)

    def feed(self, command: str, source: IO[bytes], size: int, *, timeout: float = TRANSFER_LIMIT) -> str:
        """Run a command that takes `size` bytes on its input (a streamed install), and return what it says."""
        with self._stream(f"exec:{command}", timeout) as (stream, end):
            try:
                while size > 0 and (chunk := source.read(min(CHUNK, size))):
                    stream.conn.settimeout(max(1.0, end - time.monotonic()))
                    stream.conn.sendall(chunk)
                    size -= len(chunk)
            except ConnectionError:
                pass  # it wants no more; what it said before it hung up can still be read
            said = bytearray()
            while len(said) < MAX_WORDS and (chunk := self._some(stream, end)):
                said += chunk
        if not said:
            raise DeviceGone(f"{self.serial} went away during: {command[:200]}", hint=self._devices())
        return said.decode("utf-8", "replace")

    def push(self, content: bytes, path: str, *, mode: int = 0o644) -> None:
        """Write a file on the device. DeviceError says why not, in the device's words."""
        name = f"{path},{stat.S_IFREG | mode}".encode()
        pieces = [content[at : at + SYNC_CHUNK] for at in range(0, len(content), SYNC_CHUNK)]
        with self._stream("sync:", self._limit) as (stream, end):
            stream.conn.sendall(_sync(b"SEND", name) + b"".join(_sync(b"DATA", one) for one in pieces))
            stream.conn.sendall(b"DONE" + int(time.time()).to_bytes(4, "little"))
            head = self._whole(stream, 8, end)
            why = self._whole(stream, min(int.from_bytes(head[4:], "little"), MAX_WORDS), end)
        if head[:4] != b"OKAY":
            told = why.decode("utf-8", "replace")[:200] or "it went away"
            raise DeviceError(f"{self.serial} does not take {path}: {told}", hint=f"adb -s {self.serial} shell df")

    def pull(self, path: str, *, limit: int = MAX_PULL) -> bytes:
        """A file of the device; DeviceError when it cannot be read or has more than `limit` bytes."""
        taken = bytearray()
        with self._told(f"reading {path}"):
            for chunk in self._device.sync.iter_content(path):
                taken += chunk
                if len(taken) > limit:
                    raise DeviceError(f"{path} has more than {limit} bytes", owner="app", hint=None)
        return bytes(taken)

    def service(self, name: str) -> str:
        """Ask adbd itself (`root:`, `unroot:`, `remount:`, `reboot:`) and return its words."""
        with self._stream(name, ROOT_LIMIT) as (stream, end):
            said = bytearray()
            while len(said) < MAX_WORDS and (chunk := self._some(stream, end)):
                said += chunk
        self._uid = None
        return said.decode("utf-8", "replace")

    def wait(self, limit: float) -> None:
        """Wait until it is there (again) and has started fully, at most `limit` seconds; else DeviceGone.

        Before that Android answers, but neither knows its apps nor its settings.
        """
        self._uid, end = None, time.monotonic() + limit
        try:
            with self._told("waiting for it"):
                self._client.wait_for(self.serial, timeout=limit)
            while self.prop("sys.boot_completed") != "1":
                if time.monotonic() > end:
                    raise DeviceError(f"{self.serial} did not start fully in {limit:g} s", hint=self._devices())
                self.shell(PAUSE)
        except DeviceError as error:
            raise DeviceGone(str(error), hint=error.hint) from None

    def boot(self) -> str:
        """An identity of this start: another one means that the device, or what all apps come from, began anew."""
        zygotes = [self.shell(f"pidof {name}").line for name in ("zygote64", "zygote")]
        return " ".join([self.shell("cat /proc/sys/kernel/random/boot_id").line, *zygotes]).strip()

    def _devices(self) -> str:
        return f"adb -P {self.port} devices"

    def _packets(self, service: str, timeout: float) -> Iterator[tuple[int, bytes]]:
        with self._stream(service, timeout) as (stream, end):
            while len(head := self._whole(stream, 5, end)) == 5:
                yield head[0], self._whole(stream, int.from_bytes(head[1:], "little"), end)

    @contextmanager
    def _stream(self, service: str, timeout: float) -> Iterator[tuple[Any, float]]:
        with self._told(service.partition(":")[2] or service):
            connection = self._client.make_connection(timeout=timeout)
            try:
                for words in (f"host:transport:{self.serial}", service):
                    connection.send_command(words)
                    connection.check_okay()
                yield connection, time.monotonic() + timeout
            finally:
                connection.conn.close()

    def _some(self, stream: Any, end: float, most: int = 65536) -> bytes:
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        stream.conn.settimeout(left)
        return bytes(stream.conn.recv(most))

    def _whole(self, stream: Any, size: int, end: float) -> bytes:
        taken = bytearray()
        while len(taken) < size and (chunk := self._some(stream, end, min(65536, size - len(taken)))):
            taken += chunk
        return bytes(taken)

    @contextmanager
    def _told(self, doing: str) -> Iterator[None]:
        """Say failures of adb in our words: gone, too slow, or refused."""
        adbutils = library()
        try:
            yield
        except (TimeoutError, adbutils.AdbTimeout):
            raise DeviceError(f"{self.serial} did not answer in time: {doing[:200]}", hint=self._devices()) from None
        except (EOFError, OSError) as error:
            told = f"{self.serial} went away during: {doing[:200]} ({error or type(error).__name__})"
            raise DeviceGone(told, hint=self._devices()) from None
        except adbutils.AdbError as error:
            raise refused(self.serial, doing, str(error), self._devices()) from None


def _sync(name: bytes, content: bytes) -> bytes:
    """A request of adb's sync service: its name, how long, and what."""
    return name + len(content).to_bytes(4, "little") + content
