"""Each fault of the school's app is found and named; the clean app is silent."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from harness.model.finding import Finding
from tests.sandbox.package.faults import FAULTS
from tests.sandbox.package.look import findings, read, told
from tests.sandbox.package.made_secrets import PRIVATE_KEY
from tests.sandbox.package.school_app import MISSING, SchoolApp, tools_are_here

pytestmark = [pytest.mark.skipif(not tools_are_here(), reason=MISSING), pytest.mark.xdist_group("school-app")]
VERSIONS = "transport/old-versions-in-package"
OPEN = {"mobile/devices": "not_tested", VERSIONS: "not_tested"}
"""The clean app may use the camera, which it declares: whether it does takes a device. Nobody asked its servers which
versions of TLS they take."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> SchoolApp:
    return SchoolApp(tmp_path_factory.mktemp("school-app"))


def seen(app: SchoolApp, folder: Path, *faults: str) -> Mapping[str, Finding]:
    return findings(read(app.build(*faults)), folder)


def test_the_clean_app_is_silent(app: SchoolApp, tmp_path: Path) -> None:
    found = seen(app, tmp_path)
    wrong = {name: told(one) for name, one in found.items() if one.status.value != OPEN.get(name, "pass")}
    assert wrong == {}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_is_found_and_named_and_nothing_else(app: SchoolApp, tmp_path: Path, fault: str) -> None:
    found = seen(app, tmp_path, fault)
    expected = FAULTS[fault].says
    for check, (status, names) in expected.items():
        assert found[check].status.value == status, told(found[check])
        assert names in told(found[check])
        assert found[check].proof or status == "not_tested"
    others = {name: told(one) for name, one in found.items() if name not in expected and one.status.value in ("fail", "review", "error")}
    assert others == {}


def test_many_faults_at_once_are_each_named(app: SchoolApp, tmp_path: Path) -> None:
    together = ("cleartext-flag", "debuggable", "contacts", "google-ads", "private-key", "old-target", "weak-key", "link-unverified")
    found = seen(app, tmp_path, *together)
    for fault in together:
        for check, (status, names) in FAULTS[fault].says.items():
            assert found[check].status.value == status, told(found[check])
            assert names in told(found[check])


def test_a_library_that_is_only_referred_to_is_named_and_does_not_count(app: SchoolApp, tmp_path: Path) -> None:
    found = seen(app, tmp_path)["mobile/no-advertising-inside"]
    assert (found.status.value, found.values["names"]) == ("pass", ["Google advertising"])
    (code,) = [one for one in read(app.build()) if one.get("kind") == "code"]
    assert "com.google.android.gms.ads.AdView" in code["referenced"]
    assert "com.google.android.gms.ads.AdView" not in code["defined"]


def test_a_declared_permission_is_allowed_and_an_undeclared_one_is_not(app: SchoolApp, tmp_path: Path) -> None:
    facts = read(app.build())
    assert findings(facts, tmp_path / "a", permissions=[])["mobile/permissions"].status.value == "fail"
    assert findings(facts, tmp_path / "b", permissions=["android.permission.CAMERA"])["mobile/permissions"].status.value == "pass"


def test_no_secret_reaches_the_facts(app: SchoolApp) -> None:
    facts = str(read(app.build("private-key", "stripe-key", "database-password")))
    assert "k7Xq2mPz9" not in facts
    assert "4eC39HqLyjWDarjtT1zdp7dc" not in facts
    assert "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKiss" not in facts


def test_a_bundle_says_the_same_of_its_manifest(app: SchoolApp, tmp_path: Path) -> None:
    found = findings(read(app.bundle()), tmp_path)
    assert {name for name, one in found.items() if one.status.value == "not_tested"} == {"mobile/devices", "mobile/signed", VERSIONS}
    assert {name for name, one in found.items() if one.status.value in ("fail", "review", "error")} == set()


BUNDLED = sorted(name for name, fault in FAULTS.items() if "mobile/signed" not in fault.says)
"""What the signature says is not the bundle's; the store makes it."""


@pytest.mark.parametrize("fault", BUNDLED)
def test_a_fault_in_a_bundle_is_found_and_named(app: SchoolApp, tmp_path: Path, fault: str) -> None:
    found = findings(read(app.bundle(fault)), tmp_path)
    for check, (status, names) in FAULTS[fault].says.items():
        assert found[check].status.value == status, told(found[check])
        assert names in told(found[check])


def test_a_file_for_newer_devices_alone_counts_in_a_bundle(app: SchoolApp, tmp_path: Path) -> None:
    clean, open_ = app.bundle(), app.bundle("cleartext-base")
    with zipfile.ZipFile(open_) as other, zipfile.ZipFile(clean, "a") as archive:
        archive.writestr("base/res/xml-v28/network.xml", other.read("base/res/xml/network.xml"))
    assert findings(read(clean), tmp_path)["mobile/no-cleartext"].status.value == "fail"


def test_what_comes_beside_the_packages_of_a_set_is_looked_through(app: SchoolApp, tmp_path: Path) -> None:
    path = app.split_set(form="xapk")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("Android/obb/be.demoschool.app/main.3.obb", PRIVATE_KEY)
    assert findings(read(path), tmp_path)["mobile/no-secrets-inside"].status.value == "fail"


@pytest.mark.parametrize("form", ["apks", "apkm", "xapk"])
def test_a_clean_set_is_silent(app: SchoolApp, tmp_path: Path, form: str) -> None:
    found = findings(read(app.split_set(form=form)), tmp_path)
    assert {name: told(one) for name, one in found.items() if one.status.value != OPEN.get(name, "pass")} == {}


@pytest.mark.parametrize("fault", ["private-key", "google-ads", "advertising-native", "old-gson", "weak-key"])
def test_a_fault_in_a_split_is_found_and_named(app: SchoolApp, tmp_path: Path, fault: str) -> None:
    found = findings(read(app.split_set(fault)), tmp_path)
    for check, (status, names) in FAULTS[fault].says.items():
        assert found[check].status.value == status, told(found[check])
        assert names in told(found[check])
