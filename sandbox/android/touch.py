"""What a person does with a device: look, tap, type, go back. All by `input` and `uiautomator`; nothing is installed.

Whatever goes into a command is quoted; what is typed stands in no message, for it may be a password.
"""

from __future__ import annotations

import asyncio
import re
import shlex
from collections.abc import Iterable

from harness.sandbox.android.device import Answer, Device
from harness.sandbox.android.errors import DeviceError, DeviceGone
from harness.sandbox.android.screen import Element, Screen, UnreadScreenError, read_screen

DUMP = "uiautomator dump /dev/tty"
DUMP_LIMIT = 30.0
LOOKS = 3
"""Times that a screen is asked for: while it moves, uiautomator gives none."""
TYPED_AT_ONCE = 80
SHOT_LIMIT = 32 << 20
PNG = b"\x89PNG\r\n\x1a\n"
KEYS = {
    "enter": 66, "tab": 61, "escape": 111, "backspace": 67, "delete": 112, "back": 4, "home": 122, "end": 123,
    "arrowup": 19, "arrowdown": 20, "arrowleft": 21, "arrowright": 22, "space": 62, "pageup": 92, "pagedown": 93,
}  # fmt: skip
"""Keys by their names on the web, as Android's key codes (android.view.KeyEvent)."""
_KEYED = re.compile(r"[\x20-\x7e]*")


class CannotTypeError(ValueError):
    """Text that the keyboard of `input` does not have."""


class Touch:
    """A device in somebody's hand. Everything may raise DeviceError."""

    def __init__(self, device: Device) -> None:
        self.device = device

    async def shell(self, command: str, *, timeout: float = 30) -> Answer:
        """Run a command of ours."""
        return await asyncio.to_thread(self.device.shell, command, timeout=timeout)

    async def look(self) -> Screen:
        """What stands on the screen now. Raises UnreadScreenError when the device shows none that can be read."""
        for left in reversed(range(LOOKS)):
            dump = await asyncio.to_thread(self.device.output, DUMP, timeout=DUMP_LIMIT)
            try:
                return read_screen(dump)
            except UnreadScreenError:
                if not left:
                    raise
        raise AssertionError("unreachable")

    async def tap(self, element: Element) -> None:
        """Tap the middle of an element."""
        x, y = element.middle
        await self._input("tap", str(x), str(y))

    async def type(self, text: str) -> None:
        """Type into the field that has the focus. Raises CannotTypeError: `input` has the keys of ASCII only."""
        if not _KEYED.fullmatch(text):
            raise CannotTypeError("the keyboard of a test has no such letters (only those of ASCII)")
        for part in keyed(text):
            try:
                await self._input("text", part)
            except DeviceGone:
                raise DeviceGone("the device went away while something was typed") from None
            except DeviceError:
                raise DeviceError("the device did not take what was typed") from None

    async def write(self, field: Element, text: str) -> None:
        """Put a text into a field in place of what stands there. Raises CannotTypeError."""
        await self.tap(field)
        await self.clear(field)
        await self.type(text)
        await self.close_keyboard()

    async def clear(self, element: Element) -> None:
        """Empty the field that has the focus, as far as the screen tells how much stands in it."""
        await self.press("end")
        for start in range(0, min(len(element.text), 400), 40):
            await self._input("keyevent", *(["67"] * min(40, len(element.text) - start)))

    async def close_keyboard(self) -> None:
        """Put the keyboard away when it is there: it lies over what is to be tapped next."""
        shown = await self.shell("dumpsys input_method")
        if "mInputShown=true" in shown.text:
            await self.back()

    async def wake(self) -> None:
        """Switch the screen on and put away a lock that needs no secret."""
        await self._input("keyevent", "224")
        await self.shell("wm dismiss-keyguard")

    async def press(self, key: str) -> None:
        """Press a key by its name on the web. KeyError when Android has none of that name."""
        await self._input("keyevent", str(KEYS[key.casefold()]))

    async def back(self) -> None:
        """Go back."""
        await self.press("back")

    async def swipe_up(self, screen: Screen) -> None:
        """Move what stands on the screen up, as somebody does who reads on."""
        right = max((one.bounds[2] for one in screen.elements), default=0)
        bottom = max((one.bounds[3] for one in screen.elements), default=0)
        x, low, high = str(right // 2), str(bottom * 3 // 4), str(bottom // 4)
        await self._input("swipe", x, low, x, high, "300")

    async def shot(self) -> bytes | None:
        """A picture of the screen (PNG), or None when the device gives none."""
        try:
            taken = await asyncio.to_thread(self.device.output, "screencap -p", timeout=DUMP_LIMIT)
        except DeviceGone:
            raise
        except DeviceError:
            return None
        return taken if taken.startswith(PNG) and len(taken) <= SHOT_LIMIT else None

    async def _input(self, *words: str) -> None:
        answer = await self.shell(shlex.join(["input", *words]))
        if answer.code != 0:
            raise DeviceError(f"the device refused: input {words[0]}")


def keyed(text: str) -> Iterable[str]:
    """The text in parts that `input text` types as they are: it takes `%s` for a space, so those two never meet."""
    for start in range(0, len(text), TYPED_AT_ONCE):
        for part in re.split(r"(?<=%)(?=s)", text[start : start + TYPED_AT_ONCE]):
            yield part.replace(" ", "%s")
