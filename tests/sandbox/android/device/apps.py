"""Apps for the device: what they show, write, say and ask, as data, and a hook for what they do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.sandbox.android.device.state import State


@dataclass(frozen=True)
class Widget:
    """Something on a screen. `goes` names the screen that a tap leads to; `asks` a permission that it asks for first."""

    text: str = ""
    description: str = ""
    resource: str = ""
    kind: str = "android.widget.Button"
    goes: str | None = None
    asks: str | None = None
    password: bool = False


@dataclass(frozen=True)
class App:
    """`screens`: name → widgets, the first is where it starts. `files` are written to its own folder (relative paths) or
    elsewhere (absolute ones) when it starts; `says` goes to logcat then. `happens(state, what)` is called with `start`,
    `screen:NAME`, `text:…` and `permission:NAME:granted|denied`."""

    package: str
    screens: Mapping[str, tuple[Widget, ...]] = field(default_factory=lambda: {"start": (Widget("Start"),)})
    files: Mapping[str, bytes] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()
    debuggable: bool = False
    backup: bool = False
    external: Mapping[str, bytes] = field(default_factory=dict)
    received: int = 0
    sent: int = 0
    splits: tuple[str, ...] = ()
    happens: Callable[[State, str], None] | None = None


class Shelf:
    """Which bytes are which package: the device recognises what it was told of, and nothing else."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[App, str]] = {}

    def put(self, content: bytes, app: App, split: str = "") -> None:
        self._known[sha256(content).hexdigest()] = (app, split)

    def find(self, content: bytes) -> tuple[App, str] | None:
        return self._known.get(sha256(content).hexdigest())
