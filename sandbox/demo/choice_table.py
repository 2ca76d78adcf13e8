"""Every setting of the demo school: where it stands, how it is written and what a new account has.

Some are worded negatively ("Verberg mij…": ticked is safe) and one in French, as settings of real apps are. The last
three are no settings of safety: a harness must list them and not take them for one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

type Kind = Literal["select", "checkbox", "switch", "bare-switch", "radio"]

OFF, ON = "Uit", "Aan"
PRIVACY, LEARNING, OVERVIEW = "/settings/privacy", "/settings/learning", "/settings"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One setting: an id of the settings catalogue, its label, the options, and which of those are safe for a pupil.

    The values of one with two states are `Uit` and `Aan`, and say whether the *feature* is on; where `negative` the
    control shows the opposite. `staff` is what a new account of staff has. `tab` is the part of its page that it is in.
    """

    id: str
    label: str
    page: str
    tab: str
    kind: Kind = "checkbox"
    options: tuple[str, ...] = (OFF, ON)
    safe: tuple[str, ...] = (OFF,)
    staff: str | None = None
    negative: bool = False
    language: str | None = None

    @property
    def default(self) -> str:
        """What a new account of a pupil has."""
        return self.safe[0]

    def shown(self, value: str) -> str:
        """A value as its control shows it, and back."""
        return {OFF: ON, ON: OFF}[value] if self.negative else value


_SEEN = (
    Choice(
        id="profile-visibility", label="Wie kan mijn profiel zien", page=PRIVACY, tab="seen", kind="select",
        options=("Alleen ik", "Mijn klas", "Mijn school", "Iedereen"), safe=("Mijn klas", "Alleen ik"),
    ),
    Choice(
        id="discoverability", label="Verberg mij in de zoekresultaten", page=PRIVACY, tab="seen", negative=True,
    ),
    Choice(
        id="contact", label="Wie mag mij een bericht sturen", page=PRIVACY, tab="seen", kind="select",
        options=("Mijn klas en mijn leraren", "Mijn school", "Iedereen"),
        safe=("Mijn klas en mijn leraren", "Mijn school"),
    ),
    Choice(id="chat", label="Groepsgesprekken met andere klassen", page=PRIVACY, tab="seen"),
    Choice(
        id="comments", label="Wie mag reageren op mijn werk", page=PRIVACY, tab="seen", kind="radio",
        options=("Alleen mijn leraar", "Mijn klas", "Iedereen"), safe=("Alleen mijn leraar", "Mijn klas"),
    ),
    Choice(
        id="work-sharing", label="Wie kan mijn antwoorden zien", page=PRIVACY, tab="seen", kind="select",
        options=("Alleen mijn leraar", "Mijn klas", "Iedereen met de link"), safe=("Alleen mijn leraar", "Mijn klas"),
    ),
    Choice(
        id="notifications", label="Meldingen over berichten", page=PRIVACY, tab="seen", kind="select", staff=ON,
    ),
)

_DATA = (
    Choice(id="location", label="Mijn locatie delen", page=PRIVACY, tab="data", kind="switch"),
    Choice(id="camera", label="Camera gebruiken in de les", page=PRIVACY, tab="data"),
    Choice(id="microphone", label="Microfoon altijd aan laten", page=PRIVACY, tab="data"),
    Choice(id="contacts", label="Mijn contacten zoeken op dit toestel", page=PRIVACY, tab="data"),
    Choice(id="photos", label="Toegang tot al mijn foto's", page=PRIVACY, tab="data"),
    Choice(id="advertising", label="Aanbiedingen en reclame tonen", page=PRIVACY, tab="data"),
    Choice(id="personalisation", label="Aanbevelingen op maat", page=PRIVACY, tab="data", kind="switch"),
    Choice(id="analytics", label="Mijn gebruik meten om de app te verbeteren", page=PRIVACY, tab="data"),
    Choice(id="ai-training", label="Mijn antwoorden gebruiken om AI te trainen", page=PRIVACY, tab="data"),
    Choice(id="data-sharing", label="Mijn gegevens delen met partners", page=PRIVACY, tab="data"),
    Choice(id="newsletter", label="Stuur mij de nieuwsbrief", page=PRIVACY, tab="data"),
    Choice(id="third-party-sign-in", label="Aanmelden met een account van sociale media", page=PRIVACY, tab="data"),
    Choice(
        id="embeds", label="Geen video's van andere websites laden", page=PRIVACY, tab="data", negative=True,
    ),
)

_LEARNING = (
    Choice(id="ai-features", label="Hulp van de AI-assistent", page=LEARNING, tab="learn", staff=ON),
    Choice(
        id="likes", label="Wie ziet hoeveel likes ik krijg", page=LEARNING, tab="learn", kind="radio",
        options=("Niemand", "Mijn klas", "Iedereen"), safe=("Niemand",),
    ),
    Choice(id="leaderboard", label="Toon mij in het klassement", page=LEARNING, tab="learn", kind="switch"),
    Choice(id="streaks", label="Dagreeks bijhouden", page=LEARNING, tab="learn", kind="bare-switch"),
    Choice(id="night-hours", label="Geen meldingen 's nachts", page=LEARNING, tab="more", negative=True),
    Choice(id="autoplay", label="Volgende video automatisch afspelen", page=LEARNING, tab="more"),
    Choice(id="read-receipts", label="Leesbevestigingen sturen", page=LEARNING, tab="more", staff=ON),
    Choice(
        id="typing-indicator", label="Montrer quand je suis en train d'écrire", page=LEARNING, tab="more",
        language="fr",
    ),
)

CHOICES = (*_SEEN, *_DATA, *_LEARNING)

TASTES = (
    Choice(
        id="picture", label="Profielfoto", page=OVERVIEW, tab="taste", kind="select",
        options=("Ster", "Zon", "Maan"), safe=("Ster",),
    ),
    Choice(
        id="campus", label="Locatie van de school", page=OVERVIEW, tab="taste", kind="select",
        options=("Parklaan", "Kerkplein"), safe=("Parklaan",),
    ),
    Choice(id="faults", label="Meldingen van fouten bij het opslaan tonen", page=OVERVIEW, tab="taste", safe=(ON,)),
)
