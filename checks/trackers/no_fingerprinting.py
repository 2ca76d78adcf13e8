"""Fingerprinting, by what scripts do."""

import json

from harness import Events, PageEvent, Pages, Parameters, Persona, Severity, Verdict, check, fail, not_tested, ok


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
    No script draws text or colours on a canvas and reads the picture back, measures a text in dozens of fonts, or
    renders an oscillator through a compressor: the published signs of canvas, font and audio fingerprinting
    (Englehardt and Narayanan, Online Tracking, CCS 2016). The app's own scripts count like any other.
    ## Why it matters
    A fingerprint follows a child without any cookie, and cannot be refused or deleted.
    ## What it cannot see
    Ways that leave no such trace, and readings spread over several pages.
    """
    found: dict[str, PageEvent] = {}
    for event in events:
        kind = fingerprint(event, parameters)
        if kind:
            found.setdefault(kind, event)
    if found:
        scripts = {event.script or event.page for event in found.values()}
        proof = found.values()
        return fail("Scripts take a fingerprint ({kinds}): {scripts}.", kinds=found, scripts=scripts, proof=proof)
    if not len(pages):
        return not_tested("No page of the app was seen.")
    return ok("No script took a fingerprint of {persona}'s device.", persona=persona.name, examined=pages)


def fingerprint(event: PageEvent, parameters: Parameters) -> str | None:
    """Which kind of fingerprinting an event shows, or None."""
    try:
        detail = json.loads(event.detail or "{}")
    except ValueError:
        return None
    if not isinstance(detail, dict):
        return None
    rules = {"canvas": _canvas, "canvas-font": _fonts, "audio": _audio}
    rule = rules.get(event.api)
    return event.api if rule is not None and rule(detail, parameters) else None


def _number(detail: dict[str, object], name: str) -> float:
    value = detail.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


def _canvas(detail: dict[str, object], parameters: Parameters) -> bool:
    side = parameters.number("canvas-side")
    large = min(_number(detail, "area_w"), _number(detail, "area_h")) >= side
    many_colours = _number(detail, "colours") >= parameters.number("canvas-colours")
    many_characters = _number(detail, "chars") >= parameters.number("canvas-characters")
    drawing = any(_number(detail, call) for call in ("save", "restore", "listeners"))
    # The published rule takes either sign; text is asked for here, because pictures have colours too.
    return large and many_characters and (many_colours or _number(detail, "colours") == 1) and not drawing


def _fonts(detail: dict[str, object], parameters: Parameters) -> bool:
    least = parameters.number("font-probes")
    return _number(detail, "fonts") >= least and _number(detail, "measured") >= least


def _audio(detail: dict[str, object], parameters: Parameters) -> bool:
    return detail.get("oscillator") is True and detail.get("compressor") is True
