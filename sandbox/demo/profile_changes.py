"""The part of the demo's profile that says what a pupil can change, for another site to try."""

from __future__ import annotations


def _change(name: str, label: str, kind: str) -> str:
    return f"""
[[changes]]
name = "{name}"
by = "pupil"
steps = [
  {{ goto = "/kladblok" }},
  {{ fill = {{ label = "{label}" }}, with = "{{mark}}" }},
  {{ click = {{ role = "button", name = "Bewaar {kind}" }} }},
]
seen = "/kladblok"
undo = [
  {{ goto = "/kladblok" }},
  {{ click = {{ css = "li:has-text('{{mark}}') button" }} }},
]
"""


CHANGES = "".join(
    _change(name, label, label.lower()) for name, label in (("note", "Notitie"), ("task", "Taak"), ("idea", "Idee"))
) + """
[[changes]]
name = "mail"
by = "classmate"
guarded = true
steps = [
  { goto = "/profile/email" },
  { fill = { label = "Nieuw e-mailadres" }, with = "{mark}@demoschool.test" },
  { fill = { label = "Huidig wachtwoord" }, with = "{password}" },
  { click = { role = "button", name = "Wijzig e-mailadres" } },
]
seen = "/profile"
undo = [
  { goto = "/profile/email" },
  { fill = { label = "Nieuw e-mailadres" }, with = "{email}" },
  { fill = { label = "Huidig wachtwoord" }, with = "{password}" },
  { click = { role = "button", name = "Wijzig e-mailadres" } },
]
"""
