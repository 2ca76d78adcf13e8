"""Sign-up forms as real apps write them, in four languages, with what a person would read in each.

`*kind` is a field that has to be filled in; the order is that of the page.
"""

from __future__ import annotations

_DAYS = "<option></option>" + "".join(f"<option>{day}</option>" for day in range(1, 32))
_YEARS = "<option value=''>–</option>" + "".join(f"<option>{year}</option>" for year in range(2026, 1930, -1))


def _months(*names: str) -> str:
    return "<option></option>" + "".join(f"<option value={at}>{name}</option>" for at, name in enumerate(names, 1))


_DUTCH = _months(
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"
)
_LOGIN = """<form action=/login method=post><label>Gebruikersnaam<input name=u></label>
<label>Wachtwoord<input name=p type=password></label><button>Aanmelden</button></form>"""

FORMS: dict[str, tuple[str, str]] = {
    "dutch": (
        """<h1>Account maken</h1><form method=post action=/r><label>Gebruikersnaam<input name=a required></label>
        <label>Voornaam<input name=b required></label><label>Achternaam (optioneel)<input name=c></label>
        <label>E-mailadres<input name=d type=email></label><label>Geboortedatum<input name=e type=date required></label>
        <label>Wachtwoord<input name=f type=password required></label>
        <label>Herhaal wachtwoord<input name=g type=password required></label>
        <label><input type=checkbox name=h required> Ik ga akkoord met de gebruiksvoorwaarden</label>
        <label><input type=checkbox name=i> Stuur mij de nieuwsbrief</label><button>Registreren</button></form>""",
        "*username *first-name last-name email *birth-date *password *password-again *terms newsletter",
    ),
    "password not marked": (
        """<form method=post action=/signup><label>Username:<input name=username required></label>
        <label>Email:<input name=email type=email required></label>
        <label>Password:<input name=signup_password type=password></label>
        <input name=signup_password_confirmation type=password><input type=submit value="Create User"></form>""",
        "*username *email *password *password-again",
    ),
    "english, nothing marked": (
        """<form method=post action=/register><label for=n>Full name</label><input id=n name=name>
        <label for=e>Email</label><input id=e name=email><label for=t>Phone number</label><input id=t name=phone>
        <label for=p>Password</label><input id=p type=password name=pw>
        <label><input type=checkbox name=t> I agree to the Terms</label><button>Sign up</button></form>""",
        "*full-name *email phone *password *terms",
    ),
    "french, stars": (
        """<h2>Créer un compte</h2><form method=post><label>Identifiant *<input name=x1></label>
        <label>Prénom *<input name=x2></label><label>Nom de famille<input name=x3></label>
        <label>Numéro de téléphone<input name=x4></label><label>Code de classe *<input name=x5></label>
        <label>Date de naissance *<input name=x6 placeholder="jj/mm/aaaa"></label>
        <label>Mot de passe *<input name=x7 type=password></label>
        <label>Confirmez le mot de passe *<input name=x8 type=password></label><button>S'inscrire</button></form>""",
        "*username *first-name last-name phone *class-code *birth-date *password *password-again",
    ),
    "german, optional ones marked": (
        """<h1>Konto erstellen</h1><form><label>Benutzername<input></label><label>Vorname<input></label>
        <label>Adresse (freiwillig)<input name=strasse></label><label>Handynummer<input type=tel></label>
        <label>Passwort<input type=password></label><label>Passwort wiederholen<input type=password></label>
        <label>Ich bin<select><option>Bitte wählen<option>Lehrkraft<option>Schülerin oder Schüler</select></label>
        <button>Konto erstellen</button></form>""",
        "*username *first-name address *phone *password *password-again *role",
    ),
    "three lists": (
        f"""<form method=post action=/aanmaken><label>Gebruikersnaam<input name=u required></label>
        <fieldset><legend>Wanneer ben je geboren?</legend><select name=d aria-label=Dag required>{_DAYS}</select>
        <select name=m aria-label=Maand required>{_DUTCH}</select>
        <select name=j aria-label=Jaar required>{_YEARS}</select></fieldset>
        <label>Kies een wachtwoord<input name=w type=password required></label><button>Maak account</button></form>""",
        "*username *birth-day *birth-month *birth-year *password",
    ),
    "three lists without labels": (
        f"""<form method=post action=/signup><input name=login placeholder="Username" required><p>Birthday</p>
        <div id=birthday_group role=group aria-label="Date of birth"><select name=day>{_DAYS}</select>
        <select name=month>{_months("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")}
        </select><select name=year>{_YEARS}</select></div><input type=password name=pw placeholder="Password" required>
        <button>Join</button></form>""",
        "*username birth-day birth-month birth-year *password",
    ),
    "autocomplete": (
        """<form method=post action=/x><input autocomplete=given-name required><input autocomplete=family-name required>
        <input autocomplete=email required><input autocomplete=tel><input autocomplete=street-address>
        <input autocomplete=new-password type=password required><input type=submit value="Create account"></form>""",
        "*first-name *last-name *email phone address *password",
    ),
    "parent, school, number, photo": (
        """<form method=post action=/inschrijven><label>Voornaam<input name=a required></label>
        <label>E-mailadres van je ouder<input type=email name=b required></label>
        <label>Privé-e-mailadres<input type=email name=c></label><label>School<select name=d><option><option>A</select></label>
        <label>Rijksregisternummer<input name=e></label><label>Profielfoto<input type=file name=f></label>
        <label>Straat en nummer<input name=g></label><label>Postcode<input name=h></label>
        <label>Gebruikersnaam<input name=i required></label><label>Wachtwoord<input type=password name=j required></label>
        <button>Schrijf je in</button></form>""",
        "*first-name *parent-email private-email school national-number photo address address *username *password",
    ),
    "beside a login form": (
        f"""{_LOGIN}<h2>Nieuw?</h2><form action=/new method=post><label>E-mail<input name=e required></label>
        <label>Wachtwoord<input type=password name=w required></label><button>Account aanmaken</button></form>""",
        "*email *password",
    ),
    "radio buttons and styled boxes": (
        """<style>.hidden {position:absolute;opacity:0}</style><form method=post action=/register>
        <fieldset><legend>I am a</legend><label><input type=radio name=r value=t class=hidden required>Teacher</label>
        <label><input type=radio name=r value=s class=hidden>Student</label></fieldset>
        <label>Username<input name=u required></label><label>Password<input type=password name=p required></label>
        <label><input type=checkbox class=hidden name=ok required>I accept the terms of use</label>
        <button>Register</button></form>""",
        "*role *username *password *terms",
    ),
    "no form element": (
        """<div id=app><h1>Sign up</h1><div><label for=a>Username</label><input id=a aria-required=true></div>
        <div><label for=b>Age</label><input id=b type=number aria-required=true></div>
        <div><label for=c>Password</label><input id=c type=password aria-required=true></div>
        <div role=button tabindex=0>Sign up</div></div>""",
        "*username *age *password",
    ),
    "honeypot": (
        """<form method=post action=/register><label>Website (leave blank)<input name=website></label>
        <label>Username<input name=u></label><label>Password<input type=password name=p></label>
        <button>Create an account</button></form>""",
        "honeypot *username *password",
    ),
}

NONE = {
    "login": _LOGIN,
    "search": "<form role=search action=/zoek><input name=q placeholder='Zoek een account'><button>Zoek</button></form>",
    "newsletter": "<form><label>E-mail<input type=email></label><button>Inschrijven</button></form>",
    "change password": """<h1>Instellingen</h1><form><label>Huidig wachtwoord<input type=password></label>
        <button>Aanmelden</button></form>""",
    "settings": "<form><label>Autoplay<input type=checkbox></label><label>Taal<select><option>nl</select></label><button>Bewaar</button></form>",
    "empty": "<p>Niets te zien</p>",
}
