"""Whom a row is about, and what kind of personal data a planted field is, in the words of the W3C vocabulary.

Terms: Data Privacy Vocabulary 2 (https://w3id.org/dpv), extension Personal Data (https://w3id.org/dpv/pd).
"""

from __future__ import annotations

import re

from harness.model.profile import Persona
from harness.model.sharing import ANY_DATA, Subject

_CATEGORIES = {
    "pd:Name": "name first_name last_name full_name given_name family_name surname display_name nickname naam voornaam "
    "achternaam familienaam roepnaam",
    "pd:EmailAddress": "email e_mail mail email_address mailadres e_mailadres",
    "pd:TelephoneNumber": "phone telephone mobile phone_number gsm telefoon telefoonnummer",
    "pd:Username": "username user_name login account gebruikersnaam",
    "pd:Password": "password wachtwoord",
    "pd:Authenticating": "totp otp token seed pin",
    "pd:UID": "id identifier user_id pupil_id student_id pupil_number student_number staff_number leerlingnummer "
    "stamboeknummer leerid leer_id",
    "pd:OfficialID": "national_number national_id insz rijksregisternummer bsn identity_card",
    "pd:BirthDate": "birth_date birthdate date_of_birth birthday dob geboortedatum",
    "pd:Age": "age leeftijd",
    "pd:Gender": "gender sex geslacht",
    "pd:PhysicalAddress": "address home_address adres",
    "pd:Street": "street straat",
    "pd:City": "city town gemeente woonplaats",
    "pd:PostalCode": "postcode postal_code zip postnummer",
    "pd:GPSCoordinate": "location position latitude longitude gps locatie",
    "pd:School": "school class school_name class_name class_group group grade grades result results klas groep punten "
    "cijfers",
    "pd:Nationality": "nationality nationaliteit",
    "pd:Language": "language home_language taal thuistaal",
    "pd:Picture": "photo picture avatar image foto",
    "pd:Parent": "parent parent_name guardian ouder",
    "pd:Communication": "message answer note essay bericht antwoord",
    "pd:BankAccount": "iban bank_account rekeningnummer",
    "pd:IPAddress": "ip ip_address",
    "pd:DeviceBased": "technical technical_data technisch technische_gegevens device device_data diagnostics",
    "pd:Religion": "religion religie levensbeschouwing godsdienst",
    "pd:MedicalHealth": "health medical allergy allergies medication medisch gezondheid allergie",
    "pd:Disability": "disability special_needs care_needs handicap zorgnoden",
    "pd:EthnicOrigin": "ethnicity ethnic_origin origin herkomst",
    "pd:Biometric": "biometric fingerprint face voice_print biometrie",
}
_BY_NAME = {name: term for term, names in _CATEGORIES.items() for name in names.split()}
SPECIAL = frozenset({"pd:Religion", "pd:MedicalHealth", "pd:Disability", "pd:EthnicOrigin", "pd:Biometric"})
"""Terms that lie below `dpv:SpecialCategoryPersonalData`, as GDPR art. 9(1) names them."""

_ROLES: dict[str, Subject] = {"teacher": "teacher", "parent": "parent", "admin": "staff", "anonymous": "visitor"}


def subject(persona: Persona | None) -> Subject:
    """The kind of person that a persona stands for; a pupil without an age is just a pupil. None: a stranger."""
    if persona is None:
        return "unknown"
    if persona.role != "pupil":
        return _ROLES[persona.role]
    if persona.age is None:
        return "pupil"
    return "pupil-under-13" if persona.age < 13 else "pupil-13-15" if persona.age < 16 else "pupil-16-plus"


def category(field: str) -> str:
    """The term for a planted field, by its name; `dpv:PersonalData` when the name is none that we know.

    A number behind the name and what stands before its last words do not count: `parent_email_2` is an e-mail address.
    """
    words = [word for word in re.split(r"[^a-z]+", field.strip().lower()) if word]
    for start in range(len(words)):
        term = _BY_NAME.get("_".join(words[start:]))
        if term is not None:
            return term
    return ANY_DATA
