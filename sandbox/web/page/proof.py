"""Proof that a persona is signed in: something on the page that only that persona sees.

Only text that a person can read counts: not a field's value, not the address, not a script, and nothing at all while
the page asks to sign in (such pages greet by name, or repeat the user name that was refused).
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_plus, urldefrag, urljoin, urlsplit

from playwright.async_api import BrowserContext, Frame, Locator, Page
from playwright.async_api import Error as PlaywrightError

from harness import belongs
from harness.errors import MisuseError
from harness.sandbox.web.page import forms
from harness.sandbox.web.page.failures import blame
from harness.sandbox.web.page.frames import own_frames, until
from harness.sandbox.web.page.goto import goto
from harness.sandbox.web.page.look import look
from harness.sandbox.web.page.placeholders import Values
from harness.sandbox.web.page.settle import settle, watch
from harness.sandbox.web.page.types import PersonaLike, ProofLike

SECONDS = 20.0
"""How long the page of the proof may take to come; a slow school is no lost login."""
QUIET = 10.0
"""How long it may then take to fall silent."""
LATE = 5.0
"""Seconds that the marker may come after the page fell silent."""
LEAST, TIMES = 2.0, 3.0
"""Seconds that it gets at least, and how many times what it took before, where that was measured."""

MAX_MATCHES = 20
_READ = ":not(input, textarea, select, option, script, style, title, noscript, template)"


@dataclass(frozen=True)
class ProofResult:
    """Whether the persona was seen to be signed in.

    `marker`: the text template, `selector` or the name of the known value that was seen (or looked for), not its value.
    `reason` when not ok: no-marker, not-seen, in-address (seen only where the address says it too), login-form,
    unreachable.
    """

    ok: bool
    marker: str
    url: str
    reason: str | None = None


@dataclass(frozen=True)
class _Marker:
    name: str
    text: str | None
    selector: str | None


def patience(before: float | None, took: float) -> float:
    """Seconds that a silent page gets to show whose it is: three times what that `took`, or as much as `before`."""
    return min(LATE, max(before or 0.0, LEAST, TIMES * took))


async def prove(
    page: Page, proof: ProofLike | None, persona: PersonaLike, base_url: str, *, limit: float = SECONDS,
    late: float | None = None,
) -> ProofResult:
    """Looks for the proof after a GET of `proof.url`; without one on the page as it is, then on the landing page.

    Takes at most about twice `limit` seconds, and `late` as `prove_aside` has it. MisuseError when the proof has a
    placeholder that the persona lacks.
    """
    watch(page)
    markers = _markers(proof, persona)
    if not markers:
        return ProofResult(False, "", page.url, "no-marker")
    if proof is not None and proof.url is not None:
        return await _visit(page, urljoin(base_url, Values(persona).plain(proof.url)), markers, limit, late)
    if page.url.startswith(("http:", "https:")):
        await settle(page, min(limit, QUIET))
        here = await _seen(page, markers)
        if here.ok:
            return here
    return await _visit(page, base_url, markers, limit, late)


async def proven_here(
    page: Page, proof: ProofLike | None, persona: PersonaLike, base_url: str, hosts: Collection[str]
) -> ProofResult | None:
    """The proof on the app's page as it is, without asking for anything; None when not seen, which says nothing yet.

    Only on the app's own `hosts`, and with a `proof.url` on that very page only.
    """
    if not belongs(urlsplit(page.url).hostname or "", hosts):
        return None
    if proof is not None and proof.url is not None:
        wanted = urljoin(base_url, Values(persona).plain(proof.url))
        if urldefrag(page.url).url != urldefrag(wanted).url:
            return None
    markers = _markers(proof, persona)
    seen = await _seen(page, markers) if markers else None
    return seen if seen is not None and seen.ok else None


async def prove_aside(
    context: BrowserContext,
    proof: ProofLike | None,
    persona: PersonaLike,
    base_url: str,
    *,
    beside: Page | None = None,
    limit: float = SECONDS,
    late: float | None = None,
) -> ProofResult:
    """Visits `proof.url`, or the landing page, in a page of its own, so that a journey's page is not disturbed.

    With `beside` the new page is opened from that one, and so has a copy of its session storage, where some apps keep
    their sign-in. `late`: seconds that a page which fell silent may still take to show it.
    """
    markers = _markers(proof, persona)
    address = base_url if proof is None or proof.url is None else urljoin(base_url, Values(persona).plain(proof.url))
    page = await _open(context, beside)
    try:
        return await _visit(page, address, markers, limit, late)
    finally:
        with contextlib.suppress(PlaywrightError):
            await page.close()


async def _open(context: BrowserContext, beside: Page | None) -> Page:
    if beside is not None:
        with contextlib.suppress(PlaywrightError, TimeoutError):
            async with asyncio.timeout(5), context.expect_page(timeout=3000) as opened:
                await beside.evaluate("() => { window.open('about:blank'); }")
            return await opened.value
    return await context.new_page()


def _markers(proof: ProofLike | None, persona: PersonaLike) -> list[_Marker]:
    values = Values(persona)
    if proof is None or (proof.text is None and proof.selector is None):
        if proof is not None and proof.url is not None:
            values.check(proof.url, "login proof url")
        return [_Marker(name, value, None) for name, value in persona.known.items() if len(value.strip()) >= 3]
    for template, where in ((proof.text, "text"), (proof.selector, "selector"), (proof.url, "url")):
        values.check(template or "", f"login proof {where}")
    text = None if proof.text is None else values.plain(proof.text)
    if text is not None and not text.strip():
        return []
    selector = None if proof.selector is None else values.plain(proof.selector)
    return [_Marker(proof.text if proof.text is not None else "selector", text, selector)]


async def _visit(
    page: Page, url: str, markers: Sequence[_Marker], limit: float, late: float | None = None
) -> ProofResult:
    if not url.startswith(("http://", "https://")):
        raise MisuseError("the login proof's url must be a path or an http(s) address")
    if not markers:
        return ProofResult(False, "", url, "no-marker")
    watch(page)
    try:
        await goto(page, url, limit)
    except PlaywrightError as error:
        if blame(error)[0].startswith("the selector"):
            raise
        return ProofResult(False, markers[0].name, url, "unreachable")
    await settle(page, min(limit, QUIET))

    async def look_again() -> ProofResult | None:
        result = await _seen(page, markers)
        return result if result.ok else None

    return await until(page, look_again, min(LATE if late is None else late, limit)) or await _seen(page, markers)


async def _seen(page: Page, markers: Sequence[_Marker]) -> ProofResult:
    """The first marker that can be read on the page as it is now."""
    if any(forms.asks_to_sign_in(view.seen) for view in await look(page)):
        return ProofResult(False, markers[0].name, page.url, "login-form")
    reason = "not-seen"
    for marker in markers:
        if not await _readable(page, marker):
            continue
        if marker.text is not None and _in_address(page.url, marker.text):
            reason = "in-address"
            continue
        return ProofResult(True, marker.name, page.url)
    return ProofResult(False, markers[0].name, page.url, reason)


async def _readable(page: Page, marker: _Marker) -> bool:
    for frame in own_frames(page):
        try:
            if await _in_frame(frame, marker):
                return True
        except PlaywrightError as error:
            if blame(error)[1] == "profile":
                raise MisuseError("login proof: the selector is not valid") from None
    return False


async def _in_frame(frame: Frame, marker: _Marker) -> bool:
    scope: Frame | Locator = frame
    if marker.selector is not None:
        scope = frame.locator(f"css={marker.selector}").filter(visible=True)
        if marker.text is None:
            return await scope.count() > 0
        for element in (await scope.all())[:MAX_MATCHES]:
            if _contains(await element.inner_text(timeout=2000), marker.text):
                return True
    text = " ".join((marker.text or "").split())
    matches = scope.get_by_text(text).and_(frame.locator(_READ)).filter(visible=True)
    for element in (await matches.all())[:MAX_MATCHES]:
        if _contains(await element.text_content(timeout=2000) or "", text):
            return True
    return False


def _contains(shown: str, marker: str) -> bool:
    """Whether the marker stands in the text as words of its own: “Jo” is not in “Join”."""
    line, wanted = (" ".join(text.split()).casefold() for text in (shown, marker))
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", line) is not None


def _in_address(url: str, marker: str) -> bool:
    """Whether the address says the marker itself: then the page may only be repeating it."""
    parts = urlsplit(url)
    return _contains(unquote_plus(f"{parts.path} {parts.query} {parts.fragment}"), marker)
