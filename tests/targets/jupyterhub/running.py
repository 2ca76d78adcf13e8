"""JupyterHub, on which pupils write programs, with accounts and passwords of its own (`nativeauthenticator`).

It is installed once, into an environment of its own below `.cache/targets`; each school starts in a scratch folder on a
free port of loopback. Run by hand, it stays until Enter is pressed:

    python -m tests.targets.jupyterhub.running weak      # or strong
"""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.targets.environment import installed
from tests.targets.npm import with_packages
from tests.targets.process import answers, free_port, plain_environment, running

HERE = Path(__file__).resolve().parent
VERSION = "5.5.4"


@dataclass(frozen=True)
class Account:
    """Somebody at the school. All of it is made up."""

    role: str
    username: str
    password: str
    email: str
    totp: str = ""

    def persona(self, *, apart: bool) -> str:
        """As profiles write them; `apart`: without a session of their own."""
        only = "acts_only = true\n" if apart else ""
        code = f'totp = "{self.totp}"\n' if self.totp else ""
        known = f'known = {{ email = "{self.email}" }}\n'
        return f'role = "{self.role}"\nusername = "{self.username}"\npassword = "{self.password}"\n{only}{code}{known}'


PUPIL = Account("pupil", "adalberta-k7x2q", "Zonnebloem-4271", "ada.k7x2q@demoschool.test")
CANARY = Account("pupil", "cornelia-v5t8w", "Kastanje-5317-q", "cornelia.v5t8w@demoschool.test")
TEACHER = Account("teacher", "thaddeus-m3v8", "Lesgeven-4242-x", "thaddeus.m3v8@demoschool.test")
ADMIN = Account("admin", "gumbertus-z6h1n", "Sleutelbos-8080", "gumbertus.z6h1n@demoschool.test", "JBSWY3DPEHPK3PXP")
PEOPLE = (PUPIL, CANARY, TEACHER, ADMIN)


@contextlib.contextmanager
def jupyterhub(*, strong: bool) -> Iterator[str]:
    """Its address. Raises NotReachable when it cannot be installed here."""
    python = installed(f"jupyterhub-{VERSION}", (HERE / "requirements.txt").read_text(encoding="utf-8"))
    packages = with_packages("jupyterhub-proxy", HERE / "package.json") / "node_modules"
    proxy = packages / ".bin" / "configurable-http-proxy"
    with tempfile.TemporaryDirectory(prefix="schoolproof-jupyterhub-") as scratch:
        folder, token = Path(scratch), secrets.token_hex(16)
        port, api, hub = free_port(), free_port(), free_port()
        url = f"http://127.0.0.1:{port}"
        told = {"url": url, "hub": hub, "proxy": f"http://127.0.0.1:{api}", "token": token, "strong": strong}
        (folder / "school.json").write_text(json.dumps({**told, "people": [asdict(one) for one in PEOPLE]}))
        environment = plain_environment(folder, SCHOOL=str(folder / "school.json"), CONFIGPROXY_AUTH_TOKEN=token)
        node = shutil.which("node") or "node"
        ends = ["--ip", "127.0.0.1", "--port", str(port), "--api-ip", "127.0.0.1", "--api-port", str(api)]
        there = answers(f"{url}/hub/login", b"password_input")
        command = [python, "-m", "jupyterhub", "-f", HERE / "jupyterhub_config.py"]
        with (
            running([node, proxy, *ends, "--default-target", f"http://127.0.0.1:{hub}"], folder, environment, _now, "proxy"),
            running(command, folder, environment, there, "hub"),
        ):
            yield url


def _now() -> bool:
    """Whether the proxy is ready decides nothing: the hub waits for it."""
    return True


def profile_text(url: str, *places: str, sessions: bool = True) -> str:
    """The profile that a school would write; `places` are where passwords are offered.

    Without `sessions` everybody only does what probes ask: what people see in their own visits is not asked then.
    """
    people = {"pupil": PUPIL, "canary": CANARY, "teacher": TEACHER, "admin": ADMIN}
    personas = "\n".join(
        f"[personas.{name}]\n{one.persona(apart=one is CANARY or not sessions)}" for name, one in people.items()
    )
    return f"""schema = 1

[app]
name = "JupyterHub"
version = "{VERSION}"
url = "{url}/"
hosts = ["127.0.0.1"]
environment = "test"
language = "en-US"

[authorisation]
by = "The people who started it on this machine"
until = 2099-12-31
rate = 50

[sandbox]
names = {{ "{url.removeprefix("http://")}" = "{url.removeprefix("http://")}" }}
public = false

{personas}
[login]
url = "/hub/login"
proof = {{ text = "{{email}}", url = "/hub/home" }}

[accounts]
url = "/hub/signup"

[passwords]
persona = "canary"
places = {list(places or ("signup", "change"))}
"""


if __name__ == "__main__":
    with jupyterhub(strong=sys.argv[1:] == ["strong"]) as url, tempfile.TemporaryDirectory() as beside:
        profile = Path(beside) / "jupyterhub.toml"
        profile.write_text(profile_text(url))
        print(f"{url}\nschoolproof audit {profile}\nEnter ends it.", flush=True)
        sys.stdin.readline()
