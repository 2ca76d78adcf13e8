"""An iOS app (IPA): what its property list says of traffic and devices, and which programs and frameworks it holds.

Apps from the store have their code encrypted: what stands in it was not seen, and that is told.
"""

from __future__ import annotations

import plistlib
import re
from collections.abc import Iterator

from harness.sandbox.package.archive import Archive
from harness.sandbox.package.ios_privacy import BROKEN, MAX_LIST, privacy_facts, wants_reason
from harness.sandbox.package.limits import MAX_PARTS, UnreadableError, shown
from harness.sandbox.package.macho import read_program
from harness.sandbox.package.manifest import Fact

_LIST = re.compile(r"Payload/([^/]{1,200})\.app/Info\.plist")


def ios_facts(archive: Archive) -> Iterator[Fact]:
    """Facts of the app itself; those of its extensions are no part of it."""
    path = next((name for name in archive.names if _LIST.fullmatch(name)), "")
    try:
        told = plistlib.loads(archive.read(path, MAX_LIST))
        if not isinstance(told, dict):
            raise UnreadableError("manifest-unreadable", "Info.plist is no table")
    except (UnreadableError, *BROKEN) as error:
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
    yield from privacy_facts(archive)
    yield from _programs(archive, path.removesuffix("Info.plist"), _text(told, "CFBundleExecutable"))


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


def _programs(archive: Archive, folder: str, executable: str) -> Iterator[Fact]:
    """The app's own program and those of the frameworks in it; what is encrypted was not seen."""
    inside = re.compile(re.escape(folder) + r"Frameworks/([^/]{1,100})\.framework/\1")
    names = {name: match[1] for name in archive.names if (match := inside.fullmatch(name))}
    defined: set[str] = set()
    referenced: set[str] = set()
    for name, owner in [(folder + executable, ""), *sorted(names.items())[:MAX_PARTS]]:
        try:
            found = read_program(archive.read(name))
        except UnreadableError as error:
            yield {"gap": "code-elsewhere", "text": shown(f"{name}: {error}")}
            continue
        if found.encrypted:
            yield {"gap": "code-encrypted", "text": shown(name)}
        defined |= found.defined
        referenced |= found.referenced
        links = sorted(map(shown, found.links))
        reasons = wants_reason(found.symbols, found.referenced)
        told = {"owner": shown(owner), "links": links, "reasons": reasons, "encrypted": found.encrypted}
        yield {"kind": "program", **told}
    if len(names) > MAX_PARTS:
        yield {"gap": "code-elsewhere", "text": f"{len(names)} frameworks"}
    names_only = {"defined": sorted(defined), "referenced": sorted(referenced - defined)}
    yield {"kind": "code", **names_only, "hidden": 0, "calls": []}


def _text(told: dict[str, object], name: str) -> str:
    value = told.get(name)
    return shown(value) if isinstance(value, str) else ""
