"""An iOS app (IPA): what its property lists say of traffic and devices, its own and those of its extensions.

Apps from the store have their code encrypted: what stands in it was not seen, and that is told.
"""

from __future__ import annotations

import plistlib
import re
from collections.abc import Iterator, Sequence

from harness.sandbox.package.archive import Archive
from harness.sandbox.package.ios_privacy import BROKEN, MAX_LIST, privacy_facts
from harness.sandbox.package.ios_programs import program_facts
from harness.sandbox.package.limits import MAX_PARTS, UnreadableError, shown
from harness.sandbox.package.manifest import Fact
from harness.sandbox.package.old_versions import OLD

_LIST = re.compile(r"Payload/([^/]{1,200})\.app/Info\.plist")
_EXTENSION = re.compile(
    r"Payload/[^/]{1,200}\.app/(?:(?:PlugIns|Extensions|Watch|AppClips)/[^/]{1,200}\.(?:appex|app)/){1,4}Info\.plist"
)
"""Extensions, the app for a watch with extensions of its own, and the small app that a link opens."""
_WIDE = ("NSAllowsArbitraryLoads", "NSAllowsArbitraryLoadsInWebContent", "NSAllowsArbitraryLoadsForMedia")
_OLDEST = ("NSExceptionMinimumTLSVersion", "NSThirdPartyExceptionMinimumTLSVersion")
_EXCEPTED = ("NSExceptionAllowsInsecureHTTPLoads", "NSThirdPartyExceptionAllowsInsecureHTTPLoads")


def ios_facts(archive: Archive, programs: Sequence[str]) -> Iterator[Fact]:
    """Facts of the app and of what comes with it; `programs` are the names of the files that begin as such."""
    apps = [name for name in archive.names if _LIST.fullmatch(name)]
    path = next(iter(apps), "")
    if len(apps) > 1:
        # Which of them a device gets nobody can say, and the checks ask about one.
        yield {"gap": "several-apps", "text": f"{len(apps)} apps in one file"}
    try:
        told = _list(archive, path)
    except UnreadableError as error:
        yield {"gap": "manifest-unreadable", "text": shown(f"Info.plist: {error}")}
        return
    yield {
        "kind": "head",
        "package": _text(told, "CFBundleIdentifier"),
        "version": _text(told, "CFBundleShortVersionString"),
        "label": _text(told, "CFBundleDisplayName") or _text(told, "CFBundleName"),
        "network_config": True,
    }
    yield from _bundle(path, told, programs)
    extensions = [name for name in archive.names if _EXTENSION.fullmatch(name)]
    for name in extensions[:MAX_PARTS]:
        try:
            yield from _bundle(name, _list(archive, name), programs)
        except UnreadableError as error:
            yield {"gap": "manifest-unreadable", "text": shown(f"{name}: {error}")}
    if len(extensions) > MAX_PARTS:
        yield {"gap": "manifest-unreadable", "text": f"{len(extensions)} extensions"}
    yield from privacy_facts(archive)
    yield from program_facts(archive, programs)


def _list(archive: Archive, name: str) -> dict[str, object]:
    """A property list. Raises UnreadableError when it is none, or no table."""
    try:
        told = plistlib.loads(archive.read(name, MAX_LIST))
    except BROKEN as error:
        raise UnreadableError("manifest-unreadable", str(error)) from None
    if not isinstance(told, dict):
        raise UnreadableError("manifest-unreadable", "no table")
    return told


def _bundle(path: str, told: dict[str, object], programs: Sequence[str]) -> Iterator[Fact]:
    """What an app or extension asks of the device, allows itself in traffic, and whether its program is there."""
    for key in sorted(name for name in told if isinstance(name, str) and name.endswith("UsageDescription"))[:200]:
        yield {"kind": "permission", "name": shown(key)}
    yield from _transport(told)
    program = path.removesuffix("Info.plist") + _text(told, "CFBundleExecutable")
    if program not in programs:
        yield {"gap": "code-elsewhere", "text": shown(f"{program}: no program")}


def _transport(told: dict[str, object]) -> Iterator[Fact]:
    """App Transport Security: without exceptions iOS allows no plain HTTP, and no TLS older than 1.2."""
    rules = told.get("NSAppTransportSecurity")
    rules = rules if isinstance(rules, dict) else {}
    yield {"kind": "network", "scope": "base", "cleartext": any(rules.get(name) not in (None, False) for name in _WIDE)}
    domains = rules.get("NSExceptionDomains")
    hosts = sorted(domains.items(), key=lambda one: str(one[0])) if isinstance(domains, dict) else []
    for host, rule in hosts[:200]:
        if not isinstance(rule, dict):
            continue
        if any(rule.get(name) not in (None, False) for name in _EXCEPTED):
            yield {"kind": "network", "scope": "domain", "domains": [shown(str(host))], "cleartext": True}
        for name in _OLDEST:
            if isinstance(version := rule.get(name), str) and version in OLD:
                yield {"kind": "tls", "call": name, "version": version, "by": shown(str(host))}


def _text(told: dict[str, object], name: str) -> str:
    value = told.get(name)
    return shown(value) if isinstance(value, str) else ""
