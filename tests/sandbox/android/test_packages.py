"""What Android says about an app."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.android.packages import Permission, backed_up, newly_answered, runtime_permissions, uid_of

CAMERA = "android.permission.CAMERA"
DUMP = """Packages:
  Package [be.school] (1a2b3c):
    userId=10190
    flags=[ HAS_CODE ALLOW_CLEAR_USER_DATA ALLOW_BACKUP ]
    install permissions:
      android.permission.INTERNET: granted=true
    User 0: ceDataInode=1 installed=true
      runtime permissions:
        android.permission.CAMERA: granted=false, flags=[ USER_SET|USER_SENSITIVE_WHEN_GRANTED ]
        android.permission.RECORD_AUDIO: granted=false, flags=[ USER_SENSITIVE_WHEN_GRANTED]
"""


def test_runtime_permissions_are_read_with_what_was_answered() -> None:
    found = runtime_permissions(DUMP)
    assert set(found) == {CAMERA, "android.permission.RECORD_AUDIO"}
    assert (found[CAMERA].granted, found[CAMERA].answered) == (False, True)
    assert not found["android.permission.RECORD_AUDIO"].answered


def test_a_question_is_what_was_answered_since() -> None:
    now = runtime_permissions(DUMP)
    assert newly_answered({}, now) == [CAMERA]
    assert newly_answered(now, now) == []
    assert newly_answered({CAMERA: Permission(False, frozenset())}, now) == [CAMERA]


def test_a_uid_belongs_to_the_whole_name() -> None:
    listing = "package:be.school.other uid:10111\npackage:be.school uid:10190\n"
    assert uid_of(listing, "be.school") == 10190
    assert uid_of(listing, "be.scho") is None


def test_the_switch_for_backups() -> None:
    assert backed_up(DUMP) is True
    assert backed_up("    pkgFlags=[ HAS_CODE ]\n") is False
    assert backed_up("") is None


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(runtime_permissions("runtime permissions:" + text), dict)
    assert backed_up(text) in (True, False, None)
