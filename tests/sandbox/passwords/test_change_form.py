"""Which field of a form takes the present password and which the new one."""

from __future__ import annotations

from typing import Any

import pytest

from harness.sandbox.passwords.capture import carried
from harness.sandbox.passwords.change_form import change_form
from harness.sandbox.web.page.ask import Control, Sheet
from harness.sandbox.web.page.look import Group


def sheet(*fields: dict[str, Any]) -> Sheet:
    controls = tuple(
        Control(indexes=(order,), group=0, order=order, **{"type": "password", **one})
        for order, one in enumerate(fields)
    )
    return Sheet("https://school.test/me", "", "", False, controls, (), (Group(form=True, names="", heading="", search=False, boxes=""),))


@pytest.mark.parametrize(
    ("fields", "takes"),
    [
        ([{"label": "Huidig wachtwoord"}, {"label": "Nieuw wachtwoord"}, {"label": "Herhaal"}], ["present", "new", "new"]),
        ([{"name": "a"}, {"name": "b"}, {"name": "c"}], ["present", "new", "new"]),
        ([{"label": "New"}, {"label": "Again"}], ["new", "new"]),
        ([{"label": "Old password"}, {"label": "New password"}], ["present", "new"]),
        ([{"name": "n1"}, {"name": "n2"}, {"autocomplete": "section-x current-password"}], ["new", "new", "present"]),
        ([{"type": "text", "label": "Naam"}, {"label": "Wachtwoord"}], None),
        ([{"label": "Wachtwoord"}, {"label": "Nieuw", "disabled": True}], None),
        ([], None),
    ],
)
def test_fields_are_understood(fields: list[dict[str, Any]], takes: list[str] | None) -> None:
    found = change_form(sheet(*fields))
    assert (found and list(found.takes.values())) == takes
    if found is not None:
        typed = found.values("old", "next")
        assert [typed[order] for order in found.takes] == [{"present": "old", "new": "next"}[one] for one in takes or []]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"a=1&p=zes+%C3%A9%26n", True), (b"p=zes%20%C3%A9%26n", True), ('{"p":"zes é&n"}'.encode(), True),
        (b'{"p":"zes \\u00e9&n"}', True), (b"p=zes+e", False), (b"p=5e884898da28047151d0e56f8dc62927", False), (b"", False),
    ],
)
def test_a_password_is_seen_in_a_body_however_it_is_written(body: bytes, found: bool) -> None:
    assert carried("zes é&n", body) is found
