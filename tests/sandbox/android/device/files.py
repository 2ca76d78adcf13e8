"""What lies on the device, and who sees which mount: each process looks through the mount table of its namespace."""

from __future__ import annotations

import copy
import posixpath
from dataclasses import dataclass, field, replace


class Trouble(Exception):
    """What a command prints when it cannot do it, without the file's name in front."""


READ_ONLY, MISSING, DENIED, FULL = (
    "Read-only file system",
    "No such file or directory",
    "Permission denied",
    "No space left on device",
)
WRITABLE = ("/data/local/tmp/", "/sdcard/")
"""Where adb's shell may write without being root."""
SYSTEM_LABEL, TMPFS_LABEL, DATA_LABEL = (
    "u:object_r:system_file:s0",
    "u:object_r:tmpfs:s0",
    "u:object_r:shell_data_file:s0",
)


@dataclass(frozen=True)
class Node:
    content: bytes = b""
    folder: bool = False
    mode: int = 0o644
    owner: str = "root:root"
    label: str = DATA_LABEL


@dataclass
class Volume:
    """One file system: paths below its own root to nodes."""

    name: str
    nodes: dict[str, Node] = field(default_factory=dict)
    read_only: bool = False
    label: str = DATA_LABEL
    full: bool = False


@dataclass(frozen=True)
class Mount:
    """`base` of the volume is what is seen at `point`."""

    point: str
    volume: Volume
    base: str = "/"


def covers(point: str, path: str) -> bool:
    return point == "/" or path == point or path.startswith(point + "/")


class Space:
    """A mount namespace. The newest mount that covers a path is the one that is seen."""

    def __init__(self, mounts: list[Mount]) -> None:
        self.mounts = mounts

    def forked(self) -> Space:
        return Space(list(self.mounts))

    def where(self, path: str) -> tuple[Volume, str]:
        for mount in reversed(self.mounts):
            if covers(mount.point, path):
                rest = path if mount.point == "/" else path[len(mount.point) :]
                return mount.volume, posixpath.normpath(posixpath.join(mount.base, rest.lstrip("/")))
        raise AssertionError("nothing is mounted at /")

    def get(self, path: str) -> Node | None:
        volume, inner = self.where(posixpath.normpath(path))
        return Node(folder=True, mode=0o755, label=volume.label) if inner == "/" else volume.nodes.get(inner)

    def read(self, path: str, uid: int) -> bytes:
        node = self.get(path)
        if node is None:
            raise Trouble(MISSING)
        if node.folder:
            raise Trouble("Is a directory")
        if uid != 0 and (not node.mode & 0o004 or self.private(path)):
            raise Trouble(DENIED)
        return node.content

    def private(self, path: str) -> bool:
        """Below a folder that only root, or another app, may enter."""
        parents = [self.get(path[:at]) for at, sign in enumerate(path) if sign == "/" and at]
        return any(parent is not None and not parent.mode & 0o001 for parent in parents)

    def put(self, path: str, node: Node, uid: int = 0) -> None:
        path = posixpath.normpath(path)
        volume, inner = self.where(path)
        parent = self.get(posixpath.dirname(path))
        if parent is None or not parent.folder:
            raise Trouble(MISSING)
        if volume.read_only:
            raise Trouble(READ_ONLY)
        if uid != 0 and not path.startswith(WRITABLE):
            raise Trouble(DENIED)
        if volume.full and len(node.content) > 4096:
            raise Trouble(FULL)
        volume.nodes[inner] = replace(node, label=volume.label if node.label == DATA_LABEL else node.label)

    def remove(self, path: str, uid: int = 0) -> None:
        volume, inner = self.where(posixpath.normpath(path))
        if self.get(path) is None:
            raise Trouble(MISSING)
        if volume.read_only:
            raise Trouble(READ_ONLY)
        if uid != 0 and not path.startswith(WRITABLE):
            raise Trouble(DENIED)
        for name in [name for name in volume.nodes if covers(inner, name)]:
            del volume.nodes[name]

    def change(self, path: str, uid: int, **changes: object) -> None:
        node, (volume, inner) = self.get(path), self.where(posixpath.normpath(path))
        if node is None:
            raise Trouble(MISSING)
        if volume.read_only:
            raise Trouble(READ_ONLY)
        if uid != 0 and not path.startswith(WRITABLE):
            raise Trouble(DENIED)
        volume.nodes[inner] = replace(node, **changes)  # type: ignore[arg-type]

    def listing(self, path: str) -> list[str]:
        """Names in a folder, in order."""
        volume, inner = self.where(posixpath.normpath(path))
        prefix = "/" if inner == "/" else inner + "/"
        return sorted({name[len(prefix) :].split("/")[0] for name in volume.nodes if name.startswith(prefix)})

    def described(self) -> list[tuple[str, str, str]]:
        return [(mount.point, mount.volume.name, mount.base) for mount in self.mounts]


def snapshot_of(volume: Volume) -> dict[str, object]:
    return {"read_only": volume.read_only, "nodes": copy.deepcopy(volume.nodes)}
