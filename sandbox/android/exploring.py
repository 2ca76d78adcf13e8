"""A bounded walk through an app without journeys: taps what leads somewhere, and nothing that may change something.

Never a field, a switch, a thing without words, or one whose words (or resource id) say delete, send, pay, sign out and
the like, in three languages: it is better to leave a screen unseen. Who leaves the app comes back, a few times.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from harness.sandbox.android.screen import Element, Screen, UnreadScreenError
from harness.sandbox.android.touch import Touch
from harness.sandbox.web.page import words
from harness.sandbox.web.page.failures import clean
from harness.sandbox.web.page.links import GOOD, UNSAFE

type Signature = frozenset[tuple[str, str, str]]
type Key = tuple[Signature, str, str, str]
type OnScreen = Callable[[Screen], Awaitable[None]]

UNSAFE_TAPS = UNSAFE | words.listed(
    "send|post|submit|publish|share|save|call|dial|report|add|create|upload|allow|grant|install|update|rate|invite|"
    "verstuur|versturen|verzend|verzenden|plaats|plaatsen|publiceer|deel|delen|bewaar|bewaren|opslaan|sla op|bel|"
    "bellen|melden|toevoegen|voeg toe|maak|maken|indienen|dien in|toestaan|sta toe|installeren|bijwerken|uitnodigen|"
    "envoyer|publier|partager|enregistrer|sauvegarder|appeler|signaler|ajouter|creer|soumettre|autoriser|installer|"
    "inviter"
)
"""Besides the words of the web's walk: a tap does what a link never does."""
_OTHER_APPS = 5


@dataclass(frozen=True)
class Bounds:
    """Taps, seconds, and taps on things of one kind on one screen (the rows of a list)."""

    taps: int = 40
    seconds: float = 90.0
    alike: int = 2


@dataclass
class Explored:
    """How many taps were made, and what was left, by reason: unsafe, wordless, same-kind, limit, left-app."""

    taps: int = 0
    screens: int = 0
    left: Counter[str] = field(default_factory=Counter)


def said_by(screen: Screen, element: Element) -> str:
    """The words on an element and on what stands within it, and those of its resource id."""
    left, top, right, bottom = element.bounds
    inside = (
        one.words
        for one in screen.elements
        if one.shown
        and one.bounds[0] >= left and one.bounds[1] >= top and one.bounds[2] <= right and one.bounds[3] <= bottom
    )  # fmt: skip
    return " ".join([element.id.rpartition("/")[2].replace("_", " "), *(part for part in inside if part)])


def refusal(screen: Screen, element: Element) -> str | None:
    """Why an element is not tapped (unsafe, wordless), or None when it may be."""
    if element.typed_in or element.checkable or not element.enabled:
        return "unsafe"
    said = said_by(screen, element)
    if not said.strip():
        return "wordless"
    return "unsafe" if words.has(said[-400:], UNSAFE_TAPS) or words.has(said, UNSAFE_TAPS) else None


class Explorer:
    """One walk. `look` also answers Android's questions; `reopen` brings the app back to the front.

    `doing` is told before each tap, for a question that comes with it; `on_screen` is awaited on what a tap led to.
    """

    def __init__(
        self,
        touch: Touch,
        package: str,
        look: Callable[[], Awaitable[Screen]],
        reopen: Callable[[], Awaitable[None]],
        on_screen: OnScreen,
        doing: Callable[[str], None],
        bounds: Bounds | None = None,
    ) -> None:
        self._touch = touch
        self._package = package
        self._look = look
        self._reopen = reopen
        self._on_screen = on_screen
        self._doing = doing
        self._bounds = bounds or Bounds()
        self._tapped: set[Key] = set()
        self._alike: Counter[tuple[Signature, str, str]] = Counter()
        self._told: set[tuple[str, Key]] = set()
        self._seen: set[Signature] = set()
        self._leads: dict[Signature, dict[Key, Signature]] = {}
        self._open: dict[Signature, int] = {}
        self._via: Key | None = None
        self._away = 0
        self.done = Explored()

    async def run(self) -> Explored:
        """Walk until nothing is left or a bound is reached."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._bounds.seconds
        backs = 0
        while self.done.taps < self._bounds.taps and loop.time() < end and backs < 2:
            try:
                screen = await self._look()
            except UnreadScreenError:
                backs += 1
                await self._touch.back()
                continue
            if screen.package != self._package:
                if not await self._return():
                    return self.done
                continue
            await self._arrived(screen)
            backs = 0 if await self._step(screen) else backs + 1
        if backs < 2:
            self.done.left["limit"] += 1
        return self.done

    async def _step(self, screen: Screen) -> bool:
        """Tap the next thing on this screen; False when there was none, and back was pressed instead."""
        wanted = self._next(screen) or self._towards(screen)
        if wanted is None:
            await self._touch.back()
            return False
        self.done.taps += 1
        self._via = _key(screen, wanted)
        self._doing(f"tapped “{clean(said_by(screen, wanted), 60)}”")
        await self._touch.tap(wanted)
        return True

    async def _arrived(self, screen: Screen) -> None:
        """Note what the last tap led to, and each screen that is new."""
        here, new = screen.signature, screen.signature not in self._seen
        if self._via is not None:
            self._leads.setdefault(self._via[0], {})[self._via] = here
        if self._via is not None or new:
            await self._on_screen(screen)
        self._seen.add(here)
        self.done.screens, self._via = len(self._seen), None

    def _next(self, screen: Screen) -> Element | None:
        """What says most about how an app treats minors, first; each thing once, and few of a kind."""
        found = []
        for order, one in enumerate(screen.elements):
            if not (one.clickable and one.shown) or one.package != self._package:
                continue
            key = _key(screen, one)
            why = "tapped" if key in self._tapped else refusal(screen, one)
            if why is None and self._alike[key[:3]] >= self._bounds.alike:
                why = "same-kind"
            if why is None:
                found.append((-_score(key[3]), order, one))
            elif why != "tapped" and (why, key) not in self._told:
                self._told.add((why, key))
                self.done.left[why] += 1
        self._open[screen.signature] = len(found) - 1
        if not found:
            return None
        chosen = min(found, key=lambda one: one[:2])[2]
        self._tapped.add(_key(screen, chosen))
        self._alike[_key(screen, chosen)[:3]] += 1
        return chosen

    def _towards(self, screen: Screen) -> Element | None:
        """What was tapped here before and leads, over any number of screens, to one where something is left to tap."""
        first = {target: key for key, target in self._leads.get(screen.signature, {}).items()}
        seen, queue = {screen.signature, *first}, deque(first.items())
        while queue:
            at, key = queue.popleft()
            if self._open.get(at, 0) > 0:
                return next((one for one in screen.elements if one.shown and _key(screen, one) == key), None)
            further = set(self._leads.get(at, {}).values()) - seen
            seen |= further
            queue.extend((target, key) for target in sorted(further, key=sorted))
        return None

    async def _return(self) -> bool:
        """Come back to the app; False when that was needed too often."""
        self._away += 1
        self.done.left["left-app"] += 1
        if self._away > _OTHER_APPS:
            return False
        await self._reopen()
        return True


def _key(screen: Screen, one: Element) -> Key:
    """What makes two things to tap the same: the screen, and what they are and say."""
    return screen.signature, one.id, one.kind, said_by(screen, one)


def _score(said: str) -> int:
    return max((points for points, good in GOOD if words.has(said, good)), default=0)
