"""One setting on its way through the test: what it was, what the school made of it, what came of that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from harness import Run
from harness.model.profile_effects import AdminControl, Setting
from harness.sandbox.settings.adjusting.controls import OFF, ON, Shown


@dataclass
class Change:
    """`mine` and `theirs` are what pupil and administrator saw before any change: the plan for putting back."""

    setting: Setting
    control: AdminControl
    mine: Shown | None = None
    theirs: Shown | None = None
    lock_before: Shown | None = None
    wanted: str = ""
    saved: bool = False
    lock: bool | None = None
    existing: str | None = None
    new: str | None = None
    after: float = 0.0
    screen: str | None = None
    request: str | None = None
    request_status: int | None = None
    restored: bool | None = None
    why: str = ""
    touched: bool = field(default=False)

    @property
    def able(self) -> bool:
        """Whether the test of this setting goes on."""
        return not self.why

    def plan(self) -> None:
        """Decide what the school will choose: a safe option where there is one, other than what anybody has now."""
        if self.mine is None:
            self.why = "pupil-control-not-found"
        elif self.theirs is None:
            self.why = "admin-control-not-found"
        elif not (choice := self._choice(self.mine, self.theirs)):
            self.why = "no-other-option"
        else:
            self.wanted = choice

    def _choice(self, mine: Shown, theirs: Shown) -> str:
        """An option of both controls; those of a switch are compared as what the pupil sees."""
        options = theirs.options or mine.options
        other = [one for one in options if one not in (mine.value, theirs.value) and one in mine.options]
        other = other or [one for one in options if one != mine.value and one in mine.options]
        return next((one for one in other if one in self.setting.safe), other[0] if other else "")

    def record(self, run: Run, pupil: str, admin: str) -> None:
        """Write down how it went."""
        run.writer.probe(
            "adjusted",
            {
                "persona": pupil, "admin": admin, "setting": self.setting.id, "page": self.control.page,
                "before": self.mine.value if self.mine else "", "wanted": self.wanted, "saved": self.saved,
                "lock": self.lock, "existing": self.existing, "new": self.new, "after": round(self.after, 1),
                "screen": self.screen, "request": self.request, "request_status": self.request_status,
                "restored": self.restored, "why": self.why,
            },
        )


def by_page(changes: Iterable[Change], *, admin: bool) -> dict[str, list[Change]]:
    """The changes by the page that holds their control: the administrator's or the pupil's."""
    found: dict[str, list[Change]] = {}
    for one in changes:
        found.setdefault(one.control.page if admin else one.setting.page, []).append(one)
    return found


def locked_as(on: bool) -> str:
    """What a lock control says when pupils cannot change the setting."""
    return ON if on else OFF
