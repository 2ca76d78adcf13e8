"""Controls from a browser's accessibility tree: what they are called, what they say, and whether they are locked.

Pure. The tree is what Chromium's `Accessibility.getFullAXTree` answers: native and ARIA controls look alike in it, and
what is not exposed (another tab, a folded part) is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

LONGEST = 200
MOST_OPTIONS = 40
_SWITCHED = {
    "checkbox": "checkbox", "menuitemcheckbox": "checkbox", "switch": "switch",
    "button": "toggle", "ToggleButton": "toggle",
}
_CHOSEN = {"combobox": "combobox", "listbox": "listbox"}
_GROUPS = frozenset({"group", "radiogroup"})
_RADIOS = frozenset({"radio", "menuitemradio"})
_PRESSED = frozenset({"button", "ToggleButton"})
_TYPED = frozenset({"slider", "textbox", "searchbox", "spinbutton"})
_ALL = frozenset(_SWITCHED) | frozenset(_CHOSEN) | _RADIOS | _TYPED
_NEAR = 6
"""Levels up within which the text beside a control, or its fellow radio buttons, are looked for."""
MOST_NODES = 30_000
_STATES = {"true": "on", "false": "off", True: "on", False: "off"}


@dataclass(frozen=True)
class Control:
    """One control. `context` is the name of the group around it; `node` identifies its element in the browser."""

    role: str
    label: str
    context: str
    value: str
    options: tuple[str, ...]
    locked: bool
    node: int


@dataclass(frozen=True)
class _Node:
    role: str
    name: str
    value: str
    properties: Mapping[str, Any]
    node: int
    shown: bool
    children: tuple[str, ...] = field(repr=False)

    def is_on(self, name: str) -> bool:
        return self.properties.get(name) in (True, "true")


class Tree:
    """The tree of one page, as the protocol tells it; `whole` unless it has more nodes than are read.

    What does not fit the shape is left out.
    """

    def __init__(self, answer: Mapping[str, Any]) -> None:
        rows = [row for row in answer.get("nodes", []) if isinstance(row, dict) and isinstance(row.get("nodeId"), str)]
        self.whole = len(rows) <= MOST_NODES
        self._nodes = {row["nodeId"]: _node(row) for row in rows[:MOST_NODES]}
        self._parent = {child: id for id, node in self._nodes.items() for child in node.children}
        self._order = {id: number for number, id in enumerate(self._walk())}

    def controls(self) -> list[Control]:
        """Every control, in the order of the page; radio buttons as the group that they are."""
        found: list[Control] = []
        radios: dict[str, list[str]] = {}
        for id in self._order:
            node = self._nodes[id]
            if not node.shown:
                continue
            if node.role in _RADIOS:
                radios.setdefault(self._group_of(id), []).append(id)
            elif (control := self._control(id, node)) is not None:
                found.append(control)
        found += [self._radio_group(group, ids) for group, ids in radios.items()]
        places = {self._nodes[id].node: number for id, number in self._order.items()}
        return sorted(found, key=lambda control: places.get(control.node, 0))

    def named(self, roles: frozenset[str]) -> list[tuple[str, str, int, Mapping[str, Any]]]:
        """Role, name, node and properties of every exposed element of these roles, in order."""
        nodes = (self._nodes[id] for id in self._order)
        return [(one.role, one.name, one.node, one.properties) for one in nodes if one.shown and one.role in roles]

    def _control(self, id: str, node: _Node) -> Control | None:
        if node.role in _PRESSED and "pressed" not in node.properties:
            return None
        if node.role in _SWITCHED:
            state = node.properties.get("pressed" if _SWITCHED[node.role] == "toggle" else "checked")
            return self._made(id, _SWITCHED[node.role], _STATES.get(state, "") if isinstance(state, str | bool) else "")
        if node.role in _CHOSEN:
            options = [self._nodes[one] for one in self._below(id) if self._nodes[one].role == "option"]
            chosen = [one.name for one in options if one.is_on("selected")]
            names = tuple(one.name for one in options)
            role = "select" if node.role == "combobox" and names else _CHOSEN[node.role]
            return self._made(id, role, node.value or ", ".join(chosen), names)
        if node.role == "slider":
            return self._made(id, "slider", str(node.properties.get("valuetext") or "") or node.value)
        return None

    def _made(self, id: str, role: str, value: str, options: tuple[str, ...] = ()) -> Control:
        node = self._nodes[id]
        context = next((self._nodes[up].name for up in self._above(id) if self._nodes[up].role in _GROUPS), "")
        locked = node.is_on("disabled") or node.is_on("readonly")
        label = node.name or self._beside(id)
        texts = label[:LONGEST], context[:LONGEST], value[:LONGEST]
        return Control(role, *texts, options[:MOST_OPTIONS], locked, node.node)

    def _radio_group(self, group: str, ids: list[str]) -> Control:
        """The radio buttons of one group: the option that is on, all of them, locked when every one is."""
        buttons = [self._nodes[id] for id in ids]
        value = next((one.name for one in buttons if one.is_on("checked")), "")
        names = tuple(one.name for one in buttons)[:MOST_OPTIONS]
        around = self._nodes[group]
        label = around.name if around.role in _GROUPS and around.name else self._beside(ids[0], many=True)
        up = next((self._nodes[one].name for one in self._above(group) if self._nodes[one].role in _GROUPS), "")
        locked = all(one.is_on("disabled") or one.is_on("readonly") for one in buttons)
        return Control("radio", label[:LONGEST], up[:LONGEST], value[:LONGEST], names, locked, buttons[0].node)

    def _group_of(self, id: str) -> str:
        """What holds a radio button together with its fellows: a group, or the nearest element with two of them."""
        above = list(islice(self._above(id), _NEAR))
        for up in above:
            if self._nodes[up].role in _GROUPS:
                return up
        for up in above:
            if sum(self._nodes[one].role in _RADIOS for one in self._below(up)) > 1:
                return up
        return above[-1] if above else id

    def _beside(self, id: str, *, many: bool = False) -> str:
        """The text around a control without a name, as far as no other control shares it."""
        for up in islice(self._above(id), _NEAR):
            if many and self._nodes[up].role == "LabelText":
                continue
            below = list(self._below(up))
            fellows = [one for one in below if self._is_control(one) and one != id]
            if fellows and not (many and all(self._nodes[one].role in _RADIOS for one in fellows)):
                return ""
            skipped = {one for fellow in (*fellows, id) for one in (fellow, *self._below(fellow))}
            labels = [one for one in below if many and self._nodes[one].role == "LabelText"]
            skipped |= {one for label in labels for one in self._below(label)}
            texts = [one for one in below if self._nodes[one].role == "StaticText" and one not in skipped]
            said = " ".join(name for one in texts if (name := self._nodes[one].name))
            if said:
                return said
        return ""

    def _is_control(self, id: str) -> bool:
        node = self._nodes[id]
        if node.role in _PRESSED:
            return node.shown and "pressed" in node.properties
        return node.shown and node.role in _ALL

    def _above(self, id: str) -> Iterator[str]:
        seen = {id}
        while (id := self._parent.get(id, "")) and id in self._nodes and id not in seen:
            seen.add(id)
            yield id

    def _below(self, id: str) -> Iterator[str]:
        """Everything inside an element, in order."""
        stack, seen = list(reversed(self._nodes[id].children)), {id}
        while stack:
            one = stack.pop()
            if one in seen or one not in self._nodes:
                continue
            seen.add(one)
            yield one
            stack.extend(reversed(self._nodes[one].children))

    def _walk(self) -> Iterator[str]:
        for root in [id for id in self._nodes if id not in self._parent]:
            yield root
            yield from self._below(root)


def _node(row: Mapping[str, Any]) -> _Node:
    properties = {
        str(one.get("name")): _value(one) for one in row.get("properties", []) if isinstance(one, dict)
    }
    role, name, value = (_value(row.get(part)) for part in ("role", "name", "value"))
    number = row.get("backendDOMNodeId")
    return _Node(
        role=str(role or ""),
        name=" ".join(str(name or "").split()),
        value="" if value is None else str(value).strip(),
        properties=properties,
        node=number if isinstance(number, int) else 0,
        shown=not row.get("ignored", False),
        children=tuple(str(child) for child in row.get("childIds", [])),
    )


def _value(part: Any) -> Any:
    """The value of a part such as `{"type": "string", "value": …}`."""
    held = part.get("value") if isinstance(part, dict) else None
    return held.get("value") if isinstance(held, dict) else held
