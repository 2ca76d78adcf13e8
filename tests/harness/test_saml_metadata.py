"""The `[saml]` table of a profile file, and the metadata that the app is given: by a command, before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli.sign_on import saml_metadata as command
from harness.errors import MisuseError
from harness.profile.load import load_profile

PEM = "-----BEGIN CERTIFICATE-----\nQUJD\nREVG\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nS0VZ\n-----END PRIVATE KEY-----\n"
TEXT = """schema = 1
[app]
name = "School"
url = "https://school.example/"
hosts = ["school.example"]
[sandbox]
names = { "idp.school.example" = "127.0.0.1:9443" }
[personas.pupil]
role = "pupil"
username = "ada"
password = "x"
known = { first_name = "Adalberta" }
[saml]
issuer = "https://idp.school.example/saml"
entity = "https://school.example/saml"
acs = "https://school.example/saml/acs"
signing = "signing.pem"
[saml.claims.pupil]
name_id = "0f2b"
groups = ["4A"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "signing.pem").write_text(PEM, encoding="utf-8")
    path = tmp_path / "profile.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_it_is_read(file: Path) -> None:
    saml = load_profile(file).saml
    assert saml is not None
    assert saml.signing == file.parent / "signing.pem"
    assert saml.claims["pupil"]["groups"] == ["4A"]
    assert (saml.page, saml.certificate, saml.app_certificate) == ("/", None, None)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"signing.pem"', '"absent.pem"', r"saml\.signing: no such file"),
        ('entity = "https://school.example/saml"', "", r"entity"),
        ("/saml/acs", "/acs\"\nwhere = \"x", r"unknown key"),
        ('"https://school.example/saml/acs"', '"https://elsewhere.example/acs"', "of the app itself"),
        ('name_id = "0f2b"', "", "need a name_id"),
    ],
)
def test_a_mistake_is_told(file: Path, old: str, new: str, told: str) -> None:
    assert old in TEXT
    file.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(MisuseError, match=told):
        load_profile(file)


def test_the_command_prints_what_the_app_needs(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command(file)
    text = capsys.readouterr().out
    assert 'entityID="https://idp.school.example/saml"' in text
    assert 'Location="https://idp.school.example/saml/sso"' in text
    assert ">QUJDREVG<" in text
    assert "S0VZ" not in text, "the key stays here"


@pytest.mark.parametrize("lost", ["key", "table"])
def test_a_profile_without_is_told(file: Path, lost: str) -> None:
    if lost == "key":
        (file.parent / "signing.pem").write_text("nothing", encoding="utf-8")
    else:
        file.write_text(TEXT.partition("[saml]")[0], encoding="utf-8")
    with pytest.raises(MisuseError, match="holds no certificate|no \\[saml\\]"):
        command(file)
