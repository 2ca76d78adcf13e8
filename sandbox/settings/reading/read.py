"""Reads the settings of one actor: page after page, every control before anything in it is changed, into records."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

import msgspec
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import FloatRect, Response

from harness.catalogue.settings import builtin_settings
from harness.model.profile_effects import Setting
from harness.model.records_settings import SettingMissing, SettingSeen
from harness.sandbox.acting.actor import Actor
from harness.sandbox.acting.stage import Stage
from harness.sandbox.settings.reading.api import settings_in
from harness.sandbox.settings.reading.declared import belonging, told
from harness.sandbox.settings.reading.framed import UNREAD, Framed, Place
from harness.sandbox.settings.reading.opening import Opener, View
from harness.sandbox.settings.reading.pages import address_of, own, promised, unique
from harness.sandbox.settings.reading.tree import Control

MOST_PAGES = 10
MOST_CONTROLS = 300
PAGE_SECONDS = 60.0
MOST_BODIES = 60
LARGEST_BODY = 512 * 1024
PICTURED = ("first",)
"""Moments of which pictures are kept: later ones are compared with it."""
SCREEN, API = "screen", "api"

type Name = tuple[str, str, str]
"""Role, label and context of a control."""


async def read_settings(
    actor: Actor, *, when: str, pages: Sequence[str], declared: Sequence[Setting], stage: Stage, follow: bool = False
) -> list[SettingSeen]:
    """Open these pages as the actor, read and record what they and their JSON answers say; the records are returned.

    `follow` reads the pages as well that their links promise to be about settings. Nothing is changed: only tabs and
    folded parts are opened. What was declared and not found is recorded as missing, with a picture of the page.
    """
    placed = tuple(one.model_copy(update={"page": _placed(actor, one.page)}) for one in declared)
    reading = _Reading(actor, stage, when, placed)
    listening = reading.listen
    actor.page.on("response", listening)
    try:
        await reading.read(unique(_placed(actor, page) for page in pages), follow=follow)
    finally:
        actor.page.remove_listener("response", listening)
    return reading.seen


def _placed(actor: Actor, page: str) -> str:
    """An address of the app as pages are told by, however the profile writes it."""
    return address_of(urljoin(actor.base, page))


@dataclass
class _Reading:
    actor: Actor
    stage: Stage
    when: str
    declared: tuple[Setting, ...]
    seen: list[SettingSeen] = field(default_factory=list)
    _answers: list[Response] = field(default_factory=list)
    _told: set[tuple[str, str]] = field(default_factory=set)
    _found: set[int] = field(default_factory=set)
    _left: int = MOST_CONTROLS

    def listen(self, answer: Response) -> None:
        """Keep an answer of the app that may be JSON, to be read when the page fell silent."""
        kind = answer.headers.get("content-type", "")
        if "json" in kind and answer.request.method == "GET" and len(self._answers) < MOST_BODIES:
            self._answers.append(answer)

    async def read(self, pages: Iterable[str], *, follow: bool) -> None:
        """One page after the other; the links of the first ones promise more."""
        waiting = list(pages)
        known = set(waiting)
        read = 0
        while waiting:
            address = waiting.pop(0)
            if read >= MOST_PAGES:
                self._missing("too-many-pages", address)
                return
            read += 1
            if not await self._page(address):
                continue
            more = await promised(self.actor.page, self.actor.run.profile) if follow else []
            waiting += [one for one in more if one not in known]
            known |= set(more)

    async def _page(self, address: str) -> bool:
        """One page whole; whether it could be opened."""
        wanted = [number for number, one in enumerate(self.declared) if one.page == address]
        try:
            async with asyncio.timeout(PAGE_SECONDS):
                await self.actor.goto(address)
                await self._views(address, wanted)
                await self._from_api(address)
        except (PlaywrightError, TimeoutError):
            self._missing("page-failed", address)
            for number in wanted:
                self._missing("page-failed", address, self.declared[number])
            return False
        for number in wanted:
            if number not in self._found:
                self._missing("not-found", address, self.declared[number], await self.actor.shot())
        return True

    async def _views(self, address: str, wanted: Sequence[int]) -> None:
        """Every control, once, wherever on the page it shows up, and in the frames that are shown."""
        page = self.actor.page
        protocol = await self.actor.context.new_cdp_session(page)
        framed, self._left = Framed(page, protocol, own(self.actor.run.profile)), MOST_CONTROLS
        opener, known = Opener(page, Place(page.main_frame, protocol)), Counter[Name]()
        async for view in opener.views():
            await self._view(address, view, wanted, known)
            async for place in framed.fresh():
                if isinstance(place, str):
                    self._missing(place, address)
                else:
                    await self._frame(address, place, wanted)
            if self._left < 0:
                break
        if self._left < 0 or not opener.whole:
            self._missing("too-many-controls", address)
        await protocol.detach()

    async def _frame(self, address: str, place: Place, wanted: Sequence[int]) -> None:
        opener, known = Opener(self.actor.page, place), Counter[Name]()
        try:
            async for view in opener.views():
                await self._view(address, view, wanted, known)
        except PlaywrightError:
            opener.whole = False
        if not opener.whole:
            self._missing(UNREAD, address)

    async def _view(self, address: str, view: View, wanted: Sequence[int], known: Counter[Name]) -> None:
        """What a document shows now and did not show before; `known` holds how often it showed each name."""
        now, fresh = Counter[Name](), list[Control]()
        for control in view.controls:
            key = (control.role, control.label, control.context)
            now[key] += 1
            if now[key] > known[key]:
                fresh.append(control)
        known |= now
        room, self._left = max(0, self._left), self._left - len(fresh)
        await self._record(address, view, fresh[:room], wanted)

    async def _record(self, address: str, view: View, controls: Sequence[Control], wanted: Sequence[int]) -> None:
        open_ones = [number for number in wanted if number not in self._found]
        listed = await belonging(self.actor.page, view, [(n, self.declared[n]) for n in open_ones], controls)
        self._found |= set(listed.values())
        names = {one.node: self._name(one, listed) for one in controls}
        boxes = await self._boxes(address, view, [one for one in controls if names[one.node]])
        shot = await self.actor.shot_of(list(boxes.values())) if boxes else None
        for one in controls:
            label = one.label if one.label or not one.context else one.context
            context = f"{one.context} › " if one.context and one.context != label else ""
            self._seen(
                page=address, source=SCREEN, setting=names[one.node], label=f"{context}{label}", role=one.role,
                value=one.value, options=list(one.options), locked=one.locked, declared=one.node in listed,
                shot=shot if one.node in boxes else None,
            )

    async def _boxes(self, address: str, view: View, controls: Sequence[Control]) -> dict[int, FloatRect]:
        """Where to draw frames in a picture; none where the run has a picture of the same page that says the same."""
        said = (address, *((one.label, one.context, one.value, one.locked) for one in controls))
        if self.when not in PICTURED or not controls or said in self.stage.pictured:
            return {}
        self.stage.pictured.add(said)
        return await view.boxes(controls)

    def _name(self, control: Control, listed: dict[int, int]) -> str:
        number = listed.get(control.node)
        if number is not None:
            return self.declared[number].id
        return builtin_settings().recognise(control.label, control.context)

    async def _from_api(self, address: str) -> None:
        """What the answers to the page's own requests say, each value once."""
        answers, self._answers = self._answers, []
        ours = own(self.actor.run.profile)
        for answer in answers:
            if answer.url not in ours or answer.status != 200:
                continue
            try:
                body = await answer.body()
            except PlaywrightError:
                continue
            place = address_of(answer.url)
            for setting, path, value in settings_in(body[:LARGEST_BODY], builtin_settings()):
                if (place, path) not in self._told:
                    self._told.add((place, path))
                    self._seen(page=place, source=API, setting=setting, label=path, role="value", value=value)

    def _seen(self, **fields: object) -> None:
        persona = self.actor.persona
        fresh = "fresh" if persona.name in self.stage.newcomers else "given"
        about = {"persona": persona.name, "when": self.when, "age": persona.age, "account": fresh, **fields}
        one = msgspec.convert({"t": self.actor.writer.now(), "kind": "seen", **about}, SettingSeen)
        self.seen.append(one)
        self._write(one)

    def _missing(self, reason: str, page: str, setting: Setting | None = None, shot: str | None = None) -> None:
        who = {"persona": self.actor.persona.name, "when": self.when, "page": page, "reason": reason, "shot": shot}
        about = {"setting": setting.id, "locate": told(setting)} if setting else {}
        self._write(msgspec.convert({"t": self.actor.writer.now(), "kind": "missing", **who, **about}, SettingMissing))

    def _write(self, record: SettingSeen | SettingMissing) -> None:
        content = msgspec.to_builtins(record)
        kept = {name: value for name, value in content.items() if name not in ("at", "session")}
        self.stage.run.writer.probe("settings", kept)
