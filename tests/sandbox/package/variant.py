"""The source of the demo school's app, and the ways in which a fault changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

PREFIX = "android.permission."
NETWORK = '<network-security-config><base-config cleartextTrafficPermitted="false"/></network-security-config>'
MAIN = """<activity android:name=".Main" android:exported="true"><intent-filter>
  <action android:name="android.intent.action.MAIN"/><category android:name="android.intent.category.LAUNCHER"/>
</intent-filter></activity>"""
LINK = """<activity android:name=".Open" android:exported="{exported}"><intent-filter android:autoVerify="{verify}">
  <action android:name="android.intent.action.VIEW"/><category android:name="android.intent.category.DEFAULT"/>
  <category android:name="android.intent.category.BROWSABLE"/><data android:scheme="https" android:host="demoschool.test"/>
</intent-filter></activity>"""
OWN = ("be.demoschool.app.Main", "be.demoschool.app.Open", "be.demoschool.app.Sync", "be.demoschool.app.Homework")
GSON = "META-INF/maven/com.google.code.gson/gson/pom.properties"
VIEW, SETTINGS = "android.webkit.WebView", "android.webkit.WebSettings"


@dataclass(frozen=True)
class Variant:
    """The source of a package."""

    minimum: int = 26
    target: int = 35
    flags: tuple[str, ...] = ('android:allowBackup="false"', 'android:networkSecurityConfig="@xml/network"')
    permissions: tuple[str, ...] = (f"{PREFIX}INTERNET", f"{PREFIX}CAMERA")
    declared: str = ""
    parts: tuple[str, ...] = (
        MAIN,
        LINK.format(exported="true", verify="true").replace("<activity ", '<activity android:permission="be.demoschool.OWN" '),
        '<service android:name=".Sync" android:exported="false"/>',
    )
    network: str = NETWORK
    classes: tuple[str, ...] = OWN
    refers: tuple[str, ...] = ("com.google.android.gms.ads.AdView", VIEW)
    calls: tuple[tuple[str, str], ...] = ((VIEW, "loadUrl"),)
    code: tuple[int | str, ...] = ()
    """What the first class does before it makes the calls, which take its registers 0 and 1."""
    texts: tuple[str, ...] = ("https://demoschool.test/api",)
    files: Mapping[str, bytes] = field(default_factory=lambda: {"assets/about.txt": b"made at https://demoschool.test", GSON: b"version=2.11.0\n"})
    jar: Callable[[bytes], bytes] = lambda made: made
    """What is done before the signing block is added: a signature of scheme 1, and what befell it."""
    key_bits: int = 2048
    spoil: Callable[[bytes], bytes] = lambda made: made
    beside: Callable[[bytes], bytes] | None = None
    """The file that stands beside the package, made of it."""

    def manifest(self) -> str:
        asked = "\n".join(f'<uses-permission android:name="{name}"/>' for name in self.permissions)
        own = '<permission android:name="be.demoschool.OWN" android:protectionLevel="signature"/>'
        return f"""<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="be.demoschool.app"
  android:versionCode="3" android:versionName="1.2">
<uses-sdk android:minSdkVersion="{self.minimum}" android:targetSdkVersion="{self.target}"/>
{asked}{own}{self.declared}
<application android:label="@string/app_name" {" ".join(self.flags)}>{"".join(self.parts)}</application></manifest>"""


CLEAN = Variant()


@dataclass(frozen=True)
class Fault:
    """A change to the source. `says`: check → (status, a value that its finding has to name)."""

    change: Callable[[Variant], Variant]
    says: Mapping[str, tuple[str, str]]


def flag(text: str, check: str, names: str = "") -> Fault:
    return Fault(lambda one: replace(one, flags=(*one.flags, text)), {check: ("fail", names)})


def permission(name: str, *checks: str, status: str = "fail") -> Fault:
    told = {check: (status, name.rpartition(".")[2] if check not in ("mobile/location",) else "") for check in checks}
    return Fault(lambda one: replace(one, permissions=(*one.permissions, name)), told)


def network(rules: str, check: str, names: str = "") -> Fault:
    text = f"<network-security-config>{rules}</network-security-config>"
    return Fault(lambda one: replace(one, network=text), {check: ("fail", names)})


def library(name: str, party: str, status: str = "fail") -> Fault:
    made = {"mobile/no-advertising-inside": (status, party)}
    return Fault(lambda one: replace(one, classes=(*one.classes, name)), made)


def part(text: str, status: str, names: str) -> Fault:
    return Fault(lambda one: replace(one, parts=(*one.parts, text)), {"mobile/other-apps": (status, names)})


def call(owner: str, method: str, check: str) -> Fault:
    names = f"{method} in {OWN[0]}"
    return Fault(lambda one: replace(one, calls=(*one.calls, (owner, method))), {check: ("review", names)})


def asks_version(version: str, status: str, by: str = OWN[0]) -> Fault:
    """A class asks for a version of TLS; the first class makes the calls."""
    check, names = "transport/old-versions-in-package", f"SSLContext.getInstance {version} in {by}"
    classes = (by, *(one for one in OWN if one != by))
    return Fault(
        lambda one: replace(one, classes=classes, calls=(*one.calls, ("javax.net.ssl.SSLContext", "getInstance")), code=(0x001A, version)),
        {check: (status, names)},
    )


def file(name: str, data: bytes, check: str, status: str, names: str) -> Fault:
    return Fault(lambda one: replace(one, files={**one.files, name: data}), {check: (status, names)})


def changed(names: str, status: str = "fail", **more: object) -> Fault:
    return Fault(lambda one: replace(one, **more), {"mobile/signed": (status, names)})  # type: ignore[arg-type]
