"""The examples of the checks that read an app's package; see `examples.py`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from harness import Status
from tests.checks.example import Example
from tests.harness.build import Build, BuiltSession

APP = {"app": {"name": "Demo", "kind": "android", "package": "app.apk", "permissions": ["CAMERA"]}}
FILE = {"kind": "file", "file": "app.apk", "container": "apk", "sha256": "0" * 64, "size": 1, "entries": 9}
HEAD = {"kind": "head", "file": "app.apk", "package": "be.school", "min_sdk": 26, "target_sdk": 35}
SIGNED = {"kind": "signature", "file": "app.apk", "scheme": "v2", "status": "verified", "certificate": "a", "key": "RSA", "bits": 2048}
OWN = ("be.school.Main", "be.school.Homework")


def facts(*several: dict[str, Any], classes: Iterable[str] = OWN, hidden: int = 0, calls: Iterable[str] = ()) -> Any:
    """A package with these facts besides what every package has; a fact with `head` replaces parts of that."""

    def add(made: Build, session: BuiltSession) -> None:
        names = sorted(classes)
        blob = made.writer.blob("\n".join(names).encode())
        code = {"kind": "code", "file": "app.apk", "defined": len(names), "hidden": hidden, "calls": list(calls), "defined_names": blob}
        head = {**HEAD, **next((one["head"] for one in several if "head" in one), {})}
        for one in (FILE, head, code, *(one for one in several if "head" not in one)):
            made.probe("package", **one)

    return add


def asked(name: str) -> dict[str, Any]:
    return {"kind": "permission", "file": "app.apk", "name": name}


def gson(version: str) -> dict[str, Any]:
    return {"kind": "library", "file": "app.apk", "name": "com.google.code.gson:gson", "version": version}


def part(**more: Any) -> dict[str, Any]:
    return {"kind": "component", "file": "app.apk", "type": "activity", "name": "be.school.Share", **more}


def mobile(good: Any, bad: Any, **more: Any) -> Example:
    return Example(good, bad, who=None, profile=APP, **more)


def ios(good: Any, bad: Any, **more: Any) -> Example:
    return Example(good, bad, who=None, profile={"app": {"name": "Demo", "kind": "ios", "package": "app.ipa"}}, **more)


PROGRAM = {"kind": "program", "file": "app.ipa", "links": ["UIKit"], "reasons": ["UserDefaults"]}
PRIVACY = {"kind": "privacy", "file": "app.ipa", "reasons": ["UserDefaults"]}
NETWORK = {"kind": "network", "file": "app.apk", "scope": "domain", "domains": ["cdn.school.test"], "cleartext": True}
USERS = {"kind": "network", "file": "app.apk", "scope": "base", "user_cas": True}
LINK = {"kind": "link", "file": "app.apk", "component": "be.school.Main", "scheme": "https", "hosts": ["school.test"]}
SECRET = {"kind": "secret", "file": "app.apk", "form": "private-key", "shown": "-----BEG… (900 bytes)", "where": "assets/key.pem"}

APP_ASKS = {"kind": "tls", "file": "app.apk", "call": "SSLContext.getInstance", "version": "TLSv1", "by": "be.school.Main"}
LIBRARY_ASKS = {**APP_ASKS, "by": "org.conscrypt.Platform"}

FORM = {"kind": "declared", "file": "form.csv", "types": ["PSL_NAME"]}
AD_ID = asked("com.google.android.gms.permission.AD_ID")

MOBILE: dict[str, Example] = {
    "mobile/data-safety": mobile(facts(FORM), facts(FORM, AD_ID), level="recommended"),
    "mobile/devices": mobile(facts(), facts(asked("android.permission.READ_CONTACTS"))),
    "mobile/ios-tracking": ios(facts(PROGRAM), facts(PROGRAM, {"kind": "privacy", "file": "app.ipa", "tracking": True})),
    "mobile/library-versions": mobile(facts(gson("2.11.0")), facts(gson("2.8.6"))),
    "mobile/location": mobile(facts(), facts(asked("android.permission.ACCESS_BACKGROUND_LOCATION"))),
    "mobile/no-advertising-inside": mobile(facts(), facts(classes=(*OWN, "com.google.android.gms.ads.AdView"))),
    "mobile/no-cleartext": mobile(facts(), facts({"head": {"network_config": True}}, NETWORK)),
    "mobile/no-secrets-inside": mobile(facts(), facts(SECRET)),
    "mobile/not-debuggable": mobile(facts(), facts({"head": {"switches": {"debuggable": ["true"]}}})),
    "mobile/other-apps": mobile(facts({**LINK, "verified": True}), facts(LINK), level="recommended"),
    "mobile/permissions": mobile(facts(asked("android.permission.CAMERA")), facts(asked("android.permission.RECORD_AUDIO"))),
    "mobile/privacy-manifest": ios(facts(PROGRAM, PRIVACY), facts(PROGRAM), level="recommended"),
    "mobile/recent-target": mobile(facts(), facts({"head": {"target_sdk": 30}})),
    "mobile/signed": mobile(facts(SIGNED), facts({**SIGNED, "status": "broken"})),
    "mobile/trusted-authorities": mobile(facts(), facts(USERS)),
    "transport/old-versions-in-package": mobile(facts(LIBRARY_ASKS), facts(APP_ASKS), right=Status.NOT_TESTED),
}
