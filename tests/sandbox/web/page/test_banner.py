"""What a button of a banner means, by its words; those of real consent tools among them."""

from __future__ import annotations

import pytest

from harness.sandbox.web.page.banner import Push

SAID = {
    "accept": ["Dat is oké", "C'est bon.", "Das ist ok", "Accepteer alle", "Alle akzeptieren", "That's ok", "Tout accepter"],
    "refuse": ["Ich lehne ab", "Alle Cookies ablehnen", "Nur notwendige", "Ik weiger", "Weiger alle", "Continuer sans accepter"],
    "save": ["Auswahl speichern", "Keuze bewaren", "Enregistrer mes choix"],
    "settings": ["Einstellungen", "Zelf instellen", "Manage options"],
    None: ["Datenschutzerklärung", "Lees meer", "×"],
}


@pytest.mark.parametrize(("meaning", "text"), [(meaning, text) for meaning, texts in SAID.items() for text in texts])
def test_meaning(meaning: str | None, text: str) -> None:
    assert Push(0, text).meaning == meaning
