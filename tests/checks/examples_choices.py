"""The examples of the checks about choices: how people are asked, and how they take back what they said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.checks.examples import ADS, Add, Example
from tests.harness.build import URL, Build, BuiltSession

LOOKED = [f"{URL}/", f"{URL}/privacy"]


def taken_back(
    after: Add = lambda made, session: None, *, given: Add = lambda made, session: None, **more: Any
) -> Add:
    """A banner that was left alone, refused and accepted; then consent is taken back, and a page opened anew."""

    def add(made: Build, session: BuiltSession) -> None:
        session.page().append("consent", state="untouched", banner=True, ok=True)
        refused = made.session("pupil", "refused", consent="refused").page()
        refused.append("consent", state="refused", banner=True, ok=True, clicks=1)
        accepted = made.session("pupil", "accepted", consent="accepted").page()
        accepted.append("consent", state="accepted", banner=True, ok=True, clicks=1, clicked=made.tick())
        given(made, accepted)
        told = {"way": "Cookie settings", "ok": True, "clicks": 2, "clicked": made.tick(), "since": made.tick()}
        accepted.append("withdrawal", **{**told, "looked": LOOKED, **more}).page()
        after(made, accepted)

    return add


def loads(*urls: str) -> Add:
    return lambda made, session: [session.exchange(url) for url in urls]


def button(meaning: str, text: str, *, width: float = 180.0, height: float = 44.0, **more: Any) -> dict[str, Any]:
    """A button of a banner: white words on blue, in view."""
    colours = {"ink": [255, 255, 255], "ground": [11, 83, 148]}
    return {"meaning": meaning, "text": text, "width": width, "height": height, **colours, **more}


ACCEPT, REFUSE = button("accept", "Alles accepteren"), button("refuse", "Alles weigeren")


def layer(*buttons: dict[str, Any], number: int = 1, boxes: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {"where": "banner", "page": f"{URL}/", "layer": number, "buttons": list(buttons), "boxes": list(boxes)}


def form(*boxes: dict[str, Any]) -> dict[str, Any]:
    return {"where": "form", "page": f"{URL}/sign-up", "boxes": list(boxes)}


def box(label: str, on: bool = True, **more: Any) -> dict[str, Any]:
    return {"label": label, "on": on, **more}


def offering(*offers: dict[str, Any], accept: int = 1, refuse: int = 1, banner: bool = True) -> Add:
    """What was met in an untouched session, and the clicks that the two others took."""

    def add(made: Build, session: BuiltSession) -> None:
        session.page().append("consent", state="untouched", banner=banner, ok=True)
        for one in offers:
            session.append("choices", **one)
        for state, clicks in (("accepted", accept), ("refused", refuse)):
            if banner and clicks:
                other = made.session("pupil", state, consent=state).page()
                other.append("consent", state=state, banner=True, ok=True, clicks=clicks)

    return add


CHOICE_EXAMPLES: Mapping[str, Example] = {
    "settings/equal-buttons": Example(
        offering(layer(ACCEPT, REFUSE)),
        offering(layer(ACCEPT, button("refuse", "Alles weigeren", width=90.0))),
        level="recommended",
    ),
    "settings/no-nudging": Example(
        offering(layer(ACCEPT, REFUSE), form(box("Nieuwsbrief", on=False))),
        offering(layer(ACCEPT, REFUSE), form(box("Nieuwsbrief"))),
    ),
    "trackers/withdrawal-works": Example(taken_back(given=loads(ADS)), taken_back(loads(ADS), given=loads(ADS))),
}
