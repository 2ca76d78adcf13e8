"""Faults in how accounts come about: ages, what is asked at sign-up, and settings that do not stay (SET, DAT)."""

from __future__ import annotations

from harness.sandbox.demo.fault import Fault

_CHOSEN = "profile-visibility"
"""What is chosen and lost: faults that would hide each other's loss share this word, and are never tried together."""

_AGES = (
    Fault(
        id="signup-12-accepted", requirements=("SET-10",), told=("under-13",), clashes=("signup-13-refused",),
        title_en="Somebody a day short of 13 signs up alone",
        title_nl="Wie een dag te jong is voor 13 maakt zelf een account",
    ),
    Fault(
        id="signup-13-refused", requirements=("SET-10",), told=("13",),
        title_en="Somebody of 13 is refused", title_nl="Wie 13 is wordt geweigerd",
    ),
    Fault(
        id="signup-parent-in-words", requirements=("SET-10",), told=("under-13",),
        title_en="A parent is asked, and the account works all the same",
        title_nl="Er wordt een ouder gevraagd, en toch werkt het account",
    ),
    Fault(
        id="signup-unknown-adult", requirements=("SET-10",), also=("SET-05", "SET-07"), told=("unknown",),
        title_en="An account without an age gets what adults get",
        title_nl="Een account zonder leeftijd krijgt wat volwassenen krijgen",
    ),
    Fault(
        id="signup-17-adult", requirements=("SET-10",), also=("SET-05", "SET-07"), told=("17", "notifications"),
        title_en="At 17 the settings are those of adults", title_nl="Met 17 zijn de instellingen die van volwassenen",
    ),
    Fault(
        id="teenager-profile-open", requirements=("SET-10",), also=("SET-01", "SET-02"),
        told=("13", "15", "profile-visibility"),
        title_en="From 13 on everyone sees a new profile", title_nl="Vanaf 13 ziet iedereen een nieuw profiel",
    ),
    Fault(
        id="signup-less-safe", requirements=("SET-10",), also=("SET-01", "SET-02"),
        told=("13", "profile-visibility", "signup"), clashes=("teenager-profile-open",),
        title_en="Who signs up alone gets a more open profile than who is enrolled by the school",
        title_nl="Wie zelf een account maakt, krijgt een opener profiel dan wie de school inschrijft",
    ),
)

_ASKED = (
    Fault(
        id="signup-phone-required", requirements=("DAT-01",), told=("phone",),
        title_en="No account without a telephone number", title_nl="Geen account zonder telefoonnummer",
    ),
    Fault(
        id="signup-address-required", requirements=("DAT-01",), told=("address",),
        title_en="The address is optional on screen and required by the server",
        title_nl="Het adres is op het scherm niet verplicht en voor de server wel",
    ),
    Fault(
        id="signup-national-number", requirements=("DAT-01",), told=("national-number",),
        title_en="No account without a national number", title_nl="Geen account zonder rijksregisternummer",
    ),
    Fault(
        id="signup-private-email", requirements=("DAT-01",), told=("private-email",),
        title_en="No account without a private e-mail address", title_nl="Geen account zonder privé-e-mailadres",
    ),
    Fault(
        id="signup-photo-required", requirements=("DAT-01",), told=("photo",),
        title_en="No account without a photo", title_nl="Geen account zonder foto",
    ),
)

_KEPT = (
    Fault(
        id="settings-reset-at-login", requirements=("SET-11",), recommended=("SET-11",),
        told=("after-login", _CHOSEN),
        title_en="Signing in puts the settings back", title_nl="Aanmelden zet de instellingen terug",
    ),
    Fault(
        id="settings-per-device", requirements=("SET-11",), recommended=("SET-11",),
        told=("second-device", _CHOSEN), clashes=("settings-reset-at-login",),  # a choice is followed until it is lost
        title_en="A second device does not know the choices", title_nl="Een tweede toestel kent de keuzes niet",
    ),
    Fault(
        id="roster-resets-settings", requirements=("SET-11",), recommended=("SET-11",),
        told=("after-roster", _CHOSEN), clashes=("settings-reset-at-login", "settings-per-device"),
        title_en="A new class list puts the settings back", title_nl="Een nieuwe klaslijst zet de instellingen terug",
    ),
    Fault(
        id="reset-opens-profile", requirements=("SET-11",), recommended=("SET-11",),
        told=("after-reset", _CHOSEN),
        title_en="Going back to the defaults opens the profile", title_nl="Herstellen maakt het profiel open",
    ),
)

ACCOUNT_FAULTS = (*_AGES, *_ASKED, *_KEPT)
