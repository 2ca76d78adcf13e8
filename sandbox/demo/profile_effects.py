"""The part of the demo's profile that says how others could reach a pupil, and where the school decides."""

from __future__ import annotations

import json

from harness.sandbox.demo.admin import PAGE
from harness.sandbox.demo.choice_table import Choice

EFFECTS = """
[[effects]]
id = "profile-visibility"
by = "classmate"
seen = "/leerlingen/{owner.username}"

[[effects]]
id = "profile-visibility"
by = "classmate"
seen = "/api/leerlingen/{owner.username}"

[[effects]]
id = "discoverability"
by = "teacher"
steps = [
  { goto = "/zoek" },
  { fill = { label = "Naam van een leerling" }, with = "{owner.first_name}" },
  { click = { role = "button", name = "Zoek" } },
]

[[effects]]
id = "contact"
by = "classmate"
steps = [
  { goto = "/berichten/{owner.username}" },
  { fill = { label = "Bericht aan één leerling" }, with = "Dag, dit is een test: {mark}" },
  { click = { role = "button", name = "Verstuur" } },
]
seen = "/postvak"
undo = [
  { goto = "/postvak" },
  { click = { css = "li:has-text('{mark}') button" } },
]

[[effects]]
id = "work-sharing"
steps = [
  { goto = "/werk" },
  { fill = { label = "Titel" }, with = "Test" },
  { fill = { label = "Tekst" }, with = "Een werk voor de test: {mark}" },
  { click = { role = "button", name = "Bewaar werk" } },
  { click = { role = "button", name = "Maak deellink" } },
]
undo = [
  { goto = "{work}" },
  { click = { role = "button", name = "Verwijder werk" } },
]

[[effects]]
id = "comments"
by = "teacher"
steps = [
  { goto = "{work}" },
  { fill = { label = "Reactie" }, with = "Goed zo! {mark}" },
  { click = { role = "button", name = "Reageer" } },
]
seen = "{work}"
"""


def admin_control(choice: Choice) -> str:
    """The line that says where an administrator sets the default of a setting and locks it."""
    default, lock = (json.dumps(text, ensure_ascii=False) for text in (choice.label, f"Vergrendel: {choice.label}"))
    return f'admin = {{ page = "{PAGE}", locate = {{ label = {default} }}, lock = {{ label = {lock} }} }}'
