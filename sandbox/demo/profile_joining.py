"""The part of the demo's profile that says how people come into a school and a class. The plain demo goes without."""

from __future__ import annotations

import json

from harness.sandbox.demo.pictures import A_DAY, LENGTH, PICTURES
from harness.sandbox.demo.pictures import JOINED as JOINED_BY

ENROLMENTS = """
[[enrolments]]
name = "says-teacher"
kind = "teacher"
steps = [
  { goto = "/register/leraar" },
  { fill = { label = "Gebruikersnaam" }, with = "{username}" },
  { fill = { label = "Voornaam" }, with = "{first_name}" },
  { fill = { label = "Achternaam" }, with = "{last_name}" },
  { fill = { label = "E-mailadres" }, with = "{email}" },
  { select = { label = "School waar je lesgeeft" }, option = "Basisschool De Kastanje" },
  { fill = { label = "Wachtwoord" }, with = "{password}" },
  { click = { role = "button", name = "Vraag een account aan" } },
]
reads = ["/teacher", "/class"]
by = "admin"
approve = [
  { goto = "/admin/aanvragen" },
  { click = { role = "button", name = "Laat {who.username} toe" } },
]

[[enrolments]]
name = "has-code"
kind = "class-code"
reads = ["/class", "/homework"]
by = "teacher"
approve = [
  { goto = "/teacher/klascode" },
  { click = { role = "button", name = "Laat {who.username} toe" } },
]

[enrolments.renew]
shown = "/teacher/klascode"
steps = [
  { goto = "/teacher/klascode" },
  { click = { role = "button", name = "Vernieuw de klascode" } },
]
undo = [
  { goto = "/teacher/klascode" },
  { fill = { label = "Eigen klascode" }, with = "{class_code}" },
  { click = { role = "button", name = "Gebruik deze klascode" } },
]
"""

DEVICES = """
[devices]
persona = "classmate"
page = "/profile/toestellen"
each = { css = "li.device" }
end = [{ click = { role = "button", name = "Meld alle andere toestellen af" } }]
"""

_CHOOSE = "\n".join(
    f'  {{ click = {{ role = "button", name = "{{choice.{place}}}" }} }},' for place in range(1, LENGTH + 1)
)
_SWITCH = """
[young.switch]
on = [{ goto = "/admin/kaarten" }, { click = { role = "button", name = "Sta prenten en kaarten toe" } }]
off = [{ goto = "/admin/kaarten" }, { click = { role = "button", name = "Verbied prenten en kaarten" } }]
"""
YOUNG = f"""
[[young]]
name = "pictures"
kind = "picture"
persona = "young"
symbols = {json.dumps(PICTURES)}
length = {LENGTH}
joined = "{JOINED_BY}"
a_day = {A_DAY}
reads = ["/class"]
steps = [
  {{ goto = "/jong" }},
  {{ fill = {{ label = "Gebruikersnaam" }}, with = "{{username}}" }},
{_CHOOSE}
  {{ click = {{ role = "button", name = "Ga naar binnen" }} }},
]
{_SWITCH}
[[young]]
name = "card"
kind = "qr"
persona = "young"
reads = ["/class"]

[young.card]
by = "admin"
page = "/admin/kaarten"
code = {{ css = "a.card[data-who=casimir]" }}
renew = [
  {{ goto = "/admin/kaarten" }},
  {{ click = {{ role = "button", name = "Nieuwe kaart voor {{who.username}}" }} }},
]
{_SWITCH}"""

JOINED = f"{ENROLMENTS}{YOUNG}"
"""All of it."""
