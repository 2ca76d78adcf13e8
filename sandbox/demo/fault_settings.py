"""Faults in the settings of a new account: wrong defaults, and settings that are hard to read or tell untruth."""

from __future__ import annotations

from dataclasses import dataclass

from harness.sandbox.demo.fault import Fault

_ALL = "Iedereen"


@dataclass(frozen=True, kw_only=True)
class WrongDefault:
    """What a new pupil has by a fault, not the safe choice; `under` bounds the ages, in years, that it is for."""

    fault: str
    requirement: str
    setting: str
    value: str = "Aan"
    under: int = 200
    en: str
    nl: str
    leaky: bool = False

    def concerns(self, age: int | None) -> bool:
        """Whether a pupil of this age (None: not known) gets the wrong default."""
        return self.under == 200 if age is None else age < self.under

    def as_fault(self) -> Fault:
        """The fault that this default is. A wrong box is a ticked one, so it nudges as well (SET-08)."""
        recommended = (self.requirement,) if self.requirement == "SET-07" else ()
        return Fault(
            id=self.fault, requirements=(self.requirement,), recommended=recommended, also=("SET-08",),
            told=(self.setting,), leaky=self.leaky, title_en=self.en, title_nl=self.nl,
        )


_SEEN = (
    WrongDefault(
        fault="default-profile-public", requirement="SET-01", setting="profile-visibility", value=_ALL, leaky=True,
        en="Everyone sees a new profile", nl="Iedereen ziet een nieuw profiel",
    ),
    WrongDefault(
        fault="default-findable", requirement="SET-01", setting="discoverability",
        en="A new pupil is found by search", nl="Een nieuwe leerling is te vinden",
    ),
    WrongDefault(
        fault="default-contact-everyone", requirement="SET-02", setting="contact", value=_ALL,
        en="Anyone may write to a new pupil", nl="Iedereen mag een nieuwe leerling schrijven",
    ),
    WrongDefault(
        fault="default-chat-open", requirement="SET-02", setting="chat",
        en="Chats with other schools are on", nl="Gesprekken met andere scholen staan aan",
    ),
    WrongDefault(
        fault="default-comments-everyone", requirement="SET-02", setting="comments", value=_ALL,
        en="Anyone may comment on work", nl="Iedereen mag op werk reageren",
    ),
    WrongDefault(
        fault="default-work-by-link", requirement="SET-06", setting="work-sharing", value="Iedereen met de link",
        en="Work is shared by link", nl="Werk is gedeeld met een link",
    ),
)

_DEVICE = (
    WrongDefault(
        fault="default-location-on", requirement="SET-03", setting="location",
        en="Sharing the location is on", nl="Locatie delen staat aan",
    ),
    WrongDefault(
        fault="default-microphone-on", requirement="SET-04", setting="microphone",
        en="The microphone stays on", nl="De microfoon blijft aan",
    ),
    WrongDefault(
        fault="default-contacts-on", requirement="SET-04", setting="contacts",
        en="Contacts of the device are read", nl="Contacten van het toestel worden gelezen",
    ),
    WrongDefault(
        fault="default-camera-locked", requirement="SET-04", setting="camera",
        en="The camera is on and cannot be switched off", nl="De camera staat aan en kan niet uit",
    ),
)

_PROFILED = (
    WrongDefault(
        fault="default-advertising-on", requirement="SET-05", setting="advertising", leaky=True,
        en="Advertising is on", nl="Reclame staat aan",
    ),
    WrongDefault(
        fault="default-personalised-under-13", requirement="SET-05", setting="personalisation", under=13,
        en="Personalised for children under 13 only", nl="Op maat gemaakt, alleen voor wie jonger is dan 13",
    ),
    WrongDefault(
        fault="default-analytics-on", requirement="SET-05", setting="analytics",
        en="Use is measured to improve the app", nl="Gebruik wordt gemeten om de app te verbeteren",
    ),
    WrongDefault(
        fault="default-ai-training-on", requirement="SET-05", setting="ai-training", leaky=True,
        en="Answers train AI", nl="Antwoorden trainen AI",
    ),
    WrongDefault(
        fault="default-newsletter-on", requirement="SET-05", setting="newsletter",
        en="The newsletter is on", nl="De nieuwsbrief staat aan",
    ),
    WrongDefault(
        fault="default-social-sign-in", requirement="SET-05", setting="third-party-sign-in",
        en="Sign-in with social media is on", nl="Aanmelden met sociale media staat aan",
    ),
    WrongDefault(
        fault="default-embeds-load", requirement="SET-05", setting="embeds",
        en="Videos of other sites load", nl="Video's van andere websites laden",
    ),
    WrongDefault(
        fault="default-ai-features-on", requirement="SET-05", setting="ai-features",
        en="The AI assistant is on", nl="De AI-assistent staat aan",
    ),
)

_ENGAGED = (
    WrongDefault(
        fault="default-likes-public", requirement="SET-07", setting="likes", value=_ALL,
        en="Everyone sees likes", nl="Iedereen ziet likes",
    ),
    WrongDefault(
        fault="default-leaderboard-on", requirement="SET-07", setting="leaderboard",
        en="In the ranking from the start", nl="Van in het begin in het klassement",
    ),
    WrongDefault(
        fault="default-streaks-in-aria", requirement="SET-07", setting="streaks",
        en="Streaks are on, said in ARIA only", nl="Dagreeks staat aan, enkel in ARIA gezegd",
    ),
    WrongDefault(
        fault="default-notifications-on", requirement="SET-07", setting="notifications",
        en="Notifications are on", nl="Meldingen staan aan",
    ),
    WrongDefault(
        fault="default-night-messages", requirement="SET-07", setting="night-hours",
        en="Notifications at night", nl="Meldingen 's nachts",
    ),
    WrongDefault(
        fault="default-autoplay-folded", requirement="SET-07", setting="autoplay",
        en="Autoplay is on, folded away", nl="Automatisch afspelen staat aan, weggevouwen",
    ),
    WrongDefault(
        fault="default-read-receipts-on", requirement="SET-07", setting="read-receipts",
        en="Read receipts are on", nl="Leesbevestigingen staan aan",
    ),
    WrongDefault(
        fault="default-typing-in-french", requirement="SET-07", setting="typing-indicator",
        en="Typing is shown, said in French", nl="Typen wordt getoond, in het Frans gezegd",
    ),
)

WRONG_DEFAULTS = (*_SEEN, *_DEVICE, *_PROFILED, *_ENGAGED)

SETTINGS_FAULTS = (
    *(one.as_fault() for one in WRONG_DEFAULTS),
    Fault(
        id="api-says-otherwise", requirements=("SET-05",), told=("data-sharing",),
        title_en="The screen says off, the API says on", title_nl="Het scherm zegt uit, de API zegt aan",
    ),
    Fault(
        id="framed-autoplay-on", requirements=("SET-07",), recommended=("SET-07",), also=("SET-08",),
        told=("Filmpjes automatisch afspelen",),
        title_en="A setting in a frame is on", title_nl="Een instelling in een kader staat aan",
    ),
    Fault(
        id="recommendations-stay", requirements=("SET-05",),
        told=("personalisation: GET demoschool.test/api/aanbevelingen",), clashes=("default-personalised-under-13",),
        title_en="Recommendations go on when they are switched off again",
        title_nl="Aanbevelingen gaan door nadat ze weer uitgezet zijn",
    ),
    Fault(
        id="photos-label-inverted", requirements=("SET-04",), told=("photos",),
        title_en="The setting of photos asks the opposite and is not ticked",
        title_nl="De instelling voor foto's vraagt het omgekeerde en is niet aangevinkt",
    ),
)
