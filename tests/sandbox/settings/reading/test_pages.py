"""Which pages are opened in search of settings, and how they are told."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from playwright.async_api import Page

from harness import Profile
from harness.sandbox.settings.reading.pages import address_of, met, promised, unique, visited
from tests.harness.build import Build, base_profile
from tests.sandbox.acting.staging import a_run
from tests.sandbox.web.page.stage import Site, Stage

LINKS = """<a href=/settings>Instellingen</a><a href=/mine/privacy>Wie ziet mij</a><a href=/a>Meldingen</a><a href=/b>Réglages</a>
<a href=/c>Einstellungen</a><a href=/d>Notifications</a><a href=/privacy>Privacyverklaring</a><a href=/privacy#keuze>Cookiekeuze</a>
<a href=/homework>Huiswerk</a><a href=/settings/delete>Account verwijderen</a><a href=https://elsewhere.test/settings>Settings</a>
<a href="#/route/settings">Voorkeuren</a><a href=/settings#top>Instellingen</a>"""


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://school.test/settings?tab=2#top", "/settings?tab=2"), ("https://school.test", "/"),
        ("https://school.test/en/#/facility/settings", "/en/#/facility/settings"),
    ],
)  # fmt: skip
def test_a_page_is_told_without_its_host(url: str, address: str) -> None:
    assert address_of(url) == address


def test_links_that_speak_of_settings_are_followed_and_others_are_not(stage: Stage, site: Site) -> None:
    site.pages["/links"] = LINKS
    app = {"name": "Demo", "url": f"{site.url}/", "hosts": ["127.0.0.1"]}
    profile = Profile.model_validate({**base_profile(), "app": app})

    async def act(page: Page) -> list[str]:
        await page.goto(f"{site.url}/links")
        return await promised(page, profile)

    assert stage.play(act, limit=60) == ["/settings", "/mine/privacy", "/a", "/b", "/c", "/d", "/links#/route/settings"]


def test_pages_that_the_pupils_own_sessions_came_by_are_known(tmp_path: Path) -> None:
    made = Build(tmp_path)
    session = made.session("pupil", "tour")
    for url, title in (
        ("https://school.test/settings/a", ""), ("https://school.test/x", "Voorkeuren"), ("https://school.test/homework", "Huiswerk"),
        ("https://elsewhere.test/settings", ""), ("https://school.test/settings/⟦session:1⟧", ""), ("https://school.test/settings/a", ""),
    ):  # fmt: skip
        session.append("pages", url=url, title=title)
    made.session("teacher", "tour").append("pages", url="https://school.test/teacher/settings")
    made.session("pupil-two", "tour").append("pages", url="https://school.test/two/settings")
    made.seal()
    run = a_run(Profile.model_validate(base_profile()), tmp_path, tmp_path)
    assert met(run, "pupil") == ["/settings/a", "/x"]
    assert msgspec.json.decode((tmp_path / "bundle/sessions/pupil-tour/session.json").read_bytes())["persona"] == "pupil"


def test_other_pages_are_those_after_signing_in_then_those_of_journeys(tmp_path: Path) -> None:
    session = (made := Build(tmp_path)).session("pupil", "tour")
    for path, purpose, status in (
        ("", "consent", 200), ("/start", "login", 200), ("/exercise/1", "journey", 200), ("/exercise/2", "journey", 200),
        ("/gone", "journey", 404), ("/settings", "journey", 200), ("/about", "crawl", 200),
    ):  # fmt: skip
        session.append("pages", url=f"https://school.test{path}", purpose=purpose, status=status)
    made.seal()
    run = a_run(Profile.model_validate(base_profile()), tmp_path, tmp_path)
    assert visited(run, "pupil") == ["/start", "/exercise/1", "/", "/about"]


def test_each_page_is_opened_once() -> None:
    assert unique(["/b", "/a", "/b"]) == ["/b", "/a"]
