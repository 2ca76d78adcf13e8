"""The page in a real browser: quiet under attack, accessible, readable when narrow or large, and without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, sync_playwright

from harness.reports import dpia, summary
from harness.reports.html import render
from harness.sandbox.web.which import find_browser, find_shell
from tests.reports.example import ExampleBundle, clean_report, example_report
from tests.reports.hostile import HostileBundle, hostile_report
from tests.reports.many_recipients import many_recipients
from tests.reports.norm import seen_from_a_norm

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Texts of the picture that are wider than what holds them, both in its own units.
SPILLED = """[...document.querySelectorAll('.only-nl .picture svg text')].filter(
    e => e.getComputedTextLength() > e.parentNode.width.baseVal.value).map(e => e.textContent)"""
TABLES = "[...document.querySelectorAll('.scroll')].map(e => e.scrollWidth - e.clientWidth).filter(x => x > 0)"
UNFOLD = "document.querySelectorAll('details').forEach(d => d.open = true)"
LARGE = "document.documentElement.style.fontSize = '200%'"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_shell(find_browser()).path)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    yield context
    context.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages as addresses of files."""
    folder = tmp_path_factory.mktemp("pages")
    pages = {
        "example": render(example_report(), ExampleBundle()),
        "clean": render(clean_report(), None),
        "hostile": render(hostile_report(), HostileBundle()),
        "norm": render(seen_from_a_norm(), None),
        "many": render(many_recipients(), None),
        "summary": summary.render(example_report()),
        "hostile-summary": summary.render(hostile_report()),
        "dpia": dpia.render(example_report()),
        "hostile-dpia": dpia.render(hostile_report()),
    }
    return {name: _write(folder / f"{name}.html", content) for name, content in pages.items()}


def _write(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return path.as_uri()


def _english(page: Page) -> None:
    page.get_by_text("English", exact=True).click()


@pytest.mark.parametrize("name", ["example", "hostile", "summary", "hostile-summary"])
def test_nothing_runs_nothing_leaves_nothing_complains(
    context: BrowserContext, files: dict[str, str], name: str
) -> None:
    requests: list[str] = []
    noise: list[str] = []

    def refuse(dialog: Dialog) -> None:
        noise.append(f"dialog {dialog.message}")
        dialog.dismiss()

    context.on("request", lambda request: requests.append(request.url))
    page = context.new_page()
    page.on("dialog", refuse)
    page.on("pageerror", lambda error: noise.append(f"error {error}"))
    page.on("console", lambda message: noise.append(f"console {message.text}"))
    page.goto(files[name], wait_until="networkidle")
    page.evaluate(UNFOLD)
    _english(page)
    page.evaluate("document.querySelectorAll('main *').forEach(e => e.dispatchEvent(new Event('mouseover')))")
    page.emulate_media(media="print")
    scripts = 0 if "summary" in name else 1
    assert page.evaluate("[document.scripts.length, document.styleSheets.length]") == [scripts, 1]
    assert [url for url in requests if not url.startswith("data:image/png;base64,")] == [files[name]]
    assert noise == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", ["example", "clean"])
def test_no_accessibility_fault(
    context: BrowserContext, files: dict[str, str], name: str, language: str, scheme: Literal["light", "dark"]
) -> None:
    page = context.new_page()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(files[name])
    if language == "en":
        _english(page)
    page.evaluate(UNFOLD)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert found.violations_count == 0, found.generate_report()
    assert len(found.response["passes"]) > 15


@pytest.mark.parametrize("name", ["example", "hostile", "many", "norm", "summary", "hostile-summary"])
@pytest.mark.parametrize(("width", "large"), [(320, False), (1280, True), (640, False)])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_sideways_scrolling(
    context: BrowserContext, files: dict[str, str], name: str, width: int, large: bool, language: str
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(files[name])
    if language == "en":
        _english(page)
    if large:
        page.evaluate(LARGE)
    page.evaluate(UNFOLD)
    assert page.evaluate(OVERFLOW) <= 0
    if not large:
        assert page.evaluate(TABLES) == []


@pytest.mark.parametrize("name", ["example", "many"])
def test_the_picture_is_one_image_with_a_name_and_its_text_fits(
    context: BrowserContext, files: dict[str, str], name: str
) -> None:
    page = context.new_page()
    page.goto(files[name])
    picture = page.get_by_role("img", name="De app, met wie ze praat, en waar die zitten")
    assert picture.count() == 1
    assert page.evaluate("[...document.querySelectorAll('.only-nl .picture svg text')].length") > 5
    assert page.evaluate(SPILLED) == []


@pytest.mark.parametrize("name", ["dpia", "hostile-dpia"])
def test_the_impact_assessment_is_quiet_accessible_and_narrow(
    context: BrowserContext, files: dict[str, str], name: str
) -> None:
    requests: list[str] = []
    noise: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    page = context.new_page()
    page.on("console", lambda message: noise.append(message.text))
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(files[name], wait_until="networkidle")
    assert (requests, noise) == ([files[name]], [])
    assert page.evaluate("[document.scripts.length, document.styleSheets.length]") == [0, 1]
    assert page.evaluate(OVERFLOW) <= 0
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert found.violations_count == 0, found.generate_report()
    assert len(found.response["passes"]) > 5


def test_language_switch_works_without_script(browser: Browser, files: dict[str, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(files["example"])
    dutch = page.get_by_role("heading", level=1, name="Voldoet niet aan de minimumvoorwaarden")
    english = page.get_by_role("heading", level=1, name="Does not meet the minimum requirements")
    assert (dutch.count(), english.count()) == (1, 0)
    _english(page)
    assert (dutch.count(), english.count()) == (0, 1)
    context.close()


def test_language_is_chosen_by_keyboard_and_told_to_screen_readers(
    context: BrowserContext, files: dict[str, str]
) -> None:
    page = context.new_page()
    page.goto(files["example"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.get_by_role("heading", level=1, name="Does not meet the minimum requirements").is_visible()


def test_link_into_english_shows_english(context: BrowserContext, files: dict[str, str]) -> None:
    page = context.new_page()
    page.goto(files["example"] + "#en-TRK-04")
    assert page.locator("#en-TRK-04").is_visible()
    assert page.evaluate("document.documentElement.lang") == "en"


def test_finding_leads_to_its_proof_and_back(context: BrowserContext, files: dict[str, str]) -> None:
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(files["example"])
    page.locator("#nl-TRK-04").get_by_role("link", name="Bewijs 1").click()
    proof = page.locator("#proof-1")
    assert page.evaluate("location.hash") == "#proof-1"
    assert proof.locator("mark").first.is_visible()
    proof.get_by_role("link", name="TRK-04").click()
    assert page.evaluate("location.hash") == "#nl-TRK-04"


def test_print_shows_what_is_folded(context: BrowserContext, files: dict[str, str]) -> None:
    page = context.new_page()
    page.goto(files["example"])
    inside = page.get_by_text("accept TLS 1.2 and 1.3 only").first
    assert not inside.is_visible()
    page.emulate_media(media="print")
    assert inside.is_visible()
    assert len(page.pdf()) > 10_000
