"""Faults of the second factor of staff: not asked, walked around, or with codes that are taken too easily."""

from __future__ import annotations

from harness.sandbox.demo.fault import Fault

FACTOR_FAULTS = (
    Fault(
        id="factor-not-asked", requirements=("AUT-06",), told=("admin",), others=True,
        title_en="An administrator signs in with a password alone",
        title_nl="Een beheerder meldt zich aan met alleen een wachtwoord",
    ),
    Fault(
        id="factor-demand-in-words", requirements=("AUT-06",), recommended=("AUT-06",), told=("colleague",),
        others=True,
        title_en="A school that demands a second factor of its staff gets none",
        title_nl="Een school die een tweede stap eist van haar personeel, krijgt er geen",
    ),
    Fault(
        id="half-login-reads-api", requirements=("AUT-07",), told=("half-address /api/me",), others=True,
        title_en="The interface answers before the code was given",
        title_nl="De interface antwoordt voor de code gegeven is",
    ),
    Fault(
        id="half-login-opens-page", requirements=("AUT-07",), told=("half-page /profile",), others=True,
        title_en="A deep link opens before the code was given", title_nl="Een diepe link opent voor de code gegeven is",
    ),
    Fault(
        id="code-taken-twice", requirements=("AUT-08",), told=("code-again",), others=True,
        title_en="A code works twice", title_nl="Een code werkt twee keer",
    ),
    Fault(
        id="code-taken-later", requirements=("AUT-08",), told=("code-again",), others=True,
        title_en="A code that was refused lets in all the same, some seconds later",
        title_nl="Een geweigerde code laat toch binnen, enkele seconden later",
    ),
    Fault(
        id="recovery-code-taken-twice", requirements=("AUT-08",), told=("recovery-again",), others=True,
        title_en="A recovery code works twice", title_nl="Een herstelcode werkt twee keer",
    ),
    Fault(
        id="code-window-wide", requirements=("AUT-08",), told=("code-early", "code-late"), others=True,
        title_en="Codes of minutes ago work", title_nl="Codes van minuten geleden werken",
    ),
    Fault(
        id="mail-any-password", requirements=("AUT-10",), told=("mail empty", "mail wrong"), others=True,
        title_en="The mail address changes with any password", title_nl="Het e-mailadres wijzigt met elk wachtwoord",
    ),
    Fault(
        id="mail-password-optional", requirements=("AUT-10",), told=("mail absent",), others=True,
        title_en="The mail address changes when no password is sent",
        title_nl="Het e-mailadres wijzigt als er geen wachtwoord meekomt",
    ),
    Fault(
        id="code-tries-endless", requirements=("AUT-08",), told=("wrong-tries",), others=True,
        title_en="Codes may be guessed without end", title_nl="Codes mogen eindeloos geraden worden",
    ),
)
