"""How the fields for passwords behave in a browser: hidden text, pasting, filling in by a program; secret questions."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from playwright.async_api import ElementHandle, Page
from playwright.async_api import Error as PlaywrightError

from harness.sandbox.passwords.change_form import CHANGE
from harness.sandbox.web.page.ask import Asked, Control, ask
from harness.sandbox.web.page.failures import clean
from harness.sandbox.web.page.words import has, listed

QUESTION = listed(
    "geheime vraag|veiligheidsvraag|controlevraag|beveiligingsvraag|meisjesnaam|naam van je eerste huisdier|"
    "eerste huisdier|security question|secret question|maiden name|first pet|question secrete|question de securite|"
    "nom de jeune fille|premier animal|sicherheitsfrage|geheimfrage|madchenname"
)
HINT = listed("wachtwoordhint|hint voor je wachtwoord|password hint|indice de mot de passe|passworthinweis")
SECONDS = 3.0


@dataclass(frozen=True)
class PasswordField:
    """One field. `pasted`, `filled`: what was pasted or put in by a program stayed; None when that was not seen."""

    name: str
    type: str
    autocomplete: str
    pasted: bool | None
    filled: bool | None


@dataclass(frozen=True)
class Fields:
    """The fields of a page that take a password, and questions that it asks to know somebody by."""

    fields: tuple[PasswordField, ...] = ()
    questions: tuple[str, ...] = ()

    @property
    def told(self) -> dict[str, object]:
        """As it is recorded."""
        return {"fields": [vars(one) for one in self.fields], "questions": list(self.questions)}


async def look_at_fields(page: Page) -> Fields:
    """The page as it is; nothing is sent, and what was typed is taken away again."""
    fields, questions = list[PasswordField](), list[str]()
    for asked in await ask(page):
        for control in asked.sheet.controls:
            if is_password(control):
                fields.append(await _try(page, asked, control))
            if is_question(control):
                questions.append(clean(control.said, 80))
    return Fields(tuple(fields), tuple(questions))


def is_password(control: Control) -> bool:
    """Whether a field takes a password, whatever its type: some that are called so show what is typed."""
    if control.type not in ("text", "password"):
        return False
    named = f"{control.label} {control.placeholder} {control.name} {control.id}"
    return control.type == "password" or (has(named, CHANGE) and not has(named, QUESTION | HINT))


def is_question(control: Control) -> bool:
    """Whether it asks a secret question, or for a hint."""
    told = f"{control.label} {control.legend} {control.placeholder} {control.name} {' '.join(control.options[:8])}"
    return control.type in ("text", "select", "textarea", "password") and has(told, QUESTION | HINT)


async def _try(page: Page, asked: Asked, control: Control) -> PasswordField:
    element = await asked.element(control.indexes[0])
    pasted, filled = await _pasted(page, element), await _filled(element)
    return PasswordField(clean(control.said, 80), control.type, control.autocomplete, pasted, filled)


async def _pasted(page: Page, element: ElementHandle) -> bool | None:
    """Whether a real paste, by the keyboard, arrives; None when it does not arrive in a field of ours either."""
    text = f"paste-{secrets.token_hex(4)}"
    try:
        ours = await page.evaluate_handle(_OURS, text)
        field = ours.as_element()
        if field is None:
            return None
        await field.focus()
        await page.keyboard.press("Control+A")
        await page.keyboard.press("Control+C")
        await field.evaluate("node => { node.value = '' }")
        await page.keyboard.press("Control+V")
        control = await field.evaluate("node => { const got = node.value; node.remove(); return got }")
        if control != text:
            return None
        await element.focus()
        await page.keyboard.press("Control+V")
        return bool(await element.evaluate(_ARRIVED, text))
    except PlaywrightError:
        return None


_ARRIVED = "(node, text) => { const got = node.value; node.value = ''; return got === text }"
_OURS = """text => {
  const node = document.createElement('input');
  node.value = text;
  node.style.cssText = 'position:fixed;top:0;left:0;z-index:2147483647';
  document.body.append(node);
  return node;
}"""


async def _filled(element: ElementHandle) -> bool | None:
    """Whether what a program puts in, as password managers do, stays."""
    try:
        return bool(await element.evaluate(_FILL))
    except PlaywrightError:
        return None


_FILL = """node => {
  if (node.readOnly || node.disabled) return false;
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
  set.call(node, 'filled-in');
  for (const kind of ['input', 'change']) node.dispatchEvent(new Event(kind, {bubbles: true}));
  const stays = node.value === 'filled-in';
  set.call(node, '');
  node.dispatchEvent(new Event('input', {bubbles: true}));
  return stays;
}"""
