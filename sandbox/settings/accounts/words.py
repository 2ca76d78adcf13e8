"""The words by which the fields of a sign-up form are recognised, in Dutch, English, French and German.

Kinds stand in the order in which they are asked: what is said more precisely comes first, so that a parent's e-mail is
no pupil's, and "repeat password" no password. Compared in the normal form of `harness.sandbox.web.page.words`.
"""

from __future__ import annotations

from harness.sandbox.web.page.words import listed

HONEY, CODE, PARENT_EMAIL, PARENT = "honeypot", "one-time-code", "parent-email", "parent"
USERNAME, PASSWORD, AGAIN, EMAIL, OWN_EMAIL = "username", "password", "password-again", "email", "private-email"
FIRST, LAST, FULL, NICK = "first-name", "last-name", "full-name", "nickname"
BIRTH, DAY, MONTH, YEAR, AGE = "birth-date", "birth-day", "birth-month", "birth-year", "age"
CLASS, SCHOOL, ROLE, GENDER = "class-code", "school", "role", "gender"
TERMS, CONSENT, NEWS = "terms", "parents-agree", "newsletter"
PHONE, ADDRESS, PHOTO, NATIONAL, OTHER = "phone", "address", "photo", "national-number", "other"

ROLE_PUPIL = listed(
    "leerling|kind|ik ben leerling|student|pupil|learner|child|kid|eleve|enfant|apprenant|schuler|schulerin|kind|"
    "scholier"
)
ASK_PARENT = listed(
    "vraag je ouder|vraag het aan je ouder|vraag aan je ouder|vraag je ouders|toestemming van je ouder|"
    "toestemming van een ouder|"
    "toestemming van je ouders|ouderlijke toestemming|ask your parent|ask a parent|ask your parents|parental consent|"
    "parent s permission|"
    "permission of a parent|parent or guardian|demande a tes parents|demande a un parent|consentement parental|"
    "autorisation parentale|autorisation de tes parents|frag deine eltern|frage deine eltern|"
    "einwilligung deiner eltern|einwilligung der eltern|"
    "zustimmung deiner eltern"
)
MAILED = listed(
    "bevestig je e mailadres|bevestig je e mail|bevestigingsmail|we stuurden je een e mail|"
    "we hebben je een e mail gestuurd|"
    "controleer je mailbox|check your inbox|check your email|check your mail|confirm your email|verify your email|"
    "verification email|confirmation email|activation link|activatielink|we sent you an email|verifiez votre boite|"
    "consultez votre boite|confirmez votre adresse|e mail de confirmation|email de confirmation|"
    "bestatige deine e mail|bestatigen sie ihre e mail|bestatigungsmail|bestatigungs e mail|prufe dein postfach"
)
REQUIRED = listed("verplicht|required|mandatory|obligatoire|erforderlich|pflichtfeld")
OPTIONAL = listed("optioneel|niet verplicht|optional|not required|facultatief|facultatif|non obligatoire|freiwillig")
SIGN_UP = listed(
    "account aanmaken|account maken|maak een account|maak je account|"
    "maak account|nieuw account|registreren|registreer|registratie|schrijf je in|"
    "inschrijven|sign up|signup|register|registration|create account|create an account|create your account|"
    "new account|join|enrol|enroll|s inscrire|inscription|inscrivez vous|inscris toi|creer un compte|"
    "creer mon compte|"
    "nouveau compte|registrieren|registrierung|konto erstellen|konto anlegen|neues konto|anmelden als neu|"
    "jetzt registrieren"
)
FINISH = listed(
    "voltooien|afronden|klaar|versturen|verstuur|bevestigen|opslaan|finish|done|submit|send|complete|save|confirm|"
    "terminer|valider|envoyer|enregistrer|abschliessen|absenden|fertig|speichern|weiter"
)
REFUSED = listed(
    "te jong|nog geen 13|jonger dan|minimumleeftijd|te vroeg|too young|under 13|at least 13|minimum age|"
    "not old enough|"
    "not eligible|trop jeune|age minimum|moins de 13|zu jung|mindestalter|unter 13"
)
BUSY = listed(
    "te veel pogingen|probeer het later|too many|try again later|rate limit|trop de tentatives|reessayez plus tard|"
    "zu viele|versuche es spater"
)

BY_AUTOCOMPLETE: dict[str, str] = {
    "username": USERNAME, "new-password": PASSWORD, "email": EMAIL, "given-name": FIRST, "family-name": LAST,
    "name": FULL, "nickname": NICK, "bday": BIRTH, "bday-day": DAY, "bday-month": MONTH, "bday-year": YEAR,
    "tel": PHONE, "tel-national": PHONE, "street-address": ADDRESS, "address-line1": ADDRESS, "postal-code": ADDRESS,
    "address-level2": ADDRESS, "one-time-code": CODE, "sex": GENDER, "photo": PHOTO, "organization": SCHOOL,
}

BY_WORDS: tuple[tuple[str, frozenset[str]], ...] = (
    (HONEY, listed(
        "leave this field|leave blank|leave empty|do not fill|honeypot|laat leeg|laat dit veld leeg|niet invullen|"
        "ne pas remplir|laissez vide|nicht ausfullen|leer lassen"
    )),
    (CLASS, listed(
        "klascode|klas code|code van je klas|code van de klas|class code|classcode|join code|school code|schoolcode|"
        "code de classe|code classe|code de l ecole|klassencode|klassen code|schulcode|uitnodigingscode|invite code|"
        "invitation code|code d invitation|einladungscode"
    )),
    (PARENT_EMAIL, listed(
        "e mail van je ouder|e mailadres van je ouder|e mail van een ouder|e mailadres van een ouder|e mail ouder|"
        "mailadres ouder|parent email|parent s email|parents email|parent e mail|email of a parent|guardian email|"
        "email of your parent|e mail des parents|e mail d un parent|email parent|email parental|e mail der eltern|"
        "e mail eines elternteils"
    )),
    (PARENT, listed(
        "naam van je ouder|telefoon van je ouder|ouder of voogd|parent name|parent s name|guardian|parent phone|"
        "nom du parent|nom d un parent|tuteur|name der eltern|erziehungsberechtigte"
    )),
    (NATIONAL, listed(
        "rijksregisternummer|rijksregister|insz|burgerservicenummer|bsn|national number|national id|"
        "national register|"
        "social security|ssn|numero national|registre national|niss|personalausweis|sozialversicherungsnummer|"
        "identiteitskaart|numero de securite sociale"
    )),
    (AGAIN, listed(
        "herhaal wachtwoord|herhaal je wachtwoord|wachtwoord herhalen|bevestig wachtwoord|bevestig je wachtwoord|"
        "nogmaals|repeat|retype|re enter|confirm password|password again|confirmation|confirm|confirmer|confirmez|"
        "repetez|repeter|wiederholen|bestatigen|password2|herhaal"
    )),
    (OWN_EMAIL, listed(
        "prive e mail|prive e mailadres|priveadres|persoonlijk e mailadres|persoonlijke e mail|private email|"
        "private e mail|personal email|personal e mail|e mail personnel|adresse personnelle|email personnel|"
        "private e mail adresse|personliche e mail|e mail thuis"
    )),
    (EMAIL, listed(
        "e mail|email|mail|e mailadres|emailadres|mailadres|courriel|adresse e mail|adresse mail|e mail adresse"
    )),
    (PHOTO, listed("foto|profielfoto|photo|picture|avatar|profile image|selfie|bild|profilbild")),
    (PHONE, listed(
        "telefoon|telefoonnummer|gsm|gsm nummer|mobiel|mobiel nummer|phone|phone number|mobile|mobile number|"
        "telephone|"
        "numero de telephone|portable|telefon|telefonnummer|handynummer|mobilnummer|tel"
    )),
    (ADDRESS, listed(
        "straat|huisnummer|straat en nummer|postcode|gemeente|woonplaats|thuisadres|adres|street|house number|"
        "home address|postal address|zip|zip code|postal code|city|town|rue|code postal|ville|commune|"
        "adresse postale|"
        "strasse|hausnummer|plz|postleitzahl|wohnort|adresse|address"
    )),
    (DAY, listed("geboortedag|day of birth|birth day|jour de naissance|geburtstag tag|dag|day|jour|tag")),
    (MONTH, listed("geboortemaand|month of birth|birth month|mois de naissance|maand|month|mois|monat")),
    (YEAR, listed("geboortejaar|year of birth|birth year|annee de naissance|geburtsjahr|jaar|year|annee|jahr")),
    (BIRTH, listed(
        "geboortedatum|wanneer ben je geboren|verjaardag|date of birth|birth date|birthdate|birthday|dob|born|"
        "date de naissance|naissance|geburtsdatum|geburtstag"
    )),
    (AGE, listed("leeftijd|hoe oud ben je|age|how old are you|alter|wie alt bist du|quel age")),
    (NICK, listed("bijnaam|schermnaam|roepnaam|nickname|display name|screen name|pseudo|surnom|spitzname|anzeigename")),
    (USERNAME, listed(
        "gebruikersnaam|username|user name|login|loginnaam|login name|user id|nom d utilisateur|identifiant|"
        "benutzername|nutzername|user"
    )),
    (SCHOOL, listed("school|schoolnaam|school name|ecole|nom de l ecole|schule|facility")),
    (FIRST, listed("voornaam|first name|given name|firstname|prenom|vorname")),
    (LAST, listed(
        "achternaam|familienaam|last name|surname|family name|lastname|nom de famille|nachname|familienname"
    )),
    (FULL, listed("naam|volledige naam|full name|fullname|name|your name|nom|nom complet|vollstandiger name")),
    (PASSWORD, listed("wachtwoord|paswoord|password|passwd|mot de passe|passwort|kennwort|pwd|pincode|geheim woord")),
    (CONSENT, listed(
        "mijn ouders gaan akkoord|mijn ouders weten|toestemming van mijn ouders|toestemming van mijn ouder|"
        "my parents agree|"
        "my parent agrees|permission of my parents|permission from my parents|parents permission|"
        "mes parents sont d accord|"
        "accord de mes parents|meine eltern sind einverstanden"
    )),
    (TERMS, listed(
        "voorwaarden|gebruiksvoorwaarden|akkoord|privacyverklaring|terms|terms of use|conditions|i agree|agree|"
        "privacy policy|conditions generales|j accepte|cgu|nutzungsbedingungen|agb|datenschutz|einverstanden|"
        "accepteer"
    )),
    (NEWS, listed(
        "nieuwsbrief|newsletter|hou me op de hoogte|keep me informed|updates|aanbiedingen|offers|promotions|"
        "infolettre|"
        "tips"
    )),
    (GENDER, listed("geslacht|gender|sex|sexe|genre|geschlecht")),
    (ROLE, listed(
        "rol|ik ben|role|i am a|je suis|ich bin|account type|type account|wie ben je|who are you|soort account"
    )),
)
