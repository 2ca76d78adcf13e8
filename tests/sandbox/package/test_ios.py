"""iOS apps: what the property list says, and code that is encrypted is never taken for read."""

from __future__ import annotations

import io
import plistlib
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.package.archive import Archive
from harness.sandbox.package.ios import ios_facts
from harness.sandbox.package.limits import UnreadableError
from tests.sandbox.package.look import findings, read
from tests.sandbox.package.made_secrets import PRIVATE_KEY

INFO = {"CFBundleIdentifier": "be.school", "CFBundleShortVersionString": "2.1", "CFBundleName": "School", "CFBundleExecutable": "School"}
INSECURE = {"NSExceptionDomains": {"old.school.test": {"NSExceptionAllowsInsecureHTTPLoads": True}}}
CLEARTEXT, SECRETS = "mobile/no-cleartext", "mobile/no-secrets-inside"


def program(encrypted: int = 0) -> bytes:
    """The head of a 64-bit program with one load command, which says whether it is encrypted."""
    command = struct.pack("<6I", 0x2C, 24, 0, 0, encrypted, 0)
    return struct.pack("<8I", 0xFEEDFACF, 0x100000C, 0, 2, 1, len(command), 0, 0) + command


def ipa(info: bytes | None = None, code: bytes | None = None, **more: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("Payload/School.app/Info.plist", plistlib.dumps({**INFO, **more}) if info is None else info)
        archive.writestr("Payload/School.app/School", program() if code is None else code)
    return out.getvalue()


def seen(tmp_path: Path, content: bytes) -> dict[str, str]:
    (tmp_path / "app.ipa").write_bytes(content)
    found = findings(read(tmp_path / "app.ipa"), tmp_path / str(len(list(tmp_path.iterdir()))), kind="ios", permissions=[])
    return {name: one.status.value for name, one in found.items()}


def test_only_what_is_asked_of_ios_is_asked(tmp_path: Path) -> None:
    assert seen(tmp_path, ipa()) == {CLEARTEXT: "pass", SECRETS: "pass"}


@pytest.mark.parametrize("rules", [{"NSAllowsArbitraryLoads": True}, {"NSAllowsArbitraryLoads": "YES"}, INSECURE])
def test_an_exception_to_transport_security_fails(tmp_path: Path, rules: dict[str, Any]) -> None:
    assert seen(tmp_path, ipa(NSAppTransportSecurity=rules))[CLEARTEXT] == "fail"


def test_encrypted_code_is_not_taken_for_read(tmp_path: Path) -> None:
    assert seen(tmp_path, ipa(code=program(encrypted=1))) == {CLEARTEXT: "pass", SECRETS: "not_tested"}
    assert seen(tmp_path, ipa(code=b"no program at all, and longer than a head"))[SECRETS] == "not_tested"


def test_a_program_for_several_processors_is_looked_into(tmp_path: Path) -> None:
    head = struct.pack(">7I", 0xCAFEBABE, 1, 0x100000C, 0, 28, 56, 0)
    assert seen(tmp_path, ipa(code=head + program(encrypted=1)))[SECRETS] == "not_tested"
    assert seen(tmp_path, ipa(code=head + program()))[SECRETS] == "pass"


def test_a_secret_fails(tmp_path: Path) -> None:
    assert seen(tmp_path, ipa(code=program() + PRIVATE_KEY))[SECRETS] == "fail"


@pytest.mark.parametrize("info", [b"", b"<plist>", b"bplist00" + bytes(40), plistlib.dumps(["a list"])])
def test_a_property_list_that_cannot_be_read_is_told(tmp_path: Path, info: bytes) -> None:
    assert seen(tmp_path, ipa(info=info))[CLEARTEXT] == "not_tested"


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_anything_is_read_or_told(info: bytes, code: bytes) -> None:
    content = ipa(info=info if len(info) % 2 else None, code=code)
    try:
        assert all("kind" in one or "gap" in one for one in ios_facts(Archive(io.BytesIO(content), len(content))))
    except UnreadableError as error:
        assert error.why
