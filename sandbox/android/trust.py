"""The proxy's authority among those that Android trusts, for the time of a run, and seen from where apps see it.

Up to Android 9 (API 28) the system partition is made writable for it; where the device refuses, and up to Android 13,
a file system in memory covers the store; from Android 14 (API 34) on apps look into a module (conscrypt, an APEX), each
through its own mounts, so that it is covered in zygote's and all its children's. After HTTP Toolkit's and mitmproxy's
descriptions.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from harness.sandbox.android.device import Device
from harness.sandbox.android.errors import UNTRUSTED, DeviceError
from harness.sandbox.android.step import Step, perform
from harness.sandbox.android.undo import Undo
from harness.sandbox.android.zygote import enter, families, zygotes

SYSTEM = "/system/etc/security/cacerts"
APEX = "/apex/com.android.conscrypt/cacerts"
LABEL = "u:object_r:system_file:s0"
SENT, COPIES = "/data/local/tmp/schoolproof-ca.pem", "/data/local/tmp/schoolproof-cas"
LAST_REMOUNT, FIRST_APEX = 28, 34
REMOUNT = ("adbd:remount:", "root:mount -o rw,remount /system", "root:mount -o rw,remount /")
"""Ways to make the system partition writable: devices differ in which one works."""
MOST_ALIKE = 10


@dataclass(frozen=True)
class Store:
    """Where apps of this device look, and what is there before us."""

    path: str
    names: tuple[str, ...]


def subject_hash_old(certificate: x509.Certificate) -> str:
    """Eight hexadecimal digits, by which Android finds an authority: the first four bytes of MD5 over the DER of its
    subject, little-endian, as `openssl x509 -subject_hash_old` prints them."""
    digest = hashlib.md5(certificate.subject.public_bytes(), usedforsecurity=False).digest()
    return f"{int.from_bytes(digest[:4], 'little'):08x}"


def trust(device: Device, undo: Undo, pem: bytes) -> str:
    """Make apps trust the authority in `pem`; returns the file's path in the store.

    The device must be rooted. Raises DeviceError when it does not take hold, seen from zygote.
    """
    certificate = x509.load_pem_x509_certificate(pem)
    content = certificate.public_bytes(Encoding.PEM)
    store = _store(device)
    name = _free(device, store, subject_hash_old(certificate))
    undo.plan(_file("our certificate among the shell's files", f"rm -f {SENT}", SENT))
    device.push(content, SENT)
    writable = device.api <= LAST_REMOUNT and _writable(device, undo)
    if not writable:
        _cover(device, undo, store)
    _put(device, undo, name, REMOUNT if writable else ())
    if store.path == APEX:
        _spread(device, undo, store)
    for pid in zygotes(device):
        _seen(device, pid, store, name, content)
    return f"{store.path}/{name}"


def _store(device: Device) -> Store:
    path = APEX if device.api >= FIRST_APEX else SYSTEM
    names = _names(device, f"ls {path}")
    if any(device.as_root(f"mountpoint -q {one}").code == 0 for one in (SYSTEM, path)):
        told = (
            f"{device.serial} has something over its authorities already, of another tool or of a run that was killed"
        )
        raise DeviceError(told, hint=f"adb -s {device.serial} reboot", reason=UNTRUSTED)
    if not names:
        raise DeviceError(f"{device.serial} has no authorities in {path}", reason=UNTRUSTED)
    return Store(path, names)


def _file(change: str, removed: str, path: str, first: tuple[str, ...] = ()) -> Step:
    """The step for a file of ours: gone when a listing of its folder works and does not name it."""
    folder, _, name = path.rpartition("/")
    return Step(change, (*first, f"root:{removed}"), f"root:ls {folder}", without=f"{name}\n")


def _names(device: Device, command: str) -> tuple[str, ...]:
    answer = device.as_root(command)
    return tuple(answer.text.split()) if answer.code == 0 else ()


def _free(device: Device, store: Store, digest: str) -> str:
    """The first name that nobody has: another authority may have the same subject."""
    free = next((name for at in range(MOST_ALIKE) if (name := f"{digest}.{at}") not in store.names), None)
    if free is None:
        told = f"{device.serial} holds {MOST_ALIKE} authorities with our proxy's name"
        raise DeviceError(told, hint=f"adb -s {device.serial} reboot", reason=UNTRUSTED)
    return free


def _writable(device: Device, undo: Undo) -> bool:
    """Make the system partition writable, in whichever way it lets itself be; False when in none."""
    look = f"root:test -w {SYSTEM}"
    if device.as_root(f"test -w {SYSTEM}").code == 0:
        return True
    undo.plan(
        Step("a writable system partition", ("root:mount -o ro,remount /system", "root:mount -o ro,remount /"), look)
    )
    for line in REMOUNT:
        perform(device, line)
        if device.as_root(f"test -w {SYSTEM}").code == 0:
            return True
    return False


def _cover(device: Device, undo: Undo, store: Store) -> None:
    """A file system in memory over the system's store, with what apps trust now in it. It is taken away at once (`-l`),
    even while somebody reads in it."""
    copies = f"{COPIES}/*"
    undo.change(
        _file("copies of the authorities", f"rm -rf {COPIES}", COPIES),
        f"root:rm -rf {COPIES}",
        f"root:mkdir -p -m 700 {COPIES}",
        f"root:cp {store.path}/* {COPIES}/",
    )
    undo.plan(
        Step("a cover over the system's authorities", (f"root:umount -l {SYSTEM}",), f"root:mountpoint -q {SYSTEM}")
    )
    answer = device.as_root(f"mount -t tmpfs tmpfs {SYSTEM}")
    if answer.code != 0:
        told = f"{device.serial} lets nothing be mounted over {SYSTEM}: {answer.line[:200]}"
        raise DeviceError(told, hint="schoolproof doctor", reason=UNTRUSTED)
    perform(device, f"root:cp {copies} {SYSTEM}/")
    _ours(device, f"{SYSTEM}/*")
    perform(device, f"root:chmod 755 {SYSTEM}")
    perform(device, f"root:chcon {LABEL} {SYSTEM}")


def _put(device: Device, undo: Undo, name: str, first: tuple[str, ...]) -> None:
    """`first`: what makes the store writable again, should the device start anew meanwhile and the file stay."""
    path = f"{SYSTEM}/{name}"
    step = _file("our proxy among the authorities", f"rm -f {path}", path, first)
    undo.change(step, f"root:cp {SENT} {path}")
    _ours(device, path)


def _ours(device: Device, path: str) -> None:
    """As the system's own files are: apps read no others."""
    for command in (f"chown root:root {path}", f"chmod 644 {path}", f"chcon {LABEL} {path}"):
        perform(device, f"root:{command}")


def _spread(device: Device, undo: Undo, store: Store) -> None:
    """The same over the module's store, for every process that is, or comes from, zygote."""
    look = f"everywhere:mountpoint -q {APEX}"
    undo.plan(Step("a cover over the module's authorities", (f"everywhere:umount -l {APEX}",), look))
    for pid in families(device):
        device.as_root(enter(pid, f"mount --bind {SYSTEM} {APEX}"))


def _seen(device: Device, pid: int, store: Store, name: str, content: bytes) -> None:
    """Look as an app will: the file is there, whole, as the system's own, and the others still are too."""
    path = f"{store.path}/{name}"
    missing = set(store.names) - set(_names(device, enter(pid, f"ls {store.path}")))
    there = device.as_root(enter(pid, f"cat {path}"))
    label = device.as_root(enter(pid, f"ls -Z {path}")).line.split(" ")[0]
    if there.code == 0 and there.text.encode() == content and label == LABEL and not missing:
        return
    why = "it is not there" if there.code else "it is another one" if there.text.encode() != content else ""
    why = why or (f"its label is {label[:100]!r}" if label != LABEL else f"{len(missing)} others are gone")
    told = f"{device.serial} took the certificate of our proxy and does not use it ({path}: {why})"
    raise DeviceError(told, hint=f"adb -s {device.serial} reboot", reason=UNTRUSTED)
