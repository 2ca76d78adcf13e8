"""The settings that ship: labels of real kinds in four languages are known for what they are, and traps for nothing."""

from __future__ import annotations

import pytest

from harness.catalogue.parameters import builtin_parameters
from harness.catalogue.requirements import load_requirements
from harness.catalogue.settings import BANDS, builtin_settings
from harness.catalogue.tables import builtin_data
from harness.catalogue.wording import tokens

CATALOGUE = builtin_settings()

# label → setting, and whether "on" is safe for a pupil of 11 (None: the words do not say). A dash is no setting.
SWITCHES = """
Profiel openbaar maken | profile-visibility | unsafe
Openbaar profiel | profile-visibility | unsafe
Verberg mijn profiel | profile-visibility | safe
Mijn profiel is zichtbaar voor iedereen | profile-visibility | unsafe
Toon mijn profiel aan mijn klas | profile-visibility | safe
Privéprofiel | profile-visibility | safe
Niet vindbaar | discoverability | safe
Verberg mij in de zoekresultaten | discoverability | safe
Laat anderen mij vinden | discoverability | unsafe
Vindbaar via zoekmachines | discoverability | unsafe
Berichten van onbekenden toestaan | contact | unsafe
Berichten van onbekenden blokkeren | contact | safe
Geen vriendschapsverzoeken van andere scholen | contact | safe
Groepsgesprekken met andere scholen | chat | unsafe
Klaschat met mijn klas | chat | safe
Reacties uitschakelen | comments | safe
Iedereen mag reageren | comments | unsafe
Deel mijn werk met iedereen | work-sharing | unsafe
Deel mijn werk met mijn klas | work-sharing | safe
Locatie delen | location | unsafe
Mijn locatie verbergen | location | safe
Locatietoegang | location | unsafe
Gebruik gps | location | unsafe
Camera gebruiken | camera | unsafe
Camera blokkeren | camera | safe
Microfoon | microphone | unsafe
Mijn contacten synchroniseren | contacts | unsafe
Geen toegang tot mijn foto's | photos | safe
Toegang tot foto's | photos | unsafe
Reclame op maat | advertising | unsafe
Geen gepersonaliseerde advertenties | advertising | safe
Gepersonaliseerde advertenties | advertising | unsafe
Aanbevelingen op maat | personalisation | unsafe
Bewaar mijn kijkgeschiedenis | personalisation | unsafe
Help ons de app te verbeteren | analytics | unsafe
Gebruiksgegevens delen | analytics | unsafe
Telemetrie uitschakelen | analytics | safe
AI-assistent | ai-features | unsafe
AI-hulp verbergen | ai-features | safe
Mijn antwoorden gebruiken om AI te trainen | ai-training | unsafe
Mijn werk nooit gebruiken om AI te trainen | ai-training | safe
Gegevens delen met partners | data-sharing | unsafe
Mijn gegevens niet delen met derden | data-sharing | safe
Nieuwsbrief ontvangen | newsletter | unsafe
Geen nieuwsbrief | newsletter | safe
Aanmelden met Google | third-party-sign-in | unsafe
Externe inhoud laden | embeds | unsafe
Geen externe inhoud laden | embeds | safe
Toon hoeveel likes ik krijg | likes | unsafe
Verberg likes | likes | safe
Toon mij in de ranglijst | leaderboard | unsafe
Niet in het klassement tonen | leaderboard | safe
Dagreeks bijhouden | streaks | unsafe
Automatisch afspelen | autoplay | unsafe
Niet automatisch afspelen | autoplay | safe
Automatisch afspelen zonder geluid | autoplay | -
Autoplay without sound | autoplay | -
Camera uit bij het begin | camera | -
Meldingen dempen | notifications | safe
Turn camera off | camera | safe
Meldingen | notifications | unsafe
Geen pushmeldingen | notifications | safe
Herinneringen sturen | notifications | unsafe
Geen meldingen 's nachts | night-hours | safe
Niet storen | night-hours | safe
Stille uren | night-hours | safe
Meldingen 's nachts | night-hours | unsafe
Leesbevestigingen | read-receipts | unsafe
Tonen wanneer ik typ | typing-indicator | unsafe
Verberg dat ik aan het typen ben | typing-indicator | safe
Leerlingen kunnen zich registreren | open-sign-up | unsafe
Public profile | profile-visibility | unsafe
Private account | profile-visibility | safe
Hide my profile | profile-visibility | safe
Make my profile visible to everyone | profile-visibility | unsafe
Let others find me | discoverability | unsafe
Don't show me in search results | discoverability | safe
Show my profile in search engines | discoverability | unsafe
Allow messages from strangers | contact | unsafe
Block messages from strangers | contact | safe
Friend requests from anyone | contact | unsafe
Class chat with classmates | chat | safe
Video chat with other schools | chat | unsafe
Turn off comments | comments | safe
Anyone can comment | comments | unsafe
Share my work with anyone | work-sharing | unsafe
Share location | location | unsafe
Hide my location | location | safe
Precise location | location | unsafe
Camera access | camera | unsafe
Microphone access | microphone | unsafe
Sync contacts | contacts | unsafe
Don't upload contacts | contacts | safe
Access to my photos | photos | unsafe
Personalized ads | advertising | unsafe
Personalised advertising | advertising | unsafe
Limit ad tracking | advertising | safe
Recommended for you | personalisation | unsafe
Personalise my feed | personalisation | unsafe
Help improve our product | analytics | unsafe
Send usage data | analytics | unsafe
Do not track | - | -
Disable telemetry | analytics | safe
AI tutor | ai-features | unsafe
Use my data to train AI | ai-training | unsafe
Don't use my answers to train models | ai-training | safe
Do not sell my data | data-sharing | safe
Share my data with third parties | data-sharing | unsafe
Subscribe to the newsletter | newsletter | unsafe
Marketing emails | newsletter | unsafe
Sign in with Google | third-party-sign-in | unsafe
Load external content | embeds | unsafe
Show like counts | likes | unsafe
Hide like counts | likes | safe
Show me on the leaderboard | leaderboard | unsafe
Daily streaks | streaks | unsafe
Autoplay | autoplay | unsafe
Play next video automatically | autoplay | unsafe
Don't autoplay videos | autoplay | safe
Push notifications | notifications | unsafe
Mute notifications | notifications | safe
Remind me to practise | notifications | unsafe
Notifications at night | night-hours | unsafe
Do not disturb | night-hours | safe
Quiet hours | night-hours | safe
Read receipts | read-receipts | unsafe
Hide my online status | read-receipts | safe
Show when I'm typing | typing-indicator | unsafe
Learner can sign up | open-sign-up | unsafe
Profil public | profile-visibility | unsafe
Masquer mon profil | profile-visibility | safe
Mon profil est visible par tout le monde | profile-visibility | unsafe
Ne pas apparaître dans les résultats de recherche | discoverability | safe
Messages privés de tout le monde | contact | unsafe
Bloquer les messages d'inconnus | - | -
Désactiver les commentaires | comments | safe
Partager ma position | location | unsafe
Ne pas partager ma localisation | location | safe
Accès à l'appareil photo | camera | unsafe
Accès au micro | microphone | unsafe
Synchroniser mes contacts | contacts | unsafe
Accès à mes photos | photos | unsafe
Publicités personnalisées | advertising | unsafe
Aucune publicité ciblée | advertising | safe
Recommandations personnalisées | personalisation | unsafe
Améliorer l'application grâce à mes données d'utilisation | analytics | unsafe
Assistant IA | ai-features | unsafe
Utiliser mes réponses pour entraîner l'IA | ai-training | unsafe
Partager mes données avec des partenaires | data-sharing | unsafe
Ne jamais partager mes données avec des tiers | data-sharing | safe
Recevoir l'infolettre | newsletter | unsafe
Afficher dans le classement | leaderboard | unsafe
Lecture automatique | autoplay | unsafe
Pas de lecture automatique | autoplay | safe
Notifications push | notifications | unsafe
Notifications la nuit | night-hours | unsafe
Ne pas déranger | night-hours | safe
Confirmations de lecture | read-receipts | unsafe
Montrer quand je suis en train d'écrire | typing-indicator | unsafe
Öffentliches Profil | profile-visibility | unsafe
Mein Profil verbergen | profile-visibility | safe
Mein Profil ist für jeden sichtbar | profile-visibility | unsafe
In Suchergebnissen ausblenden | discoverability | safe
Nachrichten von Fremden erlauben | contact | unsafe
Kommentare deaktivieren | comments | safe
Standort teilen | location | unsafe
Standort nicht teilen | location | safe
Kamerazugriff | camera | unsafe
Mikrofon | microphone | unsafe
Kontakte synchronisieren | contacts | unsafe
Zugriff auf Fotos | photos | unsafe
Personalisierte Werbung | advertising | unsafe
Keine Werbung anzeigen | advertising | safe
Personalisierte Empfehlungen | personalisation | unsafe
Nutzungsdaten senden | analytics | unsafe
KI-Assistent | ai-features | unsafe
Meine Antworten verwenden, um KI zu trainieren | ai-training | unsafe
Meine Daten nicht an Dritte weitergeben | data-sharing | safe
Newsletter abonnieren | newsletter | unsafe
In der Bestenliste anzeigen | leaderboard | unsafe
Automatische Wiedergabe | autoplay | unsafe
Benachrichtigungen | notifications | unsafe
Keine Benachrichtigungen | notifications | safe
Nicht stören | night-hours | safe
Lesebestätigungen | read-receipts | unsafe
Anzeigen, wenn ich tippe | typing-indicator | unsafe
"""

# Words that are in the catalogue, about something else.
TRAPS = """
Profielfoto
Kies een profielfoto
Meldingen van fouten
Foutmeldingen tonen
Locatie van de school
Locatie van de campus
School location
Download location
Donkere modus
Nachtmodus met donkere kleuren
Taal
Lettergrootte
Hoog contrast
Animaties verminderen
Welke camera wil je gebruiken
Choose camera
Profile language
Edit profile
Contactformulier voor ouders tonen
Ondertitels
Wachtwoord onthouden
Aangemeld blijven
Tweestapsverificatie
Show subtitles
Text size
Adres
Would you like to see hints
Error notifications
Report a problem
Thème sombre
Langue
Messages d'erreur
Sprache
Schriftgröße
Fehlermeldungen senden
Standort der Schule
Veilig zoeken
Notification sound
Security alerts
Microfoon testen
Location of files
Send me an email when my homework is graded
Use YouTube restricted mode
"""

# label | chosen option | safe at 11 (yes, no, ? when the words do not tell)
OPTIONS = """
Wie kan mijn profiel zien | Alleen ik | yes
Wie kan mijn profiel zien | Mijn klas | yes
Wie kan mijn profiel zien | Iedereen in mijn school | yes
Wie kan mijn profiel zien | Iedereen | no
Wie kan mijn profiel zien | Mijn vrienden | ?
Wie kan mijn profiel zien | Iedereen behalve mijn klas | no
Wie kan mijn profiel zien | Niet openbaar | ?
Wie kan mijn profiel zien | Alle scholen | no
Qui peut voir mon profil | Personne | yes
Qui peut voir mon profil | Toute personne | ?
Who can see my profile | Private | yes
Wie kan mijn profiel niet zien | Iedereen | ?
Who can see my profile | Only me | yes
Who can see my profile | Everyone at my school | yes
Who can see my profile | Public | no
Who can see my profile | Friends | ?
Qui peut voir mon profil | Tout le monde | no
Qui peut voir mon profil | Ma classe | yes
Wer kann mein Profil sehen | Jeder | no
Wer kann mein Profil sehen | Nur ich | yes
Wie mag mij een bericht sturen | Niemand | yes
Wie mag mij een bericht sturen | Mijn leraren en mijn klas | yes
Wie mag mij een bericht sturen | Iedereen | no
Who can message me | Anyone | no
Who can message me | Teachers | yes
Wie kan mijn antwoorden zien | Alleen mijn leraar | yes
Wie kan mijn antwoorden zien | Mijn school | no
Wie kan mijn antwoorden zien | Iedereen met de link | no
Meldingen over berichten | Uit | yes
Meldingen over berichten | Aan | no
Meldingen over berichten | Nooit | yes
Meldingen over berichten | Dagelijks | no
Meldingen over berichten | Alleen belangrijke | ?
Email notifications | Weekly | no
Email notifications | Never | yes
Email notifications | 0 | yes
Email notifications | 3 | ?
Autoplay | Only on Wi-Fi | ?
Personalised ads | | ?
Geen reclame | Ja | yes
Geen reclame | Nee | no
"""


def rows(table: str) -> list[list[str]]:
    return [[part.strip() for part in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("label", "setting", "on"), rows(SWITCHES))
def test_a_label_is_known_for_what_it_is(label: str, setting: str, on: str) -> None:
    assert CATALOGUE.recognise(label) == setting.strip("-").strip()
    if on == "-":
        assert CATALOGUE.safe(setting, label, "on", 11) is None
    else:
        safe = on == "safe"
        assert CATALOGUE.safe(setting, label, "on", 11) is safe
        # What is off may be anything where on is only as wide as it says.
        assert CATALOGUE.safe(setting, label, "off", 11) in ({None, False, True} if safe else {True})


@pytest.mark.parametrize("label", [label for label, _, on in rows(SWITCHES) if on == "safe"])
def test_the_safe_side_off_is_never_taken_for_safe_where_it_shuts_something(label: str) -> None:
    setting = CATALOGUE.recognise(label)
    shuts = CATALOGUE.safe(setting, label, "off", 11)
    circle = any(words in label for words in ("mijn klas", "classmates"))
    assert shuts is True if circle else shuts in (None, False)


@pytest.mark.parametrize("label", [label for (label,) in rows(TRAPS)])
def test_words_about_something_else_are_no_setting(label: str) -> None:
    assert CATALOGUE.recognise(label) == ""


@pytest.mark.parametrize(("label", "value", "safe"), rows(OPTIONS))
def test_an_option_says_how_far_it_reaches(label: str, value: str, safe: str) -> None:
    setting = CATALOGUE.recognise(label)
    assert setting
    assert CATALOGUE.safe(setting, label, value, 11) is {"yes": True, "no": False, "?": None}[safe]


@pytest.mark.parametrize(
    ("path", "setting"),
    [
        ("settings.readReceipts", "read-receipts"), ("privacy.profile_visibility", "profile-visibility"),
        ("profile.isPublic", "profile-visibility"), ("prefs.marketing.emails", "newsletter"), ("contact", "contact"),
        ("learner_can_sign_up", "open-sign-up"), ("learner_can_login_with_no_password", "sign-in-without-password"),
        ("user.email", ""), ("learner_can_edit_name", ""), ("show_download_button_in_learn", ""), ("", ""),
        ("a.b.c", ""), ("notificationsEnabled", "notifications"), ("hideLastSeen", "read-receipts"),
    ],
)  # fmt: skip
def test_a_name_in_an_api_is_known(path: str, setting: str) -> None:
    assert CATALOGUE.recognise_name(path) == setting


@pytest.mark.parametrize(
    ("setting", "path", "value", "safe"),
    [
        ("read-receipts", "settings.hideReadReceipts", "on", True), ("read-receipts", "settings.readReceipts", "on", False),
        ("profile-visibility", "profile_visibility", "PUBLIC", False), ("profile-visibility", "profile_visibility", "my_class", True),
        ("profile-visibility", "profile.isPublic", "on", False), ("profile-visibility", "profile.isPublic", "off", True),
        ("profile-visibility", "profile.private", "on", True), ("profile-visibility", "profile.private", "off", False),
        ("open-sign-up", "learner_can_sign_up", "on", False), ("contact", "messages_from", "friends", None),
    ],
)  # fmt: skip
def test_a_value_of_an_api_is_judged_by_its_name(setting: str, path: str, value: str, safe: bool | None) -> None:
    assert CATALOGUE.safe(setting, path, value, 11) is safe


def test_what_stands_around_decides_only_where_the_label_says_nothing() -> None:
    assert CATALOGUE.recognise("E-mail", "Meldingen") == "notifications"
    assert CATALOGUE.recognise("Donkere modus", "Privacy en meldingen") == ""
    assert CATALOGUE.recognise("Locatie", "Meldingen") == "location"


def test_two_that_fit_equally_well_are_none() -> None:
    assert CATALOGUE.recognise("Camera Webcam") == "camera"
    assert CATALOGUE.recognise("Autoplay en streaks_") == "autoplay"
    assert CATALOGUE.recognise("Camera en klasse chat micro") != "chat"
    assert CATALOGUE.recognise("hearts camera") == ""


def test_there_are_enough_labels_in_every_language() -> None:
    assert len(rows(SWITCHES)) + len(rows(TRAPS)) + len(rows(OPTIONS)) >= 150
    assert {setting for _, setting, _ in rows(SWITCHES)} >= set(CATALOGUE.all) - {"sign-in-without-password"}


def test_every_row_belongs_to_a_requirement() -> None:
    requirements = load_requirements([builtin_data() / "catalogue"], builtin_parameters())
    assert {row.requirement for row in CATALOGUE.all.values()} <= set(requirements)
    wanted = "profile-visibility discoverability contact chat location camera microphone contacts photos advertising "
    wanted += "personalisation analytics ai-features ai-training work-sharing comments likes leaderboard streaks autoplay "
    wanted += "notifications night-hours read-receipts typing-indicator newsletter third-party-sign-in embeds data-sharing"
    assert set(wanted.split()) <= set(CATALOGUE.all)


def test_no_subject_swallows_a_word_that_turns_it_around() -> None:
    allowed = {"contact", "sign-in-without-password"}  # private messages; signing in without a password
    swallowed = {
        row.id for row in CATALOGUE.all.values() for phrase in row.phrases
        if CATALOGUE.words.said_by(tokens(phrase.replace("*", "")), frozenset(), protective=False).turned is not False
    }
    assert swallowed == allowed


@pytest.mark.parametrize("row", CATALOGUE.all.values(), ids=CATALOGUE.all)
def test_its_own_words_lead_to_each_row(row) -> None:
    lost = [
        phrase for phrase in (*row.phrases, *row.protective)
        if CATALOGUE.recognise(phrase.replace("*", "")) not in (row.id, "")
    ]
    assert not lost, "these words mean another setting"
    assert set(row.safe) == set(BANDS)
