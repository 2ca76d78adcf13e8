"""The words by which forms, links and buttons are recognised, in English, Dutch and French.

Text is compared in one normal form: lower case, without accents, names such as `txtUserName` cut into words.
"""

from __future__ import annotations

import re
import unicodedata

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BREAK = re.compile(r"[^a-z0-9]+")
_LONG = 7


def normal(text: str) -> str:
    """The normal form: words of a–z and 0–9 with single spaces between and around; at most 400 characters are read."""
    cut = _CAMEL.sub(" ", text[:400])
    plain = "".join(char for char in unicodedata.normalize("NFKD", cut) if not unicodedata.combining(char))
    return f" {_BREAK.sub(' ', plain.casefold()).strip()} "


def has(text: str, words: frozenset[str]) -> bool:
    """Whether one of `words` stands in the text; long words also inside others (`txtusername`)."""
    shown = normal(text)
    joined = shown.replace(" ", "")
    return any(f" {word} " in shown or (len(word) >= _LONG and " " not in word and word in joined) for word in words)


def listed(text: str) -> frozenset[str]:
    """The words between the bars of `text`, in the normal form."""
    return frozenset(normal(line).strip() for line in text.split("|") if line.strip())


LOGIN = listed(
    "log in|login|log on|logon|sign in|signin|inloggen|aanmelden|log in als leerling|meld je aan|meld aan|"
    "meld u aan|connexion|se connecter|connectez vous|connecter|me connecter|s identifier|identifiez vous|"
    "authentification|authenticate|aanmeldpagina|ouvrir une session"
)
NEXT = listed(
    "next|continue|volgende|verder|ga verder|doorgaan|suivant|continuer|proceed|poursuivre"
)
ACCOUNT = listed(
    "account|my account|mijn account|mon compte|espace personnel"
)
USERNAME = listed(
    "username|user name|user|userid|user id|login name|loginname|login|account name|gebruikersnaam|gebruiker|"
    "identifiant|nom d utilisateur|utilisateur|e mail|email|mail|e mailadres|emailadres|adresse e mail|"
    "courriel|leerlingnummer|stamnummer|student number|pupil number|accountnaam|uid"
)
PASSWORD = listed(
    "password|passwd|pass word|passphrase|pwd|pass|wachtwoord|paswoord|mot de passe|motdepasse|mdp|pincode|"
    "pin|geheim woord"
)
NEW_PASSWORD = listed(
    "new password|new|confirm|confirmation|repeat|retype|again|nieuw|nieuw wachtwoord|herhaal|bevestig|"
    "bevestig wachtwoord|nouveau|nouveau mot de passe|confirmer|confirmez|repeter|choose|kies|choisir|"
    "choisissez"
)
CODE = listed(
    "one time code|onetime code|one time password|otp|totp|2fa|mfa|two factor|two step|verification code|"
    "security code|authentication code|authenticator|verificatiecode|beveiligingscode|eenmalige code|"
    "controlecode|tweestapsverificatie|code de verification|code de securite|code a usage unique|"
    "code d authentification|six digit|6 digit|6 cijferige"
)
CODE_WEAK = listed(
    "code|token|cijfercode|verify|verifieer|verifier|verificatie|verification"
)
NOT_CODE = listed(
    "postcode|post code|zip|zip code|postal|code postal|klascode|class code|classcode|code classe|schoolcode|"
    "school code|promo|coupon|kortingscode|country code|landcode|game pin|spelcode|captcha|voucher|join code|"
    "uitnodigingscode|invite"
)
SIGNUP = listed(
    "sign up|signup|register|registration|create account|create an account|create your account|new account|"
    "join|enrol|enroll|registreren|registreer|registratie|account aanmaken|maak account|maak een account|"
    "nieuw account|inschrijven|inscription|s inscrire|inscrivez vous|creer un compte|creer compte|"
    "nouveau compte|get started|start free"
)
NEWSLETTER = listed(
    "newsletter|subscribe|nieuwsbrief|abonneer|abonneren|inschrijven|schrijf je in|infolettre|"
    "lettre d information|s abonner|abonnez vous|mailing list|op de hoogte|stay informed|updates"
)
SEARCH = listed(
    "search|zoek|zoeken|zoekopdracht|recherche|rechercher|chercher|q|query|find"
)
RESET = listed(
    "forgot|forgotten|reset|recover|recovery|vergeten|herstel|herstellen|oublie|reinitialiser|recuperer|"
    "opnieuw instellen"
)
TERMS = listed(
    "terms|conditions|voorwaarden|conditions generales|cgu|agree|akkoord|accepte"
)
REVEAL = listed(
    "show|hide|reveal|toggle|toon|tonen|verberg|verbergen|afficher|masquer|montrer|cacher|eye|oog|weergeven|"
    "voir|zichtbaar"
)
BACK = listed(
    "cancel|back|close|annuleren|annuleer|terug|sluiten|annuler|retour|fermer|help|hulp|aide"
)
ELSEWHERE = listed(
    "google|microsoft|office 365|office365|facebook|apple|github|twitter|linkedin|smartschool|itsme|eid|"
    "leerid|acm idm|clever|classlink|sso|saml|openid|single sign on|azure|passkey|webauthn|security key|"
    "beveiligingssleutel|qr"
)
MENU = listed(
    "menu|user menu|open menu|main menu|hoofdmenu|gebruikersmenu|navigation|site navigation|navigatie|mijn account|"
    "my account|account|profile|profiel|mon compte|compte|menu principal|options|opties"
)
HONEYPOT = listed(
    "leave this field|leave blank|leave empty|do not fill|honeypot|laat leeg|laat dit veld leeg|niet invullen|"
    "ne pas remplir|laissez vide|laisser vide"
)
"""What an honest form says beside a field that only a robot fills in."""

PASSKEY = listed(
    "passkey|passkeys|webauthn|fido|fido2|security key|toegangssleutel|beveiligingssleutel|passleutel|cle d acces|"
    "cle de securite|windows hello|touch id|face id"
)
RECOVERY = listed(
    "recovery code|recovery codes|recovery key|backup code|backup codes|back up code|emergency code|scratch code|"
    "herstelcode|herstelcodes|herstelsleutel|noodcode|noodcodes|reservecode|back upcode|backupcode|"
    "code de recuperation|codes de recuperation|code de secours|codes de secours|cle de recuperation|"
    "wiederherstellungscode|wiederherstellungscodes|wiederherstellungsschlussel|ersatzcode|notfallcode"
)
OTHER_WAY = listed(
    "another way|other way|other ways|another method|other method|other options|more options|andere manier|"
    "op een andere manier|andere methode|andere opties|andere optie|meer opties|autre methode|autre maniere|"
    "autre facon|autrement|autres options|plus d options|andere optionen|weitere optionen|anders anmelden"
)
"""What leads to other second steps than the one that a page asks."""
LOGOUT = listed(
    "log out|logout|log off|logoff|sign out|signout|sign off|afmelden|uitloggen|meld af|uitlog|deconnexion|"
    "se deconnecter|deconnecter|deconnectez vous|fermer la session|logged out|end session|afmeld|disconnect"
)
