"""Whether a body holds a recording of a session: events of a recorder, or a copy of the page as it was shown.

Recorders of the rrweb family (and the products that build on it) send a tree of the page and then numbered changes to
it. They are told by their shape, in every layer that can be unwrapped; nothing is parsed, for what comes out of a layer
need not be whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from harness.leaks.cutting import withheld
from harness.leaks.decode import layers
from harness.leaks.matcher import Matcher

SHORTEST = 40
"""Bytes: nothing that tells of a page is shorter, packed or not."""
KIND = re.compile(rb'"type"\s{0,4}:\s{0,4}[0-6]\s{0,4}[,}]')
TIME = re.compile(rb'"timestamp"\s{0,4}:\s{0,4}1\d{12}\b')
CHANGE = re.compile(rb'"source"\s{0,4}:\s{0,4}1?\d\s{0,4}[,}]')
NODE = re.compile(rb'"(?:tagName|nodeName|localName)"\s{0,4}:\s{0,4}"|<[a-z][a-z0-9-]{0,20}[ >]', re.IGNORECASE)
FRAME = (b'"HTML"', b'"HEAD"', b'"BODY"')
"""The frame of every page, in recorders that send the names of all elements as a list (Clarity, Datadog)."""


@dataclass(slots=True)
class Recording:
    """What a body holds: trees of a page, changes to one, elements; `shown`: and among these a planted value."""

    snapshots: int = 0
    changes: int = 0
    nodes: int = 0
    shown: bool = False
    unseen: str = ""
    """Why it could not be unpacked to the end; empty when it could."""


def recording(data: bytes, values: Matcher) -> Recording:
    """The richest layer of a body counts. `values` finds what was planted in the page. Never raises."""
    found = Recording()
    if withheld(data):
        found.unseen = "withheld"
    if len(data) < SHORTEST:
        return found
    for layer in layers(data):
        if layer.capped:
            found.unseen = layer.why
            continue
        times = _count(TIME, layer.data, b"timestamp")
        if times and b'"type"' in layer.data:
            found.changes = max(found.changes, min(times, _count(CHANGE, layer.data, b'"source"')))
            tree = b'"childNodes"' in layer.data and b'"node"' in layer.data and KIND.search(layer.data) is not None
            found.snapshots = max(found.snapshots, int(tree))
        if all(name in layer.data for name in FRAME):
            found.snapshots = max(found.snapshots, 1)
        nodes = _count(NODE, layer.data, b"<") or _count(NODE, layer.data, b"Name")
        if nodes > found.nodes:
            found.nodes, found.shown = nodes, values.any(layer.data)
    return found


def _count(pattern: re.Pattern[bytes], data: bytes, needs: bytes) -> int:
    """How often the pattern stands in the data; most data lacks what it needs and costs one quick look."""
    return sum(1 for _ in pattern.finditer(data)) if needs in data else 0
