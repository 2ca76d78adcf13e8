"""Keys: what is written is read, and what is no key is refused with file, line and reason."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, x25519

from harness.errors import MisuseError
from harness.signing import keys

# RFC 8032, section 7.1, test 2: secret key, public key, message, signature.
SECRET = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def test_the_example_of_the_rfc(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = keys.SigningKey(Ed25519PrivateKey.from_private_bytes(SECRET))
    assert key.public.der[-32:] == PUBLIC
    assert key.sign(b"\x72") == SIGNATURE
    assert key.public.verifies(SIGNATURE, b"\x72")
    assert not key.public.verifies(SIGNATURE, b"\x73")
    assert not key.public.verifies(SIGNATURE[:-1], b"\x72")


@pytest.mark.parametrize("words", [None, b"pass phrase"])
def test_written_and_read(tmp_path: Path, words: bytes | None) -> None:
    path, key = tmp_path / "key.pem", keys.generate()
    keys.write_key(path, key, words)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys.load_key(path, words).public == key.public
    assert keys.read_public(key.public.text) == key.public
    assert len(key.public.id) == 64
    with pytest.raises(MisuseError, match="already there"):
        keys.write_key(path, key, words)


def test_the_private_half_is_not_shown() -> None:
    key = keys.generate()
    assert repr(key) == f"SigningKey({key.public.id[:16]}…)"


def pem(key: object) -> bytes:
    return key.private_bytes(  # type: ignore[attr-defined,no-any-return]
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.mark.parametrize(
    ("content", "words", "why"),
    [
        (b"", None, ":1: not a private key"),
        (b"\xff\x00", None, ":1: not a private key"),
        (b"note\n\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", None, ":3: not a private key"),
        (b"x" * 20_000, None, ":1: longer than"),
        (pem(x25519.X25519PrivateKey.generate()), None, ":1: not an Ed25519 key"),
        (pem(ec.generate_private_key(ec.SECP256R1())), None, ":1: not an Ed25519 key"),
        (keys.generate().pem(b"words"), None, ":1: the key needs a passphrase"),
        (keys.generate().pem(b"words"), b"other", ":1: not a private key"),
        (keys.generate().pem(None), b"words", ":1: the key has no passphrase"),
    ],
    ids=range(9),
)
def test_what_is_no_key(tmp_path: Path, content: bytes, words: bytes | None, why: str) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(content)
    with pytest.raises(MisuseError) as caught:
        keys.load_key(path, words)
    assert f"{path}{why}" in str(caught.value)
    assert caught.value.hint


def test_a_key_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="cannot be read"):
        keys.load_key(tmp_path / "none.pem")
    with pytest.raises(MisuseError, match="cannot be written"):
        keys.write_key(tmp_path / "no/such/folder.pem", keys.generate(), None)


@pytest.mark.parametrize("text", ["", "!", "AAAA", "MCowBQYDK2VwAyEA"])
def test_what_is_no_public_key(text: str) -> None:
    with pytest.raises(ValueError, match="public key"):
        keys.read_public(text)


def test_a_public_key_of_another_kind() -> None:
    der = (
        x25519.X25519PrivateKey.generate()
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    with pytest.raises(ValueError, match="not an Ed25519 key"):
        keys.read_public(keys.PublicKey(der).text)


class TestPassphrase:
    def test_from_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("KEY_WORDS", "één zin")
        assert keys.passphrase("env:KEY_WORDS") == "één zin".encode()
        assert keys.passphrase(None) is None

    @pytest.mark.parametrize("source", ["geheim", "env:", "file:x", "env:NO_SUCH_NAME_HERE"])
    def test_anything_else_is_refused_without_being_repeated(self, source: str) -> None:
        with pytest.raises(MisuseError) as caught:
            keys.passphrase(source)
        assert "geheim" not in f"{caught.value} {caught.value.hint}"
