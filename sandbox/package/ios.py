"""An iOS app (IPA): what its property list says of traffic and devices, and whether its code can be read at all.

Apps from the store have their code encrypted: what stands in it was not seen, and that is told.
"""

from __future__ import annotations

import plistlib
import re
import struct
from collections.abc import Iterator
from xml.parsers.expat import ExpatError

from harness.sandbox.package.archive import Archive
from harness.sandbox.package.limits import UnreadableError, shown
from harness.sandbox.package.manifest import Fact

_LIST = re.compile(r"Payload/([^/]{1,200})\.app/Info\.plist")
_MAX_LIST = 8 << 20
_MAX_COMMANDS = 10_000
_FAT, _FAT_64 = 0xCAFEBABE, 0xCAFEBABF
_THIN = {0xFEEDFACE: 28, 0xFEEDFACF: 32}
_ENCRYPTED = (0x21, 0x2C)
_MAX_SLICES = 16
_BROKEN = (plistlib.InvalidFileException, ExpatError, ValueError, TypeError, KeyError, OverflowError, RecursionError)


def ios_facts(archive: Archive) -> Iterator[Fact]:
    """Facts of the app itself; those of its extensions are no part of it."""
    path = next((name for name in archive.names if _LIST.fullmatch(name)), "")
    try:
        told = plistlib.loads(archive.read(path, _MAX_LIST))
        if not isinstance(told, dict):
            raise UnreadableError("manifest-unreadable", "Info.plist is no table")
    except (UnreadableError, *_BROKEN) as error:
        yield {"gap": "manifest-unreadable", "text": shown(f"Info.plist: {error}")}
        return
    yield {
        "kind": "head",
        "package": _text(told, "CFBundleIdentifier"),
        "version": _text(told, "CFBundleShortVersionString"),
        "label": _text(told, "CFBundleDisplayName") or _text(told, "CFBundleName"),
        "network_config": True,
    }
    for key in sorted(name for name in told if isinstance(name, str) and name.endswith("UsageDescription"))[:200]:
        yield {"kind": "permission", "name": shown(key)}
    yield from _transport(told)
    yield from _code(archive, path.removesuffix("Info.plist") + _text(told, "CFBundleExecutable"))


def _transport(told: dict[str, object]) -> Iterator[Fact]:
    """App Transport Security: without exceptions iOS allows no plain HTTP."""
    rules = told.get("NSAppTransportSecurity")
    rules = rules if isinstance(rules, dict) else {}
    wide = ("NSAllowsArbitraryLoads", "NSAllowsArbitraryLoadsInWebContent", "NSAllowsArbitraryLoadsForMedia")
    yield {"kind": "network", "scope": "base", "cleartext": any(rules.get(name) not in (None, False) for name in wide)}
    domains = rules.get("NSExceptionDomains")
    for host, rule in sorted(domains.items())[:200] if isinstance(domains, dict) else []:
        names = ("NSExceptionAllowsInsecureHTTPLoads", "NSThirdPartyExceptionAllowsInsecureHTTPLoads")
        if isinstance(rule, dict) and any(rule.get(name) not in (None, False) for name in names):
            yield {"kind": "network", "scope": "domain", "domains": [shown(str(host))], "cleartext": True}


def _code(archive: Archive, name: str) -> Iterator[Fact]:
    try:
        content = archive.read(name)
        if any(_is_encrypted(content, at) for at in _slices(content)):
            yield {"gap": "code-encrypted", "text": shown(name)}
    except (UnreadableError, struct.error) as error:
        yield {"gap": "code-elsewhere", "text": shown(f"{name}: {error}")}


def _slices(content: bytes) -> list[int]:
    """Where the program of each kind of processor begins."""
    magic, count = struct.unpack_from(">II", content)
    if magic not in (_FAT, _FAT_64):
        return [0]
    if not 0 < count <= _MAX_SLICES:
        raise UnreadableError("code-elsewhere", "more programs in one than any app has")
    width, form = (20, ">I") if magic == _FAT else (32, ">Q")
    return [struct.unpack_from(form, content, 8 + width * number + 8)[0] for number in range(count)]


def _is_encrypted(content: bytes, at: int) -> bool:
    """Whether the program that begins here says so in its load commands."""
    magic, _, _, _, count, _ = struct.unpack_from("<6I", content, at)
    if magic not in _THIN or count > _MAX_COMMANDS:
        raise UnreadableError("code-elsewhere", "no program for iOS")
    where = at + _THIN[magic]
    for _ in range(count):
        command, size = struct.unpack_from("<II", content, where)
        if command in _ENCRYPTED and struct.unpack_from("<I", content, where + 16)[0]:
            return True
        if size < 8:
            raise UnreadableError("code-elsewhere", "a load command without length")
        where += size
    return False


def _text(told: dict[str, object], name: str) -> str:
    value = told.get(name)
    return shown(value) if isinstance(value, str) else ""
