"""The placeholders of a template such as `"Welcome, {first_name}"`; `{{` and `}}` stand for braces."""

from __future__ import annotations

import re

TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


def names(template: str) -> list[str]:
    """The placeholders of a template, in order."""
    return [found[1] for found in TOKEN.finditer(template) if found[1] is not None]
