"""Faults in what the school's own scripts do to tell people apart or to watch them; `behaviour.py` has the scripts."""

from __future__ import annotations

from harness.sandbox.demo.fault import Fault


def _fingerprint(name: str, kind: str, *, en: str, nl: str, leaky: bool = False) -> Fault:
    """A fingerprint of one kind, sent to the school itself: nothing but the fingerprint is wrong with it."""
    return Fault(
        id=name, requirements=("TRK-02",), also=("TRK-03",), told=(kind,), leaky=leaky,
        title_en=f"Own script {en}", title_nl=f"Eigen script {nl}",
    )


BEHAVIOUR_FAULTS = (
    _fingerprint(
        "canvas-fingerprint", "canvas", leaky=True,
        en="takes a canvas fingerprint", nl="neemt een canvas-vingerafdruk",
    ),
    _fingerprint(
        "font-fingerprint", "canvas-font",
        en="measures on a canvas which fonts are installed", nl="meet op een canvas welke lettertypes er zijn",
    ),
    _fingerprint(
        "audio-fingerprint", "audio", en="takes an audio fingerprint", nl="neemt een audio-vingerafdruk",
    ),
    _fingerprint(
        "webgl-fingerprint", "webgl",
        en="reads a drawn scene back and who made the graphics card",
        nl="leest een getekend beeld terug en wie de grafische kaart maakte",
    ),
    _fingerprint(
        "webrtc-fingerprint", "webrtc",
        en="asks WebRTC for the addresses of the device", nl="vraagt aan WebRTC de adressen van het toestel",
    ),
    _fingerprint(
        "battery-fingerprint", "battery",
        en="reads the battery to tell devices apart", nl="leest de batterij om toestellen te onderscheiden",
    ),
    _fingerprint(
        "element-font-fingerprint", "fonts",
        en="measures in the page which fonts are installed", nl="meet in de pagina welke lettertypes er zijn",
    ),
    _fingerprint(
        "device-fingerprint", "device",
        en="reads many properties of the device", nl="leest veel eigenschappen van het toestel",
    ),
    Fault(
        id="replay-own", requirements=("TRK-02",), told=("Recordings of the screen",),
        clashes=("replay-masked", "replay-unmasked"),
        title_en="The school itself records what pupils see, compressed",
        title_nl="De school neemt zelf op wat leerlingen zien, gecomprimeerd",
    ),
)
