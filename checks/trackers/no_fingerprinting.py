"""Fingerprinting, by what scripts do."""

import json
from collections.abc import Iterable
from urllib.parse import urlsplit

from harness import Events, PageEvent, Pages, Parameters, Persona, Severity, Verdict, check, fail, not_tested, ok

type Uses = list[tuple[PageEvent, dict[str, object]]]

# Each of these tells something that differs between devices; what ordinary scripts ask all the time (languages, the
# number of touch points, the kind of connection) is not among them.
TELLING = {
    "navigator": ("plugins", "mimeTypes", "deviceMemory", "hardwareConcurrency", "enumerateDevices", "getVoices",
                  "getHighEntropyValues", "getLayoutMap"),
    "webgl": ("getParameter", "getSupportedExtensions"),
    "battery": ("getBattery",),
}
MEETING = ("addTrack", "addTransceiver", "setRemoteDescription")


@check(
    id="trackers/no-fingerprinting",
    requirement="TRK-02",
    title="No script takes a fingerprint of the device",
    severity=Severity.HIGH,
    personas=("pupil", "anonymous"),
    since="0.1",
    fail_stands_without=("pages",),
)
def no_fingerprinting(events: Events, pages: Pages, parameters: Parameters, persona: Persona) -> Verdict:
    """
    ## What it checks
    Whether one script on one page shows the signs of fingerprinting. As published (Englehardt and Narayanan, Online
    Tracking, CCS 2016): it draws text on a canvas and reads the picture back, measures a text in dozens of fonts on a
    canvas, renders an oscillator through a compressor, prepares a WebRTC connection and listens for addresses, or reads
    the battery's level and both of its times. By our own figures: it asks who made the graphics card and reads a drawn
    picture back, asks for dozens of fonts by elements or by name or for the list of them, or reads many different
    properties of the device. The app's own scripts count like any other. A call with sound, picture or another side, a
    game that only draws, a sound that is not compressed and a picture that somebody asked for with a click do not.
    ## Why it matters
    A fingerprint follows a child without any cookie, and cannot be refused or deleted.
    ## What it cannot see
    Ways that leave no such trace, readings spread over several pages or scripts, and fonts that elements get from a
    style sheet. Scripts that are written in the page itself, or packed into one file, count as one script.
    """
    found: dict[str, PageEvent] = {}
    hosts: set[str] = set()
    for uses in _by_script(events):
        for kind, event in fingerprints(uses, parameters).items():
            found.setdefault(kind, event)
            hosts.add(_host(_place(event)))
    if found:
        scripts = {_place(event) for event in found.values()}
        told = "Scripts of {hosts} take a fingerprint ({kinds}): {scripts}."
        return fail(told, hosts=hosts, kinds=found, scripts=scripts, proof=found.values())
    if not len(pages):
        return not_tested("No page of the app was seen.")
    return ok("No script took a fingerprint of {persona}'s device.", persona=persona.name, examined=pages)


def _by_script(events: Iterable[PageEvent]) -> Iterable[Uses]:
    """The events of each script on each page together."""
    groups: dict[tuple[str, str, str], Uses] = {}
    for event in events:
        try:
            detail = json.loads(event.detail or "{}")
        except ValueError:
            continue
        if isinstance(detail, dict):
            key = event.session, event.frame or event.page, event.script or ""
            groups.setdefault(key, []).append((event, detail))
    return groups.values()


def _place(event: PageEvent) -> str:
    """The script's address, or the page's when the script has none; without what may differ at each visit."""
    return (event.script or event.frame or event.page).partition("?")[0].partition("#")[0]


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address


def fingerprints(uses: Uses, parameters: Parameters) -> dict[str, PageEvent]:
    """The kinds of fingerprinting that the calls of one script show, each with a telling event."""
    rules = {
        "canvas": _canvas, "canvas-font": _canvas_fonts, "audio": _audio, "fonts": _fonts, "webgl": _webgl,
        "webrtc": _webrtc, "battery": _battery, "device": _device,
    }
    found = {kind: rule(uses, parameters) for kind, rule in rules.items()}
    return {kind: event for kind, event in found.items() if event is not None}


def _number(detail: dict[str, object], name: str) -> float:
    value = detail.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


def _first(uses: Uses, api: str, *calls: str) -> PageEvent | None:
    return next((event for event, _ in uses if event.api == api and (not calls or event.call in calls)), None)


def _all(uses: Uses, api: str, calls: Iterable[str]) -> PageEvent | None:
    """The last of several calls, when every one of them was made."""
    seen = [_first(uses, api, call) for call in calls]
    return seen[-1] if all(seen) else None


def _canvas(uses: Uses, parameters: Parameters) -> PageEvent | None:
    return next((event for event, detail in uses if event.api == "canvas" and _is_text_read(detail, parameters)), None)


def _is_text_read(detail: dict[str, object], parameters: Parameters) -> bool:
    many_colours = _number(detail, "colours") >= parameters.number("canvas-colours")
    many_characters = _number(detail, "chars") >= parameters.number("canvas-characters")
    drawing = any(_number(detail, call) for call in ("save", "restore", "listeners"))
    # The published rule takes either sign; text is asked for here, because pictures have colours too.
    read = _is_large(detail, "area_w", "area_h", parameters) and not drawing
    return read and many_characters and (many_colours or _number(detail, "colours") == 1)


def _is_large(detail: dict[str, object], width: str, height: str, parameters: Parameters) -> bool:
    return min(_number(detail, width), _number(detail, height)) >= parameters.number("canvas-side")


def _canvas_fonts(uses: Uses, parameters: Parameters) -> PageEvent | None:
    least = parameters.number("font-probes")
    for event, detail in uses:
        enough = _number(detail, "fonts") >= least and _number(detail, "measured") >= least
        if event.api == "canvas-font" and enough:
            return event
    return None


def _fonts(uses: Uses, parameters: Parameters) -> PageEvent | None:
    least = parameters.number("font-probes")
    for event, detail in uses:
        if event.api == "fonts" and (event.call == "queryLocalFonts" or _number(detail, "fonts") >= least):
            return event
    return None


def _audio(uses: Uses, parameters: Parameters) -> PageEvent | None:
    for event, detail in uses:
        if event.api == "audio" and detail.get("oscillator") is True and detail.get("compressor") is True:
            return event
    return None


def _webgl(uses: Uses, parameters: Parameters) -> PageEvent | None:
    if _first(uses, "webgl", "getParameter") is None:
        return None
    for event, detail in uses:
        pixels = event.api == "webgl" and event.call == "readPixels" and _is_large(detail, "w", "h", parameters)
        drawn = event.api == "canvas" and str(detail.get("context")).startswith(("webgl", "experimental-webgl"))
        if not event.gesture and (pixels or (drawn and _is_large(detail, "area_w", "area_h", parameters))):
            return event
    return None


def _webrtc(uses: Uses, parameters: Parameters) -> PageEvent | None:
    if _first(uses, "webrtc", *MEETING) is not None:
        return None
    return _all(uses, "webrtc", ("createDataChannel", "createOffer", "onicecandidate"))


def _battery(uses: Uses, parameters: Parameters) -> PageEvent | None:
    return _all(uses, "battery", ("level", "chargingTime", "dischargingTime"))


def _device(uses: Uses, parameters: Parameters) -> PageEvent | None:
    read: dict[str, PageEvent] = {}
    for event, _ in uses:
        if event.call in TELLING.get(event.api, ()):
            read.setdefault(event.call, event)
    return list(read.values())[-1] if len(read) >= parameters.number("device-reads") else None
