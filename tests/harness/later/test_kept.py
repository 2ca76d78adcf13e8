"""Kept sessions: whoever has the persona's secrets can open them, nobody else, and nothing stands there in the clear."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from harness.errors import SchoolproofError
from harness.later.kept import Kept, LostError
from harness.model.profile import Persona

COOKIES = {"__Host-sessie": "a-session-value-1234567890", "lang": "nl"}
JOB = "SES-04-ada"


def persona(password: str = "correct-horse", totp: str | None = "JBSWY3DPEHPK3PXP") -> Persona:
    seed = None if totp is None else SecretStr(totp)
    return Persona(name="ada", role="teacher", username="ada", password=SecretStr(password), totp=seed)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    made = Kept(tmp_path / "out" / "bundle")
    made.keep(JOB, persona(), COOKIES)
    return made


def test_it_comes_back_with_the_same_secrets_only(kept: Kept) -> None:
    assert kept.open(JOB, persona()) == COOKIES
    for other in (persona("correct-horsf"), persona(totp=None), persona(totp="JBSWY3DPEHPK3PXQ")):
        with pytest.raises(LostError, match="does not open with the secrets of ada"):
            kept.open(JOB, other)


def test_it_is_for_its_owner_and_holds_nothing_in_the_clear(kept: Kept) -> None:
    (path,) = kept.folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.folder.stat().st_mode) == 0o700
    content = path.read_bytes()
    for secret in (*COOKIES.values(), *COOKIES, "correct-horse", "JBSWY3DPEHPK3PXP"):
        assert len(secret) < 5 or secret.encode() not in content
    before = json.loads(content)
    kept.keep(JOB, persona(), COOKIES)
    after = json.loads(path.read_bytes())
    assert all(before[name] != after[name] for name in ("salt", "nonce", "session"))


def test_one_renamed_to_another_job_does_not_open(kept: Kept) -> None:
    (path,) = kept.folder.iterdir()
    path.rename(path.with_name("SES-04-eva.kept.json"))
    with pytest.raises(LostError, match="does not open"):
        kept.open("SES-04-eva", persona())
    with pytest.raises(LostError, match="not kept here"):
        kept.open(JOB, persona())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=200), st.just(b"[]"), st.just(b'{"salt":1,"nonce":"","session":""}')))
def test_what_is_no_kept_session_is_told(kept: Kept, content: bytes) -> None:
    (path,) = kept.folder.iterdir()
    path.write_bytes(content)
    with pytest.raises(LostError, match="no kept session"):
        kept.open(JOB, persona())


@pytest.mark.parametrize("job", ["../x", "", "a/b", "x" * 101, "."])
def test_a_name_that_leads_elsewhere_is_refused(kept: Kept, job: str) -> None:
    with pytest.raises(SchoolproofError, match="not the name of a job"):
        kept.open(job, persona())


def test_the_folder_goes_with_the_last_session_and_nothing_of_others(kept: Kept) -> None:
    kept.remember(Path("/somewhere/app.toml"))
    kept.keep("SES-04-eva", persona(), COOKIES)
    assert kept.profile() == Path("/somewhere/app.toml")
    kept.forget(JOB)
    assert kept.jobs() == ["SES-04-eva"]
    (kept.folder / "essay.txt").write_text("years of work")
    kept.clear()
    assert [path.name for path in kept.folder.iterdir()] == ["essay.txt"]
    assert kept.profile() is None
    (kept.folder / "essay.txt").unlink()
    kept.keep(JOB, persona(), COOKIES)
    kept.clear()
    assert not kept.folder.parent.exists()


def test_a_persona_without_secrets_keeps_nothing(tmp_path: Path) -> None:
    with pytest.raises(LostError, match="no secret"):
        Kept(tmp_path / "bundle").keep(JOB, Persona(name="ada", role="teacher"), COOKIES)
