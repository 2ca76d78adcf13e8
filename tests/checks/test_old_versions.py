"""Whose code asks for an old version of TLS: only the app's own is accused, and nothing that is not found is a pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.model.finding import Finding
from tests.checks.examples_mobile import APP_ASKS, FILE, HEAD
from tests.sandbox.package.look import findings

CHECK = "transport/old-versions-in-package"
CODE = {"kind": "code", "file": "app.apk", "defined": ["be.school.Main"], "referenced": []}


def said(folder: Path, *by: str, package: str = "be.school.android", **more: object) -> Finding:
    """What the check says of an app whose classes ask for TLS 1.0."""
    asked = [{**APP_ASKS, "by": one, **more} for one in by]
    return findings([FILE, {**HEAD, "package": package}, CODE, *asked], folder)[CHECK]


@pytest.mark.parametrize(
    ("package", "by", "status"),
    [
        ("be.school.android", "be.school.android.net.Client", "fail"),
        ("be.school.android", "be.school.common.Client", "fail"),
        ("be.school.android", "be.schoolbook.Client", "review"),
        ("be.school.android", "a.b.c", "review"),
        ("io.github.maker.app", "io.github.maker.net.Client", "fail"),
        ("io.github.maker.app", "io.github.other.Client", "review"),
        ("com.google.android.apps.room", "com.google.android.gms.org.conscrypt.Platform", "not_tested"),
        ("be.school.android", "okhttp3.internal.platform.Platform", "not_tested"),
        ("be.school.android", "okhttp3logging.Client", "review"),
        ("", "be.school.Main", "review"),
    ],
)
def test_only_the_own_code_of_the_app_is_accused(tmp_path: Path, package: str, by: str, status: str) -> None:
    assert said(tmp_path, by, package=package).status.value == status


def test_the_own_code_alone_is_named(tmp_path: Path) -> None:
    found = said(tmp_path, "be.school.Main", "com.other.Client", "okhttp3.Platform")
    assert found.values["calls"] == ["SSLContext.getInstance TLSv1 in be.school.Main"]


def test_a_name_that_may_mean_a_new_version_is_left_to_a_person(tmp_path: Path) -> None:
    assert said(tmp_path, "be.school.Main", version="SSL", unsure=True).status.value == "review"


def test_nothing_found_is_no_answer(tmp_path: Path) -> None:
    found = said(tmp_path)
    assert (found.status.value, "its servers were not asked" in found.message) == ("not_tested", True)
