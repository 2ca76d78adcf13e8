"""Recall: the disguises that trackers use, and those that no search undoes."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest

from harness.leaks.ledger import search, search_parts
from harness.leaks.matcher import Matcher
from tests.harness.leaks.disguises import FOUND, IMPOSSIBLE, PERSONA, b64, sha

MATCHER = Matcher(PERSONA)


def test_table_holds_at_least_60_disguises() -> None:
    assert len(FOUND) >= 60


@pytest.mark.parametrize("name", FOUND)
@pytest.mark.parametrize("place", ["body", "header:x-data", "message"])
def test_disguise_is_found(name: str, place: str) -> None:
    field, content = FOUND[name]
    data = content.encode() if isinstance(content, str) else content
    assert field in {leak.field for leak in search_parts(MATCHER, {place: data})}


@pytest.mark.parametrize("name", [name for name, (_, content) in FOUND.items() if isinstance(content, str)])
def test_disguise_is_found_in_an_address(name: str) -> None:
    field, content = FOUND[name]
    address = f"https://meter.example/c?data={quote(content, safe='')}"
    leaks = search_parts(MATCHER, {"url": address.encode()})
    assert field in {leak.field for leak in leaks}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_no_search_undoes_stays_listed_as_such(name: str) -> None:
    content = IMPOSSIBLE[name]
    assert search_parts(MATCHER, {"body": content.encode() if isinstance(content, str) else content}) == []


def test_too_many_layers_are_told_as_unseen() -> None:
    (unseen,) = search(MATCHER, {"body": str(IMPOSSIBLE["five layers"]).encode()}).unseen
    assert unseen == ("body", "depth")


@pytest.mark.parametrize("field", PERSONA)
@pytest.mark.parametrize(
    "disguise",
    [str.encode, lambda text: b64(text).encode(), lambda text: text.encode().hex().encode(),
     lambda text: sha(text).encode(), lambda text: quote(text, safe="").encode()],
    ids=["plain", "base64", "hex", "sha256", "url"],
)
def test_every_field_is_found(field: str, disguise: Callable[[str], bytes]) -> None:
    found = search_parts(MATCHER, {"body": b'{"k": "' + disguise(PERSONA[field]) + b'"}'})
    assert (field, "body.k") in {(leak.field, leak.where) for leak in found}
