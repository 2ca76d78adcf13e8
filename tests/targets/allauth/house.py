"""A school of django-allauth by HTTPS, as passkeys need, that signs its pupils in at the test's identity provider.

Run by hand, it stays until Enter is pressed:

    python -m tests.targets.allauth.house
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from harness.sandbox.demo.certificates import Authority
from tests.targets.allauth.running import ADMIN, CANARY, PUPIL, TEACHER, House, allauth, school_text
from tests.targets.process import free_port

NAME, PROVIDER = "school.allauth.test", "idp.allauth.test"
FORGETS = 60
"""Seconds after which five wrong codes are forgotten: less, and they were before the next right one is there."""
SPARE = "recovery.txt"
KEYS = "/accounts/2fa/webauthn/"


def house_in(folder: Path, back: str = "") -> House:
    """A house whose files lie in a folder; `back` makes it a provider as well (see `House`)."""
    authority, port, provider = Authority(), free_port(), free_port()
    for name, content in (("ca", authority.pem), ("school", authority.leaf([NAME])), ("idp", authority.leaf([PROVIDER]))):
        (folder / f"{name}.pem").write_bytes(content)
    return House(
        NAME, port, str(folder / "school.pem"), str(folder / "ca.pem"), str(folder / SPARE), PROVIDER, f"https://{PROVIDER}:{provider}/op",
        "school-app", "a secret of words & signs %+", back,
    )  # fmt: skip


@contextlib.contextmanager
def in_house(folder: Path) -> Iterator[Path]:
    """Its profile, as it runs. Raises NotReachable when it cannot be installed here."""
    house = house_in(folder)
    profile = folder / "profile.toml"
    profile.write_text(profile_text(house), encoding="utf-8")
    with allauth(house, FORGETS):
        yield profile


def profile_text(house: House) -> str:
    """The profile that a school would write for how its people sign in: nobody does anything else."""
    cast = {"pupil": PUPIL, "classmate": CANARY, "teacher": TEACHER, "admin": ADMIN}
    people = "".join(one.persona(name, apart=True, spare=SPARE) for name, one in cast.items())
    claims = "".join(
        f'[oidc.claims.{name}]\nsub = "{one.sub}"\ngiven_name = "{one.first_name}"\nemail = "{one.email}"\n\n'
        for name, one in cast.items() if one.sub
    )  # fmt: skip
    provider = urlsplit(house.issuer).port
    names = {NAME: f"127.0.0.1:{house.port}", f"{PROVIDER}:{provider}": f"127.0.0.1:{provider}"}
    return f"""{school_text(house.url, NAME, names, people, "ca.pem")}
[passkeys]
persona = "teacher"
other = "classmate"
enrol = [
  {{ goto = "/accounts/reauthenticate/?next={KEYS}add/" }},
  {{ fill = {{ label = "Password" }}, with = "{{password}}" }},
  {{ click = {{ role = "button", name = "Confirm" }} }},
  {{ check = {{ label = "Passwordless" }} }},
  {{ click = {{ role = "button", name = "Add" }} }},
  {{ expect = {{ text = "Recovery Codes" }} }},
]
remove = [
  {{ goto = "/accounts/reauthenticate/?next={KEYS}" }},
  {{ fill = {{ label = "Password" }}, with = "{{password}}" }},
  {{ click = {{ role = "button", name = "Confirm" }} }},
  {{ click = {{ role = "link", name = "Remove" }} }},
  {{ click = {{ role = "button", name = "Remove" }} }},
  {{ expect = {{ text = "No security keys have been added." }} }},
]

[oidc]
issuer = "{house.issuer}"
client_id = "{house.client}"
client_secret = "{house.secret}"
certificate = "idp.pem"
login = "/accounts/oidc/school/login/"
button = "Continue"
scopes = ["openid", "profile", "email"]

{claims}"""


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as beside, in_house(Path(beside)) as written:
        print(f"schoolproof audit {written}\nEnter ends it.", flush=True)
        sys.stdin.readline()
