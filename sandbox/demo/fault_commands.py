"""Faults by which another site can command the app in the name of who is signed in (SES-07)."""

from __future__ import annotations

from harness.sandbox.demo.fault import Fault

COMMAND_FAULTS = (
    Fault(
        id="csrf-no-token", requirements=("SES-07",), also=("SES-01",), told=("note form",),
        title_en="Other sites may send a form: cookie with SameSite=None, no token",
        title_nl="Andere sites mogen een formulier sturen: cookie met SameSite=None, geen token",
    ),
    Fault(
        id="csrf-by-get", requirements=("SES-07",), told=("note address",),
        title_en="A mere link changes something", title_nl="Een gewone link wijzigt iets",
    ),
    Fault(
        id="csrf-token-unchecked", requirements=("SES-07",), also=("SES-01",), told=("task form made-up-token",),
        title_en="A token has to be there, and any will do", title_nl="Er moet een token zijn, en elk token volstaat",
    ),
    Fault(
        id="csrf-json-as-text", requirements=("SES-07",), also=("SES-01",), told=("idea script",),
        title_en="JSON is taken as plain text from other sites",
        title_nl="JSON wordt als gewone tekst van andere sites aanvaard",
    ),
)
FOREIGN_COOKIE = ("csrf-no-token", "csrf-token-unchecked", "csrf-json-as-text")
"""These send the session along with requests of other sites."""
