"""Compiled manifests made by hand, for what no compiler would make."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

NAME, DEBUGGABLE, EXPORTED, MINIMUM, TARGET = 0x01010003, 0x0101000F, 0x01010010, 0x0101020C, 0x01010270
NONE = 0xFFFFFFFF
REFERENCE, STRING, INT, BOOLEAN = 0x01, 0x03, 0x10, 0x12


@dataclass
class Node:
    """An element: attributes are (resource id or 0, name, type, text or number)."""

    name: str
    attributes: list[tuple[int, str, int, str | int]] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)


def manifest(*, debuggable: bool | int = False, depth: int = 0, split: str = "") -> bytes:
    """`debuggable` may be the id of a resource that says it."""
    kind, value = (BOOLEAN, 1) if debuggable is True else (REFERENCE, int(debuggable))
    application = Node("application", [(DEBUGGABLE, "", kind, value)] if debuggable else [])
    application.children.append(Node("activity", [(NAME, "name", STRING, "be.school.Main"), (EXPORTED, "exported", BOOLEAN, 0)]))
    root = _root(application)
    root.attributes += [(0, "split", STRING, split)] if split else []
    return axml(root, depth=depth)


def many_components(count: int) -> bytes:
    parts = [Node("activity", [(NAME, "name", STRING, "be.school.Main"), (EXPORTED, "exported", BOOLEAN, 0)]) for _ in range(count)]
    return axml(_root(Node("application", [], parts)))


def _root(application: Node) -> Node:
    sdk = Node("uses-sdk", [(MINIMUM, "minSdkVersion", INT, 26), (TARGET, "targetSdkVersion", INT, 35)])
    return Node("manifest", [(0, "package", STRING, "be.school")], [sdk, application])


def axml(root: Node, *, depth: int = 0) -> bytes:
    """The compiled file; `depth` elements are opened inside the root and never closed."""
    nodes, keyed = [root], {}
    for node in nodes:
        nodes.extend(node.children)
        keyed.update({id: name for id, name, _, _ in node.attributes if id})
    ids = sorted(keyed)
    texts = [keyed[id] for id in ids]
    texts += [name for node in nodes for id, name, _, _ in node.attributes if not id]
    texts += [node.name for node in nodes]
    texts += [value for node in nodes for _, _, _, value in node.attributes if isinstance(value, str)]
    words = [*texts[: len(ids)], *sorted(set(texts[len(ids) :]))]
    places = {text: number for number, text in enumerate(words) if number >= len(ids)}
    body = pool(words) + struct.pack("<HHI", 0x0180, 8, 8 + 4 * len(ids)) + struct.pack(f"<{len(ids)}I", *ids)
    elements = _element(root, ids, places)
    if depth:
        elements += _start(Node("application"), ids, {**places, "application": places.get("application", 0)}) * depth
    body += elements
    return struct.pack("<HHI", 0x0003, 8, 8 + len(body)) + body


def _element(node: Node, ids: list[int], places: dict[str, int]) -> bytes:
    inside = b"".join(_element(child, ids, places) for child in node.children)
    end = struct.pack("<HHIII", 0x0103, 16, 24, 1, NONE) + struct.pack("<II", NONE, places[node.name])
    return _start(node, ids, places) + inside + end


def _start(node: Node, ids: list[int], places: dict[str, int]) -> bytes:
    attributes = b""
    for id, name, kind, value in node.attributes:
        key = ids.index(id) if id else places[name]
        raw = places[value] if isinstance(value, str) else NONE
        data = raw if isinstance(value, str) else value
        attributes += struct.pack("<IIIHBBI", NONE, key, raw, 8, 0, kind, data)
    extension = struct.pack("<IIHHHHHH", NONE, places[node.name], 20, 20, len(node.attributes), 0, 0, 0)
    return struct.pack("<HHIII", 0x0102, 16, 16 + len(extension) + len(attributes), 1, NONE) + extension + attributes


def pool(texts: list[str]) -> bytes:
    data, offsets = b"", []
    for text in texts:
        offsets.append(len(data))
        data += struct.pack("<H", len(text)) + text.encode("utf-16-le") + b"\0\0"
    data += b"\0" * (-len(data) % 4)
    strings = 28 + 4 * len(offsets)
    return struct.pack("<HHIIIIII", 1, 28, strings + len(data), len(texts), 0, 0, strings, 0) + struct.pack(f"<{len(offsets)}I", *offsets) + data
