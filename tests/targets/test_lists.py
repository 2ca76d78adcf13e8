"""The real lists: fetched by the ordinary clients, tried out, and matched by two engines that have to agree.

Fetched once, into `.cache/`, and never committed; skipped where a registry cannot be reached.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from harness.clock import day
from harness.errors import SchoolproofError
from harness.lists.content import RefusedListError, read_content
from harness.lists.engine import IndexEngine, Rule
from harness.lists.fetch import Fetched, fetch_package
from harness.lists.known import known_list
from harness.lists.store import Store
from harness.lists.syntax import Filter
from harness.lists.update import put
from tests.harness.lists.addresses import requests

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "lists"
NAMES = ("easyprivacy", "easylist", "trackhar")  # the others are large downloads for one text file
pytestmark = [pytest.mark.target, pytest.mark.xdist_group("lists")]


def fetched(name: str) -> Fetched:
    """The list, from the cache when it was fetched before."""
    known, kept = known_list(name), CACHE / name
    if not kept.is_file():
        kind = next(iter(known.sources))
        try:
            data = fetch_package(known, kind).data
        except RefusedListError:
            raise
        except SchoolproofError as error:
            pytest.skip(f"{name} cannot be fetched here: {error}")
        CACHE.mkdir(parents=True, exist_ok=True)
        scratch = kept.with_suffix(".part")
        scratch.write_bytes(data)
        shutil.move(scratch, kept)
    return Fetched(kept.read_bytes(), "cache")


@pytest.mark.parametrize("name", NAMES)
def test_a_real_list_is_taken(name: str, tmp_path: Path) -> None:
    made = put(Store(tmp_path), known_list(name), fetched(name), day(None))
    assert made.rules >= known_list(name).least_rules
    assert made.trackers_named >= known_list(name).least_hits


@pytest.mark.parametrize("name", NAMES)
def test_a_real_list_that_is_cut_short_is_refused(name: str, tmp_path: Path) -> None:
    whole = fetched(name).data
    with pytest.raises(RefusedListError):
        put(Store(tmp_path), known_list(name), Fetched(whole[: len(whole) // 3], "cache"), day(None))


def may_differ(asked: tuple[str, str, str], rule: Rule | None) -> bool:
    """`adblock` 0.6 takes `||www.x.example^` for every name in `x.example`, and spares pages by rules about scripts."""
    return asked[2] == "document" or "www." in asked[0] or (rule is not None and "||www." in rule.text)


@pytest.mark.parametrize("name", ["easyprivacy", "easylist"])
def test_engines_agree_on_100_000_addresses(name: str) -> None:
    native = pytest.importorskip("tests.harness.lists.native", reason="adblock has no wheel for this machine")
    held: list[Filter] = read_content(known_list(name), fetched(name).data).rules
    ours, theirs = IndexEngine({name: held}), native.NativeEngine({name: held})
    hits, apart = 0, []
    for asked in requests(100_000, held):
        mine, other = ours.match(*asked), theirs.match(*asked)
        hits += mine is not None
        if (mine is None) != (other is None):
            apart.append((asked, mine, other))
    assert hits > 10_000
    assert len(apart) < 300
    assert [one for one in apart if not may_differ(one[0], one[2])] == []
