"""What is a list, and what is refused as none."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.lists.content import RefusedListError, inside, read_content
from harness.lists.known import KnownList
from harness.lists.syntax import MAX_LINE
from tests.harness.lists.made import GOOD, SMALL


def known(format: str, **more: object) -> KnownList:
    return SMALL.model_copy(update={"format": format, "least_rules": 1, **more})


def names(format: str, data: bytes, **more: object) -> list[str]:
    return [rule.text for rule in read_content(known(format, **more), data).rules]


def test_a_list() -> None:
    content = read_content(SMALL, GOOD + b"x##.ad\n/re(gex)*/\n")
    assert [rule.host for rule in content.rules] == ["tracker.example", "ads.example"]
    assert content.unusable == {"cosmetic": 1, "regex": 1}
    assert (content.version, content.dated) == ("7", date(2026, 1, 1))


def test_a_placeholder_is_no_date() -> None:
    assert read_content(SMALL, GOOD.replace(b"2026-01-01T00:00:00+00:00", b"%timestamp%")).dated is None


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "cut short"),
        (b"||tracker.example^\n", "cut short"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "web page"),
        (b"\n <html>||a.example^\n||b.example^", "web page"),
        (b"\xff\xfe\x00|", "no text"),
        (GOOD + b"\0", "zero byte"),
        (GOOD + b"\xc3", "no text"),
        (GOOD + b"\n".join(b"x" * (MAX_LINE + 1) for _ in range(60)), "too long"),
        (b"! Checksum: AAAAAAAAAAAAAAAAAAAAAA\n" + GOOD, "checksum"),
    ],
)
def test_what_is_no_list_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(RefusedListError, match=why):
        read_content(SMALL, data)


def test_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.lists.content.MAX_BYTES", len(GOOD) - 1)
    with pytest.raises(RefusedListError, match="larger"):
        read_content(SMALL, GOOD)


def test_a_list_that_was_cut_does_not_fit_its_checksum() -> None:
    digest = base64.b64encode(hashlib.md5(GOOD, usedforsecurity=False).digest()).rstrip(b"=")
    signed = b"! Checksum: " + digest + b"\r\n" + GOOD.replace(b"\n", b"\r\n")
    assert len(read_content(SMALL, signed).rules) == 2
    with pytest.raises(RefusedListError, match="checksum"):
        read_content(SMALL.model_copy(update={"least_rules": 1}), signed[:-16])


def test_exodus() -> None:
    tracker = {"network_signature": r"krxd\.net|\.krux\.com|fidzup|a.*b\.com", "creation_date": "2023-12-05"}
    data = json.dumps({"trackers": {"1": tracker, "2": {"network_signature": ""}}}).encode()
    assert names("exodus", data) == ["||krxd.net^", "||krux.com^"]
    content = read_content(known("exodus"), data)
    assert (content.unusable, content.dated) == ({"option": 2}, date(2023, 12, 5))


def test_trackhar_is_read_and_never_run() -> None:
    data = b"""const a = { endpointUrls: [
        "https://gum.criteo.com/syncframe",
        /^https:\\/\\/app(\\.eu)?\\.adjust\\.com\\/session$/
    ], match: () => { throw new Error("run") } }"""
    content = read_content(known("trackhar"), data)
    assert [rule.text for rule in content.rules] == ["||gum.criteo.com/syncframe^"]
    assert content.unusable == {"regex": 1}


@pytest.mark.parametrize(
    ("at", "content"),
    [
        ("trackers.@", {"trackers": {"a.example": {}, "b.example": {}}}),
        ("patterns.*.domains.*", {"patterns": {"1": {"domains": ["a.example", "b.example"]}, "2": {"domains": None}}}),
        ("categories.*.*.*.*.*", {"categories": {"Ads": [{"A": {"https://a.example/": ["a.example", "b.example"], "dnt": "w3c"}}]}}),
    ],
)
def test_names_under_a_path(at: str, content: object) -> None:
    assert names("domains", json.dumps(content).encode(), at=(at,)) == ["||a.example^", "||b.example^"]


@pytest.mark.parametrize("format", ["exodus", "domains"])
@pytest.mark.parametrize("data", [b"[]", b"{", b'{"trackers": 7}', b"[" * 100_000])
def test_broken_json_is_refused(format: str, data: bytes) -> None:
    with pytest.raises(RefusedListError):
        read_content(known(format, at=("trackers.@",)), data)


@pytest.mark.parametrize("place", ["metadata", "lazy"])
def test_text_inside_a_ruleset(place: str) -> None:
    held = {"rawFilterList": "||a.example^"}
    metadata = held if place == "metadata" else {"lazyMetadata": held}
    assert inside("x", json.dumps([{"id": 1, "metadata": metadata}, {"id": 2}]).encode(), "rawFilterList") == b"||a.example^"


@pytest.mark.parametrize("data", [b"[]", b"{}", b"[{}]", b'[{"metadata": []}]', b"<html>"])
def test_a_ruleset_without_it_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedListError):
        inside("x", data, "rawFilterList")


@given(st.binary(max_size=300), st.sampled_from(["adblock", "exodus", "trackhar", "domains"]))
def test_any_bytes_are_a_list_or_refused(data: bytes, format: str) -> None:
    try:
        assert read_content(known(format, at=("trackers.@",)), data).rules
    except RefusedListError:
        pass
