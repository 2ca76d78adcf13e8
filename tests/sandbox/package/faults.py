"""The faults of the demo school's app, and which check has to say what about each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from tests.sandbox.package.made_secrets import DATABASE, PRIVATE_KEY, STRIPE

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
    texts: tuple[str, ...] = ("https://demoschool.test/api",)
    files: Mapping[str, bytes] = field(default_factory=lambda: {"assets/about.txt": b"made at https://demoschool.test"})
    key_bits: int = 2048
    spoil: Callable[[bytes], bytes] = lambda made: made

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
    names = method if check == "mobile/other-apps" else ""
    return Fault(lambda one: replace(one, calls=(*one.calls, (owner, method))), {check: ("review", names)})


def file(name: str, data: bytes, check: str, status: str, names: str) -> Fault:
    return Fault(lambda one: replace(one, files={**one.files, name: data}), {check: (status, names)})


def changed(names: str, status: str = "fail", **more: object) -> Fault:
    return Fault(lambda one: replace(one, **more), {"mobile/signed": (status, names)})  # type: ignore[arg-type]


def _flip(made: bytes) -> bytes:
    """One byte of the content is changed after signing."""
    at = made.index(b"assets/about.txt") + len("assets/about.txt") + 2
    return made[:at] + bytes([made[at] ^ 1]) + made[at + 1 :]


def _aside() -> bytes:
    from tests.sandbox.package.made_dex import dex

    return dex(["com.facebook.ads.AdView"])


HIDDEN = tuple(f"{a}.{b}" for a in "abcdef" for b in "abcdef")
INSIDE, BUILD, SIGNED, SECRETS = "mobile/no-advertising-inside", "mobile/not-debuggable", "mobile/signed", "mobile/no-secrets-inside"
CLEARTEXT, TRUST, OTHERS, ASKS = "mobile/no-cleartext", "mobile/trusted-authorities", "mobile/other-apps", "mobile/permissions"

FAULTS: dict[str, Fault] = {
    "debuggable": flag('android:debuggable="true"', BUILD),
    "debuggable-by-resource": flag('android:debuggable="@bool/debug"', BUILD),
    "test-only": flag('android:testOnly="true"', BUILD),
    "cleartext-flag": Fault(
        lambda one: replace(one, flags=(*one.flags[:1], *one.flags[2:], 'android:usesCleartextTraffic="true"')), {CLEARTEXT: ("fail", "")}
    ),
    "cleartext-base": network('<base-config cleartextTrafficPermitted="true"/>', CLEARTEXT),
    "cleartext-domain": network(
        '<domain-config cleartextTrafficPermitted="true"><domain>old.demoschool.test</domain></domain-config>',
        CLEARTEXT,
        "old.demoschool.test",
    ),
    "user-authorities": network(
        '<base-config><trust-anchors><certificates src="system"/><certificates src="user"/></trust-anchors></base-config>',
        TRUST,
    ),
    "old-minimum": Fault(lambda one: replace(one, minimum=21), {TRUST: ("fail", "21")}),
    "old-target": Fault(lambda one: replace(one, target=30), {"mobile/recent-target": ("fail", "30")}),
    "read-sms": permission(f"{PREFIX}READ_SMS", ASKS),
    "call-log": permission(f"{PREFIX}READ_CALL_LOG", ASKS),
    "contacts": permission(f"{PREFIX}READ_CONTACTS", ASKS, "mobile/devices"),
    "background-location": permission(f"{PREFIX}ACCESS_BACKGROUND_LOCATION", ASKS, "mobile/location"),
    "microphone": permission(f"{PREFIX}RECORD_AUDIO", ASKS),
    "usage-stats": permission(f"{PREFIX}PACKAGE_USAGE_STATS", ASKS),
    "advertising-id": permission("com.google.android.gms.permission.AD_ID", INSIDE),
    "topics": permission(f"{PREFIX}ACCESS_ADSERVICES_TOPICS", INSIDE),
    "google-ads": library("com.google.android.gms.ads.AdView", "Google advertising"),
    "facebook-events": library("com.facebook.appevents.AppEventsLogger", "Meta"),
    "analytics": library("com.google.firebase.analytics.FirebaseAnalytics", "Firebase", "review"),
    "ads-aside": file("assets/plugin.bin", _aside(), INSIDE, "fail", "Meta"),
    "advertiser-address": file("assets/www/index.html", b'<script src="https://securepubads.g.doubleclick.net/x">', INSIDE, "review", "doubleclick"),
    "hidden-names": Fault(lambda one: replace(one, classes=(*one.classes, *HIDDEN)), {INSIDE: ("not_tested", "")}),
    "code-elsewhere": Fault(
        lambda one: replace(one, classes=("be.loader.Stub",)), {INSIDE: ("not_tested", ""), BUILD: ("not_tested", "")}
    ),
    "link-unverified": Fault(
        lambda one: replace(one, parts=(one.parts[0], LINK.format(exported="true", verify="false"))),
        {OTHERS: ("fail", "demoschool.test")},
    ),
    "open-activity": part('<activity android:name=".Homework" android:exported="true"/>', "review", "Homework"),
    "open-provider": part(
        '<provider android:name=".Homework" android:authorities="x" android:exported="true" android:readPermission="be.demoschool.OWN"/>',
        "review",
        "Homework",
    ),
    "weakly-guarded": Fault(
        lambda one: replace(
            one,
            declared='<permission android:name="be.WEAK"/>',
            parts=(*one.parts, '<service android:name=".Homework" android:exported="true" android:permission="be.WEAK"/>'),
        ),
        {OTHERS: ("review", "Homework")},
    ),
    "private-key": file("assets/server.pem", PRIVATE_KEY, SECRETS, "fail", "private-key"),
    "stripe-key": Fault(lambda one: replace(one, texts=(*one.texts, STRIPE)), {SECRETS: ("fail", "stripe-secret-key")}),
    "database-password": file("res/raw/config.json", DATABASE, SECRETS, "fail", "database-password"),
    "unsigned": changed("unsigned.apk", key_bits=0),
    "changed-after-signing": changed("v2", spoil=_flip),
    "weak-key": changed("1024", key_bits=1024),
    "janus": changed("", spoil=lambda made: _aside() + made),
    "web-debugging": call(VIEW, "setWebContentsDebuggingEnabled", BUILD),
    "javascript-bridge": call(VIEW, "addJavascriptInterface", OTHERS),
    "file-access": call(SETTINGS, "setAllowUniversalAccessFromFileURLs", OTHERS),
}
