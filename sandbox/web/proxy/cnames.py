"""Which names stand behind the app's own: a tracker may answer under a name of the app, and only DNS tells (CNAME).

The app's own names are asked for once each, beside the connection and never in its way; of other names it does not
matter, for they are judged as they are. A name that the profile maps has the chain that the profile gives it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from harness.catalogue.domains import belongs, is_host, normalise

if TYPE_CHECKING:
    from dns.resolver import Resolver

MOST_NAMES = 4096
MOST_HOPS = 16
ASK_LIMIT = 5.0
"""Seconds that a name server may take."""
END_LIMIT = 10.0

type Ask = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Lookup:
    """One name as `harness.model.records.LookedUp` has it; `at` is a `time.time()`, `why` a gap code."""

    name: str
    chain: tuple[str, ...]
    address: str
    how: str
    at: float
    why: str | None = None
    session: ClassVar[None] = None


class NameBook:
    """Tells each name once. `ask` gives the chain of a name or raises OSError; it may block."""

    def __init__(
        self, own: Sequence[str], cnames: Mapping[str, str], tell: Callable[[Lookup], None], ask: Ask | None = None
    ) -> None:
        self._own = tuple(own)
        self._cnames = {normalise(name): normalise(target) for name, target in cnames.items()}
        self._tell = tell
        self._ask = ask or ask_chain
        self._known: set[str] = set()
        self._asking: set[asyncio.Task[None]] = set()

    def note(self, name: str, address: str) -> None:
        """A name led to an address of this class. On the event loop only."""
        if name in self._known or len(self._known) > MOST_NAMES:
            return
        self._known.add(name)
        if len(self._known) > MOST_NAMES:
            self._tell(Lookup("", (), "none", "unasked", time.time(), "too-many-names"))
        elif address == "mapped":
            self._tell(Lookup(name, tuple(follow(name, self._cnames)), address, "mapped", time.time()))
        elif address in ("public", "private") and belongs(name, self._own) and "." in name and ":" not in name:
            task = asyncio.create_task(self._asked(name, address))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
        else:
            self._tell(Lookup(name, (), address, "unasked", time.time()))

    async def _asked(self, name: str, address: str) -> None:
        at = time.time()
        try:
            async with asyncio.timeout(ASK_LIMIT + 1):
                chain = await asyncio.to_thread(self._ask, name)
        except (OSError, asyncio.CancelledError):
            self._tell(Lookup(name, (), address, "unasked", at, "chain-unasked"))
        else:
            self._tell(Lookup(name, tuple(chain), address, "asked", at))

    async def finish(self) -> None:
        """Wait for what is still being asked; what takes too long is told as not known."""
        if self._asking:
            _, late = await asyncio.wait(self._asking, timeout=END_LIMIT)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


def ask_chain(name: str, resolver: Resolver | None = None) -> list[str]:
    """The names that a name stands for, nearest first, by the machine's own name server. Raises OSError."""
    import dns.exception
    import dns.name
    import dns.resolver

    try:
        asking = resolver or dns.resolver.Resolver()
        whole = dns.name.from_text(name, dns.name.root)
        found = asking.resolve(whole, "A", raise_on_no_answer=False, search=False, lifetime=ASK_LIMIT)
    except (dns.exception.DNSException, ValueError) as error:
        raise OSError(type(error).__name__) from error
    stands = {_text(one.name): _text(one[0].target) for one in found.chaining_result.cnames}
    return follow(normalise(name), stands)


def follow(name: str, stands: Mapping[str, str]) -> list[str]:
    """The chain from a name over what each stands for; it ends where it would come back."""
    chain: list[str] = []
    start = name
    while (name := stands.get(name, "")) and name not in (start, *chain) and len(chain) < MOST_HOPS and is_host(name):
        chain.append(name)
    return chain


def _text(name: object) -> str:
    return normalise(str(name))
