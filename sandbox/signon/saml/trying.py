"""Tries SAML logins: first what an app wants to be signed, then each case with good logins that are signed alike."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Self

from harness.sandbox.signon.cases import Case
from harness.sandbox.signon.quick import Quickly
from harness.sandbox.signon.road import Road
from harness.sandbox.signon.saml.cases import STYLES, SamlCase, Style
from harness.sandbox.signon.saml.provider import SamlProvider
from harness.sandbox.signon.trying import Account, Trials, Tried

NOT_TAKEN = "signature-not-taken"
"""The app takes no good answer that is signed in the one way in which this fault could be the only one."""


class SamlTrials(Trials):
    """Logins of one persona."""

    def __init__(self, provider: SamlProvider, road: Road, account: Account, others: tuple[Account, ...] = ()) -> None:
        super().__init__(provider, road, account, others)
        self._saml = provider
        self.taken: tuple[Style, ...] = ()
        """How a good answer may be signed for this app."""

    async def learn(self) -> None:
        """Try a good login signed in each way. One that fails is tried again right after one that works."""
        works = [style for style in STYLES if await self._use(style)]
        for style in [one for one in STYLES if works and one not in works]:
            if await self._use(works[0]) and await self._use(style):
                works.append(style)
        self.taken = tuple(style for style in STYLES if style in works)

    def along(self, road: Road) -> Self:
        """The same trials on another road; whether good logins are taken in the same ways there, `ready` sees."""
        made = super().along(road)
        made.taken = self.taken
        return made

    async def good(self) -> bool:
        """Whether a good login works in each way in which it did."""
        return bool(self.taken) and all([await self._use(style) for style in self.taken])

    async def case(self, case: Case) -> Tried:
        """One spoilt login, between good ones that are signed alike."""
        wanted = case.styles if isinstance(case, SamlCase) else STYLES
        style = next((one for one in wanted if one in self.taken), None)
        if style is None and self.taken:
            return Tried(False, False, reason=NOT_TAKEN)
        await self._use(style or STYLES[0])
        return await super().case(case)

    async def _use(self, style: Style) -> bool:
        """Whether a good login works that is signed so; one that was tried last need not be tried again."""
        if self._saml.style != style:
            self._saml.style, self._good = style, None
        return await self._control()


class SamlQuickly:
    """Trials in the browser until it is known what is taken, and without one from then on where that serves."""

    def __init__(self, slow: SamlTrials, quicken: Callable[[SamlTrials], Awaitable[Quickly]]) -> None:
        self._slow, self._quicken = slow, quicken
        self._trials = Quickly(slow, None)

    async def learn(self) -> None:
        """See `SamlTrials`."""
        await self._slow.learn()
        self._trials = await self._quicken(self._slow)

    async def case(self, case: Case) -> Tried:
        """See `SamlTrials`."""
        return await self._trials.case(case)
