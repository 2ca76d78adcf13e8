"""The lists that are known, and the addresses that they have to judge rightly."""

from __future__ import annotations

import pytest

from harness.errors import MisuseError
from harness.lists.engine import IndexEngine
from harness.lists.known import builtin_known, builtin_truth, known_list, load_known, load_truth
from harness.lists.syntax import Filter, parse_line

KNOWN = builtin_known()
TRUTH = builtin_truth()


def test_the_lists_that_are_promised() -> None:
    assert set(KNOWN) >= {"easyprivacy", "easylist", "adguard-tracking", "exodus", "trackhar"}


@pytest.mark.parametrize("known", KNOWN.values(), ids=lambda known: known.id)
def test_only_free_lists_have_a_source_of_their_own(known: object) -> None:
    row = known_list(getattr(known, "id"))  # noqa: B009
    assert bool(row.sources) is row.commercial
    assert ("NC" in row.licence) is not row.commercial
    assert row.least_hits <= len(TRUTH.trackers)
    assert set(row.named_wrongly) <= {one.url for one in TRUTH.benign}


def test_the_truth_is_large_enough_and_says_each_once() -> None:
    assert len(TRUTH.trackers) >= 35
    assert len(TRUTH.benign) >= 30
    urls = [one.url for one in (*TRUTH.trackers, *TRUTH.benign)]
    assert len(set(urls)) == len(urls)


@pytest.mark.parametrize("line", ["/js/*", "||google.com^", "||amazonaws.com^", ".js", "https:", "||cloudfront.net^"])
def test_a_rule_that_is_too_wide_names_something_harmless(line: str) -> None:
    rule = parse_line(line)
    assert isinstance(rule, Filter)
    engine = IndexEngine({"one": [rule]})
    assert any(engine.match(one.url, TRUTH.page, one.kind) for one in TRUTH.benign)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[[list]]\nid = "a"\n', "title"),
        ("", "holds no"),
    ],
)
def test_a_wrong_row_is_told(text: str, why: str, tmp_path) -> None:
    (tmp_path / "known.toml").write_text(text)
    with pytest.raises(MisuseError, match=why):
        load_known(tmp_path / "known.toml")


def test_an_address_that_cannot_be_asked_is_told(tmp_path) -> None:
    good = '{ url = "https://a.example/", kind = "script" }'
    bad = '{ url = "https://a.example/", kind = "scripts" }'
    (tmp_path / "truth.toml").write_text(f'page = "school.test"\ntrackers = [{good}]\nbenign = [{bad}]\n')
    with pytest.raises(MisuseError, match="cannot be read"):
        load_truth(tmp_path / "truth.toml")


def test_an_unknown_name_is_told() -> None:
    with pytest.raises(MisuseError, match="easyprivacy"):
        known_list("easy")
