"""Buttons and boxes of a choice as an eye sees them: sizes, colours laid over each other, what is out of view, labels."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import Page

from harness.sandbox.web.page.asked import asking
from harness.sandbox.web.page.banner import find_banner
from harness.sandbox.web.page.offered import Offer, button_record, corner_of, offered, over
from tests.sandbox.web.page.stage import Stage

BAR = "<h1>School</h1><div id=bar role=dialog style='background:#fff;{}'><p>Wij gebruiken cookies.</p>{}</div>"
YES = "<button style='color:#fff;background:#0b5394'>Alles accepteren</button>"


def bar(button: str, style: str = "", more: str = "") -> str:
    return BAR.format(style, button + YES) + more


SHOWN = {
    "plain": bar("<button style='color:#000;background:#fff'>Weigeren</button>"),
    "half black on white": bar("<button style='color:#000;background:rgba(0,0,0,.5)'>Weigeren</button>"),
    "words in an inner element": bar("<button style='color:#fff;background:#000'>&#160;<b style='color:#f00'>Weigeren</b></button>"),
    "see-through words": bar("<button style='color:rgba(0,0,0,.5);background:#fff'>Weigeren</button>"),
    "a link without a ground": bar("<a href=# style='color:#777'>Weigeren</a>"),
    "an input": bar("<input type=submit value=Weigeren style='color:#fff;background:#000'>"),
    "another way to tell a colour": bar("<button style='color:color(srgb 1 0 0);background:color(srgb 0 0 0 / 1)'>Weigeren</button>"),
    "a gradient": bar("<button style='background:linear-gradient(#fff,#000)'>Weigeren</button>"),
    "faded": bar("<button style='background:#fff'>Weigeren</button>", "opacity:.9"),
    "words cut out of a picture": bar("<button style='background:#fff;background-clip:text'>Weigeren</button>"),
    "over the page": "<h1>School</h1><div role=dialog style='position:fixed;bottom:0'>Cookies <a href=#>Weigeren</a>" + YES + "</div>",
    "only a picture": bar("<button aria-label=Weigeren style='background:#fff'><svg width=20 height=20></svg></button>"),
    "below the edge of the bar": bar("<div style='height:300px'></div><button>Weigeren</button>", "height:120px;overflow:auto"),
    "on its way in": bar("<button style='color:#000;background:#fff'>Weigeren</button>", "animation:in .3s",
                         "<style>@keyframes in { from { opacity: 0.2 } }</style>"),
}  # fmt: skip
EXPECTED: dict[str, tuple[Any, Any, str, bool]] = {
    "plain": ([0, 0, 0], [255, 255, 255], "", True),
    "half black on white": ([0, 0, 0], [128, 128, 128], "", True),
    "words in an inner element": ([255, 0, 0], [0, 0, 0], "", True),
    "see-through words": ([128, 128, 128], [255, 255, 255], "", True),
    "a link without a ground": ([119, 119, 119], [255, 255, 255], "", True),
    "an input": ([255, 255, 255], [0, 0, 0], "", True),
    "another way to tell a colour": ([255, 0, 0], [0, 0, 0], "", True),
    "a gradient": (None, None, "picture", True),
    "faded": (None, None, "see-through", True),
    "words cut out of a picture": (None, None, "picture", True),
    "over the page": (None, None, "see-through", True),
    "only a picture": (None, None, "no-text", True),
    "below the edge of the bar": ([0, 0, 0], [239, 239, 239], "", False),
    "on its way in": ([0, 0, 0], [255, 255, 255], "", True),
}


def showing(content: str) -> Any:
    async def act(page: Page) -> tuple[dict[str, object], Offer]:
        await page.set_content(content)
        banner = await find_banner(page)
        assert banner is not None
        offer = await offered(banner)
        assert offer is not None
        refuse = next(i for i, each in enumerate(banner.layer.buttons) if each.meaning == "refuse")
        return button_record(banner.layer.buttons[refuse], offer.buttons[refuse]), offer

    return act


def test_what_an_eye_sees(stage: Stage) -> None:
    played = stage.plays({name: showing(content) for name, content in SHOWN.items()}, at_once=5)
    seen = {name: tuple(record[key] for key in ("ink", "ground", "why", "shown")) for name, (record, _) in played.items()}
    assert seen == EXPECTED


def test_size_and_place_within_a_frame_of_the_page(stage: Stage) -> None:
    inside = "<body style='margin:0'>Cookies <button style='position:absolute;left:10px;top:20px;width:150px;height:40px'>Reject</button><button>Accept</button>"

    async def act(page: Page) -> tuple[float, ...]:
        await page.set_content("<iframe id=f style='position:absolute;left:100px;top:50px;border:0' width=400 height=200></iframe>")
        await page.evaluate("text => { f.srcdoc = text }", inside)
        await page.frame_locator("#f").get_by_text("Reject").wait_for()
        banner = await find_banner(page)
        assert banner is not None
        offer = await offered(banner)
        assert offer is not None
        rect = offer.buttons[0].rect
        return (*await corner_of(banner.frame), rect.x, rect.y, rect.width, rect.height)

    assert stage.play(act) == (100, 50, 10, 20, 150, 40)


FORMS = """<form><input type=email placeholder=mail><label><input type=checkbox checked>Nieuwsbrief</label>
    <div role=switch aria-checked=true aria-labelledby=one tabindex=0>&#160;</div><span id=one>Delen met partners</span>
    <fieldset><legend>Foto's tonen?</legend><label><input type=radio name=r checked>Ja</label><label><input type=radio name=r>Nee</label></fieldset>
    <input type=checkbox checked disabled><input type=checkbox checked style='position:absolute;left:-9999px'></form>
  <form><input type=text value=Ada><label><input type=checkbox checked>Nieuwsbrief van mijn klas</label><button>Bewaar</button></form>
  <form role=search><input type=search><label><input type=checkbox checked>Ook in berichten</label></form>
  <section><label><input type=checkbox checked>Ik geef toestemming</label><button>Akkoord</button></section>
  <section><label><input type=checkbox checked>Meldingen</label><button>Opslaan</button></section>"""


def test_forms_that_ask(stage: Stage) -> None:
    asked = stage.show(FORMS, asking)
    assert asked is not None
    assert [[(box.label, box.role, box.group, box.on) for box in form.boxes] for form in asked] == [
        [
            ("Nieuwsbrief", "checkbox", "", True),
            ("Delen met partners", "switch", "", True),
            ("Ja", "radio", "Foto's tonen?", True),
            ("Nee", "radio", "Foto's tonen?", False),
        ],
        [("Ik geef toestemming", "checkbox", "", True)],
    ]


def test_a_page_without_boxes_or_that_does_not_answer(stage: Stage) -> None:
    assert stage.show("<form><input><button>Zoek</button></form>", asking) == []

    async def closed(page: Page) -> Any:
        await page.close()
        return await asking(page)

    assert stage.play(closed) is None


PART = st.floats(0, 255)
SHEER = st.tuples(PART, PART, PART, st.floats(0, 1))
SOLID = st.tuples(PART, PART, PART, st.just(1.0))


@given(upper=SHEER, lower=SOLID)
def test_a_colour_over_another_lies_between_them(upper: Any, lower: Any) -> None:
    mixed = over(upper, lower)
    for one, two, three in zip(upper[:3], mixed[:3], lower[:3], strict=True):
        assert min(one, three) - 1e-6 <= two <= max(one, three) + 1e-6
    assert mixed[3] == 1.0


@pytest.mark.parametrize("opaque", [0.0, 1.0])
def test_nothing_and_all_of_a_colour(opaque: float) -> None:
    mixed = over((10.0, 20.0, 30.0, opaque), (200.0, 210.0, 220.0, 1.0))
    assert math.isclose(mixed[0], 10.0 if opaque else 200.0)
