"""`report.html`: one file for people, in Dutch and English, that a school board can open, print and pass on.

Everything is inside the file and nothing is loaded from anywhere: the content security policy allows our own style and
script by their hash, pictures as `data:`, and nothing else. Text of the app is escaped by Jinja and made visible by
`visible.py`; that happens in one place, the environment's `finalize`, so that no template can forget it. No address of
the app becomes a link.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from harness.model.renderer import BundleLike
from harness.model.report import Language, Report
from harness.reports import words
from harness.reports.endings import ending
from harness.reports.exhibits import Image
from harness.reports.page import Page
from harness.reports.translate import Translator
from harness.reports.visible import shorten, visible

_TEMPLATES = Path(__file__).parent / "templates"
_MAX_NAME = 80


def render(report: Report, bundle: BundleLike | None = None, *, language: Language = "nl") -> bytes:
    """The page as UTF-8, opened in `language`. With a bundle, proof comes with excerpts and small screenshots."""
    style, script = asset("report.css"), asset("report.js")
    text = (
        environment()
        .get_template("page.html.j2")
        .render(
            page=Page(report, bundle),
            report=report,
            nl=Translator("nl"),
            en=Translator("en"),
            words=words,
            ending=ending,
            chosen=language,
            style=style,
            script=script,
            policy=policy(style, script),
        )
    )
    return text.encode("utf-8")


def policy(style: str, script: str | None) -> str:
    """The content security policy of a page with exactly this style and this script (None: no script at all)."""
    scripts = "" if script is None else f" script-src '{_digest(script)}';"
    return (
        f"default-src 'none'; style-src '{_digest(style)}';{scripts} img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


@cache
def asset(name: str) -> Markup:
    """A file of ours beside the templates, as it is."""
    return Markup((_TEMPLATES / name).read_text(encoding="utf-8"))  # our own file, never text of the app


@cache
def environment() -> jinja2.Environment:
    """Where templates are rendered: everything is escaped and made visible, and a forgotten variable is an error."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["name"] = lambda text: shorten(text, _MAX_NAME)
    environment.filters["data_uri"] = _data_uri
    return environment


def _data_uri(image: Image) -> Markup:
    """Base64 holds no character that HTML knows, and the media type is ours."""
    return Markup(f"data:{image.kind};base64,{base64.b64encode(image.content).decode('ascii')}")


def _harmless(value: Any) -> Any:
    """What Jinja writes: our own markup as it is, every other text made visible first (Jinja escapes it after)."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else visible(value)
