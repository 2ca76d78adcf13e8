"""Examples of the checks of new passwords by mail, and of what follows a change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.checks.example import Add, Example
from tests.checks.examples_signon import wrote
from tests.harness.build import KNOWN, URL, Build, BuiltSession


def link(**otherwise: Any) -> dict[str, Any]:
    """A link that did what it should, once."""
    return {
        "persona": "canary", "came": 1.2, "scheme": "https", "host": "school.test", "length": 43, "bits": 258.0,
        "works": True, "control": True, "again": False, "again_opens": False, "older": False,
        "foreign_asked": ["x-forwarded-host", "host"], **otherwise,
    }


def changed(**otherwise: Any) -> dict[str, Any]:
    """A new password that the owner heard of, and that ended the session elsewhere."""
    return {"persona": "canary", "change": "change", "came": 2.0, "waited": 2.1, "others": False, **otherwise}


def first(**otherwise: Any) -> dict[str, Any]:
    """A first password that had to be replaced."""
    return {"persona": "first-chooses", "asked": True, "control": True, "again": False, "open": False, **otherwise}


def of_link(wrong: Mapping[str, Any], level: str = "minimum") -> Example:
    """A good link, and one that was otherwise."""
    return Example(wrote(reset=[link()]), wrote(reset=[link(**wrong)]), who=None, level=level)


def of_change(wrong: Mapping[str, Any]) -> Example:
    """A good change, and one that was otherwise."""
    return Example(
        wrote(notices=[changed()]), wrote(notices=[changed(), changed(change="reset", **wrong)]), who=None,
        level="recommended",
    )


def page_of_class(text: str) -> Add:
    """A page that a teacher gets, with a pupil of the test on it."""

    def add(made: Build, session: BuiltSession) -> None:
        made.session("teacher").exchange(f"{URL}/class", body=f"<li>{KNOWN['first_name']} {text}</li>".encode())

    return add


RESETS: dict[str, Example] = {
    "authentication/staff-see-no-password": Example(
        page_of_class(""), page_of_class("(⟦secret:pupil.password⟧)"), who="teacher", level="recommended"
    ),
    "authentication/change-notice": of_change({"came": None, "waited": 300.1}),
    "authentication/first-password-replaced": Example(
        wrote(**{"first-password": [first()]}), wrote(**{"first-password": [first(open=True)]}), who=None
    ),
    "authentication/reset-link-once": of_link({"again": True}),
    "authentication/reset-link-place": of_link({"foreign": ["x-forwarded-host"]}),
    "authentication/reset-link-random": of_link({"bits": 19.9, "length": 6}),
    "authentication/reset-link-replaced": of_link({"older": True}, level="recommended"),
    "authentication/reset-mail-silent": of_link({"tells": ["chosen"]}),
    "authentication/sessions-end-on-change": of_change({"others": True}),
}
