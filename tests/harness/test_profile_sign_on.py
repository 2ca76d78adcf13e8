"""The `[oidc]` table of a profile file: secrets from where they are kept, files beside the profile, mistakes with their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import MisuseError
from harness.profile.load import load_profile

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
[oidc]
issuer = "https://idp.school.example"
client_id = "app"
client_secret = "env:SCHOOL_CLIENT"
certificate = "idp.pem"
[oidc.claims.pupil]
sub = "0f2b"
ov_leerid_uuid = ["a", "b"]
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SCHOOL_CLIENT", "hush-hush")
    (tmp_path / "idp.pem").write_text("", encoding="utf-8")
    path = tmp_path / "profile.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_it_is_read(file: Path) -> None:
    oidc = load_profile(file).oidc
    assert oidc is not None
    assert oidc.client_secret is not None
    assert oidc.client_secret.get_secret_value() == "hush-hush"
    assert oidc.certificate == file.parent / "idp.pem"
    assert oidc.claims["pupil"]["ov_leerid_uuid"] == ["a", "b"]
    assert (oidc.data, oidc.scopes, oidc.page) == ("generic", ("openid",), "/")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('client_id = "app"', 'client_id = ""', r"profile\.toml:15:.*client_id"),
        ('client_id = "app"', 'client_id = "app"\nclient = 1', r"profile\.toml:16:.*unknown key"),
        ('"https://idp.school.example"', '"https://authenticatie-ti.vlaanderen.be/op"', r"profile\.toml:14:.*government sign-in"),
        ('"idp.pem"', '"absent.pem"', r"oidc\.certificate: no such file"),
        ("env:SCHOOL_CLIENT", "env:NOT_SET_ANYWHERE", "NOT_SET_ANYWHERE is not set"),
        ('"127.0.0.1:9443"', '"8.8.8.8:443"', "not on this network"),
        ('sub = "0f2b"', "", "need a sub"),
    ],
)
def test_a_mistake_is_told(file: Path, old: str, new: str, told: str) -> None:
    assert old in TEXT
    file.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(MisuseError, match=told):
        load_profile(file)


def test_a_table_that_is_none_is_told(file: Path) -> None:
    file.write_text(TEXT.partition("[oidc]")[0].replace("schema = 1", "schema = 1\noidc = 3"), encoding="utf-8")
    with pytest.raises(MisuseError, match=r"profile\.toml:2:.*oidc"):
        load_profile(file)
