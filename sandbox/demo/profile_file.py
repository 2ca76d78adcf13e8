"""The demo's profile, as a vendor would write it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from harness.sandbox.demo import hosts
from harness.sandbox.demo.choices import CHOICES
from harness.sandbox.demo.class_codes import CLASS_CODES
from harness.sandbox.demo.people import Person
from harness.sandbox.demo.profile_changes import CHANGES
from harness.sandbox.demo.profile_demand import DEMAND
from harness.sandbox.demo.profile_effects import EFFECTS, admin_control
from harness.sandbox.demo.profile_factors import DOORS, PASSKEYS
from harness.sandbox.demo.profile_joining import DEVICES, JOINED
from harness.sandbox.demo.profile_passwords import PASSWORDS
from harness.sandbox.demo.profile_removals import REMOVALS
from harness.sandbox.demo.saml_place import SamlPlace
from harness.sandbox.demo.signon_place import SignOnPlace

_JOURNEYS = """
[[journeys]]
name = "homework"
personas = ["pupil"]
steps = [
  { goto = "/homework" },
  { click = { role = "link", name = "Oefening 1" } },
  { fill = { label = "Antwoord" }, with = "Ik ben {first_name} {last_name}, {email}, {pupil_number}" },
  { click = { role = "button", name = "Bewaar" } },
  { expect = { text = "Bewaard" } },
]

[[journeys]]
name = "tour"
personas = ["pupil", "teacher"]
steps = [
  { goto = "/start" },
  { expect = { text = "Fijn dat je er bent, {first_name}!" } },
  { goto = "/profile" },
  { expect = { text = "{email}" } },
  { goto = "/class" },
  { expect = { role = "heading", name = "Klas" } },
  { goto = "/messages" },
  { expect = { label = "Nieuw bericht" } },
  { goto = "/settings" },
  { click = { role = "link", name = "Privacy en meldingen" } },
  { expect = { label = "Wie kan mijn profiel zien" } },
  { goto = "/oude-agenda" },
  { expect = { text = "Deze pagina bestaat niet." } },
]
"""


def profile_text(
    people: Iterable[Person], names: Mapping[str, str], ca: str, cnames: Mapping[str, str],
    sign_on: SignOnPlace | None = None, saml: SamlPlace | None = None, *, passwords: bool = False,
    mail: str | None = None, joining: bool = False,
) -> str:
    """The whole file, TOML. `ca` is relative to it."""
    parts = [
        _head(names, ca, cnames),
        *(_persona(person) for person in people if person.persona),
        f'[login]\nurl = "/login"\nproof = {{ text = "{{first_name}}" }}\n{_JOURNEYS}',
        _accounts(first=passwords),
        *_settings(),
        EFFECTS,
        CHANGES,
        REMOVALS,
        PASSKEYS,
        DOORS,
        DEVICES,
        *_recipients(),
        *(one.table(people) for one in (sign_on, saml) if one),
        *([JOINED] if joining else []),
        *([PASSWORDS, DEMAND] if passwords else []),
        *([f'[mailbox]\nlisten = "{mail}"\n'] if mail else []),
    ]
    return "\n".join(parts)


def _head(names: Mapping[str, str], ca: str, cnames: Mapping[str, str]) -> str:
    return f"""schema = 1

[app]
name = "Demoschool"
version = "1.0"
kind = "web"
url = "https://{hosts.SCHOOL}/"
hosts = {_toml(hosts.OWN)}
environment = "test"
language = "nl-BE"

[authorisation]
by = "Demoschool BV"
until = 2099-12-31
rate = 40  # a server of its own on this machine, which nobody else needs

[sandbox]
names = {_table(names)}
cnames = {_table(cnames)}
ca = {_toml(ca)}
public = false
"""


def _persona(person: Person) -> str:
    values = {
        "role": person.role, "school": person.school, "class": person.class_name, "age": person.age,
        "acts_only": person.acts_only or None, "username": person.username, "password": person.password,
        "totp": person.totp, "recovery": person.recovery,
    }
    known = ", ".join(f"{name} = {_toml(value)}" for name, value in person.known.items())
    lines = [f"{name} = {_toml(value)}" for name, value in values.items() if value is not None]
    return "\n".join([f"[personas.{person.persona}]", *lines, f"known = {{ {known} }}", ""])


def _accounts(*, first: bool) -> str:
    hooks = f"https://{hosts.SCHOOL}/test-accounts"
    given = {"create": hooks, "remove": f"{hooks}/remove", "resync": f"{hooks}/roster", "code": next(iter(CLASS_CODES))}
    given |= {"first": f"{hooks}/first"} if first else {}
    return "\n".join(["[accounts]", *(f"{name} = {_toml(value)}" for name, value in given.items()), ""])


def _settings() -> Iterable[str]:
    for choice in (choice for choice in CHOICES if choice.kind == "select"):
        yield (
            f"[[settings]]\nid = {_toml(choice.id)}\npage = {_toml(choice.page)}\n"
            f"locate = {{ label = {_toml(choice.label)} }}\nsafe = {_toml(choice.safe)}\n"
            f"{admin_control(choice)}\n"
        )


def _recipients() -> Iterable[str]:
    for one in hosts.DECLARED:
        yield (
            f"[[recipients]]\nname = {_toml(one.name)}\nhosts = {_toml(one.hosts)}\nrole = {_toml(one.role)}\n"
            f"country = {_toml(one.country)}\npurpose = {_toml(one.purpose)}\ndata = {_toml(one.data)}\n"
        )


def _table(content: Mapping[str, str]) -> str:
    return f"{{ {', '.join(f'{_toml(name)} = {_toml(value)}' for name, value in content.items())} }}"


def _toml(value: str | int | bool | tuple[str, ...]) -> str:
    """A TOML value; JSON's strings, numbers and lists of strings are written alike."""
    return json.dumps(value, ensure_ascii=False)
