"""Typing a part of somebody's user name where one signs in, as a stranger, and noting who is told to exist.

Only the whole of a value counts, of which at most a part was typed. Nothing is sent: what comes, comes while typing.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import ElementHandle, Page
from playwright.async_api import Error as PlaywrightError

from harness import Persona, Profile, belongs
from harness.model.evidence_passwords import ELSEWHERE
from harness.sandbox.passwords.hearing import Hearing
from harness.sandbox.passwords.recognised import Mark, folded, met, readable
from harness.sandbox.probes.client import OutOfScopeError
from harness.sandbox.web.page.enter import Held, Redrawn, take_focus
from harness.sandbox.web.page.failures import clean
from harness.sandbox.web.page.frames import own_frames, until
from harness.sandbox.web.page.login_form import find_form, follow_way_in
from harness.sandbox.web.page.settle import settle

PEOPLE = 3
LATE_FORM, LATER_FORM = 1.5, 8.0
SETTLES = 5.0
FIRST_KEYS = (1, 2, 3)
"""After so many characters an answer is waited for: some pages ask only while few are typed, others from then on."""
SOON, AT_LAST = 0.4, 0.8
"""Seconds without a request or a change after which nothing more is expected: scripts wait for the next key, mostly
0.2 to 0.5 s. The longer one is for the last key, where every page that suggests anything has something to say."""
NOBODY, LETTERS, FIGURES = 6, "xqzjwvkfhgbpcdmtnrs", "9876054321"
MOST_TEXT = 2 << 20
UNREACHABLE, NO_FORM, NO_NAME = "unreachable", "no-form", "no-name-field"
NOT_TYPED, MOVED, OVERLAY = "not-typed", "moved", "overlay"


@dataclass
class Stretch:
    """What came of one name, or of nothing typed yet; see `NamesTyped`."""

    persona: str = ""
    role: str = ""
    typed: int = 0
    answers: int = 0
    told: dict[tuple[str, str, str], dict[str, object]] = field(default_factory=dict)
    unclear: dict[str, None] = field(default_factory=dict)
    lost: dict[str, None] = field(default_factory=dict)
    reason: str = ""

    @property
    def record(self) -> dict[str, object]:
        """As it is recorded."""
        lists = {"told": list(self.told.values()), "unclear": list(self.unclear), "lost": list(self.lost)}
        return {**vars(self), **lists}


def chosen(profile: Profile) -> list[Persona]:
    """Whose user names are typed: a pupil and somebody else first, at most three; the shortest name is typed first.

    What was typed for somebody may hold the whole of a shorter name, which then says nothing any more.
    """
    hidden = set(profile.secrets().values())
    able = [
        one for one in profile.personas.values()
        if len(stem(one)) > 0 and not any(stem(one).startswith(secret) for secret in hidden)
    ]
    pupils, others = ([one for one in able if (one.role == "pupil") is pupil] for pupil in (True, False))
    first = [*pupils[:1], *others[:1], *pupils[1:], *others[1:]]
    unique = {folded(one.username or ""): one for one in reversed(first)}
    return sorted([one for one in first if one in unique.values()][:PEOPLE], key=lambda one: len(stem(one)))


def stem(persona: Persona) -> str:
    """What is typed of a user name: all but its end. Of an address only what is before the @: pages add the rest."""
    return (persona.username or "").partition("@")[0][:-1]


class Typist:
    """A stranger at the sign-in page. `act` is to be awaited before each deliberate act on the page."""

    def __init__(
        self, page: Page, hosts: Collection[str], known: Sequence[Mark], act: Callable[[], Awaitable[None]]
    ) -> None:
        self._page, self._hosts, self._known, self._act = page, hosts, known, act
        self._hearing = Hearing(page, hosts)
        self._stretches: list[Stretch] = []
        self._asked_in: dict[int, Stretch] = {}
        self._emptying: set[int] = set()
        self._usual: set[Mark] = set()
        self._typed: list[str] = []
        self._asks = True
        """Whether a key may send something to the app; seen by the first name, and so each key waits for its turn."""

    async def visit(self, opens: Callable[[], Awaitable[None]], people: Sequence[Persona]) -> list[Stretch]:
        """Open the page, then type: a name that nobody has, and a part of each of these."""
        before = self._begin(Stretch())
        try:
            await opens()
            before.reason = await self._arrive(before)
        except PlaywrightError:
            before.reason = UNREACHABLE
        if not before.reason and await self._name("", nobody(self._known, people), Stretch()):
            for persona in people:
                if not await self._name(persona.name, stem(persona), Stretch(persona.name, persona.role)):
                    break
            await settle(self._page, SETTLES, quiet=SOON)
            await self._see(self._stretches[-1])
        return self._stretches

    def _begin(self, stretch: Stretch) -> Stretch:
        self._stretches.append(stretch)
        self._asked_in[self._hearing.begin()] = stretch
        return stretch

    async def _arrive(self, before: Stretch) -> str:
        """Bring the form into view; why there is none, or "" ."""
        page = self._page
        found = await until(page, lambda: find_form(page), LATE_FORM)
        await self._see(before)
        if found is None and await follow_way_in(page, lambda: LATER_FORM) is not None:
            found = await until(page, lambda: find_form(page), LATER_FORM)
            await self._see(before)
        if not self._here():
            return ELSEWHERE
        if found is None:
            return NO_FORM
        return NO_NAME if found[1].username is None or found[1].username.given else ""

    def _here(self) -> bool:
        return belongs(urlsplit(self._page.url).hostname or "", self._hosts)

    async def _name(self, persona: str, text: str, stretch: Stretch) -> bool:
        """Type it and take it away again; whether one can go on."""
        self._begin(stretch)
        try:
            stretch.reason = await self._type(stretch, text, every=persona != "")
        except Held:
            stretch.reason = OVERLAY
        except (Redrawn, PlaywrightError):
            stretch.reason = MOVED
        except OutOfScopeError:
            stretch.reason = ELSEWHERE
        return not stretch.reason

    async def _type(self, stretch: Stretch, text: str, *, every: bool) -> str:
        found = await until(self._page, lambda: find_form(self._page), LATER_FORM)
        if found is None or found[1].username is None:
            return MOVED
        if not self._here() or not belongs(urlsplit(found[0].seen.url).hostname or "", self._hosts):
            return ELSEWHERE
        element = await found[0].element(found[1].username.index)
        await take_focus(element)
        for count, key in enumerate(text, 1):
            if self._asks or count == 1:
                await self._act()
            await self._page.keyboard.type(key)
            stretch.typed = count
            self._typed.append(folded(text[:count]))
            if count == len(text) or (every and count in FIRST_KEYS):
                await settle(self._page, SETTLES, quiet=AT_LAST if count == len(text) else SOON)
                await self._see(stretch)
                if not self._here():
                    return ELSEWHERE
        return await self._taken_back(stretch, element, text)

    async def _taken_back(self, stretch: Stretch, element: ElementHandle, text: str) -> str:
        """Empty the field; a reason when what was typed did not stand in it."""
        value = await element.evaluate("node => node.isConnected ? node.value : null")
        if not isinstance(value, str) or not folded(value).startswith(folded(text)):
            return NOT_TYPED
        if not stretch.persona:
            self._asks = self._hearing.asked > 0
        number = self._hearing.begin()
        self._asked_in[number] = stretch
        self._emptying.add(number)
        await element.press("Control+A")
        await element.press("Delete")
        return ""

    async def _see(self, stretch: Stretch) -> None:
        """Look for people in what came and in what the page shows."""
        for number, heard in await self._hearing.take():
            asked = self._asked_in[number]
            if heard.content is None:
                asked.lost[heard.where] = None
            else:
                asked.answers += 1
                self._note(asked, heard.where, heard.content, "answer", emptied=number in self._emptying)
        self._note(stretch, clean(urlsplit(self._page.url).path, 120), await shown(self._page), "page")

    def _note(self, stretch: Stretch, at: str, content: bytes, place: str, *, emptied: bool = False) -> None:
        """What an emptied field brings may be everybody: by it no name is usual, and none was completed."""
        for mark in met(self._known, readable(content), self._typed):
            if mark.sure or (stretch.persona and not emptied and mark not in self._usual):
                one = {"who": mark.who, "role": mark.role, "field": mark.field, "place": place, "at": at}
                stretch.told.setdefault((mark.told, place, at), {**one, "after": stretch.typed})
            elif not stretch.persona and not emptied:
                self._usual.add(mark)
                stretch.unclear[mark.told] = None


def nobody(known: Sequence[Mark], people: Sequence[Persona]) -> str:
    """A name that nobody has, unlike any, so that no search finds somebody by it; figures where all names are."""
    letters = FIGURES if all(stem(one).isdigit() for one in people) else LETTERS
    unlike = [char for char in letters if not any(char in one.text for one in known)]
    begins = [char for char in letters if not any(one.text.startswith(char) for one in known)]
    return (unlike or begins or [letters[0]])[0] + "".join(secrets.choice(letters) for _ in range(NOBODY - 1))


async def shown(page: Page) -> bytes:
    """What the own frames of a page hold: as it is written, as it is read, and what stands in fields and lists."""
    text: list[str] = []
    for frame in own_frames(page):
        try:
            text += [await frame.content(), str(await frame.evaluate(_READ))]
        except PlaywrightError:
            continue
    return "\n".join(text)[:MOST_TEXT].encode("utf-8", "replace")


_READ = """() => {
  const found = [document.body?.innerText ?? ''];
  const walk = root => { for (const each of root.querySelectorAll('*')) {
    if (found.length > 2000) return;
    if (each.matches('input:not([type=password]), textarea, option')) found.push(each.value);
    if (each.shadowRoot) {
      found.push(...[...each.shadowRoot.children].map(one => one.innerText ?? ''));
      walk(each.shadowRoot);
    }
  } };
  walk(document);
  return found.join('\\n');
}"""
