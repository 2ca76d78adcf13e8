"""Signing in on a device by finding the form: what stands on the screen is read as the web's walk reads a page.

The same words, the same points for and against (`web/page/forms.py`). Each look is followed by one act: a keyboard that
comes and goes moves everything. It never says that signing in worked: that is for the proof to say.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

from harness import Persona
from harness.sandbox.android.exploring import said_by
from harness.sandbox.android.journey import PAUSE, Hand, OnStep
from harness.sandbox.android.screen import Element, Screen, UnreadScreenError
from harness.sandbox.web.page import forms
from harness.sandbox.web.page.failures import clean
from harness.sandbox.web.page.look import Button, Field, Group, Seen
from harness.sandbox.web.page.placeholders import Values

LIMIT = 40.0
"""Seconds for the whole; waiting for a one-time code is not counted."""
LATE_ANSWER = 15.0
"""Seconds that the answer to a sent form may take: the same form until then was refused."""
_CONTAINERS = frozenset({"WebView", "ScrollView", "RecyclerView", "ListView"})
_TYPED = {"username": "user name", "password": "password", "totp": "one-time code"}


def seen_on(screen: Screen, package: str, typed: Mapping[str, str]) -> Seen:
    """The fields and buttons of the app as a form of the web; `index` is the place among the screen's elements.

    `typed`: what was typed → what its field said before. In older dumps the one takes the place of the other.
    """
    own = [(at, one) for at, one in enumerate(screen.elements) if one.shown and one.package == package]
    texts = [one.text for _, one in own if one.text and not one.typed_in and not one.clickable]
    boxes = " | ".join(said_by(screen, one) for _, one in own if one.checkable)
    fields = tuple(_field(screen, at, one, typed.get(one.text) or _hint(one)) for at, one in own if one.typed_in)
    group = Group(form=False, names="", heading=" | ".join(texts[:3])[:400], search=False, boxes=boxes[:400])
    return Seen("", "", "", False, fields, tuple(_buttons(screen, own)), (group,))


def _hint(one: Element) -> str:
    """Older dumps give the hint of an empty field as its text."""
    return one.hint or ("" if one.password else one.text)


def _field(screen: Screen, at: int, one: Element, hint: str) -> Field:
    """A field without description or hint is called by its id, and by what stands above it."""
    kind = "password" if one.password else "search" if one.kind == "SearchView" else "text"
    above = next((other.text for other in reversed(screen.elements[:at]) if other.shown and not other.typed_in), "")
    name = one.id.rpartition("/")[2]
    return Field(
        index=at, group=0, order=at, type=kind, name=name, id=name, autocomplete="", placeholder=hint,
        label=one.description or hint, near=above, inputmode="", maxlength=-1,
        width=float(one.bounds[2] - one.bounds[0]), filled=False, readonly=False, disabled=not one.enabled,
    )  # fmt: skip


def _buttons(screen: Screen, own: list[tuple[int, Element]]) -> Iterator[Button]:
    """What can be tapped, without what holds a whole form, and without switches."""
    fields = [one.middle for _, one in own if one.typed_in]
    for at, one in own:
        left, top, right, bottom = one.bounds
        around = any(left <= x <= right and top <= y <= bottom for x, y in fields)
        if one.clickable and not one.typed_in and not around and one.kind not in _CONTAINERS:
            name = one.id.rpartition("/")[2]
            yield Button(
                index=at, group=0, order=at, submits=False, link=False, text=said_by(screen, one)[:400], title="",
                name=name, href="", toggles=one.checkable, covered=not one.enabled,
            )  # fmt: skip


class SignIn:
    """One attempt; every value is sent at most once. `on_step(number, words)` is awaited after each act."""

    def __init__(self, hand: Hand, persona: Persona, values: Values, on_step: OnStep, limit: float = LIMIT) -> None:
        self._hand = hand
        self._persona = persona
        self._values = values
        self._on_step = on_step
        self._limit = limit
        self._end = 0.0
        self._acts = 0
        self._hints: dict[str, str] = {}
        self._typed: set[str] = set()
        self._sent: set[str] = set()
        self._followed = False

    async def run(self) -> str | None:
        """Do what the form asks. Why it came to nothing, by the web's words for it, or None. Raises CannotTypeError."""
        if self._persona.username is None or self._persona.password is None:
            return "no-credentials"
        self._end = _now() + self._limit
        while _now() < self._end:
            try:
                screen = await self._hand.look()
            except UnreadScreenError:
                screen = Screen(())
            done, why = await self._round(screen)
            if done:
                return why
        return self._left_open()

    def _left_open(self) -> str:
        if "password" in self._sent:
            return "submit-refused"
        return "no-second-step" if "username" in self._sent else "no-form"

    async def _round(self, screen: Screen) -> tuple[bool, str | None]:
        """One look and one act. (whether that was all, why it came to nothing)"""
        seen = seen_on(screen, self._hand.package, self._hints)
        form = forms.find(seen)
        if form is None:
            if self._sent & {"password", "totp"} and screen.elements:
                return True, None
            await self._follow(screen, seen)
            return False, None
        if form.stage == "code" and self._persona.totp is None:
            sure = "password" not in self._sent or forms.sure_of_code(form)
            return True, "totp-missing" if sure else None
        if form.stage == "username" and "password" in self._sent:
            return True, None
        await self._act(screen, seen, form)
        return False, None

    async def _act(self, screen: Screen, seen: Seen, form: forms.Form) -> None:
        """Type into the next field, or send the form when all is typed, or wait when it was sent."""
        code = form.code[0] if form.code and self._persona.totp is not None else None
        wanted = {"username": form.username, "password": form.password, "totp": code}
        there = {name: field for name, field in wanted.items() if field is not None}
        name = next((name for name in there if name not in self._typed), None)
        if name is not None:
            self._typed.add(name)  # before typing: some forms send themselves at the last figure
            asked = _now()
            text = await self._values.typed(f"{{{name}}}")
            self._end += _now() - asked
            field = screen.elements[there[name].index]
            self._hints[text] = _hint(field)
            await self._hand.touch.write(field, text)
            await self._note(f"typed the {_TYPED[name]}")
        elif not there.keys() <= self._sent:
            self._sent |= there.keys()
            self._end = min(self._end, _now() + min(LATE_ANSWER, self._limit))
            button = forms.submit(seen, form)
            if button is None:
                await self._hand.touch.press("enter")
            else:
                await self._hand.touch.tap(screen.elements[button.index])
            await self._note(f"sent the form ({clean(button.text, 40) if button else 'Enter'})")
        else:
            await asyncio.sleep(PAUSE)

    async def _follow(self, screen: Screen, seen: Seen) -> None:
        """Tap the one thing that says log in, once; otherwise wait for what is still to come."""
        button = None if self._followed or self._typed else forms.way_in(seen, "")
        if button is None:
            await asyncio.sleep(PAUSE)
            return
        self._followed = True
        await self._hand.touch.tap(screen.elements[button.index])
        await self._note(f"tapped “{clean(button.text, 40)}”")

    async def _note(self, words: str) -> None:
        await self._on_step(self._acts, words)
        self._acts += 1


def _now() -> float:
    return asyncio.get_running_loop().time()
