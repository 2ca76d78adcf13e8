"""Which form asks for a new password: one that wants a name or a mail address and nothing secret."""

from __future__ import annotations

from typing import Any

import pytest

from harness.sandbox.passwords.reset_form import reset_form
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
