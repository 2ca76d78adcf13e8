"""Archives that no honest build makes, one for each way to harm or to mislead a reader. All are made here, small."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable

from tests.sandbox.package.made_axml import manifest, many_components
from tests.sandbox.package.made_dex import dex
from tests.sandbox.package.made_resources import arsc
from tests.sandbox.package.made_signature import signed

CODE = dex(["be.school.Main"])
LIBRARY = ("META-INF/maven/com.google.code.gson/gson/pom.properties", b"version=2.11.0")
LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def apk(*more: tuple[str, bytes], code: bytes = CODE, axml: bytes | None = None) -> bytes:
    """A signed package with the smallest manifest that names its one class."""
    return signed(plain(*more, code=code, axml=axml))


def plain(*more: tuple[str, bytes], code: bytes = CODE, axml: bytes | None = None) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # duplicate names are meant
        for name, data in (("AndroidManifest.xml", manifest() if axml is None else axml), ("classes.dex", code), LIBRARY, *more):
            archive.writestr(name, data)
    return out.getvalue()


def patched(data: bytes, name: bytes, offset: int, value: bytes, *, local: int | None = None) -> bytes:
    """The same archive with a field of an entry's central header (and of its local header) replaced."""
    made = bytearray(data)
    at = made.index(name, made.index(CENTRAL)) - 46
    made[at + offset : at + offset + len(value)] = value
    if local is not None:
        start = made.index(name) - 30
        made[start + local : start + local + len(value)] = value
    return bytes(made)


def overlapping() -> bytes:
    """Two entries of the directory that name the same bytes."""
    data = plain(("assets/a.bin", b"a" * 500), ("assets/b.bin", b"b" * 500))
    (first,) = struct.unpack_from("<I", data, data.index(b"assets/a.bin", data.index(CENTRAL)) - 46 + 42)
    return patched(data, b"assets/b.bin", 42, struct.pack("<I", first + 4))


def bomb() -> bytes:
    """40 MB of nothing in 40 kB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = b"".join(packer.compress(bytes(1 << 20)) for _ in range(40)) + packer.flush()
    data = plain(("assets/zeros.bin", b""))
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("assets/more.bin", bytes(40 << 20))
    assert len(out.getvalue()) < 1 << 20
    assert body
    return out.getvalue()


def huge() -> bytes:
    """A dex file that says it is 4 GB."""
    return patched(plain(), b"classes.dex", 24, struct.pack("<I", 0xFFFFFFF0))


def two_ends() -> bytes:
    """A second directory in the comment, whose end record is the last in the file, and none that Android would take."""
    made = bytearray(plain())
    at = made.rindex(b"PK\x05\x06")
    length, offset = struct.unpack_from("<II", made, at + 12)
    inner = made[offset : offset + length] + made[at:] + b"seven b"
    struct.pack_into("<I", inner, length + 16, at + 22)
    struct.pack_into("<H", made, at + 20, len(inner))
    return bytes(made + inner)


def nested(depth: int) -> bytes:
    """An archive in an archive in an archive …"""
    made = b"x"
    for number in range(depth):
        made = _zip((f"{number}.zip", made))
    return made


def large_format() -> bytes:
    """An archive with the end record of the format for large ones beside the usual one."""
    data = plain()
    at = data.rindex(b"PK\x05\x06")
    count, _, length, offset = struct.unpack_from("<HHII", data, at + 8)
    more = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, offset)
    return data[:at] + more + struct.pack("<4sIQI", b"PK\x06\x07", 0, at, 1) + data[at:]


def circular() -> bytes:
    """Whether it may be debugged is a resource that refers to itself over another one."""
    axml_ = manifest(debuggable=0x7F010000)
    return apk(("resources.arsc", arsc([0x7F010001, 0x7F010000], kinds=[0x01, 0x01])), axml=axml_)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "archive-unreadable"),
    "no-zip": (lambda: b"PK\x03\x04" + b"x" * 100, "archive-unreadable"),
    "cut-off": (lambda: apk()[:-40], "archive-unreadable"),
    "no-app": (lambda: _zip(("readme.txt", b"hello")), "no-app"),
    "duplicate-manifest": (lambda: plain(("AndroidManifest.xml", manifest(debuggable=True))), "archive-ambiguous"),
    "overlapping": (overlapping, "archive-ambiguous"),
    "encrypted": (lambda: patched(plain(), b"classes.dex", 8, b"\x01\x00", local=6), "archive-ambiguous"),
    "unknown-compression": (lambda: patched(plain(), b"classes.dex", 10, b"\x0e\x63", local=8), "archive-ambiguous"),
    "wrong-crc": (lambda: patched(plain(), b"classes.dex", 16, b"\1\2\3\4", local=14), "dex-unreadable"),
    "two-ends": (two_ends, "archive-ambiguous"),
    "something-after-the-end": (lambda: apk() + b"more", "archive-ambiguous"),
    "something-before-the-start": (lambda: b"more" + apk(), "archive-ambiguous"),
    "large-format": (large_format, "archive-ambiguous"),
    "resource-loop": (circular, "resources-unreadable"),
    "bomb": (bomb, "entry-too-large"),
    "four-gigabytes": (huge, "dex-unreadable"),
    "cut-dex": (lambda: apk(code=CODE[:130]), "dex-unreadable"),
    "dex-offsets-outside": (lambda: apk(code=_patch(CODE, 60, struct.pack("<I", 0xFFFFFF00))), "dex-unreadable"),
    "dex-of-a-billion-strings": (lambda: apk(code=_patch(CODE, 56, struct.pack("<I", 0x7FFFFFFF))), "dex-unreadable"),
    "dex-string-outside": (lambda: apk(code=_patch(CODE, 112, struct.pack("<I", 0xFFFFFFF0))), "dex-unreadable"),
    "dex-of-the-future": (lambda: apk(code=b"dex\n099\0" + CODE[8:]), "dex-unreadable"),
    "no-code": (lambda: apk(code=b"nothing"), "dex-unreadable"),
    "cut-manifest": (lambda: apk(axml=manifest()[:60]), "manifest-unreadable"),
    "no-manifest": (lambda: apk(axml=b"<manifest/>"), "manifest-unreadable"),
    "endless-elements": (lambda: apk(axml=manifest(depth=100_000)), "manifest-unreadable"),
    "many-components": (lambda: apk(axml=many_components(10_000)), "too-many-components"),
    "class-not-there": (lambda: apk(code=dex(["be.other.Main"])), "code-elsewhere"),
    "odd-code-aside": (lambda: apk(("assets/x.dat", b"dex\n035\0" + bytes(200))), "code-aside"),
    "zips-without-end": (lambda: apk(("assets/0.zip", nested(6))), "code-aside"),
    "zip-in-a-zip": (lambda: apk(("assets/x.jar", LOCAL + bytes(200))), "code-aside"),
}
"""Name → (how it is made, the code of the gap that has to say so)."""

TOLD: dict[str, tuple[Callable[[], bytes], str]] = {
    "path-traversal": (lambda: apk(("../../etc/passwd", b"x")), "path-traversal"),
    "absolute-path": (lambda: apk(("/etc/passwd", b"x")), "path-traversal"),
    "backslashes": (lambda: apk(("..\\windows", b"x")), "path-traversal"),
    "terminal-escape": (lambda: apk(("\x1b[2Jassets", b"x")), "odd-name"),
    "janus": (lambda: CODE + plain(), "janus"),
}
"""Name → (how it is made, the code of the oddity that has to name it)."""


def _zip(*entries: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def _patch(data: bytes, at: int, value: bytes) -> bytes:
    return data[:at] + value + data[at + len(value) :]
