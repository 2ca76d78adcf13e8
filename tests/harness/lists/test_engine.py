"""Which lists name an address; and what a second engine says of a hundred thousand of them."""

from __future__ import annotations

import pytest

from harness.lists.engine import IndexEngine, Rule
from harness.lists.syntax import parse_line
from tests.harness.lists.addresses import WORDS, requests
from tests.harness.lists.made import rules


def named(*lines: str, url: str, page: str = "school.test", kind: str = "script") -> str | None:
    rule = IndexEngine({"one": rules(*lines)}).match(url, page, kind)
    return None if rule is None else rule.text


@pytest.mark.parametrize(
    ("line", "url", "kind"),
    [
        ("||tracker.example^", "https://tracker.example/", "script"),
        ("||tracker.example^", "https://a.b.tracker.example:8443/x", "document"),
        ("||tracker.example", "https://tracker.example/x", "script"),
        ("||tracker.example/x*z", "https://tracker.example/xyz?q", "script"),
        ("||track*.example^", "https://a.tracker.example/x", "script"),
        ("|https://tracker.", "https://tracker.example/x", "script"),
        ("/collect?v=", "https://any.example/collect?V=2", "script"),
        ("/pixel.gif|", "https://any.example/pixel.gif", "image"),
        ("/Pixel.gif$match-case", "https://any.example/Pixel.gif", "image"),
        ("^ads.js^", "https://any.example/ads.js", "script"),
        ("||tracker.example^$third-party", "https://tracker.example/", "script"),
        ("||tracker.example^$domain=school.test", "https://tracker.example/", "script"),
    ],
)
def test_names(line: str, url: str, kind: str) -> None:
    assert named(line, url=url, kind=kind) == line


@pytest.mark.parametrize(
    ("line", "url", "kind"),
    [
        ("||tracker.example^", "https://nottracker.example/", "script"),
        ("||tracker.example^", "https://tracker.example.evil.test/", "script"),
        ("||tracker.example^", "https://school.test/?u=https://tracker.example/", "script"),
        ("||tracker.example^$image", "https://tracker.example/", "script"),
        ("||tracker.example^$~third-party", "https://tracker.example/", "script"),
        ("||tracker.example^$domain=~school.test", "https://tracker.example/", "script"),
        ("||tracker.example^$domain=other.test", "https://tracker.example/", "script"),
        ("/pixel.gif|", "https://any.example/pixel.gif?x", "image"),
        ("/Pixel.gif$match-case", "https://any.example/pixel.gif", "image"),
        ("|tracker", "https://tracker.example/", "script"),
        ("/ads.js", "https://any.example/ads.js", "document"),
        ("||tracker.example^", "no address", "script"),
        ("||tracker.example^", "https://tracker.example/", "nonsense"),
    ],
)
def test_names_not(line: str, url: str, kind: str) -> None:
    assert named(line, url=url, kind=kind) is None


class TestExceptions:
    url = "https://tracker.example/needed.js"

    def test_an_exception_spares(self) -> None:
        assert named("||tracker.example^", "@@||tracker.example/needed.js", url=self.url) is None

    def test_important_stands(self) -> None:
        lines = ("||tracker.example^$important", "@@||tracker.example/needed.js")
        assert named(*lines, url=self.url) == lines[0]

    def test_an_important_exception_spares_even_that(self) -> None:
        assert named("||tracker.example^$important", "@@||tracker.example/needed.js$important", url=self.url) is None

    def test_a_rule_that_its_list_takes_back(self) -> None:
        assert named("||tracker.example^$script", "||tracker.example^$script,badfilter", url=self.url) is None
        assert named("||tracker.example^", "||tracker.example^$script,badfilter", url=self.url)

    def test_lists_do_not_overrule_each_other(self) -> None:
        engine = IndexEngine({"one": rules("||tracker.example^"), "two": rules("@@||tracker.example^", "/needed.js")})
        assert engine.matches(self.url, "school.test", "script") == (Rule("one", "||tracker.example^"),)


def test_each_list_is_told_once() -> None:
    engine = IndexEngine({"one": rules("||tracker.example^", "/t.js"), "two": rules("/t.js")})
    found = engine.matches("https://tracker.example/t.js", "school.test", "script")
    assert [rule.list for rule in found] == ["one", "two"]


def test_without_rules_nothing_is_named() -> None:
    assert IndexEngine({"one": []}).match("https://tracker.example/", "school.test", "script") is None


def made_up(count: int) -> list[str]:
    """Rules of every form, the same every time."""
    forms = (
        *("||{a}{n}.example^", "||{a}{n}.example^$third-party", "||{a}{n}.example/{b}/", "/{a}/{b}{n}.", "&{a}{n}="),
        *("||{a}{n}.example/*/{b}^$script,image", "/{a}{n}/{b}^", "@@||{a}{n}.example/{b}", "-{a}{n}-$domain=leer.example"),
        *("|https://{a}{n}.", "||{a}{n}.example^$~image", "/{b}{n}.gif|", "||{a}.{b}{n}.net/{a}?$xmlhttprequest,third-party"),
    )
    words = [word for word in WORDS if len(word) > 2]
    return [
        forms[n % len(forms)].format(a=words[n % len(words)], b=words[n // 7 % len(words)], n=n % 400) for n in range(count)
    ]


def test_a_second_engine_says_the_same_of_100_000_addresses() -> None:
    native = pytest.importorskip("tests.harness.lists.native", reason="adblock has no wheel for this machine")
    held = rules(*dict.fromkeys(made_up(4000)))
    ours, theirs = IndexEngine({"one": held}), native.NativeEngine({"one": held})
    hits = 0
    for url, page, kind in requests(100_000, held):
        mine, other = ours.match(url, page, kind), theirs.match(url, page, kind)
        assert (mine is None) == (other is None), (url, page, kind, mine, other)
        hits += mine is not None
    assert 10_000 < hits < 60_000


def test_the_rules_of_the_comparison_are_rules() -> None:
    assert all(parse_line(line) for line in made_up(100))
