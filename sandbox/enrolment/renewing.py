"""The class gets another code; does the first one still let anybody in? Then the first one is put back, and tried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from harness.model.profile_enrolments import Renewal
from harness.sandbox.acting.actor import Actor
from harness.sandbox.enrolment.joining import HURRIED, TASK, Joining
from harness.sandbox.settings.accounts.account import FreshAccount
from harness.sandbox.settings.effects.trying import do, visit


@dataclass(frozen=True)
class Renewing:
    """`old`, `again`: who signs up with the first code while another one is there, and once it was put back."""

    joining: Joining
    renewal: Renewal
    code: str
    old: FreshAccount
    again: FreshAccount

    async def go(self) -> dict[str, Any]:
        """What is to be recorded. The first code is put back whatever happens; when that fails it is a gap."""
        if not await self._stands():
            return {"renewal": "code-not-shown"}
        told: dict[str, Any] = {"renewal": "interrupted"}
        try:
            done = await do(self._by, self.renewal.steps, self._values, "renew the class code")
            if done.ok and not await self._stands():
                tried = await self.joining.go(self.old, wait=HURRIED)
                told = {"renewal": "", "old_opens": tried.opened, "old_lets_in": tried.let_in}
                told["old_reason"] = tried.reason
            else:
                told = {"renewal": "same-code" if done.ok else "steps-failed"}
        finally:
            told["restored"] = await self._put_back()
        if told["restored"] and not told["renewal"]:
            once_more = await self.joining.go(self.again, wait=HURRIED)
            told |= {"again_opens": once_more.opened, "again_lets_in": once_more.let_in}
        return told

    @property
    def _by(self) -> Actor:
        return self.joining.approver

    @property
    def _values(self) -> dict[str, str]:
        return {"class_code": self.code}

    async def _stands(self) -> bool:
        page = await visit(self._by, self.renewal.shown, self._values)
        return self.code in page.text or self.code in page.html

    async def _put_back(self) -> bool:
        done = await do(self._by, self.renewal.undo, self._values, "put the class code back")
        restored = done.ok and await self._stands()
        if not restored:
            run, name = self._by.run, self.joining.enrolment.name
            run.progress.stage(f"the class code of {name} was not put back: do it by hand")
            run.writer.gap(TASK, "not-undone", persona=self._by.persona.name, effect=name, reason=done.why)
        return restored
