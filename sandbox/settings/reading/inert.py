"""Controls that a page made inert: they are shown, but the accessibility tree leaves them out."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame

from harness.sandbox.settings.reading.tree import LONGEST, MOST_OPTIONS, Control

MOST = 60

_INERT = r"""limit => [...document.querySelectorAll(
  ['input[type=checkbox]', 'select', '[role=switch]', '[role=checkbox]'].map(what => `[inert] ${what}`).join()
)].slice(0, limit).map(one => {
  const by = (one.getAttribute('aria-labelledby') || '').split(/\s+/).map(id => id && document.getElementById(id));
  const select = one.localName === 'select', own = select ? null : one;
  const named = [one.labels?.[0], ...by, own].map(from => from?.innerText || '').find(text => text.trim());
  const aria = one.getAttribute('aria-checked');
  const on = aria === null ? one.checked === true : aria === 'true';
  const options = select ? [...one.options].map(option => option.text) : [];
  return [select ? 'select' : one.getAttribute('role') || 'checkbox', one.getAttribute('aria-label') || named || '',
          select ? one.selectedOptions[0]?.text || '' : on ? 'on' : 'off', options, one.checkVisibility()];
})"""


async def inert_controls(frame: Frame) -> list[Control]:
    """Check boxes, switches and selects in inert parts of a document that are shown; they are locked."""
    try:
        answer: Any = await frame.evaluate(_INERT, MOST)
    except PlaywrightError:
        return []
    rows = answer if isinstance(answer, list) else []
    return [_control(*row[:4]) for row in rows[:MOST] if isinstance(row, list) and len(row) == 5 and row[4] is True]


def _control(role: object, label: object, value: object, options: object) -> Control:
    names = tuple(str(one)[:LONGEST] for one in options[:MOST_OPTIONS]) if isinstance(options, list) else ()
    said = " ".join(str(label).split())[:LONGEST]
    return Control(str(role)[:LONGEST], said, "", str(value)[:LONGEST], names, True, 0)
