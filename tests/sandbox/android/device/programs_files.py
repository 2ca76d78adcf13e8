"""Programs that handle files and mounts: cat, cp, mv, rm, ls, mkdir, chmod, chown, chcon, mount, umount, nsenter, su."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace

from tests.sandbox.android.device.files import MISSING, TMPFS_LABEL, WRITABLE, Mount, Node, Trouble, Volume
from tests.sandbox.android.device.shell import Caller, Said, execute, program, run


@program("cat")
def cat(caller: Caller, words: list[str]) -> bytes:
    if words == ["/proc/sys/kernel/random/boot_id"]:
        return caller.state.boot.encode() + b"\n"
    return b"".join(_read(caller, path) for path in words)


def _read(caller: Caller, path: str) -> bytes:
    try:
        return caller.space.read(path, caller.uid)
    except Trouble as trouble:
        raise Trouble(f"{path}: {trouble}") from None


@program("head")
def head(caller: Caller, words: list[str]) -> bytes:
    """`head -c COUNT PATH`."""
    return _read(caller, words[2])[: int(words[1])]


@program("abx2xml")
def abx2xml(caller: Caller, words: list[str]) -> bytes:
    """`abx2xml PATH -`, from Android 12 on; this device keeps text."""
    if caller.state.level.api < 31:
        raise Trouble("inaccessible or not found")
    return _read(caller, words[0])


@program("test")
def test(caller: Caller, words: list[str]) -> Said:
    """`test -w PATH`: a read-only file system says no, even to root."""
    assert words[0] == "-w"
    volume, _ = caller.space.where(words[1])
    return Said(code=int(volume.read_only or (caller.uid != 0 and not words[1].startswith(WRITABLE))))


@program("ls")
def ls(caller: Caller, words: list[str]) -> str:
    """`-Z` labels, `-d` the folder itself, `-A`/`-1` as without, `-R` everything below, one a line."""
    flags = "".join(word[1:] for word in words if word.startswith("-"))
    lines: list[str] = []
    for path in (word for word in words if not word.startswith("-")):
        if path.startswith("/proc/") and path[6:].isdecimal() and int(path[6:]) in caller.state.processes:
            lines.append(path)
            continue
        node = caller.space.get(path)
        if node is None:
            raise Trouble(f"{path}: {MISSING}")
        if caller.uid != 0 and caller.space.private(path + "/"):
            raise Trouble(f"{path}: Permission denied")
        inside = node.folder and "d" not in flags
        names = [f"{path}/{name}" for name in caller.space.listing(path)] if inside else [path]
        if "R" in flags:
            names = _below(caller, path)
        for name in names:
            shown = name if "R" in flags or not inside else posixpath.basename(name)
            seen = caller.space.get(name)
            lines.append(f"{seen.label if seen else '?'} {shown}" if "Z" in flags else shown)
    return "".join(f"{line}\n" for line in lines)


def _below(caller: Caller, path: str) -> list[str]:
    found = []
    for name in caller.space.listing(path):
        full = f"{path.rstrip('/')}/{name}"
        found += [full, *_below(caller, full)]
    return found


@program("find")
def find(caller: Caller, words: list[str]) -> str:
    """`find PATH -type f` and nothing else of it."""
    if words[1:] not in ([], ["-type", "f"]):
        raise Trouble(f"bad arg '{words[1]}'")
    if caller.space.get(words[0]) is None:
        raise Trouble(f"{words[0]}: {MISSING}")
    if caller.uid != 0 and caller.space.private(words[0] + "/"):
        raise Trouble(f"{words[0]}: Permission denied")
    names = [words[0], *_below(caller, words[0])]
    nodes = [(name, caller.space.get(name)) for name in names]
    return "".join(f"{name}\n" for name, node in nodes if node is not None and (len(words) == 1 or not node.folder))


@program("mkdir")
def mkdir(caller: Caller, words: list[str]) -> str:
    for path in _plain(words, {"-m"}):
        node = caller.space.get(path)
        if node is not None and "-p" not in words:
            raise Trouble(f"'{path}': File exists")
        if node is None:
            caller.space.put(path, Node(folder=True, mode=0o755), caller.uid)
    return ""


@program("cp")
def cp(caller: Caller, words: list[str]) -> str:
    *sources, target = _plain(words, set())
    node = caller.space.get(target)
    for source in sources:
        content = _read(caller, source)
        if caller.state.failures.copy_ignored and target.endswith(".0"):
            continue
        there = f"{target.rstrip('/')}/{posixpath.basename(source)}" if node and node.folder else target
        try:
            caller.space.put(there, Node(content), caller.uid)
        except Trouble as trouble:
            raise Trouble(f"can't create '{there}': {trouble}") from None
    return ""


@program("mv")
def mv(caller: Caller, words: list[str]) -> str:
    cp(caller, words)
    for source in _plain(words, set())[:-1]:
        caller.space.remove(source, caller.uid)
    return ""


@program("rm")
def rm(caller: Caller, words: list[str]) -> str:
    for path in _plain(words, set()):
        try:
            caller.space.remove(path, caller.uid)
        except Trouble as trouble:
            if str(trouble) != MISSING or not any("f" in word for word in words if word.startswith("-")):
                raise Trouble(f"{path}: {trouble}") from None
    return ""


@program("chmod")
def chmod(caller: Caller, words: list[str]) -> str:
    for path in words[1:]:
        caller.space.change(path, caller.uid, mode=int(words[0], 8))
    return ""


@program("chown")
def chown(caller: Caller, words: list[str]) -> str:
    caller.root()
    for path in words[1:]:
        caller.space.change(path, caller.uid, owner=words[0])
    return ""


@program("chcon")
def chcon(caller: Caller, words: list[str]) -> str:
    caller.root()
    for path in words[1:] if not caller.state.failures.label_ignored else []:
        node = caller.space.get(path)
        if node is not None and not node.folder:
            caller.space.change(path, caller.uid, label=words[0])
        elif node is not None:
            caller.space.where(path)[0].label = words[0]
    return ""


@program("mount")
def mount(caller: Caller, words: list[str]) -> str:
    caller.root()
    if caller.state.failures.mount_refused:
        raise Trouble(f"'{words[-1]}': Permission denied")
    if words[:2] == ["-t", "tmpfs"]:
        name = f"tmpfs{next(caller.state.tmpfs)}"
        caller.state.mount(caller.space, Mount(words[-1], Volume(name, label=TMPFS_LABEL)))
    elif words[0] in ("--bind", "-o") and words[1] not in ("rw,remount", "ro,remount", "remount,rw", "remount,ro"):
        volume, base = caller.space.where(words[-2])
        if not caller.state.failures.bind_ignored:
            caller.state.mount(caller.space, Mount(words[-1], volume, base))
    else:
        if caller.state.failures.remount_refused or not caller.state.level.remounts:
            raise Trouble(f"'{words[-1]}': Read-only file system")
        caller.space.where(words[-1])[0].read_only = "ro" in words[1].split(",")
    return ""


@program("mountpoint")
def mountpoint(caller: Caller, words: list[str]) -> Said:
    """`mountpoint -q PATH`."""
    return Said(code=int(all(mount.point != words[-1] for mount in caller.space.mounts)))


@program("umount")
def umount(caller: Caller, words: list[str]) -> str:
    caller.root()
    point = words[-1]
    if caller.state.failures.umount_refused or not caller.state.unmount(caller.space, point):
        raise Trouble(f"{point}: Invalid argument")
    return ""


@program("nsenter")
def nsenter(caller: Caller, words: list[str]) -> Said:
    """`nsenter --mount=/proc/PID/ns/mnt -- COMMAND`."""
    caller.root()
    found = re.fullmatch(r"--mount=/proc/([0-9]+)/ns/mnt", words[0])
    process = caller.state.processes.get(int(found[1])) if found else None
    if process is None:
        raise Trouble(f"{words[0]}: {MISSING}")
    return execute(replace(caller, space=process.space), words[2:] if words[1] == "--" else words[1:])


@program("su")
def su(caller: Caller, words: list[str]) -> Said:
    """`su 0 sh -c LINE`, where there is a su that lets us."""
    if not caller.state.failures.su:
        return Said(error="/system/bin/sh: su: inaccessible or not found\n", code=127)
    if words[:3] != ["0", "sh", "-c"]:
        raise Trouble(f"bad arguments {words}")
    return run(replace(caller, uid=0), words[3])


def _plain(words: list[str], valued: set[str]) -> list[str]:
    """Words that are neither flags nor the values of `valued` flags."""
    kept, skip = [], False
    for word in words:
        if not skip and not word.startswith("-"):
            kept.append(word)
        skip = word in valued
    return kept
