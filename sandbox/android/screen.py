"""What stands on the screen of a device, from `uiautomator dump`: hostile XML, for the app writes what is in it.

Bounded in bytes, elements and text; no entities, no document type. An element is found by the same words as on the web:
its text, its description (`label`), its resource id (`test_id`), its hint (`placeholder`), or its role with a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from harness.sandbox.signon.saml.names import parsed
from harness.sandbox.web.page.locate import Where

LARGEST = 4 << 20
"""Bytes of a dump; a full screen has some fifty thousand."""
MOST = 4000
"""Elements that are read; the rest of such a screen was not seen, and `Screen.cut` says so."""
LONGEST = 2000
"""Characters kept of one text."""
_BOUNDS = re.compile(r"\[(-?\d{1,6}),(-?\d{1,6})\]\[(-?\d{1,6}),(-?\d{1,6})\]")
ROLES: Mapping[str, frozenset[str]] = {
    "button": frozenset({"Button", "ImageButton", "MaterialButton", "FloatingActionButton", "AppCompatButton"}),
    "checkbox": frozenset({"CheckBox", "AppCompatCheckBox", "CheckedTextView"}),
    "radio": frozenset({"RadioButton", "AppCompatRadioButton"}),
    "switch": frozenset({"Switch", "SwitchCompat", "ToggleButton", "MaterialSwitch"}),
    "textbox": frozenset({"EditText", "AutoCompleteTextView", "TextInputEditText", "AppCompatEditText"}),
    "searchbox": frozenset({"EditText", "AutoCompleteTextView", "SearchView"}),
    "combobox": frozenset({"Spinner", "AppCompatSpinner"}),
    "img": frozenset({"ImageView", "AppCompatImageView", "Image"}),
}
"""Roles that a class of Android's widgets tells; every other role has no counterpart in a dump."""


class UnreadScreenError(ValueError):
    """What the device gave is no dump of a screen."""


@dataclass(frozen=True)
class Element:
    """One element. `bounds` are left, top, right, bottom in pixels; `kind` is its class without the package."""

    text: str
    description: str
    id: str
    hint: str
    kind: str
    package: str
    bounds: tuple[int, int, int, int]
    clickable: bool = False
    enabled: bool = True
    checkable: bool = False
    checked: bool = False
    password: bool = False
    scrollable: bool = False

    @property
    def shown(self) -> bool:
        """Whether it has any place on the screen."""
        left, top, right, bottom = self.bounds
        return right > left and bottom > top and right > 0 and bottom > 0

    @property
    def middle(self) -> tuple[int, int]:
        """Where a finger goes, in pixels; never outside the screen's upper left corner."""
        left, top, right, bottom = self.bounds
        return max((max(left, 0) + right) // 2, 0), max((max(top, 0) + bottom) // 2, 0)

    @property
    def words(self) -> str:
        """What a person reads on it, or hears of it. Never what a password field shows."""
        return " ".join(part for part in (() if self.password else (self.text,)) + (self.description,) if part)

    @property
    def typed_in(self) -> bool:
        """Whether it is a field: what stands there may have been typed by us."""
        return self.password or self.kind in ROLES["textbox"] | ROLES["searchbox"]


@dataclass(frozen=True)
class Screen:
    """One look at the screen, in the order of the dump (from back to front)."""

    elements: tuple[Element, ...]
    cut: bool = False

    @property
    def package(self) -> str:
        """The app in front: the package of the last window that has elements."""
        return next((one.package for one in reversed(self.elements) if one.shown and one.package), "")

    @property
    def signature(self) -> frozenset[tuple[str, str, str]]:
        """What makes two looks the same screen: ids, kinds and descriptions, not the texts that people wrote."""
        return frozenset((one.id, one.kind, one.description) for one in self.elements if one.shown)

    def says(self, marker: str) -> bool:
        """Whether a text can be read on it, as words of their own, outside the fields that are typed in."""
        wanted = " ".join(marker.split()).casefold()
        pattern = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")
        read = (one for one in self.elements if one.shown and not one.typed_in)
        return bool(wanted) and any(pattern.search(" ".join(one.words.split()).casefold()) for one in read)


def read_screen(dump: bytes) -> Screen:
    """The elements of a dump; what uiautomator prints around it is left out. Raises UnreadScreenError."""
    start, end = dump.find(b"<?xml"), dump.rfind(b"</hierarchy>")
    if start < 0 or end < 0 or len(dump) > LARGEST:
        said = "it is too large" if len(dump) > LARGEST else dump[:200].decode("utf-8", "replace").strip()
        raise UnreadScreenError(f"no dump of a screen: {said}")
    try:
        root = parsed(dump[start : end + len(b"</hierarchy>")])
    except ValueError as error:
        raise UnreadScreenError(f"no dump of a screen: {error}") from error
    found: list[Element] = []
    for node in root.iter("node"):
        if len(found) == MOST:
            return Screen(tuple(found), cut=True)
        found.append(_element(node.attrib))
    return Screen(tuple(found))


def _element(said: Mapping[str, str]) -> Element:
    place = _BOUNDS.fullmatch(said.get("bounds", ""))
    left, top, right, bottom = (int(part) for part in place.groups()) if place else (0, 0, 0, 0)

    def text(name: str) -> str:
        return said.get(name, "")[:LONGEST]

    def flag(name: str) -> bool:
        return said.get(name) == "true"

    return Element(
        text=text("text"),
        description=text("content-desc"),
        id=text("resource-id"),
        hint=text("hint"),
        kind=text("class").rpartition(".")[2],
        package=text("package"),
        bounds=(left, top, right, bottom),
        clickable=flag("clickable"),
        enabled=said.get("enabled") != "false",
        checkable=flag("checkable"),
        checked=flag("checked"),
        password=flag("password"),
        scrollable=flag("scrollable"),
    )


def find(screen: Screen, where: Where) -> Element | None:
    """The element that a step means: whole texts before parts of them, the `nth` of several; None when there is none.

    ValueError for a way or role that a screen of Android does not have.
    """
    if where.way == "css" or (where.way == "role" and where.value not in ROLES):
        raise ValueError(f"an app has no {where.way} “{where.value}”: use text, label, placeholder or test_id")
    wanted = _one_line(where.name or "" if where.way == "role" else where.value)
    shown = list(_candidates(screen, where))
    exact = [one for one, said in shown if any(_one_line(each) == wanted for each in said)]
    loose = [one for one, said in shown if any(wanted in _one_line(each) for each in said)]
    found = exact or ([] if where.way == "test_id" else loose)
    nth = where.nth or 0
    return found[nth] if nth < len(found) else None


def _one_line(text: str) -> str:
    return " ".join(text.split()).casefold()


def _candidates(screen: Screen, where: Where) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """The elements that this way may mean, each with what the wanted words are held against."""
    for one in screen.elements:
        if not one.shown:
            continue
        match where.way:
            case "role":
                if one.kind in ROLES[where.value]:
                    yield one, (one.text, one.description) if where.name else ("",)
            case "text":
                yield one, ("" if one.password else one.text,)
            case "label":
                yield one, (one.description,)
            case "placeholder":  # older dumps show the hint of an empty field as its text
                yield one, (one.hint, one.text if one.typed_in and not one.password else "")
            case _:
                yield one, (one.id, one.id.rpartition("/")[2])
