"""Dumps are hostile XML; what is found in them is what a person would see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.android import screen as module
from harness.sandbox.android.screen import UnreadScreenError, find, read_screen
from harness.sandbox.web.page.locate import Where
from tests.sandbox.android.dumps import dump, node, screen

ANY = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=40)


@given(ANY, ANY)
def test_texts_come_back_as_they_were(text: str, description: str) -> None:
    (one,) = screen(node(text, content_desc=description)).elements
    assert (one.text, one.description, one.middle) == (text, description, (540, 50))


@given(st.binary(max_size=300))
def test_anything_is_a_screen_or_unread(content: bytes) -> None:
    try:
        read_screen(b"<?xml" + content + b"</hierarchy>")
    except UnreadScreenError:
        return


@pytest.mark.parametrize(
    "content",
    [
        b"ERROR: could not get idle state.\n",
        b"",
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><hierarchy>&a;</hierarchy>",
        b"<?xml version='1.0'?><hierarchy>" + b"<node>" * 3000 + b"</hierarchy>",
        b"<?xml version='1.0'?><hierarchy><node text='" + b"a" * (5 << 20) + b"'/></hierarchy>",
    ],
)
def test_what_is_no_dump_is_said(content: bytes) -> None:
    with pytest.raises(UnreadScreenError, match="no dump of a screen"):
        read_screen(content)


def test_what_is_too_much_is_cut_and_said() -> None:
    many = screen(*(node(str(at)) for at in range(module.MOST + 1)))
    assert (len(many.elements), many.cut) == (module.MOST, True)
    assert not screen(node("a")).cut


PLACES = screen(
    node("Taken van vandaag", at=0),
    node("Taken", at=1, resource_id="be.school:id/tasks"),
    node("", at=2, content_desc="Mijn klas", kind="ImageButton"),
    node("", at=3, hint="Zoek", kind="EditText"),
    node("geheim", at=4, kind="EditText", password="true"),
    node("Taken", at=5, bounds="[0,0][0,0]"),
    node("Aan", at=6, kind="Switch", checkable="true", checked="true"),
)


@pytest.mark.parametrize(
    ("where", "row"),
    [
        (Where("text", "taken"), 1),
        (Where("text", "Taken van"), 0),
        (Where("text", "taken", nth=1), None),
        (Where("label", "mijn klas"), 2),
        (Where("test_id", "tasks"), 1),
        (Where("test_id", "be.school:id/tasks"), 1),
        (Where("test_id", "task"), None),
        (Where("placeholder", "Zoek"), 3),
        (Where("text", "geheim"), None),
        (Where("role", "button", "Mijn klas"), 2),
        (Where("role", "button", nth=1), 1),
        (Where("role", "switch", "aan"), 6),
    ],
)
def test_an_element_is_found_by_what_a_step_says(where: Where, row: int | None) -> None:
    found = find(PLACES, where)
    assert (None if found is None else found.bounds[1] // 100) == row


@pytest.mark.parametrize("where", [Where("css", "#x"), Where("role", "heading", "Taken")])
def test_what_a_screen_does_not_have_is_no_silent_miss(where: Where) -> None:
    with pytest.raises(ValueError, match="an app has no"):
        find(PLACES, where)


@pytest.mark.parametrize(
    ("nodes", "seen"),
    [
        ([node("Dag Ada!")], True),
        ([node("Dag Adalberta")], False),
        ([node("Ada", kind="EditText")], False),
        ([node("Ada", password="true")], False),
        ([node("Ada", bounds="[0,0][0,0]")], False),
        ([node(content_desc="foto van ada", kind="ImageView")], True),
    ],
)
def test_a_proof_is_read_words_of_their_own_and_not_what_was_typed(nodes: list[str], seen: bool) -> None:
    assert screen(*nodes).says("Ada") is seen


def test_the_app_in_front_is_the_last_window() -> None:
    assert screen(node("a"), node("Toestaan", package="com.android.permissioncontroller")).package.endswith("controller")
    assert read_screen(dump()).package == ""


def test_words_that_people_write_make_no_new_screen() -> None:
    assert screen(node("Dag Ada")).signature == screen(node("Dag Bo")).signature
    assert screen(node("a", resource_id="x")).signature != screen(node("a", resource_id="y")).signature
