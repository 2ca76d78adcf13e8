"""What a person would see of a page's forms: visible fields and buttons with their names, through open shadow roots.

One question is asked of each frame; the answer is numbers and clipped strings, never a field's value. Visibility is
judged as an eye would: not transparent, not parked outside the page, not cut away by a parent without size.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

import msgspec
from playwright.async_api import ElementHandle, Frame, JSHandle, Page
from playwright.async_api import Error as PlaywrightError

from harness.sandbox.web.page.frames import own_frames

ASK_LIMIT = 5.0
"""Seconds that a frame may take to answer; a page that blocks its own thread counts as showing nothing."""


class Field(msgspec.Struct, frozen=True):
    """A visible input; `index` counts in the frame's elements, `group` is the form it belongs to."""

    index: int
    group: int
    order: int
    type: str
    name: str
    id: str
    autocomplete: str
    placeholder: str
    label: str
    near: str
    inputmode: str
    maxlength: int
    width: float
    filled: bool
    readonly: bool
    disabled: bool

    @property
    def given(self) -> bool:
        """Whether the app filled it in itself and does not want another value."""
        return self.disabled or (self.readonly and self.filled)

    @property
    def hints(self) -> str:
        """Everything the app says about the field, nearest first."""
        return f"{self.label} | {self.name} | {self.id} | {self.placeholder} | {self.near}"


class Button(msgspec.Struct, frozen=True):
    """A visible button or link; `href` is absolute or empty, `covered`: something else lies over its centre."""

    index: int
    group: int
    order: int
    submits: bool
    link: bool
    text: str
    title: str
    name: str
    href: str
    toggles: bool
    covered: bool

    @property
    def words(self) -> str:
        """What is written on it, and what it is called."""
        return f"{self.text} {self.title}"


class Group(msgspec.Struct, frozen=True):
    """A form, or what looks like one: its own names and the heading over it."""

    form: bool
    names: str
    heading: str
    search: bool
    boxes: str


class Seen(msgspec.Struct, frozen=True):
    """The forms of one frame."""

    url: str
    title: str
    headings: str
    captcha: bool
    fields: tuple[Field, ...]
    buttons: tuple[Button, ...]
    groups: tuple[Group, ...]


class View:
    """One frame as it was seen, with the elements to act on."""

    def __init__(self, frame: Frame, seen: Seen, handle: JSHandle) -> None:
        self.frame = frame
        self.seen = seen
        self._handle = handle

    async def element(self, index: int) -> ElementHandle:
        """The element of a field or button, by its `index`."""
        handle = await self._handle.evaluate_handle("(found, index) => found.elements[index]", index)
        return cast(ElementHandle, handle.as_element())


async def look(page: Page) -> list[View]:
    """What the own frames of the page show now; a frame that cannot answer (navigating, blocked) is left out."""
    views = await asyncio.gather(*(_ask(frame) for frame in own_frames(page)))
    return [view for view in views if view is not None]


async def _ask(frame: Frame) -> View | None:
    try:
        async with asyncio.timeout(ASK_LIMIT):
            handle = await frame.evaluate_handle(_LOOK)
            answer: Any = await handle.evaluate("found => found.seen")
        return View(frame, msgspec.convert(answer, Seen, strict=False), handle)
    except (PlaywrightError, TimeoutError, msgspec.ValidationError):
        return None


_LOOK = r"""() => {
  const up = node => node.parentElement || (node.getRootNode() instanceof ShadowRoot ? node.getRootNode().host : null);
  const closest = (node, test) => { for (; node; node = up(node)) if (test(node)) return node; return null; };
  const all = [];
  const walk = root => { for (const each of root.querySelectorAll('*')) {
    if (all.length > 20000) return;
    all.push(each);
    if (each.shadowRoot) walk(each.shadowRoot);
  } };
  walk(document);
  const order = new Map(all.map((each, at) => [each, at]));
  const clip = value => String(value ?? '').replace(/\s+/g, ' ').trim().slice(0, 160);
  const words = node => clip(node ? (node.innerText || node.textContent) : '');

  const cut = node => { for (let at = node; at && at !== document.body; at = up(at)) {
    const style = getComputedStyle(at);
    if (at !== node && style.overflow !== 'visible' && style.display !== 'contents' && style.display !== 'inline'
        && (at.clientWidth < 4 || at.clientHeight < 4)) return true;
    if (style.position === 'fixed') return false; // it hangs on the window, not on what stands around it
  } return false; };
  const visible = node => {
    if (!node.checkVisibility({opacityProperty: true, visibilityProperty: true})) return false;
    const box = node.getBoundingClientRect();
    const left = box.left + scrollX, top = box.top + scrollY;
    if (box.width < 4 || box.height < 4 || left + box.width <= 1 || top + box.height <= 1) return false;
    if (left >= Math.max(document.documentElement.scrollWidth, innerWidth)) return false;
    const style = getComputedStyle(node);
    if (/inset\((100|50)%|circle\(0/.test(style.clipPath)) return false;
    if (/rect\((0px|1px),? (0px|1px)/.test(style.clip)) return false;
    return !cut(node);
  };

  const kinds = ['text', 'email', 'tel', 'number', 'password', 'search', 'url'];
  const isField = node => node instanceof HTMLInputElement && kinds.includes(node.type);
  const isButton = node => node instanceof HTMLButtonElement || (node instanceof HTMLAnchorElement)
    || (node instanceof HTMLInputElement && ['submit', 'button', 'image'].includes(node.type))
    || ['button', 'link', 'menuitem'].includes(node.getAttribute('role'));
  const shown = all.filter(node => (isField(node) || isButton(node)) && visible(node)).slice(0, 400);
  const fields = shown.filter(isField), buttons = shown.filter(isButton);

  const holds = (node, list) => list.some(each => closest(each, at => at === node));
  const isForm = node => node.matches('form,[role=form],dialog,[role=dialog],[role=search],search');
  const pushed = buttons.filter(node => !(node instanceof HTMLAnchorElement));
  const texts = fields.filter(node => node.type !== 'password');
  const climb = (node, test) =>
    closest(up(node), at => at === document.body || isForm(at) || test(at)) || document.body;
  const anchors = fields.filter(node => node.type === 'password' && !node.form)
    .map(node => climb(node, at => holds(at, pushed) && holds(at, texts)));
  const owner = node => node.form || closest(node, isForm) || closest(node, at => anchors.includes(at));
  const places = [];
  const place = node => { if (!places.includes(node)) places.push(node); return places.indexOf(node); };
  const groupOf = node => place(owner(node) || climb(node, at => holds(at, pushed)));
  const grouped = fields.map(groupOf);
  const groupOfButton = node => { const at = closest(node.form || node, each => places.includes(each));
    return at ? places.indexOf(at) : -1; };

  const byIds = node => (node.getAttribute('aria-labelledby') || '').split(/\s+/).filter(Boolean)
    .map(id => words(node.getRootNode().getElementById?.(id))).join(' ');
  const label = node => clip([node.getAttribute('aria-label'), byIds(node),
    ...[...(node.labels || [])].map(words), node.getAttribute('title')].filter(Boolean).join(' '));
  const near = node => { for (let at = node, i = 0; at && i < 3; at = up(at), i++) {
    const before = at.previousElementSibling;
    if (before && !before.querySelector('input') && words(before)) return words(before).slice(0, 80);
    if (before || at.matches('form')) return '';
  } return ''; };
  const trap = node => closest(node, at => isForm(at) || at.getAttribute('aria-hidden') === 'true')
    ?.getAttribute('aria-hidden') === 'true' && node.tabIndex < 0;
  const covered = node => { const box = node.getBoundingClientRect();
    let at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    while (at && at.shadowRoot) { const deeper = at.shadowRoot.elementFromPoint(
      box.left + box.width / 2, box.top + box.height / 2); if (!deeper || deeper === at) break; at = deeper; }
    return !!at && !closest(at, each => each === node) && !closest(node, each => each === at); };

  const elements = [];
  const add = node => elements.push(node) - 1;
  const heading = node => {
    const own = node === document.body ? null : node.querySelector('h1,h2,h3,h4,legend,[role=heading]');
    if (own) return words(own);
    for (let at = node, i = 0; at && at !== document.body && i < 4; at = up(at), i++)
      for (let before = at.previousElementSibling; before; before = before.previousElementSibling)
        if (before.matches('h1,h2,h3,h4,legend,[role=heading]')) return words(before);
    return '';
  };
  const seenFields = fields.map((node, at) => trap(node) ? null : ({
    index: add(node), group: grouped[at], order: order.get(node), type: node.type, name: clip(node.name),
    id: clip(node.id), autocomplete: clip(node.getAttribute('autocomplete')).toLowerCase(),
    placeholder: clip(node.placeholder), label: label(node), near: near(node), inputmode: clip(node.inputMode),
    maxlength: node.maxLength, width: node.getBoundingClientRect().width, filled: node.value !== '',
    readonly: node.readOnly, disabled: node.disabled })).filter(Boolean);
  const seenButtons = buttons.map(node => ({
    index: add(node), group: groupOfButton(node), order: order.get(node),
    submits: node.type === 'submit' || node.type === 'image', link: node instanceof HTMLAnchorElement,
    text: clip(words(node) || node.value || node.alt || node.querySelector('img')?.alt),
    title: clip(`${node.getAttribute('aria-label') || ''} ${byIds(node)} ${node.title || ''}`),
    name: clip(`${node.id} ${node.name || ''} ${node.getAttribute('class') || ''}`),
    href: node instanceof HTMLAnchorElement && node.protocol.startsWith('http') ? node.href.slice(0, 2000) : '',
    toggles: node.hasAttribute('aria-pressed') || node.hasAttribute('aria-expanded'), covered: covered(node) }));
  const groups = places.map(node => ({
    form: node instanceof HTMLFormElement, heading: heading(node),
    names: node === document.body ? '' : clip([node.id, ...['name', 'aria-label', 'action', 'class']
      .map(each => node.getAttribute(each) || '')].join(' ')),
    search: node.matches('[role=search],search') || !!closest(node, at => at.matches('[role=search],search')),
    boxes: clip([...node.querySelectorAll('input[type=checkbox]')].filter(visible).map(label).join(' ')) }));
  const puzzles = '.g-recaptcha,.h-captcha,.cf-turnstile,iframe[src*="recaptcha"],iframe[src*="hcaptcha"],'
    + 'iframe[src*="challenges.cloudflare"],iframe[title*="captcha" i],img[src*="captcha" i],input[name*="captcha" i]';
  const captcha = all.some(node => node.matches(puzzles) && !closest(node, at => at.matches('.grecaptcha-badge'))
    && visible(node) && node.getBoundingClientRect().width > 60);
  return { elements, seen: { url: location.href.slice(0, 2000), title: clip(document.title),
    headings: clip(all.filter(node => node.matches('h1,h2')).slice(0, 4).map(words).join(' ')), captcha,
    fields: seenFields, buttons: seenButtons, groups } };
}"""
