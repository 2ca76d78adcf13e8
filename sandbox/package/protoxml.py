"""The manifest of an app bundle (AAB), which is a protocol buffer (`aapt.pb.XmlNode`) instead of compiled XML.

Source: frameworks/base, tools/aapt2/Resources.proto. References are given by name there, such as `@xml/network`.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.sandbox.package.attributes import NAMES
from harness.sandbox.package.limits import UnreadableError
from harness.sandbox.package.tree import MAX_DEPTH, MAX_ELEMENTS, Element, Value
from harness.sandbox.package.varint import varint

WHY = "manifest-unreadable"


def read_proto(content: bytes) -> Element:
    """The root element of a compiled manifest. Raises UnreadableError."""
    root = Element("")
    # An element is read before its children, so nothing recurses however deep it goes.
    wanted = [(memoryview(content), root, 0)]
    count = 0
    while wanted:
        node, parent, depth = wanted.pop()
        count += 1
        if count > MAX_ELEMENTS or depth > MAX_DEPTH:
            raise UnreadableError(WHY, "more elements than any app has")
        for number, value in fields(node):
            if number == 1 and isinstance(value, memoryview):
                element, children = _element(value)
                parent.children.insert(0, element)
                wanted.extend((child, element, depth + 1) for child in children)
            elif number == 2 and isinstance(value, memoryview):
                parent.text += bytes(value).decode("utf-8", "replace")
    if len(root.children) != 1:
        raise UnreadableError(WHY, "it has no single root")
    return root.children[0]


def fields(data: memoryview) -> Iterator[tuple[int, memoryview | int]]:
    """(number, value) of each field of a message. Raises UnreadableError when it is cut off."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at, WHY, 70)
        kind = tag & 7
        if kind == 0:
            value, at = varint(data, at, WHY, 70)
            yield tag >> 3, value
        elif kind == 2:
            length, at = varint(data, at, WHY, 70)
            if at + length > len(data):
                raise UnreadableError(WHY, "a field that runs past the end")
            yield tag >> 3, data[at : at + length]
            at += length
        elif kind in (1, 5):
            at += 8 if kind == 1 else 4
        else:
            raise UnreadableError(WHY, "a field of no known kind")


def _element(data: memoryview) -> tuple[Element, list[memoryview]]:
    element, children = Element(""), []
    for number, value in fields(data):
        if not isinstance(value, memoryview):
            continue
        if number == 3:
            element.name = _text(value)[:200]
        elif number == 4:
            name, attribute = _attribute(value)
            element.attributes.setdefault(name, attribute)
        elif number == 5:
            children.append(value)
    return element, children


def _attribute(data: memoryview) -> tuple[str, Value]:
    name, text, id = "", "", 0
    for number, value in fields(data):
        if number == 2 and isinstance(value, memoryview):
            name = _text(value)
        elif number == 3 and isinstance(value, memoryview):
            text = _text(value)
        elif number == 5 and isinstance(value, int):
            id = value
    return NAMES.get(id, name), Value() if text == "@null" else Value(text)


def _text(data: memoryview) -> str:
    return bytes(data[: 1 << 16]).decode("utf-8", "replace")
