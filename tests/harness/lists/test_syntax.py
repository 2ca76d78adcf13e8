"""Lines of filter lists: which become rules, and what they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.lists.syntax import ANY_TYPE, BIT, MAX_LINE, Filter, parse, parse_line
from tests.harness.lists.made import rules


@pytest.mark.parametrize("line", ["", "   ", "! comment", "[Adblock Plus 2.0]", "# hosts"])
def test_comments_are_nothing(line: str) -> None:
    assert parse_line(line) is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("example.com##.ad", "cosmetic"),
        ("example.com#@#.ad", "cosmetic"),
        ("example.com#%#//scriptlet('x')", "cosmetic"),
        (r"/(a+)+$/", "regex"),
        (r"/banner\d+/$third-party", "regex"),
        ("||x.example^$removeparam=utm", "option"),
        ("||x.example^$popup", "option"),
        ("||x.example^$domain=example.*", "option"),
        ("a", "general"),
        ("*", "general"),
        ("||", "general"),
        ("$third-party", "general"),
        ("x" * (MAX_LINE + 1), "long"),
    ],
)
def test_what_cannot_be_used_is_told(line: str, reason: str) -> None:
    assert parse_line(line) == reason


def test_a_whole_name() -> None:
    (rule,) = rules("||Tracker.Example^")
    assert (rule.host, rule.pattern, rule.exception, rule.third) == ("tracker.example", "^", False, None)
    assert rule.types == ANY_TYPE | BIT["document"]


def test_options() -> None:
    (rule,) = rules("@@||a.example/x*y|$script,~third-party,domain=one.example|~two.one.example,important,match-case")
    assert rule.exception
    assert rule.important
    assert rule.match_case
    assert (rule.host, rule.pattern, rule.at_end) == ("a.example", "/x*y", True)
    assert (rule.types, rule.third) == (BIT["script"], False)
    assert (rule.on, rule.off) == (("one.example",), ("two.one.example",))


@pytest.mark.parametrize(
    ("line", "types"),
    [
        ("/ads.js$image,xhr", BIT["image"] | BIT["xmlhttprequest"]),
        ("/ads.js$~image", ANY_TYPE & ~BIT["image"]),
        ("/ads.js$popup,script", BIT["script"]),
        ("/ads.js$document", BIT["document"]),
    ],
)
def test_types(line: str, types: int) -> None:
    assert rules(line)[0].types == types


def test_a_dollar_that_begins_no_options_belongs_to_the_pattern() -> None:
    assert rules("/path$/x.js")[0].pattern == "/path$/x.js"


@given(st.text(max_size=200))
def test_no_line_stops_the_reader(text: str) -> None:
    for one in parse(text):
        assert isinstance(one, Filter | str)


@given(st.text(alphabet="|*^$,=~@/ab.c", max_size=40))
def test_every_rule_names_enough(text: str) -> None:
    for one in parse(text):
        if isinstance(one, Filter):
            assert one.host or len(one.literal) >= 3
