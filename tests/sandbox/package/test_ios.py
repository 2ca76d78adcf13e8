"""iOS apps: what the property list says, and code that is encrypted is never taken for read."""

from __future__ import annotations

import io
import plistlib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.finding import Finding
from harness.sandbox.package.archive import Archive
from harness.sandbox.package.ios import ios_facts
from harness.sandbox.package.limits import UnreadableError
from tests.sandbox.package.look import findings, read, told
from tests.sandbox.package.made_macho import fat, program
from tests.sandbox.package.made_secrets import PRIVATE_KEY

INFO = {"CFBundleIdentifier": "be.school", "CFBundleShortVersionString": "2.1", "CFBundleName": "School", "CFBundleExecutable": "School"}
INSECURE = {"NSExceptionDomains": {"old.school.test": {"NSExceptionAllowsInsecureHTTPLoads": True}}}
CLEARTEXT, SECRETS = "mobile/no-cleartext", "mobile/no-secrets-inside"
TRACKING, SAYS = "mobile/ios-tracking", "mobile/privacy-manifest"
VERSIONS = "transport/old-versions-in-package"
PASSED = {**dict.fromkeys((CLEARTEXT, SECRETS, TRACKING, SAYS), "pass"), VERSIONS: "not_tested"}


CLEAN = program(links=["UIKit"], classes=["SchoolView"], refers=["NSUserDefaults"], needs=["fstat"])
REASONS = {"NSPrivacyTracking": False, "NSPrivacyAccessedAPITypes": [
    {"NSPrivacyAccessedAPIType": f"NSPrivacyAccessedAPICategory{kind}"} for kind in ("FileTimestamp", "UserDefaults")
]}  # fmt: skip


def ipa(
    info: bytes | None = None, code: bytes | None = None, privacy: object = REASONS, files: Mapping[str, bytes] | None = None, **more: Any
) -> bytes:
    """The school's app for iOS; `files` are put beside its program."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("Payload/School.app/Info.plist", plistlib.dumps({**INFO, **more}) if info is None else info)
        archive.writestr("Payload/School.app/School", CLEAN if code is None else code)
        if privacy is not None:
            archive.writestr("Payload/School.app/PrivacyInfo.xcprivacy", privacy if isinstance(privacy, bytes) else plistlib.dumps(privacy))
        for name, data in (files or {}).items():
            archive.writestr(f"Payload/School.app/{name}", data)
    return out.getvalue()


def judged(tmp_path: Path, content: bytes) -> Mapping[str, Finding]:
    (tmp_path / "app.ipa").write_bytes(content)
    return findings(read(tmp_path / "app.ipa"), tmp_path / str(len(list(tmp_path.iterdir()))), kind="ios", permissions=[])


def seen(tmp_path: Path, content: bytes) -> dict[str, str]:
    return {name: one.status.value for name, one in judged(tmp_path, content).items()}


def test_only_what_is_asked_of_ios_is_asked(tmp_path: Path) -> None:
    assert seen(tmp_path, ipa()) == PASSED


@pytest.mark.parametrize("rules", [{"NSAllowsArbitraryLoads": True}, {"NSAllowsArbitraryLoads": "YES"}, INSECURE])
def test_an_exception_to_transport_security_fails(tmp_path: Path, rules: dict[str, Any]) -> None:
    assert seen(tmp_path, ipa(NSAppTransportSecurity=rules))[CLEARTEXT] == "fail"


def test_encrypted_code_is_not_taken_for_read(tmp_path: Path) -> None:
    open_ = dict.fromkeys((SECRETS, TRACKING, SAYS, VERSIONS), "not_tested")
    assert seen(tmp_path, ipa(code=program(encrypted=1))) == {CLEARTEXT: "pass", **open_}
    assert seen(tmp_path, ipa(code=b"no program at all, and longer than a head"))[SECRETS] == "not_tested"


def test_a_program_for_several_processors_is_looked_into(tmp_path: Path) -> None:
    assert seen(tmp_path, ipa(code=fat(CLEAN, program(encrypted=1))))[SECRETS] == "not_tested"
    assert seen(tmp_path, ipa(code=fat(CLEAN, CLEAN)))[SECRETS] == "pass"


PLUGIN = "PlugIns/Widget.appex"


def widget(**more: Any) -> bytes:
    """The property list of an extension."""
    return plistlib.dumps({"CFBundleIdentifier": "be.school.widget", "CFBundleExecutable": "Widget", **more})


def oldest(version: str) -> dict[str, Any]:
    """An exception that lets a host speak this version."""
    return {"NSExceptionDomains": {"java.school.test": {"NSExceptionMinimumTLSVersion": version}}}


WIDGET = {f"{PLUGIN}/Info.plist": widget(), f"{PLUGIN}/Widget": program(links=["WidgetKit"], swift=["Widget.Entry"])}
ADS = "Frameworks/GoogleMobileAds.framework"
FAULTS: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "asks": ({"NSUserTrackingUsageDescription": "To show ads"}, TRACKING, "fail", ""),
    "framework": ({"files": {f"{ADS}/GoogleMobileAds": program(), f"{ADS}/PrivacyInfo.xcprivacy": plistlib.dumps({})}}, TRACKING, "fail", "Google"),
    "class-inside": ({"code": program(classes=["SchoolView", "GADMobileAds"])}, TRACKING, "fail", "Google"),
    "class-of-a-symbol": ({"code": program(gives=["ALSdk"])}, TRACKING, "fail", "AppLovin"),
    "for-several-processors": ({"code": fat(CLEAN, program(classes=["FBSDKAppEvents"]))}, TRACKING, "fail", "Facebook"),
    "says-it-tracks": ({"privacy": {**REASONS, "NSPrivacyTracking": True}}, TRACKING, "fail", "app"),
    "names-addresses": ({"privacy": {**REASONS, "NSPrivacyTrackingDomains": ["t.ads.example"]}}, TRACKING, "fail", "t.ads.example"),
    "a-library-says-so": ({"files": {"Ads.bundle/PrivacyInfo.xcprivacy": plistlib.dumps({"NSPrivacyTracking": True})}}, TRACKING, "fail", "Ads"),
    "swift-inside": ({"code": program(swift=["School.Row", "Mixpanel.Tracker.Store"])}, TRACKING, "review", "Mixpanel"),
    "swift-class": ({"code": program(classes=["_TtC8Mixpanel16MixpanelInstance"])}, TRACKING, "review", "Mixpanel"),
    "swift-in-an-extension": ({"files": {**WIDGET, f"{PLUGIN}/Widget": program(swift=["AppsFlyerLib.Link"])}}, TRACKING, "fail", "AppsFlyer"),
    "loose-library": ({"files": {"Frameworks/other.dylib": program(gives=["GADMobileAds"])}}, TRACKING, "fail", "Google"),
    "library-of-an-extension": ({"files": {**WIDGET, f"{PLUGIN}/{ADS}/GoogleMobileAds": program()}}, TRACKING, "fail", "Google"),
    "program-that-nobody-announced": ({"files": {"assets/helper.dat": program(classes=["UXCam"])}}, TRACKING, "review", "UXCam"),
    "extension-asks": ({"files": {**WIDGET, f"{PLUGIN}/Info.plist": widget(NSUserTrackingUsageDescription="x")}}, TRACKING, "fail", ""),
    "extension-without-encryption": (
        {"files": {**WIDGET, f"{PLUGIN}/Info.plist": widget(NSAppTransportSecurity=INSECURE)}}, CLEARTEXT, "fail", "old.school.test",
    ),
    "watch-without-encryption": (
        {"files": {"Watch/W.app/PlugIns/E.appex/Info.plist": widget(NSAppTransportSecurity={"NSAllowsArbitraryLoads": True}),
                   "Watch/W.app/PlugIns/E.appex/Widget": program()}}, CLEARTEXT, "fail", "",
    ),
    "extension-that-is-encrypted": ({"files": {**WIDGET, f"{PLUGIN}/Widget": program(1)}}, TRACKING, "not_tested", "code-encrypted"),
    "extension-without-program": ({"files": {f"{PLUGIN}/Info.plist": widget()}}, TRACKING, "not_tested", "code-elsewhere"),
    "extension-that-cannot-be-read": ({"files": {**WIDGET, f"{PLUGIN}/Info.plist": b"bplist00"}}, CLEARTEXT, "not_tested", "manifest-unreadable"),
    "extension-gives-no-reason": ({"files": {**WIDGET, f"{PLUGIN}/Widget": program(needs=["statfs"])}}, SAYS, "review", "Widget: DiskSpace"),
    "counts": ({"code": program(classes=["UXCam"])}, TRACKING, "review", "UXCam"),
    "identifier": ({"code": program(links=["UIKit", "AdSupport"])}, TRACKING, "review", "AdSupport"),
    "no-manifest": ({"privacy": None}, SAYS, "fail", "UserDefaults"),
    "no-manifest-and-no-need": ({"privacy": None, "code": program(links=["UIKit"])}, SAYS, "review", ""),
    "no-reason": ({"code": program(needs=["statfs", "stat"])}, SAYS, "review", "app: DiskSpace"),
    "a-library-gives-none": ({"files": {"Frameworks/Own.framework/Own": program(needs=["stat"])}}, SAYS, "review", "Own: FileTimestamp"),
    "a-library-without-manifest": ({"files": {"Frameworks/UXCam.framework/UXCam": program()}}, SAYS, "review", "UXCam"),
    "a-library-that-is-encrypted": ({"files": {"Frameworks/Own.framework/Own": program(1)}}, TRACKING, "not_tested", "code-encrypted"),
    "old-tls": ({"NSAppTransportSecurity": oldest("TLSv1.1")}, VERSIONS, "fail", "TLSv1.1 in java.school.test"),
    "old-tls-of-an-extension": (
        {"files": {**WIDGET, f"{PLUGIN}/Info.plist": widget(NSAppTransportSecurity=oldest("TLSv1.0"))}}, VERSIONS, "fail", "TLSv1.0",
    ),
    "new-tls-named": ({"NSAppTransportSecurity": oldest("TLSv1.3")}, VERSIONS, "not_tested", "servers"),
    "unread-manifest": ({"privacy": b"bplist00"}, TRACKING, "not_tested", "privacy-unreadable"),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_is_found_and_named(tmp_path: Path, fault: str) -> None:
    more, check, status, names = FAULTS[fault]
    found = judged(tmp_path, ipa(**more))[check]
    assert (found.status.value, names in told(found)) == (status, True), told(found)
    assert found.proof or status == "not_tested"


def test_a_clean_extension_and_the_own_libraries_of_swift_are_silent(tmp_path: Path) -> None:
    runtime = {"Frameworks/libswiftCore.dylib": program(needs=["stat"], swift=["Swift.Array"])}
    assert seen(tmp_path, ipa(files={**WIDGET, **runtime})) == PASSED


def test_two_apps_in_one_file_let_nothing_pass(tmp_path: Path) -> None:
    out = io.BytesIO(ipa())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("Payload/Other.app/Info.plist", plistlib.dumps(INFO))
        archive.writestr("Payload/Other.app/School", CLEAN)
    assert set(seen(tmp_path, out.getvalue()).values()) == {"not_tested"}


def test_what_is_only_referred_to_does_not_count(tmp_path: Path) -> None:
    assert seen(tmp_path, ipa(code=program(refers=["GADMobileAds", "NSUserDefaults"])))[TRACKING] == "pass"


def test_a_secret_fails(tmp_path: Path) -> None:
    assert seen(tmp_path, ipa(code=CLEAN + PRIVATE_KEY))[SECRETS] == "fail"


@pytest.mark.parametrize("info", [b"", b"<plist>", b"bplist00" + bytes(40), plistlib.dumps(["a list"])])
def test_a_property_list_that_cannot_be_read_is_told(tmp_path: Path, info: bytes) -> None:
    assert seen(tmp_path, ipa(info=info))[CLEARTEXT] == "not_tested"


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_anything_is_read_or_told(info: bytes, code: bytes) -> None:
    content = ipa(info=info if len(info) % 2 else None, code=code)
    try:
        facts = ios_facts(Archive(io.BytesIO(content), len(content)), ["Payload/School.app/School"])
        assert all("kind" in one or "gap" in one for one in facts)
    except UnreadableError as error:
        assert error.why
