"""The network security configuration: where the app allows plain HTTP, whom it trusts, which keys it pins."""

from __future__ import annotations

from collections.abc import Iterator

from harness.sandbox.package.limits import shown
from harness.sandbox.package.manifest import Fact, Manifest
from harness.sandbox.package.tree import Element

MAX_RULES = 500


def rules(root: Element, manifest: Manifest) -> Iterator[Fact]:
    """One fact for each part; `cleartext` and `user_cas` are None where the part says nothing.

    `debug-overrides` count in debuggable packages only.
    """
    if (base := root.first("base-config")) is not None:
        yield _rule(base, "base", manifest)
    if (debug := root.first("debug-overrides")) is not None:
        yield _rule(debug, "debug", manifest)
    wanted, count = list(root.all("domain-config")), 0
    while wanted and count < MAX_RULES:
        one = wanted.pop(0)
        wanted = [*one.all("domain-config"), *wanted]
        count += 1
        yield _rule(one, "domain", manifest)


def _rule(one: Element, scope: str, manifest: Manifest) -> Fact:
    cleartext = manifest.said(one, "cleartextTrafficPermitted")
    anchors = one.first("trust-anchors")
    sources = [manifest.text(each, "src") or "" for each in anchors.all("certificates")] if anchors else None
    pins = one.first("pin-set")
    return {
        "scope": scope,
        "domains": sorted(shown(domain.text.strip()) for domain in one.all("domain"))[:200],
        "cleartext": None if cleartext is None else cleartext != ["false"],
        "user_cas": None if sources is None else "user" in sources,
        "pins": len(list(pins.all("pin"))) if pins else 0,
    }
