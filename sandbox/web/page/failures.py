"""Failures on the page, each with whose it is, and with nothing of a persona's secrets in the words.

Playwright's own messages carry a call log that repeats what was typed, so they are never passed on: they are sorted
into a few reasons of ours.
"""

from __future__ import annotations

import unicodedata

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout

from harness.errors import Owner, SchoolproofError

_HIDDEN_CATEGORIES = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}


class StepFailed(SchoolproofError):
    """A step of a journey did not work.

    `index` counts from 1, `words` is the step as the profile wrote it (placeholders unfilled), `reason` a short clause.
    """

    def __init__(self, journey: str, index: int, words: str, reason: str, *, owner: Owner) -> None:
        super().__init__(
            f"{journey}, step {index} ({words}): {reason}", owner=owner, hint="schoolproof check-profile PROFILE"
        )
        self.journey = journey
        self.index = index
        self.words = words
        self.reason = reason


def clean(text: str, limit: int = 200) -> str:
    """One line of at most `limit` characters, without control, bidi or surrogate characters: fit for people to read."""
    shown = "".join(" " if unicodedata.category(char) in _HIDDEN_CATEGORIES else char for char in text[: limit * 4])
    line = " ".join(shown.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def blame(error: Exception) -> tuple[str, Owner]:
    """A short reason for a browser error, and whose failure it is."""
    message = str(error)
    if isinstance(error, PlaywrightTimeout):
        return "not possible within the time limit", "app"
    for sign, reason, owner in _SIGNS:
        if sign in message:
            return reason, owner
    if isinstance(error, PlaywrightError):
        return "the browser could not do it", "platform"
    return f"{type(error).__name__}", "harness"


_SIGNS: tuple[tuple[str, str, Owner], ...] = (
    ("has been closed", "the page or browser was closed", "platform"),
    ("Target crashed", "the page crashed", "app"),
    ("Page crashed", "the page crashed", "app"),
    ("ERR_NAME_NOT_RESOLVED", "the name of the server is unknown", "platform"),
    ("ERR_PROXY", "the proxy does not answer", "platform"),
    ("ERR_TUNNEL", "the proxy refused the connection", "platform"),
    ("ERR_CERT", "the certificate is not trusted", "app"),
    ("ERR_TOO_MANY_REDIRECTS", "the app redirects in circles", "app"),
    ("ERR_ABORTED", "the page was not loaded (a download, or cut off)", "app"),
    ("net::ERR", "the app does not answer", "app"),
    ("Download is starting", "the address is a download", "app"),
    ("is not a valid selector", "the selector is not valid", "profile"),
    ("while parsing css selector", "the selector is not valid", "profile"),
    ("while parsing selector", "the selector is not valid", "profile"),
    ("Failed to evaluate XPath", "the selector is not valid", "profile"),
    ("Unknown key", "no such key on the keyboard", "profile"),
    ("Unknown engine", "the selector is not valid", "profile"),
    ("invalid URL", "the address is not valid", "profile"),
    ("is not a <select>", "the element is not a choice list", "profile"),
    ("is not an <input>", "the element cannot be typed in", "profile"),
    ("Not a checkbox", "the element is not a checkbox", "profile"),
    ("is not an HTMLInputElement", "the element does not take files", "profile"),
    ("Node is not", "the element does not take this", "profile"),
)


_GONE = (
    "Execution context was destroyed",
    "Frame was detached",
    "frame was detached",
    "Cannot find context",
    "not attached to the DOM",
)


def gone(error: Exception) -> bool:
    """Whether the document or element went away under what was asked of it (a navigation, a new drawing): ask again."""
    message = str(error)
    return any(sign in message for sign in _GONE)
