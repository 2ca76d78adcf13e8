"""Controls from accessibility trees: what each is called and says, and that no tree can break the reading."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.settings.reading.tree import MOST_NODES, Control, Tree

type Made = tuple[str, str, dict[str, Any], list[Any]]


def ax(role: str, name: str = "", *children: Made, value: object = None, ignored: bool = False, **properties: object) -> Made:
    return role, name, {"value": value, "ignored": ignored, "properties": properties}, list(children)


def tree(*children: Made) -> Tree:
    """The answer of the protocol for these elements below a page."""
    rows: list[dict[str, Any]] = []

    def add(made: Made) -> str:
        role, name, more, below = made
        id = str(len(rows) + 1)
        row: dict[str, Any] = {"nodeId": id, "backendDOMNodeId": len(rows) + 1, "ignored": more["ignored"]}
        rows.append(row)
        row |= {"role": {"type": "role", "value": role}, "name": {"type": "computedString", "value": name}}
        if more["value"] is not None:
            row["value"] = {"type": "string", "value": more["value"]}
        told = more["properties"].items()
        row["properties"] = [{"name": key, "value": {"type": "any", "value": value}} for key, value in told]
        row["childIds"] = [add(one) for one in below]
        return id

    add(ax("RootWebArea", "", *children))
    return Tree({"nodes": rows})


def only(*children: Made) -> Control:
    (control,) = tree(*children).controls()
    return control


def said(control: Control) -> tuple[str, str, str]:
    return control.role, control.label, control.value


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (ax("checkbox", "Reclame", checked="true"), ("checkbox", "Reclame", "on")),
        (ax("checkbox", "Reclame", checked="false"), ("checkbox", "Reclame", "off")),
        (ax("checkbox", "Reclame", checked="mixed"), ("checkbox", "Reclame", "")),
        (ax("switch", "Locatie", checked="true"), ("switch", "Locatie", "on")),
        (ax("menuitemcheckbox", "Likes", checked="true"), ("checkbox", "Likes", "on")),
        (ax("button", "Camera", pressed="true"), ("toggle", "Camera", "on")),
        (ax("slider", "Meldingen", value=3, valuetext="vaak"), ("slider", "Meldingen", "vaak")),
        (ax("slider", "Meldingen", value=0, valuetext=""), ("slider", "Meldingen", "0")),
        (ax("combobox", "Wie", ax("MenuListPopup", "", ax("option", "Ik"), ax("option", "Jij", selected=True)), value="Jij"),
         ("select", "Wie", "Jij")),
        (ax("combobox", "Wie", value="Jij"), ("combobox", "Wie", "Jij")),
        (ax("listbox", "Wie", ax("option", "Ik", selected=True), ax("option", "Jij")), ("listbox", "Wie", "Ik")),
    ],
)  # fmt: skip
def test_each_kind_of_control(made: Made, expected: tuple[str, str, str]) -> None:
    assert said(only(made)) == expected


def test_a_plain_button_or_link_is_no_control() -> None:
    assert tree(ax("button", "Bewaar"), ax("link", "Weg"), ax("textbox", "Naam")).controls() == []


def test_radio_buttons_are_one_control_with_the_name_of_their_group() -> None:
    control = only(ax("group", "Reacties", ax("radio", "Niemand", checked="false"), ax("radio", "Iedereen", checked="true")))
    assert said(control) == ("radio", "Reacties", "Iedereen")
    assert control.options == ("Niemand", "Iedereen")


def test_radio_buttons_without_a_group_take_the_text_beside_them() -> None:
    control = only(
        ax("generic", "", ax("StaticText", "Wie mag reageren"), ax("LabelText", "", ax("radio", "Ik", checked="true"), ax("StaticText", "Ik")),
           ax("LabelText", "", ax("radio", "Wij", checked="false"), ax("StaticText", "Wij"))),
    )  # fmt: skip
    assert said(control) == ("radio", "Wie mag reageren", "Ik")


def test_two_groups_of_radio_buttons_stay_two() -> None:
    groups = [ax("group", name, ax("radio", "A", checked="true"), ax("radio", "B", checked="false")) for name in ("Een", "Twee")]
    assert [one.label for one in tree(*groups).controls()] == ["Een", "Twee"]


def test_a_group_with_one_locked_button_can_be_changed_and_one_with_all_cannot() -> None:
    half = ax("group", "G", ax("radio", "A", checked="true", disabled=True), ax("radio", "B", checked="false"))
    whole = ax("group", "G", ax("radio", "A", checked="true", disabled=True), ax("radio", "B", checked="false", disabled=True))
    assert [only(half).locked, only(whole).locked] == [False, True]


@pytest.mark.parametrize("property", ["disabled", "readonly"])
def test_a_locked_control_says_so(property: str) -> None:
    assert only(ax("switch", "Camera", checked="true", **{property: True})).locked
    assert not only(ax("switch", "Camera", checked="true", **{property: False})).locked


def test_the_group_around_a_control_is_its_context() -> None:
    assert only(ax("group", "Meldingen", ax("generic", "", ax("checkbox", "E-mail", checked="true")))).context == "Meldingen"


def test_a_control_without_a_name_takes_the_text_that_is_its_own() -> None:
    row = ax("generic", "", ax("StaticText", "Dagreeks"), ax("generic", "", ax("switch", "", checked="true")))
    assert said(only(row)) == ("switch", "Dagreeks", "on")
    shared = ax("generic", "", ax("StaticText", "Alles"), ax("switch", "", checked="true"), ax("switch", "", checked="false"))
    assert [one.label for one in tree(shared).controls()] == ["", ""], "whose text it is cannot be told"


def test_what_is_not_exposed_is_not_there() -> None:
    assert tree(ax("checkbox", "Reclame", checked="true", ignored=True)).controls() == []


def test_controls_come_in_the_order_of_the_page() -> None:
    group = ax("group", "B", ax("radio", "x", checked="true"), ax("radio", "y", checked="false"))
    found = tree(ax("checkbox", "A", checked="true"), group, ax("checkbox", "C", checked="true")).controls()
    assert [one.label for one in found] == ["A", "B", "C"]


def test_a_tree_without_end_is_not_whole() -> None:
    rows = [{"nodeId": str(number), "role": {"value": "generic"}} for number in range(MOST_NODES + 1)]
    assert not Tree({"nodes": rows}).whole


SCRAP = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["1", "2", "radio", "checkbox", "group", "combobox", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["value", "name", "type"]), inner, max_size=3),
    max_leaves=5,
)
NODE = st.fixed_dictionaries(
    {"nodeId": st.sampled_from(["1", "2", "3", "4"])},
    optional={
        "role": SCRAP, "name": SCRAP, "value": SCRAP, "ignored": st.booleans(), "backendDOMNodeId": SCRAP,
        "properties": st.lists(SCRAP, max_size=3), "childIds": st.lists(st.sampled_from(["1", "2", "3", "4", "9"]), max_size=4),
    },
)  # fmt: skip


@given(st.lists(NODE, max_size=5))
def test_no_tree_breaks_it(nodes: list[dict[str, Any]]) -> None:
    for control in Tree({"nodes": nodes}).controls():
        assert isinstance(control.label, str)
        assert control.value is not None
