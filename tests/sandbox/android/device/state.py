"""All that the device remembers. A snapshot of it before and after a run shows what the run left behind."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from uuid import UUID

from tests.sandbox.android.device.apps import App, Shelf
from tests.sandbox.android.device.failures import Failures
from tests.sandbox.android.device.files import SYSTEM_LABEL, Mount, Node, Space, Volume, snapshot_of
from tests.sandbox.android.device.levels import LEVELS, SYSTEM_STORE, Level, properties

AUTHORITIES = ("00673b5b.0", "04f60c28.0", "0d69c7e1.0", "10531352.0")
MODULE = "/apex/com.android.conscrypt"
FOLDERS = (
    "/data", "/data/local", "/data/local/tmp", "/data/data", "/data/user_de", "/data/system", "/data/system/users",
    "/data/system/users/0", "/sdcard", "/sdcard/Android", "/sdcard/Android/data", "/sdcard/Download", "/mnt",
)  # fmt: skip


@dataclass
class Process:
    pid: int
    parent: int
    name: str
    uid: int
    space: Space


@dataclass
class Installed:
    app: App
    uid: int
    splits: tuple[str, ...]
    granted: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)


class State:
    """One device of one level. Everything that a command changes is here."""

    def __init__(self, api: int, serial: str = "SIMULATED", failures: Failures | None = None) -> None:
        self.level: Level = LEVELS[api]
        self.failures = failures or Failures()
        self.props = properties(self.level, serial)
        self.shelf = Shelf()
        self.log: list[str] = []
        self.uid = 2000
        self.settings: dict[tuple[str, str], str] = {
            ("secure", "android_id"): "9f1c5e7a3b2d4860",
            ("global", "device_name"): "Simulated device",
        }
        self.packages: dict[str, Installed] = {}
        self.system, self.data = _system_volume(), _data_volume()
        self.data.full = self.failures.full
        self.apex = Volume("apex", _authorities("/cacerts"), read_only=True, label=SYSTEM_LABEL)
        self.apex.nodes["/cacerts"] = Node(folder=True, mode=0o755, label=SYSTEM_LABEL)
        self.live_proxy: str | None = None
        self.reverses: dict[str, str] = {}
        self.firewall: list[str] = []
        self.boots = itertools.count(1)
        self.sessions: dict[int, dict[str, bytes]] = {}
        self.starts()

    def starts(self) -> None:
        """As after power on: mounts, processes and what was on the screen are new; files and settings stay."""
        self.starting = 0
        self.boot = str(UUID(int=next(self.boots)))
        self.uid = 2000
        self.system.read_only = True
        self.reverses.clear()
        self.firewall.clear()
        self.pids = itertools.count(300)
        self.processes: dict[int, Process] = {}
        self.tmpfs = itertools.count(1)
        self.logcat: list[tuple[int, str]] = []
        self.screen: tuple[str, str] | None = None
        self.prompt: tuple[str, str, str | None] | None = None
        mounts = [Mount("/", self.system), Mount("/data", self.data), Mount("/sdcard", self.data, "/media/0")]
        if self.level.apex:
            mounts.append(Mount(MODULE, self.apex))
        self.init = self.fork("init", 0, Space(mounts), pid=1)
        self.zygote = self.fork("zygote64", 0, self.init.space, parent=1)
        for name, uid in (("system_server", 1000), ("com.android.systemui", 10050), ("com.google.android.gms", 10051)):
            self.fork(name, uid, self.zygote.space, parent=self.zygote.pid)

    def fork(self, name: str, uid: int, space: Space, *, parent: int = 0, pid: int = 0) -> Process:
        process = Process(pid or next(self.pids), parent, name, uid, space.forked())
        self.processes[process.pid] = process
        return process

    def mount(self, space: Space, mount: Mount) -> None:
        """From init's namespace mounts reach the others, but not below /apex since Android 14."""
        space.mounts.append(mount)
        if space is self.init.space and not (self.level.apex and mount.point.startswith("/apex")):
            for process in self.processes.values():
                if process.space is not space:
                    process.space.mounts.append(mount)

    def unmount(self, space: Space, point: str) -> bool:
        found = next((one for one in reversed(space.mounts) if one.point == point), None)
        if found is None or found in self._fixed():
            return False
        spaces = [space]
        if space is self.init.space and not (self.level.apex and point.startswith("/apex")):
            spaces = [process.space for process in self.processes.values()]
        for one in spaces:
            if found in one.mounts:
                one.mounts.remove(found)
        return True

    def _fixed(self) -> list[Mount]:
        return [Mount("/", self.system), Mount("/data", self.data), Mount(MODULE, self.apex)]

    def trusts(self, pid: int, content: bytes) -> bool:
        """Whether an app in this process accepts what the authority with this certificate signed."""
        space, store = self.processes[pid].space, self.level.store
        nodes = [space.get(f"{store}/{name}") for name in space.listing(store)]
        return any(
            node is not None and node.content == content and node.mode & 0o004 and node.label == SYSTEM_LABEL
            for node in nodes
        )

    def running(self, package: str) -> Process | None:
        return next((one for one in self.processes.values() if one.name == package), None)

    def snapshot(self) -> dict[str, object]:
        """What must be the same after a run as before it."""
        return {
            "settings": dict(self.settings),
            "live_proxy": self.live_proxy,
            "packages": {name: (one.uid, one.splits, sorted(one.granted)) for name, one in self.packages.items()},
            "system": snapshot_of(self.system),
            "data": snapshot_of(self.data),
            "apex": snapshot_of(self.apex),
            "mounts": {one.name: one.space.described() for one in self.processes.values()},
            "reverses": dict(self.reverses),
            "firewall": list(self.firewall),
            "uid": self.uid,
            "sessions": dict(self.sessions),
        }


def _authorities(folder: str) -> dict[str, Node]:
    return {f"{folder}/{name}": Node(f"certificate {name}\n".encode(), label=SYSTEM_LABEL) for name in AUTHORITIES}


def _system_volume() -> Volume:
    nodes = _authorities(SYSTEM_STORE)
    for name in (
        "/system",
        "/system/etc",
        "/system/etc/security",
        SYSTEM_STORE,
        "/apex",
        MODULE,
        "/proc",
        "/data",
        "/sdcard",
    ):
        nodes[name] = Node(folder=True, mode=0o755, label=SYSTEM_LABEL)
    return Volume("system", nodes, read_only=True, label=SYSTEM_LABEL)


def _data_volume() -> Volume:
    volume = Volume("data")
    for name in FOLDERS:
        inner = name.replace("/sdcard", "/media/0").removeprefix("/data") or "/"
        volume.nodes[inner] = Node(folder=True, mode=0o755)
    volume.nodes["/media"] = Node(folder=True, mode=0o755)
    gms = "/data/com.google.android.gms"
    volume.nodes[gms] = Node(folder=True, mode=0o700)
    volume.nodes[f"{gms}/shared_prefs"] = Node(folder=True, mode=0o771)
    text = '<map>\n    <string name="adid_key">5f0e1c3a-7b2d-4e96-8a41-d3c9b7e60f12</string>\n</map>\n'
    volume.nodes[f"{gms}/shared_prefs/adid_settings.xml"] = Node(text.encode(), mode=0o660)
    return volume
