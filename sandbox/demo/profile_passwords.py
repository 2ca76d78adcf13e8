"""The part of the demo's profile that says on whose accounts passwords are tried, and how staff give one."""

from __future__ import annotations

PASSWORDS = """
[passwords]
persona = "canary"
staff = "colleague"

[passwords.given]
who = "ward"
by = "mentor"
steps = [
  { goto = "/teacher/wachtwoord/{who.username}" },
  { fill = { label = "Nieuw wachtwoord" }, with = "{new_password}" },
  { click = { role = "button", name = "Geef dit wachtwoord" } },
]
"""
