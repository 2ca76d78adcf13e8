"""Faults of forgotten passwords: the link in the letter (AUT-09), and what the owner hears of a change (AUT-10)."""

from __future__ import annotations

from harness.sandbox.demo.fault import Fault


def _row(id: str, row: str, title_en: str, title_nl: str, *, recommended: bool = False, later: bool = False) -> Fault:
    rows = (row,)
    return Fault(
        id=id, requirements=rows, title_en=title_en, title_nl=title_nl, recommended=rows if recommended else (),
        later=later,
    )


RESET_FAULTS = (
    Fault(
        id="class-shows-passwords", requirements=("AUT-09",), recommended=("AUT-09",), others=True,
        told=("classmate", "pupil"),
        title_en="Teachers can read the passwords of their class",
        title_nl="Leraren kunnen de wachtwoorden van hun klas lezen",
    ),
    _row("reset-link-twice", "AUT-09", "A link for a new password works twice",
         "Een link voor een nieuw wachtwoord werkt twee keer"),
    _row("reset-link-never-ages", "AUT-09", "A link for a new password works for ever",
         "Een link voor een nieuw wachtwoord werkt voor altijd", recommended=True, later=True),
    _row("reset-link-from-host", "AUT-09", "Who asks for a link decides where it leads",
         "Wie een link vraagt, bepaalt waar die heen leidt"),
    _row("reset-link-plain", "AUT-09", "A link for a new password is not encrypted",
         "Een link voor een nieuw wachtwoord is niet versleuteld"),
    _row("reset-token-short", "AUT-09", "A link for a new password can be guessed",
         "Een link voor een nieuw wachtwoord is te raden"),
    _row("reset-older-works", "AUT-09", "A link that was replaced still works",
         "Een link die vervangen werd, werkt nog", recommended=True),
    _row("mail-tells-password", "AUT-09", "A letter holds the new password", "Een bericht bevat het nieuwe wachtwoord"),
    _row("first-password-stays", "AUT-09", "The first password of a new account may stay",
         "Het eerste wachtwoord van een nieuw account mag blijven"),
    _row("first-password-skipped", "AUT-09", "The page to replace a first password can be skipped",
         "De pagina om een eerste wachtwoord te vervangen is over te slaan"),
    _row("change-not-told", "AUT-10", "Nobody hears that the password was changed",
         "Niemand hoort dat het wachtwoord gewijzigd werd", recommended=True),
    _row("change-keeps-sessions", "AUT-10", "Sessions elsewhere go on after a new password",
         "Sessies elders gaan door na een nieuw wachtwoord", recommended=True),
)
RESETS = frozenset(fault.id for fault in RESET_FAULTS if not fault.others)
"""Those that show only where letters are read."""
