"""Kolibri, a learning platform that schools really use, as something to audit.

It is installed once, into an environment of its own below `.cache/targets`, and a school is set up once beside it; each
school is a copy of that in a scratch folder, on a free port of loopback, and ends with the process that began it.
Run by hand, it stays until Enter is pressed:

    python -m tests.targets.kolibri
"""

from __future__ import annotations

import contextlib
import csv
import fcntl
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.targets.environment import installed, place_of
from tests.targets.process import answers, free_port, plain_environment, running

VERSION = "0.19.5"
PINNED = f"kolibri=={VERSION} --hash=sha256:dc4c187d29a80037594c2dadd1cbc862cb4b8b76166bfd4084314f8ab2bc6221\n"
PLACE = place_of(f"kolibri-{VERSION}")
COMMAND_SECONDS = 120
COLUMNS = (
    "Database ID (UUID)", "Username (USERNAME)", "Password (PASSWORD)", "Full name (FULL_NAME)",
    "User type (USER_TYPE)", "Identifier (IDENTIFIER)", "Birth year (BIRTH_YEAR)", "Gender (GENDER)",
    "Learner enrollment (ENROLLED_IN)", "Coach assignment (ASSIGNED_TO)",
)  # fmt: skip


@dataclass(frozen=True)
class Account:
    """Somebody at the school. All of it is made up; names and numbers are distinctive, so that a leak would show."""

    username: str
    password: str
    full_name: str
    kind: str
    identifier: str = ""
    born: str = ""
    enrolled: str = ""
    assigned: str = ""

    def row(self) -> list[str]:
        who = ["", self.username, self.password, self.full_name, self.kind]
        return [*who, self.identifier, self.born, "NOT_SPECIFIED", self.enrolled, self.assigned]


PUPIL = Account("adalberta_k7x2q", "Zonnebloem42", "Adalberta Quirijnen", "LEARNER", "LL-83K2-771", "2013", "Klas 4A")
OTHER_PUPIL = Account("rosalinde_p4w9", "Kastanje5317", "Rosalinde Obbergen", "LEARNER", "LL-55T9-204", "2013", "Klas 4A")
TEACHER = Account("thaddeus_m3v8", "Lesgeven4242", "Thaddeus Wybrecht", "CLASS_COACH", "LK-70P1-338", "1980", "", "Klas 4A")
ADMIN = Account("beheer_z6h1n", "Sleutelbos8080", "beheer_z6h1n", "SUPERUSER")  # its full name is its user name


@dataclass(frozen=True)
class School:
    """A running Kolibri: where it answers, and the handle of its process."""

    url: str
    process: subprocess.Popen[bytes]


def install() -> Path:
    """The interpreter of an environment that holds Kolibri. Raises NotReachable without a registry."""
    return installed(f"kolibri-{VERSION}", PINNED, "--require-hashes")


@contextlib.contextmanager
def kolibri(preset: str = "nonformal") -> Iterator[School]:
    """A school with a class, two pupils, their teacher and an administrator; gone afterwards, whatever happens."""
    python = install()
    with tempfile.TemporaryDirectory(prefix="schoolproof-kolibri-") as scratch:
        folder = Path(scratch)
        shutil.copytree(_provisioned(python, preset), _home(folder))
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        command = [python, "-m", "kolibri", "start", "--foreground", "--skip-update", "--no-input", "--port", str(port)]
        ready = answers(f"{url}/api/public/info/", b'"kolibri"')
        with running(command, folder, _environment(folder), ready, "kolibri") as process:
            yield School(url, process)


def _provisioned(python: Path, preset: str) -> Path:
    """The home of a school that was never opened: made once, for that takes most of the time, and copied for each."""
    people = repr((preset, ADMIN, PUPIL, OTHER_PUPIL, TEACHER))
    made = PLACE.parent / f"{PLACE.name}-school-{hashlib.sha256(people.encode()).hexdigest()[:16]}"
    with (PLACE.parent / f"{PLACE.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            with tempfile.TemporaryDirectory(dir=PLACE.parent, prefix="school-") as scratch:
                _provision(python, Path(scratch), preset)
                _home(Path(scratch)).rename(made)  # whole or not at all
    return made


def _home(folder: Path) -> Path:
    return folder / "kolibri"


def _provision(python: Path, folder: Path, preset: str) -> None:
    _manage(
        python, folder, "provisiondevice", "--facility", "Testschool", "--preset", preset, "--language_id", "en",
        "--superusername", ADMIN.username, "--superuserpassword", ADMIN.password, "--noinput",
    )  # fmt: skip
    users = folder / "users.csv"
    with users.open("w", newline="") as stream:
        csv.writer(stream).writerows([COLUMNS, *(one.row() for one in (PUPIL, OTHER_PUPIL, TEACHER))])
    told = _manage(python, folder, "bulkimportusers", str(users))
    if "'created': 3" not in told:
        raise RuntimeError(f"Kolibri did not make the three accounts:\n{told[-2000:]}")


def _manage(python: Path, folder: Path, *command: str) -> str:
    answer = subprocess.run(
        [python, "-m", "kolibri", "manage", *command], env=_environment(folder), cwd=folder, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, timeout=COMMAND_SECONDS,
    )  # fmt: skip
    if answer.returncode != 0:
        raise RuntimeError(f"kolibri manage {command[0]} failed:\n{answer.stdout[-2000:]}")
    return answer.stdout


def _environment(folder: Path) -> dict[str, str]:
    """No call home, and no announcement to the network around."""
    quiet = {"KOLIBRI_DISABLE_PING": "1", "KOLIBRI_ZEROCONF_ENABLED": "0", "KOLIBRI_LISTEN_ADDRESS": "127.0.0.1"}
    return plain_environment(folder, **quiet, KOLIBRI_HOME=str(_home(folder)))


def profile_text(url: str) -> str:
    """The profile that a vendor would write: three people sign in, nothing says how, and there are no journeys."""
    return f"""schema = 1

[app]
name = "Kolibri"
version = "{VERSION}"
url = "{url}/"
hosts = ["127.0.0.1"]
environment = "test"
language = "en-US"

[authorisation]
by = "The people who started it on this machine"
until = 2099-12-31

[sandbox]
names = {{ "{url.removeprefix("http://")}" = "{url.removeprefix("http://")}" }}
public = false

[personas.pupil]
role = "pupil"
class = "Klas 4A"
age = 11
username = "{PUPIL.username}"
password = "{PUPIL.password}"
known = {{ full_name = "{PUPIL.full_name}", username = "{PUPIL.username}", pupil_number = "{PUPIL.identifier}" }}

[personas.teacher]
role = "teacher"
username = "{TEACHER.username}"
password = "{TEACHER.password}"
known = {{ full_name = "{TEACHER.full_name}", staff_number = "{TEACHER.identifier}" }}

[personas.admin]
role = "admin"
username = "{ADMIN.username}"
password = "{ADMIN.password}"
known = {{ full_name = "{ADMIN.full_name}" }}

[login]
url = "/en/auth/"
proof = {{ text = "{{full_name}}", url = "/en/profile/" }}
"""


if __name__ == "__main__":
    with kolibri() as school, tempfile.TemporaryDirectory() as beside:
        profile = Path(beside) / "kolibri.toml"
        profile.write_text(profile_text(school.url))
        print(f"{school.url}\nschoolproof audit {profile}\nEnter ends it.", flush=True)
        sys.stdin.readline()
