"""Faults of passwords: what the school takes for one, who may guess it, what it tells of accounts (AUT)."""

from __future__ import annotations

from harness.sandbox.demo.fault import Fault


def _row(id: str, row: str, title_en: str, title_nl: str, *, recommended: bool = False) -> Fault:
    rows = (row,)
    return Fault(
        id=id, requirements=rows, title_en=title_en, title_nl=title_nl, recommended=rows if recommended else ()
    )


_POLICY = (
    _row("password-min-4", "AUT-01", "Passwords of four characters", "Wachtwoorden van vier tekens"),
    _row("change-min-4", "AUT-01", "Four characters are enough when a password is changed",
         "Vier tekens volstaan wanneer een wachtwoord gewijzigd wordt"),
    _row("given-any-length", "AUT-01", "A teacher may give a pupil a password of one letter",
         "Een leraar mag een leerling een wachtwoord van één letter geven"),
    _row("given-common", "AUT-03", "A teacher may give passwords that all guess",
         "Een leraar mag wachtwoorden geven die iedereen raadt"),
    _row("given-password-stays", "AUT-09", "A password that a teacher gave need not be replaced",
         "Een wachtwoord dat een leraar gaf, hoeft niet vervangen te worden", recommended=True),
    _row("password-client-only", "AUT-01", "Only the page minds the length of a password",
         "Alleen de pagina let op de lengte van een wachtwoord"),
    _row("staff-password-short", "AUT-01", "Staff without a second factor may have a password as short as a pupil's",
         "Personeel zonder tweede factor mag een wachtwoord hebben zo kort als dat van een leerling", recommended=True),
    _row("password-truncated", "AUT-02", "Passwords are cut after 32 characters",
         "Wachtwoorden worden na 32 tekens afgekapt"),
    _row("password-case-folded", "AUT-02", "Capitals in a password do not matter",
         "Hoofdletters in een wachtwoord doen er niet toe"),
    _row("password-no-unicode", "AUT-02", "Accented letters are refused in a password",
         "Letters met accenten worden in een wachtwoord geweigerd"),
    _row("password-composition", "AUT-02", "A password needs a capital and a figure",
         "Een wachtwoord moet een hoofdletter en een cijfer hebben"),
    _row("password-max-20", "AUT-02", "Passwords of at most 20 characters", "Wachtwoorden van hoogstens 20 tekens"),
    _row("password-common", "AUT-03", "Passwords that all guess are taken", "Wachtwoorden die iedereen raadt, mogen"),
    _row("password-school-words", "AUT-03", "The name of the school is taken as a password",
         "De naam van de school mag als wachtwoord", recommended=True),
)

_GUESSING = (
    _row("login-no-throttle", "AUT-04", "Passwords may be guessed without end",
         "Wachtwoorden mogen eindeloos geraden worden"),
    _row("throttle-by-address", "AUT-04", "Guesses are counted by address only",
         "Gokken worden alleen per adres geteld"),
    _row("lockout-forever", "AUT-04", "Who guesses locks the owner out for good",
         "Wie gokt, sluit de eigenaar voorgoed buiten"),
)

_TELLING = (
    _row("login-tells-status", "AUT-05", "Signing in tells by its status which accounts exist",
         "Aanmelden verraadt met de status welke accounts bestaan", recommended=True),
    _row("login-tells-words", "AUT-05", "Signing in says which accounts exist", "Aanmelden zegt welke accounts bestaan",
         recommended=True),
    _row("login-tells-time", "AUT-05", "Signing in takes longer for accounts that exist",
         "Aanmelden duurt langer voor accounts die bestaan", recommended=True),
    _row("reset-tells", "AUT-05", "Asking for a new password says which accounts exist",
         "Een nieuw wachtwoord vragen zegt welke accounts bestaan", recommended=True),
    _row("signup-tells", "AUT-05", "A sign-up that is wrong anyway says which names are taken",
         "Een foute registratie zegt welke namen bezet zijn", recommended=True),
)

_ENTRANCE = (
    _row("default-admin", "AUT-11", "An administrator called admin has the password admin",
         "Een beheerder met de naam admin heeft het wachtwoord admin"),
    _row("secret-question", "AUT-11", "Sign-up asks a secret question", "Registreren stelt een geheime vraag"),
    _row("password-shown", "AUT-11", "The password can be read while it is typed",
         "Het wachtwoord is leesbaar terwijl het getypt wordt"),
    _row("paste-blocked", "AUT-11", "Nothing can be pasted as a password", "Een wachtwoord plakken kan niet"),
    _row("autofill-off", "AUT-11", "Browsers are told not to fill in the password",
         "Browsers mogen het wachtwoord niet invullen"),
)

PASSWORD_FAULTS = (*_POLICY, *_GUESSING, *_TELLING, *_ENTRANCE)
PASSWORDS = frozenset(fault.id for fault in PASSWORD_FAULTS)

SUGGESTION_FAULTS = (
    Fault(
        id="login-suggests-names", requirements=("AUT-05", "SET-01"), recommended=("AUT-05",),
        told=("pupil.username: /api/namen",), title_en="Signing in completes the user names of pupils for anybody",
        title_nl="Aanmelden vult gebruikersnamen van leerlingen aan voor iedereen",
    ),
)
"""Their road is short enough to be walked with other faults, in tests/test_demo.py."""
