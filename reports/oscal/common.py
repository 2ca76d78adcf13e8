"""What the three OSCAL documents share: identifiers and texts that OSCAL accepts, the same every time."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from harness.model.report import Report
from harness.reports.identity import moment
from harness.reports.visible import shorten, visible

OSCAL = "1.2.1"
NS = "urn:schoolproof:oscal"
CATALOG_FILE, PLAN_FILE, RESULTS_FILE = "oscal-catalog.json", "oscal-plan.json", "oscal-results.json"

_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9._-]{0,99}")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~^&$:])")


def control_id(requirement: str) -> str:
    """The requirement's id as an OSCAL token; another one, made from a digest, when it is none."""
    if _TOKEN.fullmatch(requirement):
        return requirement.lower()
    return f"row-{hashlib.sha256(requirement.encode('utf-8')).hexdigest()[:16]}"


def statement_id(requirement: str) -> str:
    """The id of the part of a control that says what is asked."""
    return f"{control_id(requirement)}_smt"


def prose(text: str) -> str:
    """Text for a field that holds markup: nothing in it is markup, and it is never empty."""
    return _MARKUP.sub(r"\\\1", visible(text)) or "\u2013"


def word(text: str) -> str:
    """Text for a field that holds one line of plain text without blanks around it."""
    return visible(shorten(text, 1000)).strip() or "\u2013"


def prop(name: str, value: str) -> dict[str, str]:
    """A property of ours."""
    return {"name": name, "ns": NS, "value": word(value)}


def app_title(report: Report) -> str:
    """The app and its version, as markup."""
    return f"{prose(shorten(report.app.name, 200))} {prose(shorten(report.app.version, 80))}"


def metadata(report: Report, title: str) -> dict[str, Any]:
    """The metadata that every document needs; the time is that of the run, so that the bytes stay the same."""
    return {
        "title": title,
        "last-modified": moment(report.started),
        "version": word(report.tool.rules),
        "oscal-version": OSCAL,
        "props": [prop("tool-version", report.tool.version), prop("bundle", report.bundle)],
    }


def unique(requirements: list[str]) -> list[str]:
    """The control ids of requirements, each once, in order."""
    return list(dict.fromkeys(control_id(one) for one in requirements))
