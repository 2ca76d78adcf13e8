"""What a box asks, by its words: a choice about the person's data, a plain preference, or nobody knows.

A choice gives something away that the app does not need for what the form is for. A preference (stay signed in, a copy
of one's own message) concerns nobody else. The words are Dutch, English, French and German.
"""

import re

from harness import BoxSeen

_NECESSARY = re.compile(
    r"noodzakelijk|strikt nodig|essenti|functione|necessary|required|n[ée]cessaire|fonctionnel|notwendig|erforderlich",
    re.IGNORECASE,
)
_PREFERENCE = re.compile(
    r"onthou|aangemeld blijven|ingelogd blijven|blijf (aangemeld|ingelogd)|remember|(stay|keep me) (signed|logged) ?in"
    r"|se souvenir|rester connect|angemeldet bleiben|merken|wachtwoord (tonen|zien)|toon (het )?wachtwoord"
    r"|show (my )?password|afficher le mot de passe|passwort (an)?zeigen|kopie|copy|copie|donkere?|dark mode"
    r"|geluid|sound|lettergrootte|font size",
    re.IGNORECASE,
)
_CHOICE = re.compile(
    r"nieuwsbrief|newsletter|lettre d.information|infolettre|aanbieding|offers?\b|promotie|promotion|marketing|reclame"
    r"|advertenti|advertising|\bads?\b|publicit|werbung|op de hoogte|keep me (informed|posted|up)|updates|\btips\b"
    r"|\bdel(en|ing)\b|\bdeel (mijn|dit|deze|je|jouw|het|met)\b|\bshar(e|ing)\b|partag|\bteilen|\bpartners?\b|derden"
    r"|third part|\btiers\b|\bdritte|openbaar|publiek|\bpublic|[öo]ffentlich|iedereen|everyone|tout le monde"
    r"|analyti|statisti|profil(er|ing)|personali[sz]|tracking|mesure d.audience|marktonderzoek|market research"
    r"|nieuws|help.{0,25}(verbeter|improve|verbessern)|improve our|verbetering van|am[ée]liorer (no|le)"
    r"|(\bai\b|model|algorit).{0,25}train|train.{0,25}(\bai\b|model)|kunstmatige intelligentie"
    r"|akkoord|\bagree|\baccept|aanvaard|toestemming|toestaan|consent|einwillig|zustimm|\ballow|autoris"
    r"|voorwaarden|\bterms\b|conditions|bedingungen",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(geen|niet|nooit|no|not|don.?t|never|ne|pas|aucune?|jamais|kein\w*|nicht|nie)\b|opt.?out|weiger|verberg|hide"
    r"|uitschrijven|unsubscribe|afmelden voor|refus|d[ée]sinscri|masquer|abmelden|ablehn|widersprech",
    re.IGNORECASE,
)
_YES = re.compile(r"^\W*(ja|yes|oui|aan|on|toestaan|allow|akkoord|agree|accept\w*|autoriser|erlauben)\b", re.IGNORECASE)
_NO = re.compile(r"^\W*(nee|neen|no|non|nein|uit|off|weiger\w*|refus\w*|decline|deny)\b", re.IGNORECASE)


def asks(box: BoxSeen) -> str:
    """What the box means: choice, against (ticking it refuses), preference, necessary, or "" when nobody knows."""
    if _NECESSARY.search(box.label):
        return "necessary"
    if box.role == "radio":
        return _of_option(box)
    if _CHOICE.search(box.label):
        return "against" if _AGAINST.search(box.label) else "choice"
    return "preference" if _PREFERENCE.search(box.label) else ""


def _of_option(box: BoxSeen) -> str:
    """One option of several: what is asked stands above them, or in the option itself."""
    if _NO.search(box.label):
        return "against"
    asked = _CHOICE.search(box.group) and _YES.search(box.label) and not _AGAINST.search(box.group)
    return "choice" if asked or (_CHOICE.search(box.label) and not _AGAINST.search(box.label)) else ""
