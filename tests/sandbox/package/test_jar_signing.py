"""Scheme 1: every way in which it is written honestly is verified, and nothing that was changed is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.package.cms import read_signer
from harness.sandbox.package.der import parts
from harness.sandbox.package.jar_manifest import read_listing
from harness.sandbox.package.limits import UnreadableError
from tests.sandbox.package.look import read
from tests.sandbox.package.made_archives import plain
from tests.sandbox.package.made_jar import LIST, SIGNATURE, SIGNED, content, jar_signed, with_files
from tests.sandbox.package.made_signature import signed

LONG = "assets/" + "very-" * 30 + "long-näme.txt"
FILES = ((LONG, b"long"), ("assets/empty", b""), ("META-INF/services/x", b"y"))


def found(tmp_path: Path, made: bytes) -> list[tuple[str, str, str]]:
    path = tmp_path / "app.apk"
    path.write_bytes(made)
    return [(one["scheme"], one["status"], one["reason"]) for one in read(path) if one.get("kind") == "signature"]


@pytest.mark.parametrize("how", [{}, {"attributes": True}, {"whole": False}, {"newer": "2"}])
def test_each_way_of_writing_it_is_verified(tmp_path: Path, how: dict[str, bool]) -> None:
    made = signed(jar_signed(plain(*FILES), **how))
    assert found(tmp_path, made) == [("v1", "verified", ""), ("v2", "verified", "")]


@pytest.mark.parametrize("attributes", [False, True])
def test_every_changed_byte_of_what_is_signed_breaks_it(attributes: bool) -> None:
    files = content(jar_signed(plain(), attributes=attributes))
    assert read_signer(files[SIGNATURE], files[SIGNED]).fault == ""
    for at in range(0, len(files[SIGNED]), 40):
        made = bytearray(files[SIGNED])
        made[at] ^= 1
        assert read_signer(files[SIGNATURE], bytes(made)).fault


def test_the_list_of_another_package_is_not_taken(tmp_path: Path) -> None:
    other = content(jar_signed(plain(("assets/other", b"x"))))
    made = with_files(jar_signed(plain()), {name: other[name] for name in (LIST, SIGNED, SIGNATURE)})
    assert found(tmp_path, made) == [("v1", "broken", "assets/other was signed and is not there")]


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [(SIGNED, None, "present"), (LIST, None, "broken"), (SIGNATURE, b"\x30\x80\x06", "present"), (LIST, b"", "broken")],
)
def test_what_is_not_whole_is_never_verified(tmp_path: Path, name: str, data: bytes | None, status: str) -> None:
    ((_, seen, why),) = found(tmp_path, with_files(jar_signed(plain()), {name: data}))
    assert (seen, bool(why)) == (status, True)


def test_a_file_that_could_not_be_read_leaves_it_open(tmp_path: Path) -> None:
    from tests.sandbox.package.made_archives import patched

    made = patched(jar_signed(plain()), b"classes.dex", 16, b"\1\2\3\4", local=14)
    ((_, status, why),) = found(tmp_path, made)
    assert (status, "classes.dex could not be read" in why) == ("present", True)


@given(st.binary(max_size=300))
def test_any_list_and_any_signature_is_read_or_refused(data: bytes) -> None:
    for reader in (lambda: list(parts(data)), lambda: read_listing(data), lambda: read_signer(data, b"")):
        try:
            reader()
        except UnreadableError as error:
            assert error.why == "signature-unreadable"


@given(st.lists(st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), min_size=1, max_size=90), unique=True, max_size=6))
def test_names_are_read_as_they_were_written(names: list[str]) -> None:
    from tests.sandbox.package.made_jar import section

    listing = read_listing(b"Manifest-Version: 1.0\r\n\r\n" + b"".join(section(name, b"x") for name in names))
    assert set(listing.files) == {name.encode() for name in names}
    assert all(one.raw == section(name.decode(), b"x") and one.is_of(b"x") for name, one in listing.files.items())
