"""The stay on the last page: long enough for parcels of others, and no stay where there is only the app."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from playwright.async_api import Page

from harness.sandbox.web.page.settle import settle
from harness.sandbox.web.staying import Staying
from tests.sandbox.web.page.stage import Site, Stage, open_stage

PARCEL = "<script>fetch('{other}/start', {{mode: 'no-cors'}}); setTimeout(() => fetch('/parcel'), 1500)</script>"


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with open_stage() as opened:
        yield opened


@pytest.mark.parametrize("others", [True, False])
def test_stays_for_others_only(stage: Stage, others: bool) -> None:
    with Site().served() as site:
        elsewhere = site.url.replace("127.0.0.1", "localhost") if others else ""
        site.pages["/p"] = PARCEL.format(other=elsewhere)
        seconds = 5.0 if others else 3600.0

        async def act(page: Page) -> int:
            staying = Staying(page.context, ["127.0.0.1"], seconds)
            await page.goto(f"{site.url}/p")
            await settle(page)
            await staying.on(page)
            return site.asked("GET", "/parcel")

        assert stage.play(act, limit=80) == others


def test_a_page_that_closes_ends_the_stay(stage: Stage) -> None:
    with Site().served() as site:
        site.pages["/p"] = PARCEL.format(other=site.url.replace("127.0.0.1", "localhost"))

        async def act(page: Page) -> None:
            staying = Staying(page.context, ["127.0.0.1"], 3600.0)
            await page.goto(f"{site.url}/p")
            await settle(page)
            await asyncio.gather(staying.on(page), page.close())

        stage.play(act, limit=80)
