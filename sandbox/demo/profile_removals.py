"""The part of the demo's profile that says how an administrator takes access away."""

from __future__ import annotations

from harness.sandbox.demo.roster import ACTIONS


def _steps(what: str) -> str:
    return f"""[
  {{ goto = "/admin/accounts/{{who.username}}" }},
  {{ click = {{ role = "button", name = "{ACTIONS[what]}" }} }},
]"""


def _removal(name: str, who: str, reads: str, take: str, give: str, of: str = "") -> str:
    about = f'of = "{of}"\n' if of else ""
    return f"""
[[removals]]
name = "{name}"
who = "{who}"
by = "admin"
{about}reads = ["{reads}"]
steps = {_steps(take)}
undo = {_steps(give)}
"""


REMOVALS = (
    _removal("switched-off", "classmate", "/profile", "uit", "in")
    + _removal("class-left", "classmate", "/class", "klas-weg", "klas-terug", of="pupil")
    + _removal("role-lost", "teacher", "/teacher", "rol-weg", "rol-terug", of="pupil")
)
