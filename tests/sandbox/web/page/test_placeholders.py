"""Placeholders: filled with a persona's values, secrets only where something is typed."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from harness.errors import MisuseError
from harness.sandbox.web.page.placeholders import Values, names
from tests.sandbox.web.page.stage import Persona

VALUES = Values(Persona())


def test_filled() -> None:
    assert VALUES.plain("{first_name} <{username}> {{x}}") == "Adalberta <ada.k7x2q> {x}"
    assert asyncio.run(VALUES.typed("{username}/{password}")) == "ada.k7x2q/Zonnebloem-42!"


def test_checked() -> None:
    VALUES.check("{password}", "here", secrets=True)
    for template in ("{password}", "{totp}", "{x}", "{}", "{first name}"):
        with pytest.raises(MisuseError, match="here"):
            VALUES.check(template, "here")


def test_a_value_with_braces_is_not_filled_again() -> None:
    assert Values(Persona(known={"a": "{password}"})).plain("{a}") == "{password}"


@given(st.text(min_size=3, max_size=30), st.text(max_size=30))
def test_scrubbed(secret: str, around: str) -> None:
    values = Values(Persona(password=SecretStr(secret)))
    for form in (secret, quote(secret, safe="")):
        assert "⟦secret:ada.password⟧" in values.scrub(f"{around}{form}{around}")


@given(st.text())
def test_any_template_is_read(template: str) -> None:
    found = names(template)
    values = Values(Persona(known=dict.fromkeys(found, "v")))
    assert "\x00" in template or values.plain(template) is not None
