"""Records of the kind `package`: what an app package says about itself, one fact a line."""

from __future__ import annotations

from harness.model.records import Record

# ruff: noqa: RUF012 — msgspec copies the defaults


class Fact(Record, tag_field="kind", kw_only=True):
    """What every fact has: `file` is the package of a set that it stands in."""

    file: str


class PackageFile(Fact, tag="file", kw_only=True):
    """A package that was read. `container`: apk, set, bundle or ipa; `part`: base, split, or the name of a module."""

    container: str
    part: str = ""
    sha256: str = ""
    size: int = 0
    entries: int = 0


class Head(Fact, tag="head", kw_only=True):
    """The app as a whole. `switches`: attribute → every value that it can have ("?": unknown); absent: not said."""

    package: str = ""
    version: str = ""
    label: str = ""
    min_sdk: int = 1
    target_sdk: int = 1
    application: str = ""
    split: str = ""
    switches: dict[str, list[str]] = {}
    network_config: bool = False
    backup_rules: bool = False

    def may_be(self, switch: str, value: str, default: str) -> bool:
        """Whether a switch has this value in some configuration; what is unknown may."""
        return not {value, "?"}.isdisjoint(self.switches.get(switch, [default]))


class AskedPermission(Fact, tag="permission", kw_only=True):
    """A permission that the app asks; `until` is the last Android version on which it does (None: on all)."""

    name: str
    until: int | None = None


class Component(Fact, tag="component", kw_only=True):
    """A part of the app. `permission` is what a caller needs, `guarded`: signature, open, unknown or nothing."""

    type: str
    name: str
    code: str = ""
    exported: bool = False
    permission: str = ""
    guarded: str = ""
    launcher: bool = False

    @property
    def open(self) -> bool:
        """Whether any other app may call it, and it is not how the app is started."""
        return self.exported and not self.launcher and self.guarded in ("", "open")


class AppLink(Fact, tag="link", kw_only=True):
    """Addresses that open the app. `verified` asks Android to prove that the hosts are the maker's."""

    component: str
    scheme: str
    hosts: list[str] = []
    verified: bool = False


class NetworkRule(Fact, tag="network", kw_only=True):
    """A part of the network security configuration (scope base, domain or debug); None: the part does not say."""

    scope: str
    domains: list[str] = []
    cleartext: bool | None = None
    user_cas: bool | None = None
    pins: int = 0


class Signed(Fact, tag="signature", kw_only=True):
    """A signature. `status`: verified, broken (`reason` says why), or present, which is found and not verified."""

    scheme: str
    status: str
    reason: str = ""
    certificate: str = ""
    subject: str = ""
    key: str = ""
    bits: int = 0


class AskedVersion(Fact, tag="tls", kw_only=True):
    """An old version of TLS that is asked for: `by` a class, which passes its name to `call`, or on iOS for a host.

    `unsure`: the name is an old one, and what it gives differs between devices ("SSL").
    """

    call: str
    version: str
    by: str = ""
    unsure: bool = False


class Code(Fact, tag="code", kw_only=True):
    """The classes of the whole app: counts, and blobs with their names, one a line, sorted.

    `hidden` have no package, or one of single letters: their names were taken away when the app was built. `calls` are
    methods of Android that the code refers to, `callers` the classes that call them, twenty of each at most.
    """

    defined: int = 0
    referenced: int = 0
    hidden: int = 0
    defined_names: str = ""
    referenced_names: str = ""
    calls: list[str] = []
    callers: dict[str, list[str]] = {}

    def called(self, call: str, short: str) -> list[str]:
        """How such a call is told: by its short name, and where it is known with the classes that make it."""
        return [f"{short} in {name}" for name in self.callers.get(call, ())] or [short]


class NamedHost(Fact, tag="host", kw_only=True):
    """A web address in the package; `plain`: somewhere by plain HTTP."""

    host: str
    where: str = ""
    plain: bool = False


class FoundSecret(Fact, tag="secret", kw_only=True):
    """A secret of a known form. `shown` is all that is kept of it; nobody tried it."""

    form: str
    shown: str
    where: str = ""


class LibraryVersion(Fact, tag="library", kw_only=True):
    """A library in the package that tells its version: by Maven coordinates, or as it names itself in its code."""

    name: str
    version: str
    where: str = ""


class NativeLibrary(Fact, tag="native", kw_only=True):
    """A native library, once for all processors."""

    name: str
    abis: list[str] = []


class DeclaredData(Fact, tag="declared", kw_only=True):
    """The kinds of data that the maker tells the store, by Google's names (`PSL_DEVICE_ID`)."""

    types: list[str] = []


class Program(Fact, tag="program", kw_only=True):
    """A program of an iOS app: its own (`owner` empty), or that of an extension or a library in it.

    `links` are the frameworks that it asks for, `reasons` the kinds of interfaces for which Apple wants a reason.
    """

    owner: str = ""
    links: list[str] = []
    reasons: list[str] = []
    encrypted: bool = False


class PrivacyManifest(Fact, tag="privacy", kw_only=True):
    """What the maker of an iOS app, or of a framework in it (`owner`), says about data."""

    owner: str = ""
    tracking: bool = False
    domains: list[str] = []
    collected: list[str] = []
    reasons: list[str] = []


class OddEntry(Fact, tag="odd", kw_only=True):
    """Something in the archive that no ordinary build makes."""

    code: str
    name: str = ""


type PackageFact = (
    PackageFile
    | Head
    | AskedPermission
    | Component
    | AppLink
    | NetworkRule
    | Signed
    | AskedVersion
    | Code
    | NamedHost
    | FoundSecret
    | LibraryVersion
    | NativeLibrary
    | DeclaredData
    | Program
    | PrivacyManifest
    | OddEntry
)
