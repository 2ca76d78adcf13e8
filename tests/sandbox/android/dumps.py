"""Dumps of screens as uiautomator writes them, made from a few words."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from harness.sandbox.android.screen import Screen, read_screen

PACKAGE = "be.school"


def node(text: str = "", *, at: int = 0, **said: str) -> str:
    """An element on row `at`; underscores in names stand for hyphens, and `kind` is its class."""
    base = {"text": text, "class": f"android.widget.{said.pop('kind', 'Button')}", "package": PACKAGE, "clickable": "true"}
    base |= {"bounds": f"[0,{at * 100}][1080,{at * 100 + 100}]", "enabled": "true"}
    base |= {name.replace("_", "-"): value for name, value in said.items()}
    return f"<node {' '.join(f'{name}={quoteattr(value)}' for name, value in base.items())} />"


def dump(*nodes: str) -> bytes:
    head = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>"
    return f"{head}<hierarchy rotation=\"0\">{''.join(nodes)}</hierarchy>UI hierchary dumped to: /dev/tty\n".encode()


def screen(*nodes: str) -> Screen:
    return read_screen(dump(*nodes))
