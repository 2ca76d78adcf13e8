"""An app that fails at an answer has not refused it: it says nothing of what it would have done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.async_api import Request, Response

from harness import belongs
from harness.sandbox.acting.actor import Actor
from harness.sandbox.probes.client import Answer
from harness.sandbox.sessions.renewal import TOO_MANY

BROKE = "app-failed"
"""What a try says nothing for, when the app was in trouble (5xx) at it and let nobody in."""
FAILED = 500


def silent(answer: Answer | None) -> bool:
    """Whether the app did not really answer: refusals that anybody gets."""
    return answer is None or answer.status >= FAILED or answer.status == TOO_MANY


@contextmanager
def trouble(actor: Actor, carries: Callable[[Request], bool]) -> Iterator[list[int]]:
    """Failures of the app meanwhile at what carries the answer, or at the page that it led to: their status."""
    met: list[int] = []
    own = actor.run.profile.app.hosts

    def note(response: Response) -> None:
        ours = belongs(urlsplit(response.url).hostname or "", own)
        if ours and response.status >= FAILED and any(_answers(one, carries) for one in _chain(response.request)):
            met.append(response.status)

    actor.page.on("response", note)
    try:
        yield met
    finally:
        actor.page.remove_listener("response", note)


def _answers(request: Request, carries: Callable[[Request], bool]) -> bool:
    return request.is_navigation_request() or carries(request)


def _chain(request: Request | None) -> Iterator[Request]:
    """The request, and those that led to it."""
    while request is not None:
        yield request
        request = request.redirected_from
