"""Offers passwords one after another, each with one property changed, between random ones that must be taken.

What was taken shows in who can sign in. A password that was refused counts only where a random one of the same shape
was taken shortly before it and after it: else an app that was in trouble, or that minds how often somebody signs up,
would look strict.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from harness.sandbox.passwords import samples
from harness.sandbox.passwords.places import Place

LADDER = (8, 12, 15, 16, 20)
"""Lengths that are tried until one is taken; what is taken shows that a shorter one was refused for its length."""
EVERY = 8
"""Weak passwords between two random ones."""


@dataclass(frozen=True)
class Sizes:
    """How much is tried, from the parameters of the catalogue."""

    least: int
    longest: int
    common: int
    context: int
    breached: int


@dataclass(frozen=True)
class Offered:
    """What came of one password. `case`: see `PasswordTried`."""

    case: str
    length: int
    accepted: bool | None
    before: bool
    after: bool = False
    sample: str = ""
    compared: tuple[str, ...] = ()
    lets_in: tuple[str, ...] = ()

    @property
    def told(self) -> dict[str, object]:
        """As it is recorded."""
        return {**vars(self), "compared": list(self.compared), "lets_in": list(self.lets_in)}


@dataclass
class Policy:
    """One place's passwords; `offered` is what came of each, in order. `secret` hears of each drawn one beforehand."""

    place: Place
    sizes: Sizes
    app: str
    secret: Callable[[str], None]
    offered: list[Offered] = field(default_factory=list)
    _waiting: list[Offered] = field(default_factory=list)
    _good: bool = False
    _strong: bool = False

    async def run(self) -> list[Offered]:
        """Everything; when even a random password is not taken, only that is said."""
        if not await self._control():
            self._settle(after=False)
            return self.offered
        least = await self._boundary()
        await self._passphrase()
        fits = samples.Fits(least, max(one.length for one in self.offered if one.accepted), self._strong)
        await self._weak([
            *(("common", word) for word in samples.common(fits, self.sizes.common)),
            *(("context", word) for word in samples.context(self.app, fits, self.sizes.context)),
            *(("breached", word) for word in samples.breached(fits, self.sizes.breached)),
        ])
        self._settle(after=self._good)
        return self.offered

    async def length(self) -> list[Offered]:
        """Nothing but how long a password has to be."""
        if await self._control():
            await self._boundary()
            await self._control()
        self._settle(after=self._good)
        return self.offered

    async def _boundary(self) -> int:
        """One character short, then as long as needed; returns the shortest length that was taken."""
        drawn = samples.boundary()
        await self._offer("short", drawn[: self.sizes.least - 1])
        for length in (one for one in LADDER if one >= self.sizes.least):
            if await self._offer("enough", drawn[:length]):
                return length
        return LADDER[-1]

    async def _passphrase(self) -> None:
        phrase = samples.passphrase(self.sizes.longest)
        if await self._offer("passphrase", phrase):
            await self._compare(samples.variants(phrase))
            return
        for name, part in samples.parts(self.sizes.longest).items():
            taken = await self._offer(name, part)
            self._strong = self._strong or (name == "small-letters" and not taken)
        await self._control()

    async def _compare(self, variants: Mapping[str, str]) -> None:
        """Whether an account opens with another password than its own; it is tried right after the own one worked."""
        for text in variants.values():
            self.secret(text)
        answers = {name: await self.place.opens(text) for name, text in variants.items()}
        compared = tuple(name for name, opens in answers.items() if opens is not None)
        lets_in = tuple(name for name, opens in answers.items() if opens)
        self.offered[-1] = replace(self.offered[-1], compared=compared, lets_in=lets_in)
        await self._control()

    async def _weak(self, words: Sequence[tuple[str, str]]) -> None:
        """Weak passwords, with a random one of the same shape before, between and after them."""
        for some in (words[at : at + EVERY] for at in range(0, len(words), EVERY)):
            await self._control(some[0][1])
            offered = [samples.dressed(word) if self._strong else word for _, word in some]
            taken = await self.place.offer_weak(offered)
            for (kind, word), text, one in zip(some, offered, taken, strict=True):
                self._note(Offered(kind, len(text), one, before=self._good, sample=word))
        if words:
            await self._control(words[-1][1])

    async def _control(self, shape: str = "") -> bool:
        """A random password that must be taken: of this shape, or of one that no rule can mind."""
        drawn = samples.like(shape, strong=self._strong) if shape else samples.boundary()[:20]
        self.secret(drawn)
        taken = await self.place.offer(drawn)
        self._settle(after=bool(taken))
        self._good = bool(taken)
        self.offered.append(Offered("control", len(drawn), taken, before=self._good, after=self._good))
        return self._good

    async def _offer(self, case: str, password: str) -> bool | None:
        self.secret(password)
        taken = await self.place.offer(password)
        self._note(Offered(case, len(password), taken, before=self._good))
        return taken

    def _note(self, one: Offered) -> None:
        if one.accepted:  # it worked, so what was refused before it was refused by the app
            self._settle(after=True)
            self._good = True
            self.offered.append(replace(one, before=True, after=True))
        else:
            self._waiting.append(one)

    def _settle(self, *, after: bool) -> None:
        self.offered += [replace(one, after=after) for one in self._waiting]
        self._waiting.clear()
