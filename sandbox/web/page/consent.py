"""Consent banners: found by what they say, brought into one of three states, and looked at again afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playwright.async_api import ElementHandle, Frame, Page
from playwright.async_api import Error as PlaywrightError

from harness.sandbox.web.page.failures import clean
from harness.sandbox.web.page.frames import MAX_FRAMES, until
from harness.sandbox.web.page.settle import settle
from harness.sandbox.web.page.words import consent_kind

GONE_SECONDS = 5.0
CLICK_MILLISECONDS = 3_000
MAX_LAYERS = 3

# A banner is the innermost visible box that speaks of cookies and has buttons. Runs in the page, so what it returns is
# only ever used to click and to read texts of bounded length.
_FIND = r"""() => {
  const words = /cookie|consent|toestemming|privacyvoorkeur|consentement|traceurs|témoins|gegevens.{0,40}partners/i;
  const named = '#onetrust-banner-sdk,#onetrust-pc-sdk,#CybotCookiebotDialog,#didomi-host,#usercentrics-root,' +
    '.cc-window,.cc-banner,#cc-main,.cky-consent-container,#cookiescript_injected,.cmplz-cookiebanner,' +
    '#truste-consent-track,#qc-cmp2-container,.osano-cm-window,#tarteaucitronRoot,#axeptio_overlay,.fc-consent-root';
  const press = 'button,a[href],a[role=button],[role=button],input[type=submit],input[type=button]';
  const shown = (one) => {
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    return box.width > 1 && box.height > 1 && style.visibility !== 'hidden' && style.display !== 'none';
  };
  const all = (root, selector, into = []) => {
    for (const one of root.querySelectorAll(selector)) into.push(one);
    for (const one of root.querySelectorAll('*')) if (one.shadowRoot) all(one.shadowRoot, selector, into);
    return into;
  };
  const text = (one) => (one.innerText || one.textContent || '').slice(0, 6000);
  const floats = (one) => ['fixed', 'sticky'].includes(getComputedStyle(one).position);
  const roles = '[role=dialog],[role=alertdialog],dialog[open],[role=region],[role=banner],aside,section,form,div';
  let best = null;
  for (const one of all(document, named + ',' + roles).slice(0, 4000)) {
    if (!shown(one)) continue;
    const sure = one.matches(named);
    const dialog = sure || one.matches('[role=dialog],[role=alertdialog],dialog[open],[role=region]') || floats(one);
    const said = (one.getAttribute('aria-label') || '') + ' ' + (one.id || '') + ' ' + one.className + ' ' + text(one);
    if (!dialog || said.length > 6000 || !(sure || words.test(said))) continue;
    const buttons = all(one, press).filter(shown);
    if (buttons.length === 0 || buttons.length > 40) continue;
    if (!best || best.one.contains(one)) best = {one, buttons};
  }
  return best ? [best.one, ...best.buttons] : [];
}"""
_TEXT = "one => (one.innerText || one.value || one.getAttribute('aria-label') || '').slice(0, 200)"
_UNTICK = """one => { let count = 0;
  for (const box of one.querySelectorAll('input[type=checkbox]:checked:not(:disabled)')) { box.click(); count++; }
  return count; }"""


@dataclass(frozen=True)
class ConsentOutcome:
    """What was met and done. `ok`: the wanted state was reached (without a banner every state is); `clicks` it took."""

    banner: bool
    action: str | None
    clicks: int
    ok: bool


@dataclass(frozen=True)
class _Banner:
    box: ElementHandle
    buttons: Sequence[tuple[str, ElementHandle]]


async def handle_consent(page: Page, state: str) -> ConsentOutcome:
    """Bring the banner, if there is one, to `untouched`, `refused` or `accepted`; bounded in time and clicks."""
    banner = await _find(page)
    if banner is None:
        return ConsentOutcome(False, None, 0, True)
    if state == "untouched":
        return ConsentOutcome(True, None, 0, True)
    wanted = ("refuse", "save") if state == "refused" else ("accept",)
    clicks, actions = 0, []
    for _ in range(MAX_LAYERS):
        choice = _choose(banner, wanted) or _choose(banner, ("settings",))
        if choice is None:
            break
        kind, words, button = choice
        if kind == "save":
            clicks += await _untick(banner)
        if not await _click(button):
            break
        clicks += 1
        actions.append(clean(words, 80))
        await settle(page)
        if kind != "settings":
            gone = await until(page, lambda: _gone(page), GONE_SECONDS)
            return ConsentOutcome(True, " → ".join(actions), clicks, gone is True)
        opened = await _find(page)
        if opened is None:
            break
        banner = opened
    return ConsentOutcome(True, " → ".join(actions) or None, clicks, False)


async def _find(page: Page) -> _Banner | None:
    for frame in page.frames[:MAX_FRAMES]:
        banner = await _in_frame(frame)
        if banner is not None:
            return banner
    return None


async def _in_frame(frame: Frame) -> _Banner | None:
    try:
        found = await frame.evaluate_handle(_FIND)
        handles = [item.as_element() for item in (await found.get_properties()).values()]
        elements = [element for element in handles if element is not None]
        if not elements:
            return None
        buttons = [(str(await element.evaluate(_TEXT)), element) for element in elements[1:]]
    except PlaywrightError:
        return None
    known = [(words, element) for words, element in buttons if consent_kind(words) is not None]
    return _Banner(elements[0], known) if known else None


def _choose(banner: _Banner, wanted: tuple[str, ...]) -> tuple[str, str, ElementHandle] | None:
    for kind in wanted:
        for words, button in banner.buttons:
            if consent_kind(words) == kind:
                return kind, words, button
    return None


async def _click(button: ElementHandle) -> bool:
    try:
        await button.click(timeout=CLICK_MILLISECONDS)
    except PlaywrightError:
        return False
    return True


async def _untick(banner: _Banner) -> int:
    try:
        return int(await banner.box.evaluate(_UNTICK))
    except (PlaywrightError, ValueError, TypeError):
        return 0


async def _gone(page: Page) -> bool | None:
    return True if await _find(page) is None else None
