"""The built-in checks, one file each, grouped by family. A check is added by its file alone: this list finds it."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from harness import Check, hookimpl


@hookimpl
def schoolproof_checks() -> list[Check]:
    """Every check of every module below this package."""
    found: list[Check] = []
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        if not module.ispkg:
            members = vars(import_module(module.name)).values()
            found.extend(member for member in members if isinstance(member, Check))
    return found
