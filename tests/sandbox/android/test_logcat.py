"""Only what the app itself wrote speaks against it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.android.logcat import Line, number, of_app, read_log, since

LOG = """--------- beginning of main
11-26 12:00:00.000 10190  1234  1250 D School  : hello ada.k7x2q@school.test
11-26 12:00:00.001  1000   800   801 I ActivityTaskManager: START u0 {dat=https://school.test/?name=Ada}
11-26 12:00:00.002  1234  1250 W System.err: java.io.IOException: no: really
11-26 12:00:00.003  u0_a190  1300  1300 E School: late
broken \x1b[31m line
"""


def test_lines_are_read_with_their_uid_where_the_device_tells_it() -> None:
    found = list(read_log(LOG))
    assert found[0] == Line(10190, 1234, "D", "School", "hello ada.k7x2q@school.test")
    assert (found[2].uid, found[2].pid, found[2].text) == (None, 1234, "java.io.IOException: no: really")
    assert (found[3].uid, len(found)) == (10190, 4)


def test_lines_of_others_are_not_the_apps() -> None:
    assert [one.tag for one in of_app(read_log(LOG), 10190, {1234})] == ["School", "System.err", "School"]
    assert [one.tag for one in of_app(read_log(LOG), 10190, set())] == ["School", "School"]


@pytest.mark.parametrize(("uid", "told"), [("10190", 10190), ("u0_a190", 10190), ("u10_a5", 1010005), ("root", None), ("", None)])
def test_a_uid_has_two_forms(uid: str, told: int | None) -> None:
    assert number(uid) == told


@given(st.text(max_size=300))
def test_any_text_is_a_log(text: str) -> None:
    assert all(one.level in "VDIWEFS" for one in read_log(text))


@given(st.integers(10000, 99999), st.integers(1, 99999), st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=80))
def test_a_line_comes_back_whole(uid: int, pid: int, said: str) -> None:
    (found,) = read_log(f"11-26 12:00:00.000 {uid:5d} {pid:5d} {pid:5d} I Tag     : {said}")
    assert (found.uid, found.pid, found.tag, found.text) == (uid, pid, "Tag", said)


def test_the_moment_is_quoted() -> None:
    assert since("11-26 12:00:00.000") == "logcat -d -v threadtime -v uid -T '11-26 12:00:00.000'"
    assert since("") == "logcat -d -v threadtime -v uid"
