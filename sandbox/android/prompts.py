"""Android's questions about permissions: written down, always refused, and what the app did then.

Nothing is granted, ever: an app for minors has to go on without. Which permission it was is read from Android's own
books (the answer sets a flag there), not from the words on the screen, which differ by language and maker.
"""

from __future__ import annotations

import shlex

from harness.bundle.writer import SessionWriter
from harness.sandbox.android.errors import DeviceError
from harness.sandbox.android.packages import Permission, newly_answered, runtime_permissions
from harness.sandbox.android.screen import Element, Screen
from harness.sandbox.android.touch import Touch
from harness.sandbox.web.page.failures import clean

ASKS = ("permissioncontroller", "packageinstaller")
REFUSE = (
    "permission_deny_button", "permission_no_upgrade_button", "permission_deny_and_dont_ask_again_button",
    "permission_no_upgrade_and_dont_ask_again_button",
)  # fmt: skip
MOST = 20
"""Questions that are answered in one session; an app that goes on asking is left asking."""


def asks(screen: Screen) -> bool:
    """Whether Android asks something about a permission in front of the app."""
    return screen.package.endswith(ASKS)


def refusal(screen: Screen) -> Element | None:
    """What is tapped to refuse; None when there is no such button."""
    named = {one.id.rpartition("/")[2]: one for one in screen.elements if one.shown}
    return next((named[name] for name in REFUSE if name in named), None)


class Guard:
    """Looks at the screen for others, and answers Android's questions on the way.

    `acted` says whether anything was tapped yet: a question before that was asked for by nobody.
    """

    def __init__(self, touch: Touch, package: str, writer: SessionWriter) -> None:
        self._touch = touch
        self._package = package
        self._writer = writer
        self._known: dict[str, Permission] = {}
        self._answered = 0
        self.acted = False
        self.doing = ""

    async def begin(self) -> None:
        """Note what was granted and answered before the session."""
        self._known = await self._books()

    async def look(self) -> Screen:
        """The screen without a question in front of it. DeviceError when the app does not stop asking."""
        screen = await self._touch.look()
        while asks(screen):
            if self._answered >= MOST:
                raise DeviceError(f"the app asked for permissions {MOST} times and goes on", owner="app", hint=None)
            screen = await self._refuse(screen)
        return screen

    async def _refuse(self, asked: Screen) -> Screen:
        self._answered += 1
        shot = await self._touch.shot()
        button = refusal(asked)
        await (self._touch.back() if button is None else self._touch.tap(button))
        after, now = await self._touch.look(), await self._books()
        text = clean(" ".join(one.words for one in asked.elements if one.shown), 300)
        self._writer.append(
            "prompts",
            {
                "permissions": newly_answered(self._known, now),
                "text": text,
                "refused": not any(one.granted and name not in self._granted() for name, one in now.items()),
                "after": self._after(after),
                "acted": self.acted,
                "doing": self.doing,
                "shot": None if shot is None else self._writer.blob(shot),
            },
        )
        self._known = now
        return after

    def _granted(self) -> set[str]:
        return {name for name, one in self._known.items() if one.granted}

    def _after(self, screen: Screen) -> str:
        """What the app did: goes-on, asks-again or gone."""
        if asks(screen):
            return "asks-again"
        return "goes-on" if screen.package == self._package else "gone"

    async def _books(self) -> dict[str, Permission]:
        answer = await self._touch.shell(shlex.join(["dumpsys", "package", self._package]))
        return runtime_permissions(answer.text)
