"""Real packages, and what is true of each.

`TRUTH` was decided by hand beside `aapt dump badging`, `aapt dump xmltree` and `apksigner verify --print-certs`, which share
no code with ours: permissions (apart from those that Android implies), components that are not switched off, those that
other apps may call (the launcher included), which signatures hold, and the first eight digits of the certificate. The class counts are those of
`dexdump` (of apidemos 5068, and six more in a package that lies among its assets). What the checks say follows from the manifest, line by line.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.sandbox.package.macho import read_program
from tests.sandbox.package.look import findings, read, told
from tests.targets.packages import NotReachable, fetched

pytestmark = [pytest.mark.target, pytest.mark.timeout(900), pytest.mark.xdist_group("packages")]


@dataclass(frozen=True)
class Truth:
    """`says`: check → (status, what it has to name); every other check passes or leaves it to a device."""

    package: str
    version: str
    sdk: tuple[int, int]
    permissions: int
    components: tuple[int, int]
    signatures: dict[str, str]
    certificate: str
    classes: int
    says: dict[str, tuple[str, str]]
    odd: tuple[str, ...] = ()


ASKS, CLEAR, TRUST, DEBUG = "mobile/permissions", "mobile/no-cleartext", "mobile/trusted-authorities", "mobile/not-debuggable"
TARGET, SIGNED, OTHERS = "mobile/recent-target", "mobile/signed", "mobile/other-apps"
TRUTH: dict[str, Truth] = {
    "settings": Truth(
        "io.appium.settings", "8.0.10", (26, 35), 27, (19, 18), {"v2": "verified"}, "680dbbc3", 5846,
        {ASKS: ("fail", "READ_SMS"), DEBUG: ("fail", ""), OTHERS: ("review", "LocationService"),
         "mobile/location": ("fail", "")},
    ),
    "apidemos": Truth(
        "io.appium.android.apis", "5.0.0", (17, 33), 14, (353, 334), {"v1": "verified", "v2": "verified"}, "18e8534f", 5074,
        {ASKS: ("fail", "SEND_SMS"), DEBUG: ("fail", ""), TRUST: ("fail", "17"), TARGET: ("fail", "33"),
         OTHERS: ("review", "AlarmController"), "mobile/devices": ("fail", "READ_CONTACTS")},
    ),
    "yosemite": Truth(
        "com.netease.nie.yosemite", "1.1.0.449", (18, 33), 38, (27, 18), {"v1": "verified", "v2": "verified"}, "c8fa8faf", 13184,
        {ASKS: ("fail", "READ_SMS"), DEBUG: ("fail", ""), CLEAR: ("fail", ""), TRUST: ("fail", "18"),
         TARGET: ("fail", "33"), OTHERS: ("review", "ControlService")},
    ),
    "second-version-only": Truth(
        "v2.only.sig", "v2-only", (27, 27), 0, (1, 1), {"v2": "verified"}, "32a23624", 9,
        {CLEAR: ("fail", ""), TARGET: ("fail", "27")},
    ),
    "bad-signature": Truth(
        "info.guardianproject.urzip", "0.1", (4, 18), 0, (1, 1), {"v1": "broken"}, "", 9,
        {SIGNED: ("fail", "the digest of AndroidManifest.xml"), DEBUG: ("fail", ""), CLEAR: ("fail", ""), TRUST: ("fail", "4"),
         TARGET: ("fail", "18")},
    ),
    "janus": Truth(
        "com.example", "1.0", (4, 15), 6, (1, 1), {"v1": "verified"}, "", 1,
        {SIGNED: ("fail", "before the archive"), ASKS: ("fail", "CAMERA"), DEBUG: ("fail", ""), CLEAR: ("fail", ""),
         TRUST: ("fail", "4"), TARGET: ("fail", "15"), "mobile/no-advertising-inside": ("not_tested", "ambiguous"),
         "mobile/no-secrets-inside": ("not_tested", "ambiguous"), OTHERS: ("not_tested", "ambiguous")},
        odd=("janus",),
    ),
    "two-blocks": Truth(
        "android.appsecurity.cts.tinyapp", "1.0", (29, 30), 0, (1, 1), {"v2": "broken", "v3": "broken"}, "1dbb8be0", 3,
        {SIGNED: ("fail", "v3"), TARGET: ("fail", "30")},
    ),
    "repeated-permissions": Truth(
        "duplicate.permisssions", "", (18, 27), 8, (1, 1), {"v1": "verified", "v2": "verified"}, "659e1fd2", 10,
        {ASKS: ("fail", "REQUEST_INSTALL_PACKAGES"), SIGNED: ("fail", "1024"), DEBUG: ("fail", ""), CLEAR: ("fail", ""),
         TRUST: ("fail", "18"), TARGET: ("fail", "27")},
    ),
}  # fmt: skip
CALLERS = {
    "apidemos": {"WebView.setWebContentsDebuggingEnabled": ["io.appium.android.apis.view.WebView1", "io.appium.android.apis.view.WebView2"]},
    "yosemite": {
        "WebSettings.setAllowFileAccess": ["com.tencent.smtt.sdk.WebSettings"],
        "WebView.addJavascriptInterface": ["com.tencent.smtt.sdk.WebView"],
    },
}
"""Who opens web views, as the instructions that `dexdump -d` prints say; in the others nobody does."""
USUAL = {
    "mobile/library-versions": ("not_tested", "on the list"),
    "transport/old-versions-in-package": ("not_tested", "servers"),
}
"""None of them holds a library that is on the list of weaknesses, or passes the name of an old version of TLS to a call
that chooses one, by the instructions that `dexdump -d` prints: in Yosemite Netty, RabbitMQ and AndroidAsync name them, and
what reaches a call comes from a field or is "TLS"."""
DEVICE = {"mobile/devices", "mobile/location"}


def brought(name: str) -> Path:
    try:
        return fetched(name)
    except NotReachable as error:
        pytest.skip(str(error))


def test_the_modules_of_a_real_program_in_swift_are_told() -> None:
    """It is linked with Apple's argument parser and with its own library, by its package list; no symbol is needed."""
    found = read_program(brought("swift-program").read_bytes())
    assert {name.partition(".")[0] for name in found.defined} == {"Aperture", "ApertureCLI", "ArgumentParser", "ArgumentParserToolInfo"}
    assert {"Aperture.Aperture", "ApertureCLI.Record", "ArgumentParser.CommandConfiguration"} <= found.defined
    assert {"AVFoundation", "Foundation"} <= found.links
    assert not found.encrypted


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_what_is_read_is_true(name: str, tmp_path: Path) -> None:
    truth, facts = TRUTH[name], read(brought(name))
    (head,) = [one for one in facts if one.get("kind") == "head"]
    parts = [one for one in facts if one.get("kind") == "component"]
    signatures = [one for one in facts if one.get("kind") == "signature"]
    (code,) = [one for one in facts if one.get("kind") == "code"]
    assert (head["package"], head["version"], (head["min_sdk"], head["target_sdk"])) == (truth.package, truth.version, truth.sdk)
    assert sum(one.get("kind") == "permission" for one in facts) == truth.permissions
    assert (len(parts), sum(one["exported"] for one in parts)) == truth.components
    assert {one["scheme"]: one["status"] for one in signatures} == truth.signatures
    whole = [one for one in signatures if one["scheme"] != "v1"]
    assert truth.certificate == "" or whole[0]["certificate"].startswith(truth.certificate)
    assert len(code["defined"]) == truth.classes
    assert {call.removeprefix("android.webkit."): names for call, names in code["callers"].items()} == CALLERS.get(name, {})
    assert tuple(one["code"] for one in facts if one.get("kind") == "odd") == truth.odd
    found = findings(facts, tmp_path, permissions=[])
    for check, one in found.items():
        status, names = truth.says.get(check, USUAL.get(check, ("pass", "")))
        open_ = check in DEVICE and one.status.value == "not_tested"
        assert open_ or one.status.value == status, told(one)
        assert names in told(one)
