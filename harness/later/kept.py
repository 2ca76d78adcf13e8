"""Open sessions, kept beside a bundle until they are asked again, and never in it.

`OUT/later/<name of the bundle's folder>/` holds one file per job, for its owner's eyes only (0600) and encrypted
(AES-256-GCM) under a key that scrypt (RFC 7914) makes of the persona's own secrets and a random salt. Whoever has these
could sign in anyway, so there is no key to manage, and the files alone open nothing.
"""

from __future__ import annotations

import json
import os
import shutil
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from harness.bundle.writer import disk_failure
from harness.errors import SchoolproofError
from harness.model.deferred import JOB
from harness.model.profile import Persona

FORMAT = 1
SUFFIX = ".kept.json"
PROFILE = "profile.json"
SALT, NONCE = 16, 12
LASTING = ("password", "totp")
"""What a key is made of: a recovery code is another one when the app is asked again."""
COST, BLOCK, LANES = 1 << 15, 8, 1
"""scrypt: 32 MiB and some 0.1 s for each guess."""
MAX_KEPT = 1 << 20


class LostError(SchoolproofError):
    """A kept session is not there, or does not open with the secrets that the profile has now."""


class Kept:
    """The sessions that are kept for one bundle."""

    def __init__(self, bundle: Path) -> None:
        whole = bundle.absolute()
        self.folder = whole.parent / "later" / whole.name

    def keep(self, job: str, persona: Persona, cookies: Mapping[str, str]) -> None:
        """Keep a session for a job; a file is there whole or not at all."""
        salt, nonce = os.urandom(SALT), os.urandom(NONCE)
        plain = json.dumps(dict(cookies)).encode()
        sealed = AESGCM(_key(persona, salt)).encrypt(nonce, plain, _bound(job))
        told = {"salt": salt, "nonce": nonce, "session": sealed}
        content = {"format": FORMAT, **{name: b64encode(value).decode() for name, value in told.items()}}
        self._write(self._file(job), json.dumps(content).encode() + b"\n")

    def open(self, job: str, persona: Persona) -> dict[str, str]:
        """The cookies of a job, name → value. Raises LostError."""
        path = self._file(job)
        try:
            with path.open("rb") as stream:
                content = json.loads(stream.read(MAX_KEPT))
            salt, nonce, sealed = (b64decode(content[name]) for name in ("salt", "nonce", "session"))
            plain = AESGCM(_key(persona, salt)).decrypt(nonce, sealed, _bound(job))
            return {str(name): str(value) for name, value in json.loads(plain).items()}
        except FileNotFoundError:
            told = f"{path}: the session of {persona.name} is not kept here"
            hint = "schoolproof audit PROFILE   # or resume on the machine that gathered"
            raise LostError(told, owner="platform", hint=hint) from None
        except InvalidTag:
            told = f"{path}: does not open with the secrets of {persona.name} in the profile"
            hint = "schoolproof audit PROFILE   # when they were changed"
            raise LostError(told, owner="profile", hint=hint) from None
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise LostError(f"{path}: no kept session: {error}", owner="platform") from error

    def jobs(self) -> list[str]:
        """The jobs for which a session is kept."""
        found = self.folder.iterdir() if self.folder.is_dir() else ()
        names = [path.name.removesuffix(SUFFIX) for path in found if path.name.endswith(SUFFIX)]
        return sorted(name for name in names if JOB.fullmatch(name))

    def forget(self, job: str) -> None:
        """Remove a session; with the last one goes the folder."""
        with suppress(FileNotFoundError):
            self._file(job).unlink()
        if not self.jobs():
            with suppress(FileNotFoundError):
                (self.folder / PROFILE).unlink()
            for folder in (self.folder, self.folder.parent):
                with suppress(OSError):  # not there, or something of somebody else is in it
                    folder.rmdir()

    def clear(self) -> None:
        """Remove every session; nothing that is not ours."""
        for job in self.jobs():
            self.forget(job)

    def take(self, other: Kept) -> None:
        """What another place keeps, instead of what is kept here."""
        self.clear()
        moved = [*(other._file(job) for job in other.jobs()), other.folder / PROFILE]
        for path in filter(Path.is_file, moved):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.move(path, self.folder / path.name)
        with suppress(OSError):  # it never was there, or something of somebody else is in it
            other.folder.rmdir()

    def remember(self, profile: Path) -> None:
        """Where the profile of the run is: a path of this machine, which is no evidence."""
        self._write(self.folder / PROFILE, json.dumps({"profile": str(profile)}).encode() + b"\n")

    def profile(self) -> Path | None:
        """The path that was remembered, or None."""
        try:
            content = json.loads((self.folder / PROFILE).read_bytes())
            return Path(str(content["profile"]))
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None

    def _file(self, job: str) -> Path:
        if not JOB.fullmatch(job):
            raise SchoolproofError(f"not the name of a job: {job!r}")
        return self.folder / f"{job}{SUFFIX}"

    def _write(self, path: Path, content: bytes) -> None:
        scratch = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with suppress(FileNotFoundError):
                scratch.unlink()
            with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
            scratch.replace(path)
        except OSError as error:
            raise disk_failure(error) from error


def _key(persona: Persona, salt: bytes) -> bytes:
    """A key of the persona's lasting secrets, told apart by their names and lengths."""
    declared = {field: getattr(persona, field) for field in LASTING}
    secrets = {field: value.get_secret_value() for field, value in declared.items() if value is not None}
    if not secrets:
        raise LostError(f"{persona.name} has no secret, so nothing is kept", owner="profile")
    material = json.dumps(secrets, sort_keys=True).encode()
    return Scrypt(salt=salt, length=32, n=COST, r=BLOCK, p=LANES).derive(material)


def _bound(job: str) -> bytes:
    """What ties the file to its job: one renamed to another does not open."""
    return f"schoolproof.kept/{FORMAT} {job}".encode()
