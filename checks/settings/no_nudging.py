"""How people are asked to choose: boxes, layers and clicks."""

import re

from harness import (
    UNREAD_BODIES,
    ButtonSeen,
    Choices,
    ChoiceSeen,
    Consent,
    Pages,
    Parties,
    Persona,
    Severity,
    Storage,
    Traffic,
    Verdict,
    check,
    fail,
    not_tested,
    ok,
    review,
)
from harness.checks.settings.box_words import asks
from harness.checks.trackers.nothing_before_consent import consent_signs

_PLAIN = re.compile(
    r"privacy|cookie ?(beleid|policy|verklaring)|policy|beleid|verklaring|meer (info|lezen|weten)|lees meer|more info"
    r"|learn more|read more|en savoir plus|politique|mentions|datenschutz|impressum|mehr erfahren|partners|vendors"
    r"|^[x×✕✖]$|^(close|sluit|sluiten|fermer|schlie(ss|ß)en)$|^(nl|en|fr|de|nederlands|english|fran[çc]ais|deutsch)$",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"^\W*(ok|okay|ok[ée]|got it|understood|i understand|begrepen|ik begrijp het|prima|goed|compris|j.ai compris"
    r"|verstanden|d.accord)\W*$",
    re.IGNORECASE,
)


@check(
    id="settings/no-nudging",
    requirement="SET-08",
    title="Nothing is chosen in advance, and refusing is as near as accepting",
    severity=Severity.HIGH,
    personas=("anonymous", "pupil"),
    representative=True,
    since="0.2",
    tolerates=UNREAD_BODIES,
)
def no_nudging(
    choices: Choices,
    consent: Consent,
    pages: Pages,
    storage: Storage,
    traffic: Traffic,
    parties: Parties,
    persona: Persona,
) -> Verdict:
    """
    ## What it checks
    In the consent banner, and in forms that are still to be filled in: no box, switch or option that gives something
    away (news, offers, sharing, tracking, publishing, agreeing) is on before anybody touched it, whether the page says
    so in plain HTML or to screen readers only. Refusing stands on the first layer of the banner, in view wherever
    accepting is, and takes no more clicks. A box whose words are not known, a box that has to be ticked to refuse, and
    a button of the first layer whose words are not known are shown to a person.
    Plain preferences (stay signed in, a copy of one's own message) and what is needed to work do not count. Neither
    does what is on in a page of settings: those are defaults, which SET-01 to SET-07 ask about.
    ## Why it matters
    Children take the road that is laid out for them. A choice that was made in advance is no choice.
    ## What it cannot see
    Steering by words, images or tone; switches that are drawn and say nothing of their state; forms that the visits
    did not meet; boxes that a page ticks only after something was filled in.
    """
    offers = list(choices)
    first = [one for one in offers if one.where == "banner" and one.layer == 1]
    if found := ticked(offers) or far(first) or longer(consent, first):
        return found
    if unclear := doubtful(offers, first):
        return unclear
    asked = any(step.banner for step in consent)
    if asked and not (first and consent.sessions("refused") and consent.sessions("accepted")):
        told = "There is a consent banner, but accepting and refusing it could not be compared for {persona}."
        return not_tested(told, persona=persona.name)
    if not asked and (signs := consent_signs(storage, traffic, parties)):
        told = "{signs} point to a question about consent, but no consent banner was recognised for {persona}."
        return not_tested(told, signs=signs, persona=persona.name)
    if not len(pages):
        return not_tested("No page that {persona} visited was noted.", persona=persona.name)
    told = "{persona} met {count} choices on {pages} pages; none was made in advance, and none is harder to refuse."
    return ok(told, persona=persona.name, count=len(offers), pages=len(pages), examined=pages, proof=offers)


def ticked(offers: list[ChoiceSeen]) -> Verdict | None:
    """Boxes that give something away and are on; in a banner every box does, unless it is needed."""
    meant = {"choice", "", "preference"}
    given = [
        (one, box.label or box.group or "?")
        for one in offers
        for box in one.boxes
        if box.on and asks(box) in (meant if one.where == "banner" else {"choice"})
    ]
    if not given:
        return None
    return fail("Ticked in advance: {labels}.", labels={label for _, label in given}, proof=[one for one, _ in given])


def far(first: list[ChoiceSeen]) -> Verdict | None:
    """A first layer on which accepting can be seen, and refusing cannot."""
    for one in first:
        accepts, refuses = with_meaning(one, "accept"), refusing(one)
        if not any(button.shown for button in accepts) or any(button.shown for button in refuses):
            continue
        if refuses:
            told = "Refusing ({refuse}) comes into view by scrolling only; accepting is in view."
            return fail(told, refuse=words(refuses), proof=one)
        if not unknown(one) and not all(_NOTICE.search(button.text) for button in accepts):
            told = "Refusing does not stand beside accepting: the first layer offers {buttons}."
            return fail(told, buttons=words(one.buttons), proof=one)
    return None


def longer(consent: Consent, first: list[ChoiceSeen]) -> Verdict | None:
    """More clicks to refuse than to accept."""
    steps = [step for step in consent if step.banner and step.ok]
    refused = max((step for step in steps if step.state == "refused"), key=lambda step: step.clicks, default=None)
    accepted = min((step.clicks for step in steps if step.state == "accepted"), default=None)
    if refused is None or accepted is None or refused.clicks <= accepted:
        return None
    told = "Refusing takes {refuse} clicks, accepting {accept}."
    return fail(told, refuse=refused.clicks, accept=accepted, proof=[refused, *first])


def doubtful(offers: list[ChoiceSeen], first: list[ChoiceSeen]) -> Verdict | None:
    """What only a person can judge."""
    forms = [(one, box) for one in offers if one.where == "form" for box in one.boxes]
    if dumb := [(one, box.label or "?") for one, box in forms if box.on and box.role != "radio" and not asks(box)]:
        told = "Ticked in advance, and it is not clear what for: {labels}."
        return review(told, labels={label for _, label in dumb}, proof=[one for one, _ in dumb])
    off = [(one, box) for one, box in forms if not box.on and box.role != "radio"]
    if quiet := [(one, box.label) for one, box in off if asks(box) == "against"]:
        told = "Who ticks nothing agrees: {labels}."
        return review(told, labels={label for _, label in quiet}, proof=[one for one, _ in quiet])
    for one in first:
        if with_meaning(one, "accept") and not refusing(one):
            told = "Whether the first layer lets people refuse was not clear: it offers {buttons}."
            return review(told, buttons=words(one.buttons), proof=one)
    return None


def with_meaning(one: ChoiceSeen, meaning: str) -> list[ButtonSeen]:
    return [button for button in one.buttons if button.meaning == meaning]


def refusing(one: ChoiceSeen) -> list[ButtonSeen]:
    """What refuses; saving does where nothing is on."""
    off = not any(box.on for box in one.boxes)
    return with_meaning(one, "refuse") + (with_meaning(one, "save") if off else [])


def unknown(one: ChoiceSeen) -> list[ButtonSeen]:
    """Buttons whose words say nothing known, plain links to policies and the like aside."""
    return [button for button in one.buttons if not button.meaning and not _PLAIN.search(button.text.strip())]


def words(buttons: list[ButtonSeen]) -> set[str]:
    return {button.text for button in buttons if button.text}
