"""Finding a consent banner: a known tool's container, or anything that lies over the page and speaks of cookies.

The frames of consent tools are often another site's; they are looked into too, because nothing is typed there.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, Literal, cast

import msgspec
from playwright.async_api import ElementHandle, Frame, JSHandle, Page
from playwright.async_api import Error as PlaywrightError

from harness.sandbox.web.page.consent_words import ACCEPT, EVERYTHING, KNOWN, REFUSE, SAVE, SETTINGS
from harness.sandbox.web.page.look import ASK_LIMIT
from harness.sandbox.web.page.words import has

type Meaning = Literal["refuse", "accept", "settings", "save"]

MAX_FRAMES = 20
_ORDER: tuple[tuple[Meaning, frozenset[str]], ...] = (
    ("refuse", REFUSE),
    ("save", SAVE),
    ("accept", ACCEPT),
    ("settings", SETTINGS),
)


class Push(msgspec.Struct, frozen=True):
    """A visible button of the banner."""

    index: int
    text: str

    @property
    def meaning(self) -> Meaning | None:
        """What it does, by its words: refusing is looked for first, since “accept only necessary” is that."""
        for meaning, words in _ORDER:
            if _said(self.text, words):
                return "accept" if meaning == "save" and has(self.text, EVERYTHING) else meaning
        return None


def _said(text: str, words: frozenset[str]) -> bool:
    return len(text) <= 80 and has(text, words)


class Box(msgspec.Struct, frozen=True):
    """A checkbox or switch of the banner that is on and can be turned off."""

    index: int


class Layer(msgspec.Struct, frozen=True):
    """What the banner of one frame shows now."""

    known: bool
    text: str
    buttons: tuple[Push, ...]
    boxes: tuple[Box, ...]


class Banner:
    """A banner as it was seen; `handle` is the script's object with its `elements`."""

    def __init__(self, frame: Frame, layer: Layer, handle: JSHandle) -> None:
        self.frame = frame
        self.layer = layer
        self.handle = handle

    def button(self, meaning: Meaning) -> Push | None:
        """The first button with this meaning."""
        return next((button for button in self.layer.buttons if button.meaning == meaning), None)

    async def click(self, index: int) -> None:
        """Clicks an element once; when no click reaches it in time, the click is given to the element itself."""
        handle = await self.handle.evaluate_handle(_AWAIT_CLICK, index)
        element = cast(ElementHandle, handle.as_element())
        try:
            await element.click(timeout=1500, no_wait_after=True)
        except PlaywrightError:
            with contextlib.suppress(PlaywrightError):  # its frame may be gone already, which is what was wanted
                await self.handle.evaluate(_CLICK_UNLESS_CLICKED, index)


type Find = Callable[[Page], Awaitable[Banner | None]]


async def find_banner(page: Page) -> Banner | None:
    """The consent banner that the page shows now, or None."""
    found = await asyncio.gather(*(_ask(frame) for frame in page.frames[:MAX_FRAMES]))
    return next((banner for banner in found if banner is not None and _is_banner(banner.layer)), None)


def _is_banner(layer: Layer) -> bool:
    """A banner offers a choice; a lone button “cookie settings” in a corner does not."""
    return any(button.meaning in ("refuse", "accept", "save") for button in layer.buttons)


async def _ask(frame: Frame) -> Banner | None:
    try:
        async with asyncio.timeout(ASK_LIMIT):
            handle = await frame.evaluate_handle(_BANNER, ",".join(KNOWN))
            answer: Any = await handle.evaluate("found => found.layer")
        return None if answer is None else Banner(frame, msgspec.convert(answer, Layer, strict=False), handle)
    except (PlaywrightError, TimeoutError, msgspec.ValidationError):
        return None


_AWAIT_CLICK = """(found, index) => {
  const element = found.elements[index];
  found.clicked = false;
  element.addEventListener('click', () => { found.clicked = true; }, {capture: true, once: true});
  return element;
}"""

_CLICK_UNLESS_CLICKED = """(found, index) => {
  const element = found.elements[index];
  if (!found.clicked && element.isConnected) element.click();
}"""

EYES = r"""
  const up = node => node.parentElement || (node.getRootNode() instanceof ShadowRoot ? node.getRootNode().host : null);
  const within = root => { const all = [];
    const walk = at => { for (const each of at.querySelectorAll('*')) {
      if (all.length > 20000) return;
      all.push(each);
      if (each.shadowRoot) walk(each.shadowRoot);
    } };
    if (root.shadowRoot) walk(root.shadowRoot);
    walk(root);
    return all; };
  const visible = node => { const box = node.getBoundingClientRect();
    return node.checkVisibility({opacityProperty: true, visibilityProperty: true}) && box.width > 3 && box.height > 3
      && box.left + box.width > 0 && box.left < innerWidth * 2; };
  const clip = text => String(text ?? '').replace(/\s+/g, ' ').trim();
  const buttonLike = node => node.matches('button,a,[role=button],input[type=button],input[type=submit],[role=link]');
  const said = node => node.innerText || node.value || node.getAttribute('aria-label') || node.title;
  const text = node => clip(said(node)).slice(0, 120);
  const full = root => clip([root, ...within(root).filter(each => each.shadowRoot)]
    .map(each => (each.innerText || '') + ' ' + (each.shadowRoot ? [...each.shadowRoot.children]
      .filter(child => !child.matches('style,script')).map(child => child.innerText || '').join(' ') : '')).join(' '));
  const speaks = words => /cookie|koekjes|traceur|t[ée]moins de connexion/i.test(words)
    || (/toestemming|consent/i.test(words) && /gegevens|data|donn[ée]es|partners|partenaires/i.test(words));
  const names = node => ['id', 'class', 'aria-label'].map(name => node.getAttribute(name) || '').join(' ');
  const pushes = node => within(node).filter(each => buttonLike(each) && visible(each) && text(each));
  const on = node => node instanceof HTMLInputElement ? node.type === 'checkbox' && node.checked && !node.disabled
    : /^(switch|checkbox)$/.test(node.getAttribute('role') || '') && node.getAttribute('aria-checked') === 'true'
      && node.getAttribute('aria-disabled') !== 'true' && !node.disabled;
  const shown = node => { for (let at = node, i = 0; at && i < 3; at = up(at), i++) if (visible(at)) return true; };
"""
"""Script: what an eye sees of a document, and what it reads there."""

_BANNER = "known => {" + EYES + r"""
  const all = within(document);
  const modal = 'dialog[open],[role=dialog],[role=alertdialog],[aria-modal=true]';
  const over = node => { if (node.matches(modal)) return true;
    if (/fixed|sticky/.test(getComputedStyle(node).position)) return true;
    const named = names(node);
    return /cookie|consent|gdpr|avg-/i.test(named) && node.matches('div,section,aside,form,[role=region],footer'); };
  const has = node => pushes(node).length > 0;
  const tools = all.filter(node => node.matches(known) && has(node));
  const plain = () => all.filter(node => node !== document.body && visible(node) && over(node) && has(node)
    && full(node).length < 6000 && speaks(full(node) + ' ' + names(node)));
  const framed = () => window !== top && document.body && speaks(full(document.body)) ? [document.body] : [];
  const candidates = tools.length ? tools : plain().length ? plain() : framed();
  const root = candidates.find(node => !candidates.some(other => other !== node && other.contains(node)));
  if (!root) return { elements: [], layer: null };
  const layers = tools.length ? candidates.filter(node => !candidates.some(
    other => other !== node && other.contains(node))) : [root];
  const elements = [];
  const add = node => elements.push(node) - 1;
  const found = layers.flatMap(pushes).slice(0, 60);
  const buttons = found.map(node => ({ index: add(node), text: text(node) }));
  const boxes = layers.flatMap(within).filter(node => on(node) && shown(node)).slice(0, 60)
    .map(node => ({ index: add(node) }));
  return { elements, layer: { known: tools.length > 0, text: full(root).slice(0, 300), buttons, boxes } };
}"""
