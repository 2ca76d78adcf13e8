"""Choices: what steers fails, what is fair passes, and what nobody can tell is shown to a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import BoxSeen, ButtonSeen, Status
from harness.checks.settings.box_words import asks
from tests.checks.examples import Add, record, stored
from tests.checks.examples_choices import ACCEPT, REFUSE, box, button, form, layer, offering
from tests.checks.test_examples import CHECKS
from tests.harness.build import Build, one

SETTINGS, SAVE = button("settings", "Instellingen"), button("save", "Keuze bewaren")
POLICY = button("", "Lees ons privacybeleid")

NUDGING: dict[str, tuple[Add, Status]] = {
    "both buttons": (offering(layer(ACCEPT, REFUSE, POLICY)), Status.PASS),
    "no banner, no forms": (offering(banner=False), Status.PASS),
    "no banner, but a stored choice": (
        lambda made, session: [
            offering(banner=False)(made, session),
            record("storage", **stored("local", "cookieconsent_status", "dismiss"))(made, session),
        ],
        Status.NOT_TESTED,
    ),
    "boxes that are off, and saving": (offering(layer(ACCEPT, SAVE)), Status.PASS),
    "boxes that are on, and saving": (offering(layer(ACCEPT, SAVE, boxes=(box("Statistieken"),))), Status.FAIL),
    "an unnamed box of the banner": (offering(layer(ACCEPT, REFUSE, boxes=(box(""),))), Status.FAIL),
    "a needed box": (offering(layer(ACCEPT, REFUSE, boxes=(box("Strikt noodzakelijk"),))), Status.PASS),
    "boxes on the second layer": (
        offering(layer(ACCEPT, REFUSE), layer(SAVE, number=2, boxes=(box("Marketing"),))), Status.FAIL,
    ),
    "refusing behind settings": (offering(layer(ACCEPT, SETTINGS), refuse=2), Status.FAIL),
    "refusing below the edge": (offering(layer(ACCEPT, {**REFUSE, "shown": False})), Status.FAIL),
    "both below the edge": (
        offering(layer({**ACCEPT, "shown": False}, {**REFUSE, "shown": False})), Status.PASS,
    ),
    "more clicks": (offering(layer(ACCEPT, REFUSE), refuse=2), Status.FAIL),
    "fewer clicks": (offering(layer(ACCEPT, REFUSE), accept=2), Status.PASS),
    "a button whose words nobody knows": (offering(layer(ACCEPT, button("", "Verras me"))), Status.REVIEW),
    "a notice that only wants to be seen": (offering(layer(button("accept", "OK"), POLICY)), Status.REVIEW),
    "only accepting": (offering(layer(ACCEPT, POLICY)), Status.FAIL),
    "never refused": (offering(layer(ACCEPT, REFUSE), refuse=0), Status.NOT_TESTED),
    "never accepted": (offering(layer(ACCEPT, REFUSE), accept=0), Status.NOT_TESTED),
    "never measured": (offering(), Status.NOT_TESTED),
    "stay signed in": (offering(layer(ACCEPT, REFUSE), form(box("Aangemeld blijven"))), Status.PASS),
    "a ticked box whose words nobody knows": (offering(layer(ACCEPT, REFUSE), form(box("Plezant!"))), Status.REVIEW),
    "ticking says no, and it is ticked": (
        offering(layer(ACCEPT, REFUSE), form(box("Ik wil geen nieuwsbrief"))), Status.PASS,
    ),
    "who ticks nothing agrees": (
        offering(layer(ACCEPT, REFUSE), form(box("Ik wil geen nieuwsbrief", on=False))), Status.REVIEW,
    ),
    "yes is chosen": (
        offering(layer(ACCEPT, REFUSE), form(box("Ja", role="radio", group="Mogen we je foto's delen met derden?"))),
        Status.FAIL,
    ),
    "no is chosen": (
        offering(layer(ACCEPT, REFUSE), form(box("Nee", role="radio", group="Mogen we je foto's delen met derden?"))),
        Status.PASS,
    ),
    "the smallest circle is chosen": (
        offering(layer(ACCEPT, REFUSE), form(box("Alleen mijn leraar", role="radio", group="Met wie deel je dit?"))),
        Status.PASS,
    ),
    "everybody is chosen": (
        offering(layer(ACCEPT, REFUSE), form(box("Iedereen", role="radio", group="Wie ziet dit?"))), Status.FAIL,
    ),
}  # fmt: skip

GREY = {"ink": [180, 176, 160], "ground": [244, 236, 210]}
EQUAL: dict[str, tuple[Add, Status]] = {
    "alike": (offering(layer(ACCEPT, REFUSE)), Status.PASS),
    "at the edge below": (offering(layer(ACCEPT, {**REFUSE, "width": 144.0})), Status.PASS),
    "at the edge above": (offering(layer(ACCEPT, {**REFUSE, "width": 225.0})), Status.PASS),
    "smaller": (offering(layer(ACCEPT, {**REFUSE, "width": 143.0})), Status.FAIL),
    "larger": (offering(layer(ACCEPT, {**REFUSE, "width": 226.0})), Status.FAIL),
    "pale": (offering(layer(ACCEPT, {**REFUSE, **GREY})), Status.FAIL),
    "accepting is pale": (offering(layer({**ACCEPT, **GREY}, REFUSE)), Status.FAIL),
    "on a picture": (
        offering(layer(ACCEPT, {**REFUSE, "ink": None, "ground": None, "why": "picture"})), Status.REVIEW,
    ),
    "nothing to compare": (offering(layer(ACCEPT, SETTINGS)), Status.NOT_TESTED),
    "without a size": (offering(layer(ACCEPT, {**REFUSE, "height": 0.0})), Status.NOT_TESTED),
    "a banner that was not measured": (offering(), Status.NOT_TESTED),
    "no banner": (offering(banner=False), Status.PASS),
}  # fmt: skip


def judged(tmp_path: Path, check: str, add: Add, **seal: Any) -> Any:
    made = Build(tmp_path)
    add(made, made.session())
    return one(made.seal(**seal), CHECKS[check])


@pytest.mark.parametrize("case", NUDGING)
def test_nudging(tmp_path: Path, case: str) -> None:
    add, expected = NUDGING[case]
    found = judged(tmp_path, "settings/no-nudging", add)
    assert found.status is expected, (found.message, found.values, found.reason)
    assert found.message.format(**found.values)


@pytest.mark.parametrize("case", EQUAL)
def test_equal(tmp_path: Path, case: str) -> None:
    add, expected = EQUAL[case]
    found = judged(tmp_path, "settings/equal-buttons", add, level="recommended")
    assert found.status is expected, (found.message, found.values, found.reason)
    assert found.message.format(**found.values)


SAID = {
    "choice": [
        "Ja, stuur mij de nieuwsbrief", "Keep me informed about offers", "Je souhaite recevoir la newsletter",
        "Ich bin mit der Weitergabe an Dritte einverstanden", "Deel mijn resultaten met partners", "I agree to the terms",
        "Maak mijn profiel openbaar", "Help ons de app te verbeteren", "Gebruik mijn werk om AI-modellen te trainen",
        "Personalised ads", "Gepersonaliseerde reclame", "J'accepte les conditions",
    ],
    "against": [
        "Ik wil geen aanbiedingen", "Do not share my data", "Ne pas partager mes données", "Keine Werbung",
        "Opt-out of analytics", "Verberg mijn profiel voor iedereen",
    ],
    "preference": [
        "Onthoud mij op dit toestel", "Remember me", "Keep me signed in", "Rester connecté", "Angemeldet bleiben",
        "Toon wachtwoord", "Send me a copy of this message", "Geluid aan", "Dark mode",
    ],
    "necessary": ["Strikt noodzakelijke cookies", "Nécessaires", "Essential", "Notwendig"],
    "": ["", "Ik neem deel aan de wedstrijd", "4A", "Persoonlijke groet toevoegen", "Ik ben een leerling"],
}  # fmt: skip


@pytest.mark.parametrize(("meaning", "label"), [(key, label) for key, labels in SAID.items() for label in labels])
def test_what_a_box_asks(meaning: str, label: str) -> None:
    assert asks(BoxSeen(label=label)) == meaning


COLOUR = st.tuples(*[st.integers(0, 255)] * 3)


@given(ink=COLOUR, ground=COLOUR)
def test_contrast_is_a_ratio_that_does_not_mind_which_is_which(ink: Any, ground: Any) -> None:
    there = ButtonSeen(meaning="", text="", width=1, height=1, ink=ink, ground=ground).contrast
    back = ButtonSeen(meaning="", text="", width=1, height=1, ink=ground, ground=ink).contrast
    assert there == back
    assert there is not None
    assert 1 <= there <= 21.001


@pytest.mark.parametrize(
    ("ink", "ground", "ratio"),
    [((0, 0, 0), (255, 255, 255), 21.0), ((119, 119, 119), (255, 255, 255), 4.48), ((118, 118, 118), (255, 255, 255), 4.54)],
)
def test_contrast_as_the_norm_counts_it(ink: Any, ground: Any, ratio: float) -> None:
    seen = ButtonSeen(meaning="", text="", width=1, height=1, ink=ink, ground=ground)
    assert seen.contrast == pytest.approx(ratio, abs=0.005)
