"""A school's own login made of django-allauth: TOTP, recovery codes, and five failed logins for an account.

It is installed once, into an environment of its own below `.cache/targets`; each school is made in a scratch folder and
starts on a free port of loopback. Run by hand, it stays until Enter is pressed:

    python -m tests.targets.allauth.running
"""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.targets.environment import installed
from tests.targets.process import answers, free_port, listens, plain_environment, running

HERE = Path(__file__).resolve().parent
VERSION = "65.21.1"
PREPARE_SECONDS = 120


@dataclass(frozen=True)
class Account:
    """Somebody at the school. All of it is made up."""

    role: str
    username: str
    password: str
    first_name: str
    last_name: str
    totp: str = ""
    sub: str = ""
    """Whom the identity provider calls so may sign in there."""

    @property
    def email(self) -> str:
        return f"{self.username}@demoschool.test"

    def persona(self, name: str, *, apart: bool, spare: str = "") -> str:
        """As profiles write them; `apart`: without a session of their own, `spare`: the file with a recovery code."""
        only = "acts_only = true\n" if apart else ""
        code = f'totp = "{self.totp}"\n' if self.totp else ""
        code += f'recovery = "file:{spare}"\n' if self.totp and spare else ""
        known = f'first_name = "{self.first_name}", last_name = "{self.last_name}", email = "{self.email}"'
        return f"""[personas.{name}]
role = "{self.role}"
username = "{self.username}"
password = "{self.password}"
{code}{only}known = {{ {known} }}

"""


PUPIL = Account("pupil", "ada-k7x2q", "Zonnebloem-4271", "Adalberta", "Quirijnen", sub="0f2b-771")
CANARY = Account("pupil", "cor-v5t8w", "Kastanje-5317-q", "Cornelietta", "Vossaert", sub="7c41-204")
TEACHER = Account("teacher", "tha-m3v8", "Lesgeven-4242-x", "Thaddeus", "Wybrecht")
ADMIN = Account("admin", "gum-z6h1n", "Sleutelbos-8080", "Gumbertus", "Zwaenepoel", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
PEOPLE = {"pupil": PUPIL, "canary": CANARY, "teacher": TEACHER, "admin": ADMIN}


@dataclass(frozen=True)
class House:
    """Where a school is met by HTTPS under a `name`, on this port of loopback, and the provider that it trusts.

    `certificate` is a file with its own and the key, `ca` one with the authority of both, `spare` one for a
    recovery code of the administrator; `provider` is a host name.
    """

    name: str
    port: int
    certificate: str
    ca: str
    spare: str
    provider: str
    issuer: str
    client: str
    secret: str
    back: str = ""
    """Where it sends people back to whose app signs them in here, with the same name of the client; nobody's without."""

    @property
    def url(self) -> str:
        return f"https://{self.name}"


@contextlib.contextmanager
def allauth(house: House | None = None, forgets: int = 15) -> Iterator[str]:
    """Its address: at a bare port, or in a `house`. Raises NotReachable when it cannot be installed here.

    `forgets`: after how many seconds five failed logins are forgotten.
    """
    python = installed(f"allauth-{VERSION}", (HERE / "requirements.txt").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="schoolproof-allauth-") as scratch:
        folder, port = Path(scratch), free_port()
        people = [{**asdict(one), "email": one.email} for one in PEOPLE.values()]
        told = {"key": secrets.token_hex(32), "people": people, "house": asdict(house) if house else None}
        told["signing"] = signing_key() if house and house.back else ""
        (folder / "school.json").write_text(json.dumps({**told, "forgets": forgets}))
        for name in ("settings", "urls", "hashing", "populate", "serve"):
            shutil.copy(HERE / f"{name}.py", folder)
        environment = plain_environment(
            folder, SCHOOL=str(folder / "school.json"), DJANGO_SETTINGS_MODULE="settings", PYTHONPATH=str(folder),
            **({"REQUESTS_CA_BUNDLE": house.ca} if house else {}),
        )  # fmt: skip
        _prepare(python, folder, environment)
        url = house.url if house else f"http://127.0.0.1:{port}"
        command = [python, "serve.py"] if house else [python, "-m", "django", "runserver", "--noreload", f"127.0.0.1:{port}"]
        ready = listens(house.port) if house else answers(f"{url}/accounts/login/", b"csrfmiddlewaretoken")
        with running(command, folder, environment, ready, "django"):
            yield url


def signing_key() -> str:
    """What a provider signs its tokens by."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _prepare(python: Path, folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [python, "populate.py"], cwd=folder, env=environment, capture_output=True, text=True, timeout=PREPARE_SECONDS
    )
    if done.returncode:
        raise RuntimeError(f"the people of the school could not be made:\n{done.stderr[-2000:]}")


def profile_text(url: str) -> str:
    """The profile that a school would write."""
    place = url.removeprefix("http://")
    people = "".join(one.persona(name, apart=one is CANARY) for name, one in PEOPLE.items())
    return f"""{school_text(url, "127.0.0.1", {place: place}, people)}
[accounts]
url = "/accounts/signup/"

[passwords]
persona = "canary"
"""


def school_text(url: str, host: str, names: Mapping[str, str], people: str, ca: str = "") -> str:
    """What each profile of it says: where it is, who signs in (`people`, as text), how, and whom TLS may trust (`ca`)."""
    places = ", ".join(f'"{name}" = "{place}"' for name, place in names.items())
    trusted = f'ca = "{ca}"\n' if ca else ""
    return f"""schema = 1

[app]
name = "django-allauth"
version = "{VERSION}"
url = "{url}/"
hosts = ["{host}"]
environment = "test"
language = "en-US"

[authorisation]
by = "The people who started it on this machine"
until = 2099-12-31
rate = 50

[sandbox]
names = {{ {places} }}
{trusted}public = false

{people}
[login]
url = "/accounts/login/"
proof = {{ text = "{{email}}", url = "/" }}
"""


if __name__ == "__main__":
    with allauth() as url, tempfile.TemporaryDirectory() as beside:
        profile = Path(beside) / "allauth.toml"
        profile.write_text(profile_text(url))
        print(f"{url}\nschoolproof audit {profile}\nEnter ends it.", flush=True)
        sys.stdin.readline()
