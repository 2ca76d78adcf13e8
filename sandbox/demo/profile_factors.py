"""The part of the demo's profile about passkeys and other ways in."""

from __future__ import annotations

PASSKEYS = """
[passkeys]
persona = "strange_teacher"
other = "other_pupil"
enrol = [
  { goto = "/profile/passkeys" },
  { click = { role = "button", name = "Passkey toevoegen" } },
  { expect = { text = "Passkeys: 1" } },
]
remove = [
  { goto = "/profile/passkeys" },
  { click = { role = "button", name = "Verwijder passkeys" } },
  { expect = { text = "Je hebt geen passkey." } },
]
"""

DOORS = """
[[doors]]
name = "app"
kind = "api"
reads = ["/api/me"]
[doors.request]
path = "/api/login"
json = { username = "{username}", password = "{password}" }

[[doors]]
name = "profile"
kind = "deep-link"
path = "/profile"

[[doors]]
name = "device"
kind = "remember-me"
steps = [
  { goto = "/login" },
  { fill = { label = "Gebruikersnaam" }, with = "{username}" },
  { fill = { label = "Wachtwoord" }, with = "{password}" },
  { click = { role = "button", name = "Aanmelden" } },
  { fill = { label = "Code uit je app" }, with = "{totp}" },
  { check = { label = "Onthoud dit toestel" } },
  { click = { role = "button", name = "Verder" } },
]
"""
