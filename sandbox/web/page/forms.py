"""Which of the forms on a page is the one to sign in with, and what each of its fields is for.

Pure: it reads what `look` saw and gives points. Signing up, searching, newsletters and changing a password lose points,
so that they are not taken for the login form that stands beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from harness.sandbox.web.page import words
from harness.sandbox.web.page.look import Button, Field, Group, Seen

type Stage = Literal["both", "username", "password", "code"]


@dataclass(frozen=True)
class Form:
    """A form to sign in with: the stage it is for, its fields, and how sure we are (`score` > 0)."""

    stage: Stage
    score: int
    group: int
    username: Field | None
    password: Field | None
    code: tuple[Field, ...]


def find(seen: Seen) -> Form | None:
    """The best login form of a frame, or None."""
    forms = [form for group in range(len(seen.groups)) if (form := _form(seen, group)) is not None]
    return max(forms, key=lambda form: form.score, default=None)


def spare(seen: Seen) -> Form | None:
    """The form for a recovery code, on a page that was opened for it, or None."""
    named = words.RECOVERY | words.CODE | words.CODE_WEAK
    kinds = ("text", "tel", "number", "password", "")
    for field in seen.fields:
        trap = words.has(field.hints, words.HONEYPOT) or words.has(field.hints, words.NOT_CODE)
        if field.type in kinds and not field.disabled and not trap and words.has(field.hints, named):
            return Form("code", 1, field.group, None, None, (field,))
    return None


def _form(seen: Seen, group: int) -> Form | None:
    fields = [field for field in seen.fields if field.group == group]
    code = _code(fields)
    rest = [field for field in fields if field not in code and not words.has(field.hints, words.HONEYPOT)]
    passwords = [field for field in rest if _is_password(field)]
    if _is_new(passwords):
        return None
    password = passwords[0] if passwords else None
    username = _username([field for field in rest if field not in passwords], password)
    stage = _stage(username, password, code)
    if stage is None:
        return None
    score = _score(seen, group, stage, username, len(fields))
    return Form(stage, score, group, username, password, code) if score > 0 else None


def _stage(username: Field | None, password: Field | None, code: tuple[Field, ...]) -> Stage | None:
    if password is not None:
        return "both" if username is not None else "password"
    if code:
        return "code"
    return "username" if username is not None else None


def _is_password(field: Field) -> bool:
    if field.type == "password":
        return True
    shown = field.autocomplete == "current-password"
    return shown or (field.type == "text" and words.has(f"{field.name} {field.id} {field.label}", words.PASSWORD))


def _is_new(passwords: list[Field]) -> bool:
    """Whether the password fields choose a password instead of giving the present one."""
    if len(passwords) > 1:
        return True
    return any(
        field.autocomplete == "new-password"
        or (field.autocomplete != "current-password" and words.has(f"{field.label} {field.name}", words.NEW_PASSWORD))
        for field in passwords
    )


def _code(fields: list[Field]) -> tuple[Field, ...]:
    """The field of a one-time code, or the row of single boxes for one."""
    single = [field for field in fields if field.maxlength == 1 and field.type in ("text", "tel", "number", "password")]
    if 4 <= len(single) <= 8:
        return tuple(single)
    return tuple(field for field in fields if _is_code(field))[:1]


def _is_code(field: Field) -> bool:
    if field.autocomplete == "one-time-code":
        return True
    if words.has(field.hints, words.NOT_CODE) or field.type in ("email", "search", "url"):
        return False
    if words.has(field.hints, words.CODE):
        return True
    short = 4 <= field.maxlength <= 8 or field.inputmode == "numeric" or field.type in ("tel", "number")
    return short and field.type != "password" and words.has(field.hints, words.CODE_WEAK)


def _username(fields: list[Field], password: Field | None) -> Field | None:
    rated = [(points, field) for field in fields if (points := _username_points(field, password)) > 0]
    return max(rated, key=lambda each: each[0])[1] if rated else None


def _username_points(field: Field, password: Field | None) -> int:
    if field.disabled and not field.filled:
        return 0
    if field.type == "search" or words.has(f"{field.name} {field.label} {field.placeholder}", words.SEARCH):
        return 0
    points = 1 if field.type in ("text", "email", "tel") else 0
    points += 10 if field.autocomplete.split(" ")[-1:] in (["username"], ["email"], ["webauthn"]) else 0
    points += 6 if words.has(f"{field.label} {field.name} {field.id} {field.placeholder}", words.USERNAME) else 0
    points += 3 if field.type == "email" else 0
    points += 2 if words.has(field.near, words.USERNAME) else 0
    points += 2 if password is not None and field.order < password.order else 0
    return points


def _score(seen: Seen, group: int, stage: Stage, username: Field | None, count: int) -> int:
    about = seen.groups[group]
    buttons = _texts([button for button in seen.buttons if button.group == group and not button.link])
    evidence = _evidence(seen, about, buttons)
    score = {"both": 12, "password": 8, "code": 10, "username": -3}[stage] + evidence
    if stage == "username" and username is not None:
        strong = "username" in username.autocomplete.split(" ")
        score += 8 if strong else 3 if words.has(f"{username.label} {username.name}", words.USERNAME) else 0
        score += 2 if words.has(buttons, words.NEXT) else 0
        score += 4 if len(seen.fields) == 1 and evidence > 0 else 0
    if stage != "code" and count > 3:
        score -= 10
    return score - _against(about, buttons, stage)


def _evidence(seen: Seen, about: Group, buttons: str) -> int:
    """Points for what says "log in" in and around the form."""
    score = sum(4 for text in (buttons, about.heading, about.names) if words.has(text, words.LOGIN))
    return score + sum(2 for text in (seen.title, seen.url[-200:], seen.headings) if words.has(text, words.LOGIN))


def _against(about: Group, buttons: str, stage: Stage) -> int:
    """Points for what says that the form is for something else."""
    score = 40 if about.search else 0
    for against, weight in ((words.SIGNUP, 8), (words.RESET, 8), (words.NEWSLETTER, 8 if stage == "username" else 2)):
        score += sum(weight for text in (buttons, about.heading, about.names) if words.has(text, against))
    if stage == "username" and words.has(buttons, words.SEARCH):
        score += 20
    return score + (6 if words.has(about.boxes, words.TERMS) else 0)


def _texts(buttons: list[Button]) -> str:
    shown = [button.text or button.title for button in buttons if not words.has(_all(button), words.REVEAL)]
    return " | ".join(text for text in shown if not words.has(text, words.ELSEWHERE))


def _all(button: Button) -> str:
    return f"{button.text} {button.title}"


def asks_to_sign_in(seen: Seen) -> bool:
    """Whether the frame shows a form with a password field that says it is for signing in."""
    form = find(seen)
    if form is None or form.password is None:
        return False
    buttons = _texts([button for button in seen.buttons if button.group == form.group and not button.link])
    return _evidence(seen, seen.groups[form.group], buttons) >= 4


def sure_of_code(form: Form) -> bool:
    """Whether the code field says that it is for a one-time code, and is not merely called "code"."""
    field = form.code[0]
    return len(form.code) > 1 or field.autocomplete == "one-time-code" or words.has(field.hints, words.CODE)


def submit(seen: Seen, form: Form) -> Button | None:
    """The button that sends the form, or None when there is none to trust (then the Enter key does it)."""
    last = max(field.order for field in (form.username, form.password, *form.code) if field is not None)
    rated = [(_submit_points(button, last), button) for button in seen.buttons if button.group == form.group]
    best = max(rated, key=lambda each: each[0], default=None)
    return best[1] if best is not None and best[0] > 0 else None


def _submit_points(button: Button, last_field: int) -> int:
    text = _all(button)
    points = 3 if button.submits else 0
    points += 6 if words.has(text, words.LOGIN) or words.has(text, words.NEXT) else 0
    points += 3 if words.has(text, words.CODE_WEAK) or words.has(button.name, words.LOGIN) else 0
    points += 2 if button.order > last_field else 0
    points -= 5 if button.link else 0
    points -= 20 if button.toggles or words.has(text, words.REVEAL) or words.has(text, words.RESET) else 0
    points -= 20 if words.has(text, words.ELSEWHERE) or words.has(text, words.SIGNUP) else 0
    return points - (12 if words.has(text, words.BACK) else 0)


def waits_for_more(seen: Seen, form: Form) -> bool:
    """Whether a form with only a user name is an honest first step: its button says "next", not "log in"."""
    button = submit(seen, form)
    return button is not None and words.has(_all(button), words.NEXT)


def way_in(seen: Seen, here: str) -> Button | None:
    """The link or button that leads to the login form, or None."""
    rated = [(points, button) for button in seen.buttons if (points := _way_points(button, here)) > 0]
    return max(rated, key=lambda each: each[0])[1] if rated else None


def _way_points(button: Button, here: str) -> int:
    text = f"{button.text} {button.title}"
    for not_in in (words.LOGOUT, words.SIGNUP, words.ELSEWHERE, words.RESET):
        if words.has(text, not_in):
            return 0
    if button.href and button.href == here:
        return 0
    if words.has(text, words.LOGIN):
        return 10 - len(button.text) // 20
    if words.has(button.href, words.LOGIN) and not words.has(button.href, words.LOGOUT):
        return 5
    return 2 if words.has(text, words.ACCOUNT) else 0
