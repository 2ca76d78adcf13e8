"""Finding the element that a step means, in any own frame: visible ones first, exact names before partial ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame, Locator, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from harness.sandbox.web.page.failures import blame, gone
from harness.sandbox.web.page.frames import in_any_frame

WAYS = ("role", "label", "text", "placeholder", "test_id", "css")
_ROLE_NAMES = """
    alert alertdialog application article banner blockquote button caption cell checkbox code columnheader
    combobox complementary contentinfo definition deletion dialog directory document emphasis feed figure form
    generic grid gridcell group heading img insertion link list listbox listitem log main marquee math menu
    menubar menuitem menuitemcheckbox menuitemradio meter navigation none note option paragraph presentation
    progressbar radio radiogroup region row rowgroup rowheader scrollbar search searchbox separator slider
    spinbutton status strong subscript superscript switch tab table tablist tabpanel term textbox time timer
    toolbar tooltip tree treegrid treeitem
    """
ROLES = frozenset(_ROLE_NAMES.split())


@dataclass(frozen=True)
class Where:
    """What a step says about its element: one way with its value, a name for roles, and which of several (from 0)."""

    way: str
    value: str
    name: str | None = None
    nth: int | None = None

    def filled(self, fill: Callable[[str], str]) -> Where:
        """The same with placeholders filled."""
        return Where(self.way, fill(self.value), None if self.name is None else fill(self.name), self.nth)

    def templates(self) -> list[str]:
        """The texts that may hold placeholders."""
        return [self.value] if self.name is None else [self.value, self.name]


def read_where(value: object) -> Where | str:
    """A `Where` from the profile's table, or what is wrong with it."""
    if not isinstance(value, Mapping):
        return 'an element is written { role = "button", name = "…" }, { label = "…" }, { text = "…" } or { css = "…" }'
    table = cast("Mapping[str, Any]", value)
    ways = [way for way in WAYS if way in table]
    if len(ways) != 1:
        return f"an element needs exactly one of {', '.join(WAYS)}"
    way = ways[0]
    unknown = set(table) - {way, "nth"} - ({"name"} if way == "role" else set())
    if unknown:
        return f"an element has no “{sorted(map(str, unknown))[0]}”"
    nth, name = table.get("nth"), table.get("name")
    if nth is not None and (not isinstance(nth, int) or isinstance(nth, bool) or not 0 <= nth < 10_000):
        return "nth is a whole number from 0"
    texts = [table[way], *([] if name is None else [name])]
    if not all(isinstance(text, str) and text.strip() for text in texts):
        return f"{way} needs a text"
    if way == "role" and table[way] not in ROLES:
        return f"there is no role “{table[way]}”"
    return Where(way, table[way], name, nth)


def _build(frame: Frame, where: Where, *, exact: bool) -> Locator:
    match where.way:
        case "role":
            return frame.get_by_role(cast(Any, where.value), name=where.name, exact=exact)
        case "label":
            return frame.get_by_label(where.value, exact=exact)
        case "text":
            return frame.get_by_text(where.value, exact=exact)
        case "placeholder":
            return frame.get_by_placeholder(where.value, exact=exact)
        case "test_id":
            return frame.get_by_test_id(where.value)
        case _:
            return frame.locator(f"css={where.value}")


async def find(page: Page, where: Where, limit: float, *, hidden: bool = False) -> Locator | None:
    """The first visible match (or the `nth`), waiting at most `limit` seconds; None when there is none.

    `hidden` takes elements that are there but not shown (file inputs). PlaywrightError when a selector is not valid or
    the page is gone.
    """

    async def attempt(frame: Frame, left: float) -> Locator | None:
        loose, exact = (_pick(_build(frame, where, exact=each), where, hidden) for each in (False, True))
        try:
            await loose.wait_for(state="attached" if hidden else "visible", timeout=left * 1000)
            return exact if await exact.count() else loose
        except PlaywrightTimeout:
            return None
        except PlaywrightError as error:
            if gone(error) or (frame is not page.main_frame and blame(error)[1] != "profile"):
                return None
            raise

    return await in_any_frame(page, attempt, limit)


async def count(page: Page, where: Where, limit: float) -> int:
    """How many visible matches the main frame has once the first one shows; 0 when none does in `limit` seconds."""
    if await find(page, where, limit) is None:
        return 0
    return await _build(page.main_frame, where, exact=False).filter(visible=True).count()


def _pick(locator: Locator, where: Where, hidden: bool) -> Locator:
    shown = locator if hidden else locator.filter(visible=True)
    return shown.nth(where.nth or 0)
