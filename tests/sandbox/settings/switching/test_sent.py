"""What requests are known by, and what comes and goes by itself is no switch's doing."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.settings.switching.sent import MOST_FIELDS, Look, Shown, marks, shown

ADS, LOG, ID = "GET school.test/api/ads", "POST school.test/log", "GET school.test/api/{}"
OFF, FIRST, BOTH = frozenset[int](), frozenset({0}), frozenset({0, 1})


def looks(*several: tuple[frozenset[int], str]) -> list[Look]:
    return [Look(on, frozenset(sent.split("|")) - {""}) for on, sent in several]


def test_a_request_is_known_by_its_shape_and_its_fields() -> None:
    assert marks("GET", "https://school.test/api/4711?user=ada&t=1", None) == {ID, f"{ID} ?user", f"{ID} ?t"}
    body = json.dumps({"events": [{"name": "x"}], "profile": {"age": 11}}).encode()
    assert marks("POST", "https://school.test/log", body) == {
        LOG, f"{LOG} .events", f"{LOG} .events.name", f"{LOG} .profile", f"{LOG} .profile.age",
    }
    assert marks("POST", "https://school.test/log", b"a=1&b=") == {LOG, f"{LOG} .a"}
    assert marks("POST", "https://school.test/log", b"\xff\x00 no form") == {LOG}


@given(st.binary(max_size=300), st.text(max_size=80))
def test_no_body_and_no_address_upsets_it(body: bytes, path: str) -> None:
    assert 1 <= len(marks("POST", f"https://school.test/{path}", body)) <= 1 + 2 * MOST_FIELDS


def test_what_comes_with_a_switch_and_goes_with_it_is_shown() -> None:
    seen = looks((OFF, "a"), (OFF, "a"), (FIRST, f"a|{ADS}"), (BOTH, f"a|{ADS}|{LOG} .profile"),
                 (BOTH, f"a|{ADS}|{LOG} .profile"), (OFF, "a"), (OFF, "a"))
    assert shown(seen, 0) == Shown([ADS], [])
    assert shown(seen, 1) == Shown([f"{LOG} .profile"], [])


def test_what_stays_when_it_is_off_again_is_told_without_its_fields() -> None:
    on = f"{ADS}|{ADS} ?id"
    seen = looks((OFF, ""), (OFF, ""), (FIRST, on), (FIRST, on), (OFF, on), (OFF, ADS))
    assert shown(seen, 0) == Shown([ADS], [ADS])


def test_what_comes_and_goes_by_itself_is_nobodys_doing() -> None:
    once_before = looks((OFF, ADS), (OFF, ""), (FIRST, ADS), (FIRST, ADS), (OFF, ADS), (OFF, ADS))
    not_always_on = looks((OFF, ""), (OFF, ""), (FIRST, ADS), (FIRST, ""), (OFF, ADS), (OFF, ADS))
    not_always_after = looks((OFF, ""), (OFF, ""), (FIRST, ADS), (FIRST, ADS), (OFF, ADS), (OFF, ""))
    assert [shown(seen, 0) for seen in (once_before, not_always_on, not_always_after)] == [Shown([], [])] * 3


def test_a_switch_that_was_never_on_or_never_off_again_shows_nothing() -> None:
    assert shown(looks((OFF, ""), (OFF, ""), (OFF, ADS)), 0) == Shown([], [])
    assert shown(looks((OFF, ""), (FIRST, ADS), (FIRST, ADS)), 0) == Shown([], [])
    assert shown([], 0) == Shown([], [])
