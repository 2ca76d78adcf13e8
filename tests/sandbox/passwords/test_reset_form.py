"""Which form asks for a new password: one that wants a name or a mail address and nothing secret."""

from __future__ import annotations

from typing import Any

import pytest

from harness.sandbox.passwords.reset_form import new_form, reset_form
from harness.sandbox.settings.accounts import words as w
from tests.sandbox.passwords.test_change_form import sheet

NAME = {"type": "text", "label": "Gebruikersnaam"}
MAIL = {"type": "email", "label": "E-mail"}


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ([NAME], w.USERNAME), ([MAIL], w.EMAIL), ([MAIL, {"type": "checkbox", "label": "Onthoud mij"}], w.EMAIL),
        ([NAME, {"label": "Wachtwoord"}], None), ([NAME, MAIL], None), ([{"type": "text", "label": "Klascode"}], None),
        ([{**NAME, "disabled": True}], None), ([], None),
    ],
)
def test_it_is_known_by_what_it_asks(fields: list[dict[str, Any]], kind: str | None) -> None:
    found = reset_form(sheet(*fields))
    assert (found and found.fields[0].kind) == kind


NEW = {"type": "password", "label": "Nieuw wachtwoord", "autocomplete": "new-password"}
NOW = {"type": "password", "label": "Huidig wachtwoord", "autocomplete": "current-password"}


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ([NEW], 1), ([NEW, NEW], 2), ([{**MAIL, "filled": True}, NEW, NEW], 2), ([NEW, {"type": "checkbox"}], 1),
        ([NAME, NEW], 0), ([NOW, NEW, NEW], 0), ([NOW], 0), ([NAME], 0), ([{**NEW, "disabled": True}], 0), ([], 0),
    ],
)
def test_a_form_that_takes_a_new_password_asks_for_nothing_else(fields: list[dict[str, Any]], count: int) -> None:
    found = new_form(sheet(*fields))
    assert (len(found.fields) if found else 0) == count
