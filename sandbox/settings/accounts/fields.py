"""What a sign-up form asks, understood: of each control what it is for and whether it has to be filled in. Pure.

It reads what `ask` saw. A wrong guess costs a row its answer and never turns it: whether an account was made is proven
by signing in, and whether a field has to be filled in by what the app accepts without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from harness.sandbox.settings.accounts import words as w
from harness.sandbox.web.page.ask import Control, Sheet
from harness.sandbox.web.page.look import Button
from harness.sandbox.web.page.words import BACK, ELSEWHERE, LOGIN, NEXT, REVEAL, has

LEAST = {w.USERNAME, w.PASSWORD, w.AGAIN, w.FIRST, w.LAST, w.FULL, w.EMAIL, w.TERMS, w.CLASS, w.ROLE, w.CONSENT}
"""What is filled in where a form marks nothing as required and nothing as optional: no account goes without."""
SENSITIVE = (w.PHONE, w.ADDRESS, w.PHOTO, w.OWN_EMAIL, w.NATIONAL)
"""What no pupil may be asked for (requirement DAT-01), in the order in which it is tried when a form is refused."""
DATE_PARTS = (w.DAY, w.MONTH, w.YEAR)
_BOXES = (w.CONSENT, w.NEWS, w.TERMS)
_LISTS = (w.ROLE, w.GENDER, w.ADDRESS, w.SCHOOL, w.AGE, w.CLASS)
_TABLE = dict(w.BY_WORDS)


@dataclass(frozen=True)
class Field:
    """A control and what it is for. `required`: on screen, or because no account goes without it."""

    control: Control
    kind: str
    required: bool


@dataclass(frozen=True)
class SignUp:
    """The form to sign up with: its fields in order, the button that sends it, and how sure we are (`score` > 0)."""

    fields: tuple[Field, ...]
    button: Button | None
    score: int
    captcha: bool
    group: int

    def of(self, kind: str) -> Field | None:
        """The first field of a kind, or None."""
        return next((field for field in self.fields if field.kind == kind), None)

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(field.kind for field in self.fields)


def sign_up_form(sheet: Sheet, *, going_on: bool = False) -> SignUp | None:
    """The best sign-up form of a frame, or None. `going_on`: a form was sent before, this may be its next part."""
    found = [_form(sheet, group, going_on) for group in range(len(sheet.groups))]
    best = max((form for form in found if form is not None), key=lambda form: form.score, default=None)
    return best or (_bare(sheet) if going_on else None)


def _bare(sheet: Sheet) -> SignUp | None:
    """A part under the heading of a sign-up that asks nothing we can fill in, such as lists that are only drawn.

    Nothing was sent to the app until its button is pushed, so that no account came of the parts before.
    """
    button = button_for(sheet, -1, -1)
    if sheet.controls or button is None or not button.submits or not has(sheet.headings, w.SIGN_UP):
        return None
    return SignUp((), button, 1, sheet.captcha, -1)


def _form(sheet: Sheet, group: int, going_on: bool) -> SignUp | None:
    fields = understand([control for control in sheet.controls if control.group == group])
    score = _score(sheet, group, {field.kind for field in fields}) + (12 if going_on else 0)
    if score <= 0 or (not fields and not going_on):
        return None
    last = max((field.control.order for field in fields), default=-1)
    return SignUp(fields, button_for(sheet, group, last), score, sheet.captcha, group)


def _score(sheet: Sheet, group: int, kinds: set[str]) -> int:
    about = sheet.groups[group]
    if about.search:
        return -40
    score = 6 * (w.PASSWORD in kinds) + 6 * (w.AGAIN in kinds) + 4 * (w.BIRTH in kinds or w.YEAR in kinds)
    score += 2 * len(kinds & {w.USERNAME, w.EMAIL, w.FIRST, w.LAST, w.FULL, w.CLASS, w.TERMS, w.ROLE, w.PARENT_EMAIL})
    buttons = " | ".join(one.text for one in sheet.buttons if one.group == group and not one.link)
    signs_up = [text for text in (buttons, about.heading, about.names, sheet.headings) if has(text, w.SIGN_UP)]
    score += 5 * len(signs_up)
    if has(buttons, LOGIN) and not has(buttons, w.SIGN_UP):
        score -= 20
    return score - (14 if not kinds & {w.PASSWORD, w.EMAIL, w.USERNAME} and not signs_up else 8)


def button_for(sheet: Sheet, group: int, last: int) -> Button | None:
    """The button that sends the form of a group, whose last field has this `order`."""
    rated = [(_points(button, last), button) for button in sheet.buttons if button.group in (group, -1)]
    best = max(rated, key=lambda each: each[0], default=None)
    return best[1] if best is not None and best[0] > 0 else None


def _points(button: Button, last: int) -> int:
    text = f"{button.text} {button.title}"
    points = 3 if button.submits and button.group >= 0 else 0
    points += 6 if has(text, w.SIGN_UP) or has(text, NEXT) or has(text, w.FINISH) else 0
    points += 2 if button.order > last else 0
    points -= 8 if button.link else 0
    return points - (20 if button.toggles or has(text, REVEAL) or has(text, BACK) or has(text, ELSEWHERE) else 0)


def understand(controls: Iterable[Control]) -> tuple[Field, ...]:
    """What each control of one form is for, in order; what the app filled in and locked is left out."""
    asked = sorted((one for one in controls if not one.disabled), key=lambda one: one.order)
    kinds = _second_passwords([(control, kind_of(control)) for control in asked])
    marked = any(_says_required(control) for control, _ in kinds)
    optional = any(_says_optional(control) for control, _ in kinds)
    return tuple(Field(control, kind, _required(control, kind, marked, optional)) for control, kind in kinds)


def _required(control: Control, kind: str, marked: bool, optional: bool) -> bool:
    if kind == w.HONEY or _says_optional(control):
        return False
    if _says_required(control) or kind in (w.PASSWORD, w.AGAIN):  # some apps take an empty one, and nobody wants that
        return True
    if marked:
        return False
    return kind in LEAST or (optional and control.type not in ("checkbox", "file"))


def _says_required(control: Control) -> bool:
    return control.required or control.starred or (has(_named(control), w.REQUIRED) and not _says_optional(control))


def _says_optional(control: Control) -> bool:
    return not control.required and has(f"{_named(control)} {control.message}", w.OPTIONAL)


def _second_passwords(found: list[tuple[Control, str]]) -> list[tuple[Control, str]]:
    """The same with a second password as its repetition."""
    seen, result = False, []
    for control, kind in found:
        result.append((control, w.AGAIN if kind == w.PASSWORD and seen else kind))
        seen = seen or kind == w.PASSWORD
    return result


def kind_of(control: Control) -> str:
    """What a control is for: a kind of `words`, `other` when nothing tells."""
    if control.type == "password":
        return w.AGAIN if has(_named(control), _TABLE[w.AGAIN]) else w.PASSWORD
    if control.type == "file":
        return w.PHOTO if has(_all(control), _TABLE[w.PHOTO]) else w.OTHER
    if control.type == "checkbox":
        return _first(_all(control), _BOXES)
    told = w.BY_AUTOCOMPLETE.get(control.autocomplete.split(" ")[-1])
    if told is not None and not has(_named(control), _TABLE[w.PARENT_EMAIL]):
        return _own(control, told)
    if control.type in ("date", "month", "datetime-local"):
        return w.BIRTH
    if part := _date_part(control):
        return part
    if control.type in ("select", "radio", "combobox"):
        return _first(f"{_all(control)} {' '.join(control.options[:6])}", _LISTS)
    return _text_kind(control)


def _own(control: Control, kind: str) -> str:
    """An e-mail address that has to be the private one is more than an e-mail address."""
    return w.OWN_EMAIL if kind == w.EMAIL and has(_named(control), _TABLE[w.OWN_EMAIL]) else kind


def _text_kind(control: Control) -> str:
    if control.type == "email":
        return next((kind for kind in (w.PARENT_EMAIL, w.OWN_EMAIL) if has(_all(control), _TABLE[kind])), w.EMAIL)
    words = [kind for kind in _TABLE if kind not in (*_BOXES, *DATE_PARTS)]
    named = _first(_named(control), words)
    if named != w.OTHER:
        return named
    told = _first(f"{control.name} {control.id}", words)
    if told != w.OTHER:
        return told
    return w.PHONE if control.type == "tel" else _first(f"{control.near} {control.legend}", words)


def _date_part(control: Control) -> str | None:
    """Day, month or year of a birth date, by its options or by its words beside those of a birth date."""
    by_options = _by_options(control)
    about = f"{_all(control)} {control.legend}"
    born = has(about, _TABLE[w.BIRTH])
    called = f"{_named(control)} {control.name} {control.id}"
    named = next((part for part in DATE_PARTS if has(called, _TABLE[part])), None)
    if control.type == "select":
        return by_options if by_options is not None and (born or named is not None) else None
    short = control.type in ("number", "tel") or 0 < control.maxlength <= 4
    return named if named is not None and short and (born or control.type != "text") else None


def _by_options(control: Control) -> str | None:
    plain = [text for text in control.values if text.strip()] or [text for text in control.options if text.strip()]
    years = [text for text in (*control.options, *plain) if re.fullmatch(r"(19|20)\d\d", text.strip())]
    if len(years) >= 5:
        return w.YEAR
    if 28 <= len(plain) <= 32:
        return w.DAY
    return w.MONTH if 12 <= len(plain) <= 13 else None


def _first(text: str, kinds: Iterable[str]) -> str:
    return next((kind for kind in kinds if has(text, _TABLE[kind])), w.OTHER)


def _named(control: Control) -> str:
    return f"{control.label} | {control.placeholder}"


def _all(control: Control) -> str:
    return f"{_named(control)} | {control.name} | {control.id} | {control.near} | {control.legend}"


def with_required(form: SignUp, kinds: Iterable[str]) -> SignUp:
    """The same form, with fields of these kinds counted as required: the app refused it without them."""
    more = frozenset(kinds)
    return replace(form, fields=tuple(replace(one, required=one.required or one.kind in more) for one in form.fields))
