"""The form for the store beside the package: what it says is read, and held against what the app can collect."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import MisuseError, SchoolproofError
from harness.profile.load import load_profile
from harness.sandbox.package.data_safety import MAX_FORM, declared_fact, declared_types
from tests.sandbox.package.look import FORM, findings, read, told
from tests.sandbox.package.school_app import MISSING, SchoolApp, tools_are_here

HEAD = "Question ID (machine readable),Response ID (machine readable),Response value,Answer requirement,Human-friendly question label\r\n"


def form(*yes: str, no: tuple[str, ...] = ("PSL_CONTACTS",)) -> bytes:
    """A form as the console exports it, with a label that goes on over lines."""
    rows = [f'PSL_DATA_TYPES_X,{name},{value},MULTIPLE_CHOICE,"A ""label""\r\nof two lines"\r\n' for value, names in (("TRUE", yes), ("", no)) for name in names]
    more = "PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT,,true,MAYBE_REQUIRED,Is it?\r\n"
    return ("\ufeff" + HEAD + more + "".join(rows)).encode()


def test_what_is_answered_with_yes_is_read() -> None:
    assert declared_types(form("PSL_NAME", "PSL_DEVICE_ID")) == ["PSL_DEVICE_ID", "PSL_NAME"]
    assert declared_types(form()) == []


@pytest.mark.parametrize("content", [b"", b"a,b\n", b"\xff\xfe", b"PK\x03\x04", HEAD.encode() + bytes(MAX_FORM)])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "form.csv").write_bytes(content)
    with pytest.raises(SchoolproofError, match="no data safety form"):
        declared_fact(tmp_path / "form.csv")


@given(st.binary(max_size=200))
def test_any_table_is_read_or_refused(rest: bytes) -> None:
    try:
        found = declared_types(HEAD.encode() + b"PSL_DATA_TYPES_X," + rest)
    except ValueError:
        return
    assert all(name.startswith("PSL_") and name.isprintable() for name in found)


def test_a_form_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "app.apk").write_bytes(b"PK")
    (tmp_path / "app.toml").write_text('schema = 1\n[app]\nname = "A"\nkind = "android"\npackage = "app.apk"\ndata_safety = "form.csv"\n')
    with pytest.raises(MisuseError, match="data_safety: no such file"):
        load_profile(tmp_path / "app.toml")
    (tmp_path / "form.csv").write_bytes(form("PSL_NAME"))
    assert load_profile(tmp_path / "app.toml").app.data_safety == Path("form.csv")


SAID = [
    ((), ("PSL_PHOTOS",), "pass", ""),
    (("advertising-id",), ("PSL_PHOTOS",), "fail", "AD_ID"),
    (("google-ads",), ("PSL_PHOTOS",), "fail", "Google advertising"),
    (("advertising-id",), ("PSL_PHOTOS", "PSL_DEVICE_ID"), "pass", ""),
    ((), (), "review", "CAMERA"),
    (("contacts",), ("PSL_VIDEOS",), "review", "READ_CONTACTS"),
    (("analytics",), ("PSL_PHOTOS",), "review", "Firebase"),
    (("hidden-names",), ("PSL_PHOTOS",), "not_tested", "hidden"),
    (("code-elsewhere",), ("PSL_PHOTOS",), "not_tested", ""),
]


@pytest.mark.skipif(not tools_are_here(), reason=MISSING)
@pytest.mark.xdist_group("school-app")
def test_the_school_app_is_held_against_its_form(tmp_path: Path) -> None:
    app = SchoolApp(tmp_path)
    (tmp_path / "form.csv").write_bytes(form())
    for number, (faults, types, status, names) in enumerate(SAID):
        (tmp_path / "form.csv").write_bytes(form(*types))
        facts = [*read(app.build(*faults)), declared_fact(tmp_path / "form.csv")]
        found = findings(facts, tmp_path / str(number))[FORM]
        assert (found.status.value, names in told(found)) == (status, True), (faults, told(found))
