"""The form on which a password is changed, understood: which field takes the present one, which the new one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.sandbox.settings.accounts import words as w
from harness.sandbox.settings.accounts.fields import Field, SignUp, button_for
from harness.sandbox.web.page.ask import Control, Sheet
from harness.sandbox.web.page.words import has, listed

CHANGE = listed(
    "wachtwoord wijzigen|wijzig wachtwoord|wijzig je wachtwoord|verander wachtwoord|verander je wachtwoord|"
    "wachtwoord veranderen|wachtwoord aanpassen|nieuw wachtwoord|change password|change your password|password|"
    "wachtwoord|paswoord|modifier le mot de passe|changer le mot de passe|changer mon mot de passe|mot de passe|"
    "passwort andern|kennwort andern|passwort"
)
PRESENT = listed(
    "huidig|huidige|oud|oude|current|present|old|existing|actuel|ancien|aktuelles|altes|huidig wachtwoord|"
    "current password|old password"
)
FORGOT = listed("vergeten|forgot|forgotten|oublie|vergessen")


@dataclass(frozen=True)
class ChangeForm:
    """The form, and what each of its password fields takes, by its `order`: `present` or `new`."""

    form: SignUp
    takes: Mapping[int, str]

    def values(self, present: str, new: str) -> dict[int, str]:
        """What is typed into each field."""
        return {order: present if kind == "present" else new for order, kind in self.takes.items()}


def change_form(sheet: Sheet) -> ChangeForm | None:
    """The form of this frame on which a password is changed, or None: two password fields at least."""
    found = [_form(sheet, group) for group in range(len(sheet.groups))]
    return max((one for one in found if one is not None), key=lambda one: len(one.takes), default=None)


def _form(sheet: Sheet, group: int) -> ChangeForm | None:
    controls = [one for one in sheet.controls if one.group == group and one.type == "password" and not one.disabled]
    if len(controls) < 2:
        return None
    controls.sort(key=lambda one: one.order)
    present = next((one for one in controls if is_present(one)), controls[0] if len(controls) > 2 else None)
    takes = {one.order: "present" if one is present else "new" for one in controls}
    fields = tuple(Field(one, w.PASSWORD, True) for one in controls)
    button = button_for(sheet, group, controls[-1].order)
    return ChangeForm(SignUp(fields, button, len(controls), sheet.captcha, group), takes)


def is_present(control: Control) -> bool:
    """Whether a field takes the password that is in force."""
    told = f"{control.label} {control.placeholder} {control.name} {control.id}"
    return control.autocomplete.endswith("current-password") or has(told, PRESENT)
