"""What a manifest says: who the app is, what it asks, which of its parts others may call."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from harness.sandbox.package.limits import shown
from harness.sandbox.package.tree import Element, Value

type Fact = dict[str, object]
type Look = Callable[[int], list[str]]

COMPONENTS = {"activity": "activity", "activity-alias": "activity", "service": "service", "receiver": "receiver"}
PERMISSIONS = ("uses-permission", "uses-permission-sdk-23", "uses-permission-sdk-m")
EXPORTED_BY_FILTER_UNTIL, PROVIDERS_OPEN_UNTIL, CLEARTEXT_UNTIL = 31, 17, 28
MAX_COMPONENTS = 2_000
"""Written down at most; what is left out is told as a gap."""


class Manifest:
    """The manifest of one package. `look` resolves a reference to all its values; without it references stay open."""

    def __init__(self, root: Element, look: Look | None = None) -> None:
        self.root = root
        self._look = look
        self.application = root.first("application") or Element("application")

    def texts(self, value: Value | None) -> list[str]:
        """Every text that an attribute can have, over all configurations."""
        if value is None:
            return []
        if value.text is not None:
            return [value.text]
        return self._look(value.reference) if value.reference is not None and self._look else []

    def text(self, element: Element, name: str) -> str | None:
        found = self.texts(element.attributes.get(name))
        return found[0] if found else None

    def said(self, element: Element, name: str) -> list[str] | None:
        """The values of a switch: None when it is not there, "?" when it refers to something that is not known."""
        value = element.attributes.get(name)
        # In a bundle a reference is a text of its own ("@bool/debug"), and what it leads to is not looked up.
        said = ["?" if one.startswith("@") else one.lower() for one in self.texts(value)]
        return None if value is None else said or ["?"]

    def number(self, element: Element | None, name: str) -> int | None:
        """The smallest number an attribute can have; a preview version has a letter and counts as none."""
        value = element.attributes.get(name) if element else None
        found = [int(one) for one in self.texts(value) if one.isascii() and one.isdigit() and len(one) < 10]
        return min(found, default=None)

    @property
    def package(self) -> str:
        return self.text(self.root, "package") or ""

    @property
    def minimum(self) -> int:
        return self.number(self.root.first("uses-sdk"), "minSdkVersion") or 1

    @property
    def target(self) -> int:
        """The Android version that the app is made for; without one Android takes the oldest that it allows."""
        return self.number(self.root.first("uses-sdk"), "targetSdkVersion") or self.minimum

    def head(self) -> Fact:
        """The facts about the app as a whole. Switches list every value that they can have."""
        app = self.application
        switches = ("debuggable", "allowBackup", "usesCleartextTraffic", "testOnly", "hasCode")
        return {
            "package": shown(self.package),
            "version": shown(self.text(self.root, "versionName") or ""),
            "label": shown(self.text(app, "label") or ""),
            "min_sdk": self.minimum,
            "target_sdk": self.target,
            "application": shown(self._class(self.text(app, "name") or "")),
            "split": shown(self.text(self.root, "split") or ""),
            "switches": {name: said for name in switches if (said := self.said(app, name)) is not None},
            "network_config": "networkSecurityConfig" in app.attributes,
            "backup_rules": any(name in app.attributes for name in ("fullBackupContent", "dataExtractionRules")),
        }

    def permissions(self) -> Iterator[Fact]:
        """What the app asks for; `until` is the last Android version on which it does."""
        for one in self.root.all(*PERMISSIONS):
            if name := self.text(one, "name"):
                yield {"name": shown(name), "until": self.number(one, "maxSdkVersion")}

    def components(self) -> Iterator[Fact]:
        """Activities, services, receivers and providers that are not switched off."""
        levels = self._levels()
        for one in self.application.children:
            kind = COMPONENTS.get(one.name) or ("provider" if one.name == "provider" else None)
            if kind is None or self.said(one, "enabled") == ["false"]:
                continue
            guard = self._guard(one, kind)
            yield {
                "type": kind,
                "name": shown(self._class(self.text(one, "name") or "")),
                "code": shown(self._class(self.text(one, "targetActivity") or self.text(one, "name") or "")),
                "exported": self._exported(one, kind),
                "permission": shown(guard),
                "guarded": levels.get(guard, "unknown" if guard else ""),
                "launcher": _launches(self, one),
            }

    def links(self) -> Iterator[Fact]:
        """Addresses that open the app; `verified` asks Android to prove that the host is the maker's."""
        for activity in self.application.all("activity", "activity-alias"):
            for filter in activity.all("intent-filter"):
                if not _browsable(self, filter):
                    continue
                verify = self.said(filter, "autoVerify") == ["true"]
                data = list(filter.all("data"))
                schemes = {name for one in data for name in self.texts(one.attributes.get("scheme"))}
                hosts = {name for one in data for name in self.texts(one.attributes.get("host"))}
                for scheme in sorted(schemes):
                    yield {
                        "component": shown(self._class(self.text(activity, "name") or "")),
                        "scheme": shown(scheme),
                        "hosts": sorted(shown(host) for host in hosts)[:50],
                        "verified": verify,
                    }

    def _levels(self) -> dict[str, str]:
        """Protection of the permissions that the app itself declares."""
        found = {}
        for one in self.root.all("permission"):
            level = self.text(one, "protectionLevel") or "0"
            number = int(level, 0) if level.removeprefix("0x").isalnum() and level[:1].isdigit() else None
            signed = (number & 0x0F in (2, 3)) if number is not None else level.split("|")[0].startswith("signature")
            found[self.text(one, "name") or ""] = "signature" if signed else "open"
        return found

    def _guard(self, one: Element, kind: str) -> str:
        """The permission that a caller needs; a provider that asks one for reading only is open for writing."""
        whole = self.text(one, "permission") or self.text(self.application, "permission") or ""
        if kind != "provider":
            return whole
        read, write = self.text(one, "readPermission") or whole, self.text(one, "writePermission") or whole
        return read if read and write else ""

    def _exported(self, one: Element, kind: str) -> bool:
        """Whether another app may call it; what is not known counts as yes."""
        said = self.said(one, "exported")
        if said is not None:
            return said != ["false"]
        if kind == "provider":
            return self.target < PROVIDERS_OPEN_UNTIL
        # Later targets cannot be installed without saying it, so a filter alone still counts.
        return one.first("intent-filter") is not None

    def _class(self, name: str) -> str:
        """A class name in full: manifests may leave out the package."""
        if name.startswith("."):
            return self.package + name
        return name if "." in name or not name else f"{self.package}.{name}"


def _named(manifest: Manifest, filter: Element, kind: str) -> set[str]:
    return {name for one in filter.all(kind) for name in manifest.texts(one.attributes.get("name"))}


def _launches(manifest: Manifest, one: Element) -> bool:
    filters = list(one.all("intent-filter"))
    return any("android.intent.category.LAUNCHER" in _named(manifest, each, "category") for each in filters)


def _browsable(manifest: Manifest, filter: Element) -> bool:
    shows = "android.intent.action.VIEW" in _named(manifest, filter, "action")
    return shows and "android.intent.category.BROWSABLE" in _named(manifest, filter, "category")
