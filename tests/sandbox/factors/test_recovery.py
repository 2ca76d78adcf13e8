"""Where a recovery code is given, and what its second use says."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from harness.sandbox.factors import half_way
from harness.sandbox.factors.half_way import HalfWay
from harness.sandbox.factors.recovery import used_again
from harness.sandbox.factors.trouble import BROKE
from harness.sandbox.web.page import forms, words
from harness.sandbox.web.page.look import Button, Field, Seen


class Half:
    """An app in which a code is good on one page, `at`: `code` or `recovery`; `leads`: whether a link leads to that."""

    def __init__(self, at: str, leads: tuple[bool | None, ...], uses: int, *, broke: bool = False) -> None:
        self.at, self.leads, self.uses, self.broke, self.here = at, list(leads), uses, broke, ""
        self.logins = 0

    async def password(self) -> str:
        self.here, self.logins = "code", self.logins + 1
        return "code"

    async def turn_to_recovery(self) -> bool | None:
        led = self.leads.pop(0)
        self.here = "recovery" if led else self.here if led is None else "nowhere"
        return led

    async def give(self, code: str, what: str, patience: float) -> str:
        self.uses -= self.here == self.at
        return "not-asked" if self.here == "nowhere" else "in" if self.here == self.at and self.uses >= 0 else "code"


async def shot() -> str | None:
    return "picture"


@pytest.mark.parametrize(
    ("half", "inside", "control"),
    [
        (Half("code", (None,), 1), False, ""),
        (Half("code", (None,), 2), True, ""),
        (Half("recovery", (True, True), 1), False, ""),
        (Half("recovery", (True, True), 2), True, ""),
        (Half("recovery", (None,), 1), None, "recovery-refused"),
        (Half("code", (False,), 2), True, ""),
        (Half("recovery", (True, None), 2), None, "no-code-asked"),
        (Half("recovery", (True, False), 2), None, "no-code-asked"),
        (Half("recovery", (True,), 0), None, "recovery-refused"),
        (Half("recovery", (True, True), 1, broke=True), False, BROKE),
    ],
)
def test_a_code_is_given_where_it_is_taken(half: Any, inside: bool | None, control: str) -> None:
    entered: list[bool] = []

    async def enter() -> None:
        entered.append(True)

    told = asyncio.run(used_again(half, "12345678", shot, enter))
    assert entered == ([] if control == "recovery-refused" else [True]), "who got in looks around once"
    assert (told.get("inside"), told["control"]) == (inside, control)
    assert told.get("shot") == ("picture" if inside else None)


def field(label: str, type: str = "text", **more: Any) -> Field:
    return make(Field, {"label": label, "name": label.lower(), "type": type, "group": 0, **more})


def make(kind: Any, given: dict[str, Any]) -> Any:
    """One of `look`'s records, with nothing in what is not given."""
    empty = {"str": "", "int": 0, "bool": False}
    return kind(**{name: given.get(name, empty.get(str(of), 0)) for name, of in kind.__annotations__.items()})


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ([field("Herstelcode")], True),
        ([field("Recovery code", "password")], True),
        ([field("Code")], True),
        ([field("Voornaam")], False),
        ([field("Postcode")], False),
        ([field("Herstelcode", "checkbox")], False),
        ([field("Herstelcode", disabled=True)], False),
        ([], False),
    ],
)
def test_the_form_for_a_recovery_code(fields: list[Field], found: bool) -> None:
    seen: Any = SimpleNamespace(fields=fields)
    form = forms.spare(seen)
    assert (form is not None) is found
    assert form is None or form.code == tuple(fields)


@pytest.mark.parametrize(
    ("called", "form", "told", "pushed"),
    [
        ({0: words.RECOVERY}, True, True, 1),
        ({0: words.RECOVERY}, False, False, 1),
        ({0: words.OTHER_WAY, 1: words.RECOVERY}, True, True, 2),
        ({0: words.OTHER_WAY}, False, False, 1),
        ({}, True, None, 0),
    ],
)
def test_links_are_followed_by_their_words(
    called: dict[int, frozenset[str]], form: bool, told: bool | None, pushed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushes: list[str] = []

    async def in_sight(page: Any, asked: frozenset[str]) -> Any:
        return ("view", "link") if called.get(len(pushes)) is asked else None

    async def push(view: Any, link: Any) -> None:
        pushes.append(link)

    async def nothing(*about: Any) -> None:
        return None

    async def look(page: Any) -> list[Any]:
        fields = [field("Herstelcode")] if form else []
        return [SimpleNamespace(seen=make(Seen, {"fields": fields, "buttons": list[Button](), "groups": []}))]

    monkeypatch.setattr(half_way.press, "in_sight", in_sight)
    monkeypatch.setattr(half_way.enter, "push", push)
    monkeypatch.setattr(half_way, "settle", nothing)
    monkeypatch.setattr(half_way, "look", look)
    actor: Any = SimpleNamespace(page=None, acted=nothing)
    assert asyncio.run(HalfWay(actor).turn_to_recovery()) is told
    assert len(pushes) == pushed
