"""The faults of the demo school's app, and which check has to say what about each."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from tests.sandbox.package.faults_signing import SIGNING
from tests.sandbox.package.made_secrets import DATABASE, PRIVATE_KEY, STRIPE
from tests.sandbox.package.variant import (
    GSON,
    LINK,
    PREFIX,
    SETTINGS,
    VIEW,
    Fault,
    asks_version,
    call,
    changed,
    file,
    flag,
    library,
    network,
    part,
    permission,
)


def _flip(made: bytes) -> bytes:
    """One byte of the content is changed after signing."""
    at = made.index(b"assets/about.txt") + len("assets/about.txt") + 2
    return made[:at] + bytes([made[at] ^ 1]) + made[at + 1 :]


def _aside() -> bytes:
    from tests.sandbox.package.made_dex import dex

    return dex(["com.facebook.ads.AdView"])


def packed(files: dict[str, bytes]) -> bytes:
    """A zip file of these."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


HIDDEN = tuple(f"{a}.{b}" for a in "abcdef" for b in "abcdef")
INSIDE, BUILD, SIGNED, SECRETS = "mobile/no-advertising-inside", "mobile/not-debuggable", "mobile/signed", "mobile/no-secrets-inside"
LIBRARIES = "mobile/library-versions"
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
    "ads-elsewhere": file("kotlin/data.kotlin_builtins", _aside(), INSIDE, "fail", "Meta"),
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
    "key-in-the-manifest": Fault(
        lambda one: replace(one, parts=(*one.parts, f'<meta-data android:name="key" android:value="{STRIPE}"/>')),
        {SECRETS: ("fail", "stripe-secret-key")},
    ),
    "key-in-an-archive": file("assets/www.zip", packed({"in/more.zip": packed({"server.pem": PRIVATE_KEY})}), SECRETS, "fail", "www.zip/in/more.zip/server.pem"),
    "unsigned": changed("unsigned.apk", key_bits=0),
    "changed-after-signing": changed("v2", spoil=_flip),
    "weak-key": changed("1024", key_bits=1024),
    "janus": changed("", spoil=lambda made: _aside() + made),
    "web-debugging": call(VIEW, "setWebContentsDebuggingEnabled", BUILD),
    "javascript-bridge": call(VIEW, "addJavascriptInterface", OTHERS),
    "file-access": call(SETTINGS, "setAllowUniversalAccessFromFileURLs", OTHERS),
    "old-tls": asks_version("TLSv1.1", "fail"),
    "old-tls-of-a-library": asks_version("SSLv3", "review", "com.other.net.Client"),
    "tls-by-an-unsure-name": asks_version("SSL", "review"),
    "advertising-native": file("lib/arm64-v8a/libapplovin-native-crash-reporter.so", b"\x7fELF", INSIDE, "fail", "AppLovin"),
    "counting-native": file("lib/arm64-v8a/libumeng-spy.so", b"\x7fELF", INSIDE, "review", "Umeng"),
    "hidden-names-and-native": Fault(
        lambda one: replace(one, classes=(*one.classes, *HIDDEN), files={**one.files, "lib/x86/libtobEmbedPagEncrypt.so": b"\x7fELF"}),
        {INSIDE: ("fail", "Pangle")},
    ),
    "old-gson": file(GSON, b"#a comment\r\nversion=2.8.6\r\n", LIBRARIES, "fail", "Gson 2.8.6 (CVE-2022-25647)"),
    "old-play-core": Fault(
        lambda one: replace(one, texts=(*one.texts, "com.google.android.play:core@@1.7.1")), {LIBRARIES: ("fail", "Play Core 1.7.1")}
    ),
    "old-okhttp": Fault(lambda one: replace(one, texts=(*one.texts, "okhttp/4.9.1")), {LIBRARIES: ("review", "OkHttp 4.9.1")}),
    "old-openssl": file("lib/arm64-v8a/libcrypto.so", b"\0OpenSSL 1.0.2k  26 Jan 2017\0", LIBRARIES, "review", "OpenSSL 1.0.2k"),
    **SIGNING,
}
