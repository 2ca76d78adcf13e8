"""QR codes: some are issued and opened by a stranger's browser; the first one is asked again after it was renewed."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any
from urllib.parse import urljoin

from playwright.async_api import Error as PlaywrightError

from harness import Persona
from harness.model.profile_young import Card
from harness.sandbox.acting.actor import Actor
from harness.sandbox.acting.closing import until_gone
from harness.sandbox.acting.stage import Stage
from harness.sandbox.passwords.door import Key, shown
from harness.sandbox.passwords.doorway import key_for, strangers
from harness.sandbox.probes.client import ProbeClient
from harness.sandbox.settings.effects.asking import Asking
from harness.sandbox.settings.effects.links import PARTS, measure
from harness.sandbox.settings.effects.tokens import Write
from harness.sandbox.settings.effects.trying import do, jar
from harness.sandbox.web.page.locate import find, read_where
from harness.sandbox.young.guessed import TASK

ISSUED = 4
"""Codes that are laid beside each other."""
LONG = 6
_SAYS = "one => one.href || one.value || one.dataset.code || one.textContent.trim()"


@dataclass
class Cards:
    """The codes of one persona, as who hands them out (`by`) sees them. `limit`: seconds that an old one may live."""

    stage: Stage
    by: Actor
    persona: Persona
    card: Card
    client: ProbeClient
    limit: float
    telling: str = ""
    _last: Write | None = field(default=None, repr=False)

    async def read(self) -> str | None:
        """The present code, as the address that it opens; None when the page shows none."""
        await self.by.goto(self.card.page)
        where = read_where(self.card.code)
        found = None if isinstance(where, str) else await find(self.by.page, where, 10.0, hidden=True)
        if found is None:
            return None
        try:
            code = urljoin(self.by.base, str(await found.evaluate(_SAYS)))
        except (PlaywrightError, ValueError):
            return None
        for part in PARTS.split(code.partition("://")[2])[1:]:
            if len(part) >= LONG and any(map(str.isdigit, part)):
                self.stage.run.redactor.learn(f"{self.persona.name}.card", part)
        return code

    async def renew(self) -> bool:
        """Another code in place of the present one."""
        values = {"who.username": self.persona.username or ""}
        done = await do(self.by, self.card.renew, values, f"renew the QR code of {self.persona.name}")
        self._last = done.writes[-1] if done.writes else None
        return done.ok

    async def opens(self, code: str) -> bool | None:
        """Whether the code opens the account in a browser that the app has never seen."""
        visitor, key = strangers(self.stage.run, self.client, self.persona.name)(), self._key()
        answer = await visitor.open(code)
        if answer is None or not self.telling:
            return shown(answer, key)
        return shown(await visitor.open(self.telling), key)

    def _key(self) -> Key:
        return key_for(self.persona)

    async def measure(self, first: str) -> dict[str, Any]:
        """Renew, ask the first one until it is gone, and lay some codes beside each other."""
        codes, told = [first], dict[str, Any]()
        while len(codes) < ISSUED and await self.renew() and (code := await self.read()) is not None:
            codes.append(code)
            if len(codes) == 2 and code != first:
                works = await self.opens(code)
                told["old"], told["after"] = await until_gone(
                    partial(self.opens, first), lambda opens: opens is False, self.limit
                ) if works else (None, 0.0)
        pairs = [measure(one, other) for one, other in pairwise(codes) if one != other]
        if not pairs or len(pairs) < len(codes) - 1:
            return {"control": "not-renewed", "codes": len(codes), **told}
        bits, follows = min(one.bits for one in pairs), any(one.sequential for one in pairs)
        return {"codes": len(codes), "bits": bits, "sequential": follows, **told}

    async def leave(self, code: str) -> bool:
        """Renew it once more in a way that no evidence shows, so that none of the codes that it does show lives on."""
        dead: bool | None = None
        if self._last is not None:
            asking = Asking(self.stage.run, self.client, {self.by.persona.name: await jar(self.by)})
            await asking.send(self.by.persona, self._last)
            dead = await self.opens(code) is False
        if not dead:
            about = {"persona": self.persona.name, "effect": "QR code"}
            self.stage.run.writer.gap(TASK, "not-undone", **about)
        return bool(dead)
