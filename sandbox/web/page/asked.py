"""Forms that ask something beside what they are for: which boxes they have, and which of them are on already.

Only a form that is still to be filled in asks: its text fields are empty, or it has none and can be agreed to. A form
that holds what somebody saved is a page of settings; what is on there is a setting, not a box that was ticked for
somebody.
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from harness.sandbox.web.page.banner import EYES, Push
from harness.sandbox.web.page.frames import own_frames
from harness.sandbox.web.page.look import ASK_LIMIT
from harness.sandbox.web.page.offered import LABELS, Ticked

MOST_FORMS = 20
MOST_BOXES = 40


class Form(msgspec.Struct, frozen=True):
    """A form with boxes: how many fields it has for words (search apart), how many hold some, what its buttons say."""

    fields: int
    filled: int
    search: bool
    buttons: tuple[str, ...]
    boxes: tuple[Ticked, ...]

    @property
    def asks(self) -> bool:
        """Whether it is still to be filled in, or to be agreed to."""
        if self.search or self.filled:
            return False
        meanings = {Push(0, text).meaning for text in self.buttons}
        return self.fields > 0 or ("accept" in meanings and "save" not in meanings)


async def asking(page: Page) -> list[Form] | None:
    """The forms of the page, in its own frames, that have boxes and ask; None when the page does not tell."""
    found: list[Form] = []
    for frame in own_frames(page):
        try:
            async with asyncio.timeout(ASK_LIMIT):
                answer: Any = await frame.evaluate(_FORMS, [MOST_FORMS, MOST_BOXES])
            found += msgspec.convert(answer, list[Form], strict=False)
        except (PlaywrightError, TimeoutError, msgspec.ValidationError):
            if frame is page.main_frame:
                return None
    return [form for form in found if form.asks]


_FORMS = "([forms, boxes]) => {" + EYES + LABELS + r"""
  const some = 'input[type=checkbox],input[type=radio],[role=checkbox],[role=switch],[role=radio]';
  if (!document.querySelector(some) && !within(document).some(node => node.shadowRoot)) return [];
  const all = within(document);
  const held = node => node.matches('input:not([type]),input[type=text],input[type=email],input[type=tel],'
    + 'input[type=password],input[type=date],input[type=number],input[type=url],textarea');
  const search = node => node.matches('input[type=search],[role=searchbox]') || !!node.closest('[role=search],search');
  const locked = node => node.disabled || node.getAttribute('aria-disabled') === 'true';
  const drawn = node => [...(node.labels || [])].some(visible)
    || (!!up(node)?.matches('label,[class*=check],[class*=switch],[class*=toggle]') && visible(up(node)));
  const able = node => node.matches(some) && !locked(node) && (visible(node) || drawn(node));
  const around = node => node.closest('form') || node.closest('dialog,[role=dialog],section,fieldset,main')
    || document.body;
  const groups = new Map();
  for (const node of all.filter(able)) { const at = around(node);
    if (!groups.has(at)) groups.set(at, []);
    groups.get(at).push(node); }
  return [...groups].slice(0, forms).map(([at, ticked]) => { const inside = within(at).filter(visible);
    const fields = inside.filter(node => held(node) && !search(node));
    return { fields: fields.length, filled: fields.filter(node => node.value).length, search: inside.some(search),
      buttons: pushes(at).map(text).slice(0, 40), boxes: ticked.slice(0, boxes).map(box) }; });
}"""
