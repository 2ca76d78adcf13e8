"""Scripts of the profile: loaded from its folder only, their failures told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page

from harness.errors import MisuseError
from harness.sandbox.web.page.login import login
from harness.sandbox.web.page.login_written import LoginOutcome
from harness.sandbox.web.page.script import ScriptFailed, load_script, run_script
from tests.sandbox.web.page.stage import Login, Persona, Stage

SOURCE = """
from dataclasses import dataclass

@dataclass
class Seen:
    name: str

async def good(page, persona):
    await page.set_content(f"<title>{Seen(persona.name).name}</title>")

async def wrong(page, persona):
    await page.set_content("<p>x</p>")
    raise ValueError("no \\x1b[31m " + persona.password.get_secret_value())

async def types(page, persona):
    await page.fill("#none", persona.password.get_secret_value(), timeout=50)

async def endless(page, persona):
    await page.wait_for_function("() => false", timeout=60000)

async def leaves(page, persona):
    raise SystemExit(3)

def plain(page, persona):
    pass

async def one(page):
    pass

value = 3
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The profile's folder, with things beside it that are not the profile's."""
    inside = tmp_path / "profile"
    (inside / "sub").mkdir(parents=True)
    (inside / "journeys.py").write_text(SOURCE)
    (inside / "sub" / "deep.py").write_text(SOURCE)
    (inside / "broken.py").write_text("x = 1\ndef (:\n")
    (inside / "raises.py").write_text("x = 1\n1 / 0\n")
    (inside / "bytes.py").write_bytes(b"x = '\xff'\n")
    (tmp_path / "outside.py").write_text(SOURCE)
    (inside / "link.py").symlink_to(tmp_path / "outside.py")
    return inside


@pytest.mark.parametrize("spec", ["journeys.py:good", "sub/deep.py:good"])
def test_runs(stage: Stage, folder: Path, spec: str) -> None:
    async def act(page: Page) -> str:
        await run_script(page, Persona(), spec, folder)
        return await page.title()

    assert stage.play(act) == "ada"
    assert not list(folder.rglob("__pycache__"))


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ("../outside.py:good", "outside the profile's folder"),
        ("sub/../../outside.py:good", "outside the profile's folder"),
        ("link.py:good", "outside the profile's folder"),
        ("/etc/passwd.py:good", "outside the profile's folder"),
        ("weg.py:good", "no such file"),
        ("journeys.py", "file.py:function"),
        ("journeys.py:", "file.py:function"),
        ("journeys.py:a.b", "file.py:function"),
        ("journeys.txt:good", "file.py:function"),
        ("a\x00.py:good", "file.py:function"),
        ("journeys.py:missing", "has no missing"),
        ("journeys.py:plain", "async def plain"),
        ("journeys.py:one", "async def one"),
        ("journeys.py:value", "async def value"),
        ("broken.py:good", "broken.py:2"),
        ("raises.py:good", "raises.py:2: ZeroDivisionError"),
        ("bytes.py:good", "bytes.py"),
    ],
)
def test_refused(folder: Path, spec: str, problem: str) -> None:
    with pytest.raises(MisuseError, match=problem):
        load_script(spec, folder)


def test_needs_a_folder() -> None:
    with pytest.raises(MisuseError):
        load_script("journeys.py:good", None)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("wrong", "journeys.py:13: ValueError: no"),
        ("types", "journeys.py:16: not possible"),
        ("endless", "not ready after"),
        ("leaves", "SystemExit"),
    ],
)
def test_failures_have_file_and_line_but_no_secret(stage: Stage, folder: Path, name: str, problem: str) -> None:
    async def act(page: Page) -> None:
        await run_script(page, Persona(), f"journeys.py:{name}", folder, limit=1.5)

    with pytest.raises(ScriptFailed, match=problem) as caught:
        stage.play(act)
    assert caught.value.owner == "profile"
    assert "Zonnebloem" not in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_login_by_script(stage: Stage, folder: Path) -> None:
    async def act(page: Page, name: str) -> LoginOutcome:
        return await login(page, Login(script=f"journeys.py:{name}"), Persona(), "http://127.0.0.1/", directory=folder)

    assert stage.play(lambda page: act(page, "good")).submitted
    failed = stage.play(lambda page: act(page, "wrong"))
    assert failed.failure == "script-failed"
    assert isinstance(failed.error, ScriptFailed)
    assert "Zonnebloem" not in " ".join(failed.steps)
