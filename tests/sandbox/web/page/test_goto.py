"""Opening addresses: what failed before, or is still on its way, does not spoil the next one."""

from __future__ import annotations

import pytest
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from harness.sandbox.web.page.goto import goto
from tests.sandbox.web.page.stage import Reply, Site, Stage, go

LIMIT = 20.0


@pytest.mark.parametrize("failing", ["/unknown", "/circle", "/file", "/nothing"])
def test_after_an_address_that_fails_each_opens_at_once(stage: Stage, site: Site, failing: str) -> None:
    site.pages |= {f"/{number}": f"<title>{number}</title>" for number in range(3)}
    site.pages["/unknown"] = go("https://elsewhere.test/")
    site.pages["/circle"] = lambda _: go("/circle")
    site.pages["/file"] = Reply("x", kind="application/zip", headers={"Content-Disposition": "attachment"})
    site.pages["/nothing"] = Reply(status=204)

    async def act(page: Page) -> list[str]:
        titles = []
        for number in range(3):
            with pytest.raises(PlaywrightError):
                await goto(page, site.url + failing, LIMIT)
            assert await goto(page, f"{site.url}/{number}", LIMIT)
            await page.wait_for_load_state("domcontentloaded")
            titles.append(await page.title())
        return titles

    assert stage.play(act) == ["0", "1", "2"]
    assert [site.asked("GET", f"/{number}") for number in range(3)] == [1, 1, 1], "none was asked for twice"
