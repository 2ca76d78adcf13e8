"""A request that one of the app's own forms sent, sent again by another visitor with other values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from harness.sandbox.passwords.wire import Visitor
from harness.sandbox.probes.client import Answer
from harness.sandbox.settings.effects.tokens import Write, needed, readdressed


@dataclass(frozen=True)
class Form:
    """`page` is where the form stands, `write` what it sent, `given` what was typed into it (name → value).

    `seeds` are addresses, asked by scripts of the page, whose answers set the cookies that the request repeats.
    """

    page: str
    write: Write = field(repr=False)
    given: Mapping[str, str] = field(repr=False)
    seeds: tuple[str, ...] = ()

    async def submit(self, visitor: Visitor, values: Mapping[str, str], *, follow: bool = False) -> Answer | None:
        """Send it with these values in place of what was typed; the form is opened anew when its tokens are gone.

        Nothing of the page's own checks is left: the server alone decides. None when no answer came.
        """
        ready = await self.ready(visitor, values)
        return None if ready is None else await visitor.send(ready, follow=follow)

    async def ready(self, visitor: Visitor, values: Mapping[str, str]) -> Write | None:
        """What `submit` would send; None when the app did not answer."""
        if not needed(self.write, cookies=True) <= set(visitor.tokens()):
            for address in self.seeds:
                await visitor.open(address)
            if await visitor.open(self.page) is None:
                return None
        typed = {name: value for name, value in values.items() if self.given.get(name)}
        marks = {self.given[name]: _mark(name) for name in self._order(typed)}
        marked = readdressed(self.write, visitor.tokens(), marks)
        return readdressed(marked, {}, {_mark(name): value for name, value in typed.items()})

    def _order(self, names: Iterable[str]) -> list[str]:
        """Longest value first: a mail address that holds the user name is replaced as a whole."""
        return sorted(names, key=lambda name: -len(self.given[name]))


def _mark(name: str) -> str:
    """Stands in for a value while others are replaced: a new one may well be what was typed elsewhere."""
    return f"8f2c-{name}-9d41".replace("_", "-")
