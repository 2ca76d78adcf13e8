"""Signing in by finding the form on the screen: what is typed where, what is tapped, and how a failure is told."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import SecretStr

from harness import Persona
from harness.sandbox.android import login
from harness.sandbox.android.journey import Hand
from harness.sandbox.android.login import SignIn, seen_on
from harness.sandbox.web.page import forms
from harness.sandbox.web.page.placeholders import Values
from tests.sandbox.android.dumps import PACKAGE, node, screen
from tests.sandbox.android.stub import Stub, touch

ADA = Persona(name="ada", role="pupil", username="ada", password=SecretStr("geheim-2026"), known={"first_name": "Ada"})
CODED = ADA.model_copy(update={"totp": SecretStr("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")})
TITLE = node("Demoschool", kind="TextView", clickable="false")
USER = node(hint="Gebruikersnaam", at=1, kind="EditText")
PASSWORD = node(at=2, kind="EditText", password="true")
SEND = node("Aanmelden", at=3)
FORGOT = node("Wachtwoord vergeten?", at=4, kind="TextView")
HOME = [node("Dag Ada", kind="TextView", clickable="false")]
FORM = [TITLE, USER, PASSWORD, SEND, FORGOT]


def attempt(stub: Stub, persona: Persona = ADA, limit: float = 10.0) -> tuple[str | None, list[str]]:
    """Sign in; why it came to nothing, and what was done."""
    told: list[str] = []

    async def on_step(index: int, words: str) -> None:
        assert index == len(told)
        told.append(words)

    hand = touch(stub)
    signing = SignIn(Hand(hand, PACKAGE, hand.look), persona, Values(persona), on_step, limit)
    return asyncio.run(signing.run()), told


def typed(stub: Stub) -> list[str]:
    return [words[2] for words in stub.log if words[:2] == ["input", "text"]]


def test_the_form_is_found_filled_and_sent() -> None:
    stub = Stub({"form": FORM, "home": HOME}, {("form", 3): "home"})
    why, told = attempt(stub)
    assert (why, stub.taps, typed(stub)) == (None, [1, 2, 3], ["ada", "geheim-2026"])
    assert told == ["typed the user name", "typed the password", "sent the form (Aanmelden)"]


FORMS = {
    "the hint is the text of an empty field": [TITLE, node("E-mail", at=1, kind="EditText"), PASSWORD, SEND],
    "no hint at all, and words above": [node("Gebruiker", kind="TextView", clickable="false"), node(at=1, kind="EditText"), PASSWORD, SEND],
    "the id tells": [node(at=1, kind="AppCompatEditText", resource_id="be.school:id/txtUserName"), PASSWORD, SEND],
    "a box to be remembered": [*FORM, node("Onthoud mij", at=5, kind="CheckBox", checkable="true")],
    "a way in with somebody else's account before it": [node("Aanmelden met Google"), *FORM[1:]],
    "everything lies in something that can be tapped": [node(kind="FrameLayout", bounds="[0,0][1080,900]"), *FORM[1:]],
    "the words stand inside of what is tapped": [*FORM[:3], node(at=3, kind="ViewGroup"), node("Log in", at=3, kind="TextView", clickable="false")],
    "another app's field in the same dump": [node("Zoek", kind="EditText", package="com.android.launcher"), *FORM[1:]],
}


@pytest.mark.parametrize("name", FORMS)
def test_forms_of_many_kinds_are_understood(name: str) -> None:
    stub = Stub({"form": FORMS[name], "home": HOME}, {("form", 3): "home"})
    assert attempt(stub)[0] is None
    assert (stub.taps, typed(stub)) == ([1, 2, 3], ["ada", "geheim-2026"])


def test_the_way_in_is_taken_once_and_two_steps_are_one_after_the_other() -> None:
    screens = {
        "welcome": [TITLE, node("Account maken", at=1), node("Inloggen", at=2)],
        "first": [USER, node("Volgende", at=3)],
        "second": [PASSWORD, SEND],
        "home": HOME,
    }
    stub = Stub(screens, {("welcome", 2): "first", ("first", 3): "second", ("second", 3): "home"})
    why, told = attempt(stub)
    assert (why, typed(stub)) == (None, ["ada", "geheim-2026"])
    assert told[0] == "tapped “Inloggen”"


def test_what_was_typed_does_not_hide_what_a_field_is_for() -> None:
    """In older dumps the hint is the text of an empty field, and gone once something stands there."""
    before, after = (node(text, at=1, kind="EditText", resource_id="be.school:id/a") for text in ("Gebruikersnaam", "ada"))
    stub = Stub({"empty": [before, node("Verder", at=3)], "full": [after, node("Verder", at=3)], "second": [PASSWORD, SEND], "home": HOME})
    stub.leads = {("empty", 1): "full", ("full", 3): "second", ("second", 3): "home"}
    assert attempt(stub)[0] is None
    assert typed(stub) == ["ada", "geheim-2026"]


def test_a_code_is_typed_by_who_has_one_and_told_by_who_has_none() -> None:
    def app() -> Stub:
        code = [node(hint="Verificatiecode", at=1, kind="EditText"), node("Bevestigen", at=3)]
        return Stub({"form": FORM, "code": code, "home": HOME}, {("form", 3): "code", ("code", 3): "home"})

    stub = app()
    why, told = attempt(stub, CODED)
    assert (why, told[-2]) == (None, "typed the one-time code")
    assert typed(stub)[-1].isdecimal()
    assert attempt(app())[0] == "totp-missing"


def test_a_form_without_a_button_is_sent_by_enter() -> None:
    stub = Stub({"form": [USER, PASSWORD], "home": HOME})
    assert attempt(stub, limit=1.0)[0] == "submit-refused"
    assert ["input", "keyevent", "66"] in stub.log


def test_what_came_to_nothing_is_told_and_nothing_is_sent_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "PAUSE", 0.01)
    refused = Stub({"form": FORM})
    assert attempt(refused, limit=1.0)[0] == "submit-refused"
    assert (refused.taps.count(3), typed(refused)) == (1, ["ada", "geheim-2026"])
    assert attempt(Stub({"first": [USER, node("Volgende", at=3)]}), limit=1.0)[0] == "no-second-step"
    assert attempt(Stub({"home": HOME}), limit=0.3)[0] == "no-form"
    assert attempt(Stub({"form": FORM}), ADA.model_copy(update={"password": None}))[0] == "no-credentials"


NOT_FOR_THIS = {
    "signing up": [USER, PASSWORD, node(hint="Herhaal wachtwoord", at=3, kind="EditText", password="true"), node("Registreren", at=4)],
    "searching": [node(hint="Zoeken", at=1, kind="EditText"), node("Zoek", at=2)],
    "a class code": [node(hint="Klascode", at=1, kind="EditText"), node("Verder", at=2)],
    "nothing of this app": [node("Wachtwoord", kind="EditText", password="true", package="com.android.systemui")],
}


@pytest.mark.parametrize("name", NOT_FOR_THIS)
def test_other_forms_are_left_alone(name: str) -> None:
    assert forms.find(seen_on(screen(*NOT_FOR_THIS[name]), PACKAGE, {})) is None
