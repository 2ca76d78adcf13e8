"""The words and containers by which consent banners and their buttons are known, in English, Dutch and French."""

from __future__ import annotations

from harness.sandbox.web.page.words import listed

KNOWN = (
    "#onetrust-banner-sdk", "#onetrust-pc-sdk", "#CybotCookiebotDialog", "#usercentrics-root",
    "#usercentrics-cmp-ui", "#didomi-host", "#didomi-popup", ".qc-cmp2-container", "#truste-consent-track",
    "#consent_blackbar", ".truste_box_overlay", "[id^=sp_message_container_]", ".message-container",
    ".cky-consent-container", ".cky-modal", ".cmplz-cookiebanner", "#klaro", "#tarteaucitronRoot",
    ".osano-cm-window", "#cc-main", "#cc--main", ".cc-window", "#iubenda-cs-banner",
    "#termly-code-snippet-support", "#BorlabsCookieBox", "#axeptio_overlay", "#cmpbox", ".fc-consent-root",
    "#sliding-popup", ".cookiefirst-root", "#ccc", "#cookie-law-info-bar", "#cookie-notice",
    "#hs-eu-cookie-confirmation", "#shopify-pc__banner",
)  # fmt: skip
"""Containers of common consent tools: OneTrust, Cookiebot, Usercentrics, Didomi, Quantcast, TrustArc, Sourcepoint,
CookieYes, Complianz, Klaro, tarteaucitron, Osano, cookieconsent, Iubenda, Termly, Borlabs, Axeptio, consentmanager,
Google and more."""

REFUSE = listed(
    "reject|reject all|decline|decline all|deny|deny all|refuse|refuse all|disagree|do not accept|"
    "don t accept|only necessary|necessary only|necessary cookies only|only essential|essential only|"
    "essential cookies only|only required|required only|use necessary cookies only|strictly necessary only|"
    "accept only necessary|accept necessary|accept essential|no thanks|not now|opt out|"
    "continue without accepting|continue without agreeing|weiger|weigeren|alles weigeren|weiger alles|"
    "weiger alle|afwijzen|alles afwijzen|niet accepteren|niet akkoord|ik ga niet akkoord|nee bedankt|"
    "nee dank je|alleen noodzakelijk|alleen noodzakelijke|enkel noodzakelijk|enkel noodzakelijke|"
    "enkel de noodzakelijke|alleen de noodzakelijke|alleen functioneel|alleen functionele|enkel functionele|"
    "alleen essentiele|enkel essentiele|noodzakelijke cookies accepteren|doorgaan zonder te accepteren|"
    "alleen strikt noodzakelijk|alleen strikt noodzakelijke|geen cookies|refuser|tout refuser|refuser tout|"
    "je refuse|rejeter|tout rejeter|continuer sans accepter|ne pas accepter|non merci|"
    "uniquement les necessaires|cookies necessaires uniquement|uniquement necessaires|seulement necessaires|"
    "accepter uniquement les necessaires|essentiels uniquement|interdire tous les cookies|tout interdire"
)
SAVE = listed(
    "save|save settings|save preferences|save choices|confirm|confirm choices|confirm my choices|"
    "accept selection|allow selection|accept selected|allow selected|submit preferences|opslaan|keuze opslaan|"
    "voorkeuren opslaan|bewaar|bewaren|bevestig|bevestigen|keuze bevestigen|mijn keuzes bevestigen|"
    "selectie toestaan|selectie accepteren|selectie bevestigen|instellingen opslaan|enregistrer|valider|"
    "confirmer|confirmer mes choix|enregistrer mes choix|autoriser la selection|accepter la selection"
)
ACCEPT = listed(
    "accept|accept all|allow|allow all|agree|i agree|agree all|ok|okay|got it|understood|i understand|yes|"
    "accept cookies|enable all|accepteer|accepteren|alles accepteren|alle accepteren|aanvaard|aanvaarden|"
    "alles aanvaarden|akkoord|ik ga akkoord|toestaan|alles toestaan|alle toestaan|sta toe|begrepen|"
    "ik begrijp het|ja|prima|goed|accepter|tout accepter|accepter tout|j accepte|autoriser|tout autoriser|"
    "d accord|compris|j ai compris|oui"
)
SETTINGS = listed(
    "settings|preferences|customise|customize|manage|manage options|options|more options|choose|let me choose|"
    "instellingen|voorkeuren|aanpassen|zelf instellen|beheer|beheren|meer opties|opties|details|keuze|"
    "zelf kiezen|parametres|parametrer|personnaliser|preferences|gerer|plus d options|choisir|reglages"
)
EVERYTHING = listed("accept all|allow all|agree to all|alles accepteren|alles toestaan|tout accepter|tout autoriser")
"""What turns a button that also says “save” into one that accepts."""
