"""Sign-up forms are understood as a person reads them, and other forms are not taken for one."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import Page

from harness.sandbox.settings.accounts.fields import SignUp, sign_up_form, with_required
from harness.sandbox.settings.accounts.fill import find_form
from harness.sandbox.web.page.ask import Control, Sheet
from harness.sandbox.web.page.look import Button, Group
from tests.sandbox.settings.accounts.forms import FORMS, NONE
from tests.sandbox.web.page.stage import Stage


@pytest.fixture(scope="module")
def read(stage: Stage) -> dict[str, SignUp | None]:
    """Every form as it was understood, read in one go."""

    def of(content: str):  # type: ignore[no-untyped-def]
        async def act(page: Page) -> SignUp | None:
            await page.set_content(content)
            found = await find_form(page)
            return None if found is None else found[1]

        return act

    pages = {name: content for name, (content, _) in FORMS.items()} | NONE
    return stage.plays({name: of(content) for name, content in pages.items()})


@pytest.mark.parametrize("name", FORMS)
def test_each_field_is_read_for_what_it_is(read: dict[str, SignUp | None], name: str) -> None:
    form = read[name]
    assert form is not None
    assert " ".join(f"{'*' * one.required}{one.kind}" for one in form.fields) == FORMS[name][1]
    assert form.button is not None or name == "no button"


@pytest.mark.parametrize("name", NONE)
def test_another_form_is_no_sign_up(read: dict[str, SignUp | None], name: str) -> None:
    assert read[name] is None


def test_a_form_can_be_told_that_more_is_required(read: dict[str, SignUp | None]) -> None:
    form = read["english, nothing marked"]
    assert form is not None
    assert [one.kind for one in with_required(form, ["phone"]).fields if one.required] == [
        "full-name", "email", "phone", "password", "terms",
    ]


@pytest.mark.parametrize(
    ("heading", "text", "submits", "going_on", "found"),
    [
        ("Create an account", "FINISH", True, True, True),
        ("Create an account", "FINISH", True, False, False),
        ("Create an account", "FINISH", False, True, False),
        ("Create an account", "Back", True, True, False),
        ("Welcome", "Finish", True, True, False),
    ],
)
def test_a_last_part_that_asks_nothing_we_see_has_its_button_pushed(
    heading: str, text: str, *, submits: bool, going_on: bool, found: bool
) -> None:
    about = {"title": "", "name": "", "href": "", "toggles": False, "covered": False}
    button = msgspec.convert({"index": 0, "group": -1, "order": 3, "submits": submits, "link": False, "text": text, **about}, Button)
    sheet = Sheet(url="https://school.test/join", title="", headings=heading, captcha=False, buttons=(button,))
    assert (sign_up_form(sheet, going_on=going_on) is not None) is found


TEXT = st.text(max_size=40) | st.sampled_from(["Gebruikersnaam *", "Password", "date of birth", "\u202etxt", "registreren", "Dag"])
KINDS = st.sampled_from(["text", "password", "email", "select", "checkbox", "radio", "file", "date", "combobox", "textarea", "hidden"])
CONTROLS = st.builds(
    Control, indexes=st.just((0,)), group=st.integers(-1, 2), order=st.integers(0, 9), type=KINDS, name=TEXT, label=TEXT,
    placeholder=TEXT, legend=TEXT, autocomplete=TEXT, options=st.lists(TEXT, max_size=4).map(tuple), maxlength=st.integers(-1, 9),
    required=st.booleans(), starred=st.booleans(), disabled=st.booleans(), filled=st.booleans(),
)
GROUPS = st.builds(Group, form=st.booleans(), names=TEXT, heading=TEXT, search=st.booleans(), boxes=TEXT)
BUTTONS = st.builds(
    Button, index=st.just(0), group=st.integers(-1, 2), order=st.integers(0, 9), submits=st.booleans(), link=st.booleans(),
    text=TEXT, title=TEXT, name=TEXT, href=TEXT, toggles=st.booleans(), covered=st.booleans(),
)


@given(st.lists(CONTROLS, max_size=6).map(tuple), st.lists(GROUPS, max_size=3).map(tuple), st.lists(BUTTONS, max_size=3).map(tuple))
def test_whatever_a_page_asks_it_is_understood_or_left_alone(
    controls: tuple[Control, ...], groups: tuple[Group, ...], buttons: tuple[Button, ...]
) -> None:
    sheet = Sheet(url="https://x.test/", title="", headings="", captcha=False, controls=controls, groups=groups, buttons=buttons)
    for going_on in (False, True):
        form = sign_up_form(sheet, going_on=going_on)
        if form is not None:
            assert form.score > 0
            assert all(one.control in controls and not one.control.disabled for one in form.fields)
            assert not [one for one in form.fields if one.kind == "honeypot" and one.required]
