"""Settings in frames, of one origin, of another and in a process of their own: read, or told; hidden ones show nothing."""

from __future__ import annotations

from playwright.async_api import Page

from harness.sandbox.settings.reading.framed import FOREIGN, Framed, Place
from harness.sandbox.settings.reading.opening import Opener
from harness.sandbox.web.page.links import Own
from harness.sandbox.web.page.settle import settle, watch
from tests.sandbox.web.page.stage import Site, Stage

BOX = "<title>F</title><label><input type=checkbox checked> {}</label>"
TABS = (
    "<button role=tab aria-selected=false onclick='x.hidden = false; this.ariaSelected = true'>Meer</button>"
    "<div id=x hidden><label><input type=checkbox> In een tab</label></div>"
)
PAGE = """<title>I</title><p style="height: 900px">Instellingen</p>
<iframe src="/same" height=300></iframe><iframe src="{other}/other"></iframe>
<iframe srcdoc="<label><input type=checkbox> Zonder adres</label>"></iframe>
<iframe src="{other}/player"></iframe><iframe src="/hidden" hidden></iframe>"""


def test_what_is_in_frames_is_read_and_foreign_settings_are_told(stage: Stage, site: Site) -> None:
    other = site.url.replace("127.0.0.1", "localhost")  # another site, so a process of its own
    site.pages |= {
        "/settings": PAGE.format(other=other), "/hidden": BOX.format("Verborgen"), "/other": BOX.format("Andere site"),
        "/same": BOX.format("Zelfde site") + TABS + f'<iframe src="{site.url}/deep"></iframe>',
        "/deep": BOX.format("Diep"), "/player": "<title>P</title><input type=range aria-label=Volume>",
    }

    async def act(page: Page) -> tuple[dict[str, bool], list[Place | str], list[Place | str]]:
        watch(page)
        await page.goto(f"{site.url}/settings")
        await settle(page, 10)
        protocol = await page.context.new_cdp_session(page)
        framed = Framed(page, protocol, Own(site.url, ["127.0.0.1", "localhost"]))
        marked: dict[str, bool] = {}
        async for place in framed.fresh():
            assert isinstance(place, Place)
            async for view in Opener(page, place).views():
                boxes = await view.boxes(view.controls)
                for one in view.controls:
                    at = boxes[one.node]
                    element = place.frame.get_by_label(one.label)
                    shown = await element.bounding_box()
                    down = await page.evaluate("scrollY")
                    marked[one.label] = shown is not None and abs(shown["y"] + down - at["y"]) < 3
        strict = Framed(page, protocol, Own(site.url, ["127.0.0.1"]))
        return marked, [one async for one in framed.fresh()], [one async for one in strict.fresh()]

    marked, again, told = stage.play(act, limit=120)
    assert marked == dict.fromkeys(("Zelfde site", "In een tab", "Diep", "Andere site", "Zonder adres", "Volume"), True)
    assert not again, "each once"
    assert [one for one in told if isinstance(one, str)] == [FOREIGN], "a player of others is no setting"
    assert len([one for one in told if isinstance(one, Place)]) == 3
