"""Ed25519 keys (RFC 8032): made, kept in PEM (PKCS #8, RFC 5958), named by the digest of their public half."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NoReturn

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from harness.errors import MisuseError, SchoolproofError

MAX_KEY_FILE = 16 << 10
_DER = serialization.Encoding.DER
_SPKI = serialization.PublicFormat.SubjectPublicKeyInfo


@dataclass(frozen=True)
class PublicKey:
    """The half that everybody may have. `der` is its SubjectPublicKeyInfo (RFC 8410)."""

    der: bytes

    @cached_property
    def id(self) -> str:
        """The key id: the sha256 of the SubjectPublicKeyInfo, in hexadecimal."""
        return hashlib.sha256(self.der).hexdigest()

    @property
    def text(self) -> str:
        """The key on one line: base64, as between the dashes of a PEM file."""
        return base64.b64encode(self.der).decode("ascii")

    @cached_property
    def _key(self) -> Ed25519PublicKey:
        key = serialization.load_der_public_key(self.der)
        assert isinstance(key, Ed25519PublicKey)
        return key

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether `signature` (64 bytes) was made over `message` with the private half."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """The half that signs. It is never shown: not in a message, not in `repr`."""

    _key: Ed25519PrivateKey

    def __repr__(self) -> str:
        return f"SigningKey({self.public.id[:16]}…)"

    @cached_property
    def public(self) -> PublicKey:
        """The half that everybody may have."""
        return PublicKey(self._key.public_key().public_bytes(_DER, _SPKI))

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes; the same message always gives the same one."""
        return self._key.sign(message)

    def pem(self, passphrase: bytes | None) -> bytes:
        """The private key as PKCS #8 in PEM, encrypted when there is a passphrase."""
        lock = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
        return self._key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)


def generate() -> SigningKey:
    """A new key, from the operating system's randomness."""
    return SigningKey(Ed25519PrivateKey.generate())


def read_public(text: str) -> PublicKey:
    """The public key on one line of base64. Raises ValueError when it is none, or none of Ed25519."""
    try:
        der = base64.b64decode(text, validate=True)
        key = serialization.load_der_public_key(der)
    except (binascii.Error, ValueError, UnsupportedAlgorithm) as error:
        raise ValueError("not a public key in base64 (SubjectPublicKeyInfo)") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 key")
    return PublicKey(key.public_bytes(_DER, _SPKI))


def passphrase(source: str | None) -> bytes | None:
    """The passphrase that `env:NAME` holds; None for None. In an argument it would stand in every process list."""
    if source is None:
        return None
    kind, _, name = source.partition(":")
    if kind != "env" or not name:
        raise MisuseError("a passphrase is given as env:NAME, never in the command", hint="--passphrase env:KEY_WORDS")
    words = os.environ.get(name)
    if not words:
        raise MisuseError(f"the environment variable {name} is not set", hint=f"export {name}=…")
    return words.encode()


def write_key(path: Path, key: SigningKey, words: bytes | None) -> None:
    """Write a private key that only its owner can read. A key that is there is never replaced (MisuseError)."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise MisuseError(f"{path}: already there; a key is never overwritten", hint="choose another name") from None
    except OSError as error:
        raise MisuseError(f"{path}: cannot be written: {error.strerror}", hint="choose another folder") from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(key.pem(words))
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise SchoolproofError(f"{path}: {error.strerror}", owner="platform", hint="df -h .") from error


def load_key(path: Path, words: bytes | None = None) -> SigningKey:
    """The private key in a PEM file. Raises MisuseError naming file, line and reason."""
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_KEY_FILE + 1)
    except OSError as error:
        raise MisuseError(f"{path}: cannot be read: {error.strerror}", hint="schoolproof keygen OUT") from error
    if len(content) > MAX_KEY_FILE:
        _refuse(path, 1, f"longer than {MAX_KEY_FILE} bytes: not a key")
    begin = content.find(b"-----BEGIN ")
    line = content.count(b"\n", 0, max(begin, 0)) + 1
    try:
        key = serialization.load_pem_private_key(content, words)
    except TypeError:  # what the library says when a passphrase is missing, or was given for nothing
        _refuse(path, line, "the key has no passphrase" if words else "the key needs a passphrase", "env:NAME")
    except (ValueError, UnsupportedAlgorithm):
        _refuse(path, line, "not a private key in PEM (PKCS #8)" + (", or another passphrase" if words else ""))
    if not isinstance(key, Ed25519PrivateKey):
        _refuse(path, line, "not an Ed25519 key")
    return SigningKey(key)


def _refuse(path: Path, line: int, why: str, words: str | None = None) -> NoReturn:
    hint = f"… --key {path} --passphrase {words}" if words else "schoolproof keygen OUT"
    raise MisuseError(f"{path}:{line}: {why}", hint=hint)
