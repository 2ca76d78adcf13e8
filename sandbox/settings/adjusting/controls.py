"""Reading, setting and saving controls that the profile points at, whatever kind they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Locator, Page

from harness.sandbox.acting.actor import Actor
from harness.sandbox.web.page.locate import find, read_where
from harness.sandbox.web.page.settle import settle

LOOK_SECONDS = 3.0
SET_SECONDS = 3.0
QUIET_SECONDS = 5.0
MOST_OPTIONS = 40
ON, OFF = "on", "off"


@dataclass(frozen=True)
class Shown:
    """What a control says: `value` is the chosen option's text, `on` or `off`; and whether it can be changed."""

    value: str
    options: tuple[str, ...]
    locked: bool


async def element_of(page: Page, locate: Mapping[str, str | int]) -> Locator | None:
    """The control on the page as it is; None when it is not there or the profile describes it wrongly."""
    where = read_where(locate)
    if isinstance(where, str):
        return None
    try:
        return await find(page, where, LOOK_SECONDS)
    except PlaywrightError:
        return None


async def read(page: Page, locate: Mapping[str, str | int]) -> Shown | None:
    """What the control says now; None when it is not there."""
    element = await element_of(page, locate)
    if element is None:
        return None
    try:
        told: Any = await element.evaluate(_READ, MOST_OPTIONS)
    except PlaywrightError:
        return None
    if not isinstance(told, dict):
        return None
    options = tuple(str(one)[:200] for one in told.get("options", []))
    return Shown(str(told.get("value", ""))[:200], options, told.get("locked") is True)


async def choose(actor: Actor, locate: Mapping[str, str | int], value: str, what: str) -> bool:
    """Set the control, unless it says so already; whether it then shows the value. Nothing is saved yet."""
    shown = await read(actor.page, locate)
    if shown is None:
        return False
    if shown.value == value:
        return True
    element = await element_of(actor.page, locate)
    if element is None or shown.locked:
        return False
    await actor.acted(what)
    try:
        await _set(element, value)
    except PlaywrightError:
        return False
    after = await read(actor.page, locate)
    return after is not None and after.value == value


async def _set(element: Locator, value: str) -> None:
    kind = str(await element.evaluate(_KIND))
    limit = SET_SECONDS * 1000
    if kind == "select":
        await element.select_option(label=value, timeout=limit)
    elif kind == "group":
        await element.get_by_label(value, exact=True).check(timeout=limit)
    elif kind == "box":
        await element.set_checked(value == ON, timeout=limit)
    elif kind == "switch":
        await element.click(timeout=limit)
    else:
        await element.fill(value, timeout=limit)


async def save(actor: Actor, locate: Mapping[str, str | int], what: str) -> None:
    """Send the form that the control stands in, by its own button; an app without one saves by itself."""
    element = await element_of(actor.page, locate)
    if element is None:
        return
    try:
        handle = (await element.evaluate_handle(_BUTTON)).as_element()
        if handle is not None:
            await actor.acted(what)
            await handle.click(timeout=SET_SECONDS * 1000)
    except PlaywrightError:
        return
    finally:
        await settle(actor.page, QUIET_SECONDS)


_KIND = """node => node instanceof HTMLSelectElement ? 'select'
  : node.type === 'checkbox' || node.type === 'radio' ? 'box'
  : node.hasAttribute('aria-checked') || node.hasAttribute('aria-pressed') ? 'switch'
  : node.querySelector('input[type=radio], [role=radio]') ? 'group' : 'text'"""

_READ = """(node, most) => {
  const label = each => (each.labels?.[0]?.innerText ?? each.getAttribute('aria-label') ?? each.innerText ?? '').trim();
  const off = each => each.matches(':disabled') || each.getAttribute('aria-disabled') === 'true'
    || each.readOnly === true || each.getAttribute('aria-readonly') === 'true';
  const said = on => on ? 'on' : 'off';
  if (node instanceof HTMLSelectElement) {
    const options = [...node.options].filter(each => !each.disabled).slice(0, most).map(each => each.label.trim());
    return {value: node.selectedOptions[0]?.label.trim() ?? '', options, locked: off(node)};
  }
  if (node.type === 'checkbox' || node.type === 'radio')
    return {value: said(node.checked), options: ['off', 'on'], locked: off(node)};
  const state = node.getAttribute('aria-checked') ?? node.getAttribute('aria-pressed');
  if (state !== null) return {value: said(state === 'true'), options: ['off', 'on'], locked: off(node)};
  const radios = [...node.querySelectorAll('input[type=radio], [role=radio]')].slice(0, most);
  if (radios.length) {
    const on = radios.find(each => each.checked || each.getAttribute('aria-checked') === 'true');
    return {value: on ? label(on) : '', options: radios.map(label), locked: radios.every(off)};
  }
  return {value: String(node.value ?? node.innerText ?? '').trim(), options: [], locked: off(node)};
}"""

_BUTTON = """node => {
  const form = node.form ?? node.closest('form');
  if (!form) return null;
  const buttons = [...form.querySelectorAll('button, input[type=submit], [role=button]')];
  const sends = each => (each.type === 'submit' || /bewaar|opslaan|save|enregistrer|speichern|toepassen|apply/i
    .test(each.innerText || each.value)) && each.offsetParent !== null && !each.disabled;
  return buttons.filter(sends).at(-1) ?? null;
}"""
