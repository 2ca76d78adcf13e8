"""mitmproxy without the add-ons that a recorder does not need.

`import mitmproxy.addons` loads every add-on of the console tool (flask, ldap3, ruamel, passlib, urwid …) and doubles
the start time. A bare package put in its place before the first import makes single add-ons importable alone. Import
this module before any other part of mitmproxy.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import mitmproxy


def keep_addons_bare() -> None:
    """Register `mitmproxy.addons` as a package whose `__init__` is never run; nothing when it is loaded already."""
    if "mitmproxy.addons" in sys.modules:
        return
    package = ModuleType("mitmproxy.addons")
    package.__path__ = [str(Path(folder) / "addons") for folder in mitmproxy.__path__]
    sys.modules["mitmproxy.addons"] = package
    mitmproxy.addons = package  # type: ignore[attr-defined]


keep_addons_bare()
