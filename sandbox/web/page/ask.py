"""Everything that the forms of a page ask for: text fields, dates, lists, radio buttons, boxes and files.

`look` sees what signing in needs; this sees what a person has to tell. A styled box counts when its label is visible,
radio buttons of one name are one control. No value of a field is read.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

import msgspec
from playwright.async_api import ElementHandle, Frame, JSHandle, Page
from playwright.async_api import Error as PlaywrightError

from harness.sandbox.web.page.eyes import EYES
from harness.sandbox.web.page.frames import own_frames
from harness.sandbox.web.page.look import ASK_LIMIT, Button, Group


class Control(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a form asks.

    `type`: an input's type, or select, textarea, file, combobox (ARIA). `indexes` count in the frame's elements: one,
    or one for each radio button. `options` are the words of a list or of the radio buttons, `values` what stands behind
    them. `group` is its form; `legend` the heading of the group of fields that it stands in. `required` by attribute,
    `starred` by a star at its label. `invalid`: the app marked it as wrong; `message` is what it says beside it.
    """

    indexes: tuple[int, ...]
    group: int
    order: int
    type: str
    name: str = ""
    id: str = ""
    autocomplete: str = ""
    placeholder: str = ""
    label: str = ""
    near: str = ""
    legend: str = ""
    options: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    maxlength: int = -1
    pattern: str = ""
    required: bool = False
    starred: bool = False
    filled: bool = False
    disabled: bool = False
    invalid: bool = False
    message: str = ""

    @property
    def said(self) -> str:
        """What the app calls it, for people."""
        return self.label or self.placeholder or self.near or self.legend or self.name or self.id


class Sheet(msgspec.Struct, frozen=True):
    """What one frame asks. `text` is what stands on the page, clipped; `alerts` what the app says went wrong."""

    url: str
    title: str
    headings: str
    captcha: bool
    controls: tuple[Control, ...] = ()
    buttons: tuple[Button, ...] = ()
    groups: tuple[Group, ...] = ()
    alerts: tuple[str, ...] = ()
    text: str = ""


class Asked:
    """One frame as it was asked, with the elements to act on."""

    def __init__(self, frame: Frame, sheet: Sheet, handle: JSHandle) -> None:
        self.frame = frame
        self.sheet = sheet
        self._handle = handle

    async def element(self, index: int) -> ElementHandle:
        """The element of a control or button."""
        handle = await self._handle.evaluate_handle("(found, index) => found.elements[index]", index)
        return cast(ElementHandle, handle.as_element())


async def ask(page: Page) -> list[Asked]:
    """What the own frames of the page ask now; a frame that cannot answer is left out."""
    found = await asyncio.gather(*(_ask(frame) for frame in own_frames(page)))
    return [one for one in found if one is not None]


async def _ask(frame: Frame) -> Asked | None:
    try:
        async with asyncio.timeout(ASK_LIMIT):
            handle = await frame.evaluate_handle(_ASK)
            answer: Any = await handle.evaluate("found => found.sheet")
        return Asked(frame, msgspec.convert(answer, Sheet, strict=False), handle)
    except (PlaywrightError, TimeoutError, msgspec.ValidationError):
        return None


_ASK = f"() => {{ {EYES}" + r"""
  const kinds = ['text', 'email', 'tel', 'number', 'password', 'search', 'url', 'date', 'month', 'datetime-local',
    'checkbox', 'radio', 'file'];
  const aria = node => ['checkbox', 'switch', 'radio', 'combobox'].includes(node.getAttribute('role'));
  const isAsked = node => node instanceof HTMLInputElement ? kinds.includes(node.type)
    : node instanceof HTMLSelectElement || node instanceof HTMLTextAreaElement || aria(node);
  const shows = node => visible(node) || [...(node.labels || [])].some(visible);
  const asked = all.filter(node => isAsked(node) && shows(node) && !trap(node)).slice(0, 200);
  const buttons = all.filter(node => isButton(node) && visible(node)).slice(0, 200);
  const groupOf = grouping(asked, buttons);
  const grouped = new Map(asked.map(node => [node, groupOf(node)]));
  const legend = node => { const at = closest(up(node), each =>
    each.matches('fieldset,[role=group],[role=radiogroup]') || each.matches('form'));
    return !at || at.matches('form') ? '' : clip(at.getAttribute('aria-label') || byIds(at)
      || words(at.querySelector('legend'))); };
  const type = node => node instanceof HTMLInputElement ? node.type
    : node instanceof HTMLSelectElement ? 'select' : node instanceof HTMLTextAreaElement ? 'textarea'
    : node.getAttribute('role') === 'switch' ? 'checkbox' : node.getAttribute('role');
  const beside = node => (node.getAttribute('aria-describedby') || node.getAttribute('aria-errormessage') || '')
    .split(/\s+/).filter(Boolean).map(id => words(node.getRootNode().getElementById?.(id))).join(' ');
  const filled = node => node.type === 'checkbox' || node.type === 'radio' ? node.checked
    : node.getAttribute('aria-checked') !== null ? node.getAttribute('aria-checked') === 'true'
    : (node.value ?? '') !== '';
  const starred = node => /[*✱＊]/.test([...(node.labels || [])].map(words).join(' ') + byIds(node))
    || [...(node.labels || [])].some(each => /[*✱＊]/.test(getComputedStyle(each, '::after').content
      + getComputedStyle(each, '::before').content));
  const tell = (node, more) => ({ indexes: [add(node)], group: grouped.get(node), order: order.get(node),
    type: type(node), name: clip(node.name || node.getAttribute('name')), id: clip(node.id),
    autocomplete: clip(node.getAttribute('autocomplete')).toLowerCase(), placeholder: clip(node.placeholder),
    label: label(node), near: near(node), legend: legend(node), maxlength: node.maxLength ?? -1,
    pattern: clip(node.pattern), filled: filled(node), starred: starred(node),
    required: node.required === true || node.getAttribute('aria-required') === 'true',
    disabled: node.disabled === true || node.readOnly === true && node.value !== '',
    invalid: node.getAttribute('aria-invalid') === 'true', message: clip(beside(node)), ...more });
  const list = node => ({ options: [...node.options].slice(0, 150).map(words),
    values: [...node.options].slice(0, 150).map(each => clip(each.value)) });
  const radios = new Map();
  const controls = [];
  for (const node of asked) {
    if (node.type !== 'radio' || !node.name) {
      controls.push(tell(node, node instanceof HTMLSelectElement ? list(node) : {}));
      continue;
    }
    const key = `${grouped.get(node)} ${node.name}`;
    const known = radios.get(key);
    if (known) {
      known.indexes.push(add(node)); known.options.push(label(node)); known.values.push(clip(node.value));
      known.filled ||= node.checked; known.required ||= node.required;
    } else {
      const made = tell(node, { options: [label(node)], values: [clip(node.value)], label: legend(node) });
      radios.set(key, made); controls.push(made);
    }
  }
  const alerts = all.filter(node => node.matches('[role=alert],[aria-live=assertive],.error,.invalid-feedback,.alert')
    && visible(node)).map(words).filter(Boolean).slice(0, 10);
  return { elements, sheet: { url: location.href.slice(0, 2000), title: clip(document.title),
    headings: headings(), captcha: puzzled(), controls, buttons: buttons.map(tellButton),
    groups: places.map(tellGroup), alerts, text: (document.body?.innerText || '').slice(0, 4000) } };
}"""
