"""The words and containers by which consent banners and their buttons are known; English, Dutch, French, German."""

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
    "accepter uniquement les necessaires|essentiels uniquement|interdire tous les cookies|tout interdire|"
    "ablehnen|alle ablehnen|alles ablehnen|verweigern|nur notwendige|nur erforderliche|nur essenzielle|"
    "nur technisch notwendige|ohne zustimmung fortfahren|ohne einwilligung fortfahren|nicht zustimmen|nein danke|"
    "ich lehne ab"
)
SAVE = listed(
    "save|save settings|save preferences|save choices|confirm|confirm choices|confirm my choices|"
    "accept selection|allow selection|accept selected|allow selected|submit preferences|opslaan|keuze opslaan|"
    "voorkeuren opslaan|bewaar|bewaren|bevestig|bevestigen|keuze bevestigen|mijn keuzes bevestigen|"
    "selectie toestaan|selectie accepteren|selectie bevestigen|instellingen opslaan|enregistrer|valider|"
    "confirmer|confirmer mes choix|enregistrer mes choix|autoriser la selection|accepter la selection|"
    "speichern|auswahl speichern|einstellungen speichern|auswahl bestatigen|auswahl erlauben"
)
ACCEPT = listed(
    "accept|accept all|allow|allow all|agree|i agree|agree all|ok|okay|got it|understood|i understand|yes|"
    "accept cookies|enable all|accepteer|accepteren|alles accepteren|alle accepteren|aanvaard|aanvaarden|"
    "alles aanvaarden|akkoord|ik ga akkoord|toestaan|alles toestaan|alle toestaan|sta toe|begrepen|"
    "ik begrijp het|ja|prima|goed|accepter|tout accepter|accepter tout|j accepte|autoriser|tout autoriser|"
    "d accord|compris|j ai compris|oui|akzeptieren|alle akzeptieren|alles akzeptieren|zustimmen|allen zustimmen|"
    "alle zulassen|erlauben|einverstanden|verstanden|oke|c est bon"
)
SETTINGS = listed(
    "settings|preferences|customise|customize|manage|manage options|options|more options|choose|let me choose|"
    "instellingen|voorkeuren|aanpassen|zelf instellen|beheer|beheren|meer opties|opties|details|keuze|"
    "zelf kiezen|parametres|parametrer|personnaliser|preferences|gerer|plus d options|choisir|reglages|"
    "einstellungen|anpassen|verwalten|mehr optionen|auswahlen"
)
EVERYTHING = listed(
    "accept all|allow all|agree to all|alles accepteren|alles toestaan|tout accepter|tout autoriser|"
    "alle akzeptieren|alle zulassen"
)
"""What turns a button that also says “save” into one that accepts."""

AGAIN = listed(
    "cookie settings|cookies settings|cookie preferences|cookie choices|cookie consent|manage cookies|manage consent|"
    "manage cookie|manage cookie consent|consent preferences|consent settings|consent choices|change consent|"
    "change your consent|change my consent|renew consent|privacy choices|your privacy choices|privacy settings|"
    "privacy preferences|privacy manager|cookie instellingen|cookieinstellingen|cookies instellen|cookies beheren|"
    "cookies aanpassen|cookies wijzigen|cookievoorkeuren|cookie voorkeuren|cookiekeuze|cookie keuze|cookiekeuzes|"
    "cookiebeheer|toestemming wijzigen|toestemming beheren|toestemming aanpassen|toestemmingen|toestemmingsvoorkeuren|"
    "privacyvoorkeuren|privacy voorkeuren|privacyinstellingen|privacy instellingen|gerer les cookies|"
    "gerer mes cookies|gestion des cookies|parametres des cookies|parametres de cookies|parametres cookies|"
    "preferences cookies|preferences de cookies|preferences des cookies|modifier mon consentement|"
    "modifier votre consentement|gerer le consentement|gerer mon consentement|gerer mes preferences|"
    "mes choix cookies|panneau de gestion des cookies|cookie einstellungen|cookieeinstellungen|cookies verwalten|"
    "cookies andern|einwilligungen verwalten|einwilligung verwalten|einwilligung andern|zustimmung verwalten|"
    "datenschutzeinstellungen|datenschutz einstellungen|privatsphareeinstellungen|privatsphare einstellungen"
)
"""What leads back to a choice about cookies that was made."""

WITHDRAW = listed(
    "withdraw consent|withdraw my consent|withdraw your consent|revoke consent|revoke my consent|"
    "toestemming intrekken|trek toestemming in|trek mijn toestemming in|mijn toestemming intrekken|"
    "retirer mon consentement|retirer le consentement|retirer votre consentement|revoquer mon consentement|"
    "einwilligung widerrufen|zustimmung widerrufen|einwilligung zuruckziehen"
)
"""What takes consent back by itself, or leads to where that is done."""

TELLING = listed(
    "cookie|cookies|cookiebeleid|cookie policy|cookieverklaring|privacy|privacy policy|privacybeleid|"
    "privacyverklaring|privacy statement|privacy notice|politique de cookies|confidentialite|vie privee|"
    "donnees personnelles|mentions legales|datenschutz|datenschutzerklarung|cookie richtlinie|settings|preferences|"
    "instellingen|voorkeuren|parametres|reglages|einstellungen"
)
"""Pages on which the choice may stand: about cookies, about privacy, and settings."""

REVISIT = (
    "#ot-sdk-btn", "#ot-sdk-btn-floating", ".ot-sdk-show-settings", ".optanon-toggle-display", "#CookiebotWidget",
    ".cky-btn-revisit", "[data-cky-tag=revisit-consent]", ".cmplz-manage-consent", ".cmplz-show-banner",
    "#tarteaucitronIcon", "#tarteaucitronManager", ".iubenda-tp-btn", ".iubenda-cs-preferences-link",
    ".osano-cm-widget", ".cc-revoke", "[data-cc=show-preferencesModal]", "[data-cc=c-settings]",
    ".termly-display-preferences", "#usercentrics-privacy-button", "[data-testid=uc-privacy-button]",
    ".cookiefirst-floating-button", "#cookie-law-info-again", ".didomi-preferences-link", "#axeptio_main_button",
    ".cmpboxrecall", "#BorlabsCookieBoxWidget", ".borlabs-cookie-preference", ".fc-button-reopen",
)  # fmt: skip
"""What common consent tools reopen themselves with: OneTrust, Cookiebot, CookieYes, Complianz, tarteaucitron, Iubenda,
Osano, cookieconsent, Termly, Usercentrics, CookieFirst, Didomi, Axeptio, consentmanager, Borlabs and more."""
