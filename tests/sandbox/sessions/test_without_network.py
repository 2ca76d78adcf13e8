"""Pages without the network: one that is refused says nothing about the next one, which a worker kept."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.async_api import Page

from harness.sandbox.sessions.logout import _Leaving
from tests.sandbox.web.page.stage import Persona, Reply, Site, Stage, open_stage

KEEPS = """addEventListener('fetch', (event) => {
  if (event.request.url.endsWith('/kept'))
    event.respondWith(new Response('<p>Adalberta</p>', {headers: {'content-type': 'text/html'}}));
});
addEventListener('activate', (event) => event.waitUntil(clients.claim()));"""
ENTERS = """async () => {
  await navigator.serviceWorker.register('/worker.js');
  await navigator.serviceWorker.ready;
}"""


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with open_stage() as opened:
        yield opened


def test_a_page_that_a_worker_kept_is_seen_after_others_were_refused(stage: Stage) -> None:
    person: Any = SimpleNamespace(canaries=Persona().known)
    with Site().served() as site:
        site.pages |= {"/start": "<p>dag</p>", "/kept": "<p>dag</p>"}
        site.pages["/worker.js"] = Reply(KEEPS, kind="text/javascript")

        async def act(page: Page) -> list[tuple[list[str], bool]]:
            await page.goto(f"{site.url}/start")
            await page.evaluate(ENTERS)
            leaving: Any = SimpleNamespace(actor=SimpleNamespace(context=page.context, persona=person), page=page)
            refused = [f"{site.url}/refused", f"{site.url}/again"]
            return [await _Leaving._offline(leaving, pages) for pages in (refused, [*refused, f"{site.url}/kept"])]

        assert stage.play(act, limit=80) == [([], True), (["first_name"], True)]
