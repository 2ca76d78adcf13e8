"""Who caused a request, as Chromium's tools tell it: in their protocol, and in the HAR files that they save."""

from __future__ import annotations

from typing import Any

URL_CHARACTERS = 16_000
MOST_STACKS = 8


def initiator_url(initiator: object) -> str | None:
    """The innermost named script on the stack, else the page whose parser or worker start asked; None when unknown.

    Source: Chrome DevTools Protocol, Network.Initiator. Whatever is of another type than it says counts as absent.
    """
    told = _table(initiator)
    stack = _table(told.get("stack"))
    for _ in range(MOST_STACKS):
        frames = stack.get("callFrames")
        for frame in frames if isinstance(frames, list) else []:
            if url := _table(frame).get("url"):
                return str(url)[:URL_CHARACTERS]
        stack = _table(stack.get("parent"))
    url = told.get("url")
    return url[:URL_CHARACTERS] if isinstance(url, str) and url else None


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
