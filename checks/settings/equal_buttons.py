"""How the buttons of a choice look beside each other."""

from collections.abc import Iterator

from harness import (
    ButtonSeen,
    Choices,
    ChoiceSeen,
    Consent,
    Pages,
    Parameters,
    Persona,
    Severity,
    Verdict,
    check,
    fail,
    not_tested,
    ok,
    review,
)
from harness.checks.settings.no_nudging import refusing, with_meaning


@check(
    id="settings/equal-buttons",
    requirement="SET-08",
    title="Accepting and refusing look alike",
    severity=Severity.MEDIUM,
    personas=("anonymous", "pupil"),
    representative=True,
    since="0.2",
    level="recommended",
)
def equal_buttons(
    choices: Choices, consent: Consent, pages: Pages, parameters: Parameters, persona: Persona
) -> Verdict:
    """
    ## What it checks
    On the first layer of the consent banner, as the browser draws it: the surface of the button that refuses is 0.8 to
    1.25 times that of the button that accepts, and the words of both have a contrast of at least 4.5 to 1 with what
    they stand on. The measures are drawn into the screenshot. Where a picture, a gradient or something see-through
    hides the colour, a person has to look.
    ## Why it matters
    A large bright button beside a small grey one is an answer, not a question.
    ## What it cannot see
    Colours that steer although both can be read, what moves, and what a screen of another size shows.
    """
    first = [one for one in choices if one.where == "banner" and one.layer == 1]
    pairs = [pair for one in first for pair in of_layer(one)]
    if not first and any(step.banner for step in consent):
        told = "There is a consent banner, but it could not be measured for {persona}."
        return not_tested(told, persona=persona.name)
    if first and not pairs:
        told = "No button that refuses stands beside one that accepts, so there is nothing to compare for {persona}."
        return not_tested(told, persona=persona.name)
    least, most = parameters.number("button-ratio-min"), parameters.number("button-ratio-max")
    for one, accept, refuse in pairs:
        ratio = refuse.area / accept.area
        if not least <= ratio <= most:
            told = "Refusing ({refuse}) has {percent} % of the surface of accepting ({accept}): {sizes}."
            sizes = f"{size(refuse)} / {size(accept)}"
            names = {"refuse": refuse.text, "accept": accept.text}
            return fail(told, percent=round(ratio * 100), sizes=sizes, proof=one, **names)
    return readable([(one, button) for one, *both in pairs for button in both], parameters, pages, persona)


def readable(
    buttons: list[tuple[ChoiceSeen, ButtonSeen]], parameters: Parameters, pages: Pages, persona: Persona
) -> Verdict:
    """Whether the words of these buttons can be told from what they stand on."""
    least = parameters.number("contrast-min")
    known = [(one, button, button.contrast) for one, button in buttons]
    if faint := [(one, button, ratio) for one, button, ratio in known if ratio is not None and ratio < least]:
        told = "Too little contrast: {buttons}."
        named = {f"{button.text} ({ratio:.1f}:1)" for _, button, ratio in faint}
        return fail(told, buttons=named, proof=[one for one, _, _ in faint])
    if hidden := [(one, button) for one, button, ratio in known if ratio is None]:
        told = "The contrast of {buttons} cannot be told ({reasons})."
        named, reasons = {button.text for _, button in hidden}, {button.why for _, button in hidden}
        return review(told, buttons=named, reasons=reasons, proof=[one for one, _ in hidden])
    if not buttons and not len(pages):
        return not_tested("No page that {persona} visited was noted.", persona=persona.name)
    if not buttons:
        return ok("{persona} met no choice between accepting and refusing.", persona=persona.name, examined=pages)
    told = "Accepting and refusing are about equally large and readable for {persona}."
    return ok(told, persona=persona.name, examined=len(buttons), proof=[one for one, _ in buttons])


def of_layer(one: ChoiceSeen) -> Iterator[tuple[ChoiceSeen, ButtonSeen, ButtonSeen]]:
    """The largest button that accepts and the largest that refuses; none when a size is nothing."""
    accepts, refuses = with_meaning(one, "accept"), refusing(one)
    if accepts and refuses:
        accept, refuse = (max(some, key=lambda button: button.area) for some in (accepts, refuses))
        if accept.area > 0 and refuse.area > 0:
            yield one, accept, refuse


def size(button: ButtonSeen) -> str:
    return f"{button.width:.0f}×{button.height:.0f} px"
