"""Packages made to harm or to mislead: each gives a finding or a gap that says so, never a crash and never a pass."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.sandbox.package.limits import UnreadableError
from harness.sandbox.package.reading import Reader
from harness.sandbox.package.signing import block_signatures
from tests.sandbox.package.look import findings, read, told
from tests.sandbox.package.made_archives import HOSTILE, TOLD, apk, plain
from tests.sandbox.package.made_axml import manifest
from tests.sandbox.package.made_signature import signed


def facts_of(tmp_path: Path, content: bytes) -> list[dict[str, Any]]:
    path = tmp_path / "app.apk"
    path.write_bytes(content)
    return read(path)


def test_the_package_that_is_only_small_is_silent(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, apk())
    assert [one for one in facts if "gap" in one or one["kind"] == "odd"] == []
    found = {name: one.status.value for name, one in findings(facts, tmp_path).items()}
    assert {name: status for name, status in found.items() if status != "pass"} == {"transport/old-versions-in-package": "not_tested"}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_what_hides_something_is_a_gap_and_no_pass(tmp_path: Path, name: str) -> None:
    make, code = HOSTILE[name]
    facts = facts_of(tmp_path, make())
    assert code in {one.get("gap") for one in facts}, facts[:5]
    found = findings(facts, tmp_path)
    assert "error" not in {one.status.value for one in found.values()}, [told(one) for one in found.values()]
    passed = {check for check, one in found.items() if one.status.value == "pass"}
    assert passed <= MAY_PASS.get(code, set()), passed


CODE_ONLY = {
    "mobile/devices", "mobile/location", "mobile/no-cleartext", "mobile/permissions", "mobile/recent-target", "mobile/signed",
    "mobile/trusted-authorities",
}  # fmt: skip
FILES_ONLY = {*CODE_ONLY, "mobile/not-debuggable", "mobile/other-apps", "mobile/no-advertising-inside"}
MAY_PASS = {
    "dex-unreadable": CODE_ONLY,
    "code-elsewhere": CODE_ONLY,
    "code-aside": CODE_ONLY,
    "entry-too-large": FILES_ONLY,
    "manifest-unreadable": {"mobile/signed", "mobile/no-secrets-inside", "mobile/library-versions"},
    "resources-unreadable": {"mobile/signed", "mobile/no-secrets-inside", "mobile/library-versions"},
    "too-many-components": {"mobile/no-secrets-inside", "mobile/library-versions"},
}
"""What the unread part has no bearing on; an archive that can be read in two ways lets nothing pass."""


@pytest.mark.parametrize("name", sorted(TOLD))
def test_what_is_only_odd_is_told(tmp_path: Path, name: str) -> None:
    make, code = TOLD[name]
    facts = facts_of(tmp_path, make())
    odd = [one for one in facts if one.get("kind") == "odd"]
    assert code in {one["code"] for one in odd}
    assert all(one["name"].isprintable() for one in odd)


def test_code_before_the_archive_lets_nothing_else_pass(tmp_path: Path) -> None:
    found = findings(facts_of(tmp_path, TOLD["janus"][0]()), tmp_path)
    assert found["mobile/signed"].status.value == "fail"
    assert {one.status.value for name, one in found.items() if name != "mobile/signed"} == {"not_tested"}


def test_the_second_of_two_manifests_never_speaks_for_the_app(tmp_path: Path) -> None:
    """Android refuses or takes the first; what Python took is no answer."""
    found = findings(facts_of(tmp_path, plain(("AndroidManifest.xml", manifest()))), tmp_path)
    assert found["mobile/not-debuggable"].status.value == "not_tested"


def test_every_changed_byte_breaks_the_signature(tmp_path: Path) -> None:
    whole = apk()
    for at in (30, len(whole) // 3, whole.rindex(b"PK\x01\x02") + 20):
        made = bytearray(whole)
        made[at] ^= 1
        assert [one.status for one in block_signatures(io.BytesIO(bytes(made)))] == ["broken"], at


def test_a_set_with_a_part_signed_by_somebody_else_is_told(tmp_path: Path) -> None:
    parts = [signed(plain(axml=manifest(split="config.nl" * number)), number=number) for number in (0, 1)]
    content = _set(*parts)
    found = findings(facts_of(tmp_path, content), tmp_path)["mobile/signed"]
    assert (found.status.value, found.message) == ("fail", "The packages are not all signed by the same key.")


def test_two_apps_in_one_file_let_nothing_pass(tmp_path: Path) -> None:
    """The checks ask about one; the other may be what a device gets."""
    found = findings(facts_of(tmp_path, _set(apk(), apk(axml=manifest(debuggable=True)))), tmp_path)
    assert {one.status.value for one in found.values()} == {"not_tested"}


def test_a_split_alone_says_nothing_about_the_app(tmp_path: Path) -> None:
    found = findings(facts_of(tmp_path, _set(apk(axml=manifest(split="config.nl")))), tmp_path)
    assert found["mobile/not-debuggable"].status.value == found["mobile/recent-target"].status.value == "not_tested"


def test_a_set_is_read_part_by_part(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, _set(apk(), apk(("assets/a.txt", b"https://school.test"), axml=manifest(split="config.nl"))))
    assert [one["container"] for one in facts if one.get("kind") == "file"] == ["set", "apk", "apk"]
    assert findings(facts, tmp_path)["mobile/signed"].status.value == "pass"


def test_an_unread_part_of_a_set_lets_nothing_of_files_pass(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, _set(apk(), b"no package"))
    assert "embedded-unread" in {one.get("gap") for one in facts}
    found = findings(facts, tmp_path)
    assert {name for name, one in found.items() if one.status.value == "pass"} == set()


def _set(*parts: bytes) -> bytes:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("manifest.json", "{}")
        for number, part in enumerate(parts):
            archive.writestr(f"part{number}.apk", part)
    return out.getvalue()


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_mutated_package_is_told_or_refused(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    made = bytearray(apk())
    for at, value in changes:
        made[at % len(made)] = value
    path = tmp_path / "mutated.apk"
    path.write_bytes(made)
    try:
        assert all("kind" in one or "gap" in one for one in Reader("app.apk").read(path))
    except UnreadableError as error:
        assert error.why
