"""The adb server: found, started and asked which devices there are. adbutils brings the adb program along.

adbutils starts a server by itself when it finds none, and on the usual port whatever port was asked for; here a server
is started by `start_server` alone, so a run never touches another one than its own.
"""

from __future__ import annotations

import os
import socket
import subprocess
from typing import Any

from harness.sandbox.android.errors import EMULATOR, DeviceError, DeviceGone

USUAL_PORT = 5037
HOST = "127.0.0.1"
START_LIMIT = 60.0
"""Seconds for `adb start-server`."""
INSTALL = "pip install 'schoolproof[device]'"


def server_port() -> int:
    """The port of the adb server, as adb itself would choose it: ANDROID_ADB_SERVER_PORT or 5037."""
    said = os.environ.get("ANDROID_ADB_SERVER_PORT", "")
    return int(said) if said.isascii() and said.isdecimal() and 0 < int(said) < 65536 else USUAL_PORT


def library() -> Any:
    """adbutils, imported late (it costs a quarter of a second); DeviceError when it is not installed."""
    try:
        import adbutils
    except ImportError:
        raise DeviceError("adbutils is not installed: no device can be reached", hint=INSTALL) from None
    return adbutils


def adb_program() -> str:
    """Where the adb program is: on the PATH, or the one that adbutils brings. DeviceError when there is none."""
    adbutils = library()
    try:
        return str(adbutils.adb_path())
    except adbutils.AdbError:
        raise DeviceError("there is no adb program here", hint="apt-get install adb") from None


def listening(port: int) -> bool:
    """Whether something accepts connections at the port of the adb server."""
    with socket.socket() as probe:
        probe.settimeout(5)
        return probe.connect_ex((HOST, port)) == 0


def start_server(port: int) -> None:
    """Start the adb server of this machine, as adb itself does, unless it runs."""
    if listening(port):
        return
    command = [adb_program(), "-P", str(port), "start-server"]
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=START_LIMIT, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DeviceError(f"the adb server did not start: {error}", hint=f"adb -P {port} start-server") from None
    if done.returncode != 0 or not listening(port):
        said = done.stderr.decode("utf-8", "replace").strip()[:300]
        raise DeviceError(f"the adb server did not start: {said}", hint=f"adb -P {port} start-server")


def make_client(port: int, limit: float) -> Any:
    """adbutils' client of the server at `port`, with `limit` seconds for each answer; it never starts a server."""
    adbutils = library()

    class Client(adbutils.AdbClient):  # type: ignore[misc,name-defined]
        def make_connection(self, timeout: float | None = None) -> Any:
            if not listening(port):
                raise adbutils.AdbError("the adb server has ended")
            return super().make_connection(timeout)

    return Client(host=HOST, port=port, socket_timeout=limit)


def attached(port: int) -> list[tuple[str, str]]:
    """(serial, state) of each device that the server knows; state is device, offline, unauthorized, …"""
    adbutils = library()
    try:
        return [(str(one.serial), str(one.state)) for one in make_client(port, 30).list()]
    except (adbutils.AdbError, OSError, EOFError) as error:
        raise DeviceError(f"the adb server did not answer: {error}", hint=f"adb -P {port} devices") from None


def choose(there: list[tuple[str, str]], serial: str | None) -> str:
    """The serial that is meant: the given one, or the only one. DeviceError when that is not clear, or not usable."""
    wanted = [one for one in there if serial is None or one[0] == serial]
    if not wanted:
        told = "no device is attached" if serial is None else f"no device {serial} is attached"
        raise DeviceError(told, hint=EMULATOR)
    if len(wanted) > 1:
        raise DeviceError(
            f"{len(wanted)} devices are attached: {', '.join(one[0] for one in wanted)[:200]}",
            hint='[app] device = "SERIAL"',
        )
    name, state = wanted[0]
    if state == "unauthorized":
        raise DeviceError(f"{name} has not allowed this machine: answer its question on the screen", hint="adb devices")
    if state != "device":
        raise DeviceGone(f"{name} is {state}", hint=f"adb -s {name} reconnect")
    return name
