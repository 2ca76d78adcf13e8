"""Faults in how people are asked to choose (SET-08), and in taking consent back (TRK-03)."""

from __future__ import annotations

from typing import Any

from harness.sandbox.demo import hosts
from harness.sandbox.demo.fault import Fault

_ASKING = (
    "consent-preset", "withdrawal-no-effect", "no-withdrawal", "banner-box-ticked", "refuse-on-second-layer",
    "refuse-asks-again", "refuse-out-of-view", "refuse-small", "refuse-pale",
)
"""What is wrong with the one question about cookies: a finding tells the worst of it only."""


def _others(id: str) -> tuple[str, ...]:
    return tuple(other for other in _ASKING if other != id)


_WITHDRAWAL = (
    Fault(
        id="withdrawal-no-effect", requirements=("TRK-03",), recipients=(hosts.VIDEO,), told=("demostream.example",),
        clashes=_others("withdrawal-no-effect"),
        title_en="Consent that is taken back stays in force",
        title_nl="Ingetrokken toestemming blijft gewoon gelden",
    ),
    Fault(
        id="no-withdrawal", requirements=("TRK-03",), leaky=True, clashes=_others("no-withdrawal"),
        told=("Consent takes a click to give, and none of {count} pages shows a way to take it back: {pages}.",),
        title_en="Consent cannot be taken back anywhere",
        title_nl="Toestemming kan nergens ingetrokken worden",
    ),
)


def _nudge(name: str, told: str, *, en: str, nl: str, banner: bool = True, **more: Any) -> Fault:
    """A choice that steers. In the banner, consent got that way may fairly be called none."""
    return Fault(
        id=name, requirements=("SET-08",), also=("TRK-03",) if banner else (), told=(told,),
        clashes=_others(name) if banner else (), title_en=en, title_nl=nl, **more,
    )


_NUDGING = (
    _nudge(
        "newsletter-ticked", "Stuur mij de nieuwsbrief", banner=False, leaky=True,
        en="The newsletter is ticked in advance", nl="De nieuwsbrief is vooraf aangevinkt",
    ),
    _nudge(
        "sharing-ticked-unseen", "Deel mijn vraag", banner=False,
        en="A drawn box is on in advance, which only screen readers are told",
        nl="Een getekend vakje staat vooraf aan, wat enkel schermlezers te horen krijgen",
    ),
    _nudge(
        "banner-box-ticked", "Video van anderen",
        en="The consent banner has a box that is ticked in advance",
        nl="De toestemmingsbanner heeft een vakje dat vooraf aangevinkt is",
    ),
    _nudge(
        "refuse-on-second-layer",
        "Refusing does not stand beside accepting: the first layer offers {buttons}.",
        en="Refusing stands behind “settings”", nl="Weigeren staat achter “instellingen”",
    ),
    _nudge(
        "refuse-asks-again", "Refusing takes {refuse} clicks, accepting {accept}.",
        en="Refusing is asked about again", nl="Na weigeren volgt nog een vraag",
    ),
    _nudge(
        "refuse-out-of-view", "Refusing ({refuse}) comes into view by scrolling only; accepting is in view.",
        en="Refusing comes into view by scrolling only", nl="Weigeren is pas te zien na scrollen",
    ),
    _nudge(
        "refuse-small", "Refusing ({refuse}) has {percent} % of the surface of accepting ({accept}): {sizes}.",
        recommended=("SET-08",),
        en="The button that refuses is small", nl="De knop om te weigeren is klein",
    ),
    _nudge(
        "refuse-pale", "Too little contrast: {buttons}.", recommended=("SET-08",),
        en="The button that refuses can hardly be read", nl="De knop om te weigeren is nauwelijks leesbaar",
    ),
)

CHOICE_FAULTS = (*_WITHDRAWAL, *_NUDGING)
