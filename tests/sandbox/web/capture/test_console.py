"""What the app says and what interrupts it is recorded; nothing of it holds a journey up."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Error


def test_messages_errors_dialogs_and_downloads(run: Any, site: Any, sessions: Any) -> None:
    site.pages["/file"] = ("application/octet-stream", b"x" * 1000)
    site.page("/next", "next")
    url = site.page(
        "/",
        """<a href=/file download=werk.zip>file</a><script>
        console.log('hallo'); console.warn('let op'); console.error('x'.repeat(9000)); console.assert(false, 'mis');
        setTimeout(() => { throw new TypeError('stuk') });
        window.answers = [alert('a'), confirm('zeker?'), prompt('naam?')];
        onbeforeunload = (event) => { event.preventDefault(); return '' };
        </script>""",
    )

    async def go() -> Any:
        async with sessions() as (_capture, page, memory):
            await page.goto(url)
            assert await page.evaluate("answers.map(String)") == ["undefined", "false", "null"]
            async with page.expect_download() as waiting:
                await page.click("a")
            assert await (await waiting.value).failure()
            await page.goto(site.url + "/next", timeout=5000)
        return memory

    memory = run(go())
    texts = {
        level: [row["text"] for row in memory.of("console", level=level)] for level in ("log", "warning", "dialog")
    }
    assert texts["log"] == ["hallo"]
    assert texts["warning"] == ["let op"]
    assert texts["dialog"][:3] == ["alert: a", "confirm: zeker?", "prompt: naam?"]
    errors = memory.of("console", level="error")
    assert [len(row["text"]) for row in errors if row["text"].startswith("x")] == [2000]
    assert any("mis" in row["text"] for row in errors)
    (thrown,) = memory.of("console", level="pageerror")
    assert "stuk" in thrown["text"]
    (download,) = memory.of("console", level="download")
    assert (download["text"], download["url"]) == ("werk.zip", site.url + "/file")


def test_a_chatty_page_is_capped(run: Any, site: Any, sessions: Any) -> None:
    async def go() -> Any:
        async with sessions() as (_capture, page, memory):
            await page.goto(site.page("/", "x"))
            await page.evaluate("for (let i = 0; i < 2500; i++) console.log(i)")
            await page.evaluate("navigator.languages")
        return memory

    memory = run(go())
    assert len(memory.of("console")) == 2000
    assert [gap["why"] for gap in memory.of("gaps")] == ["console-capped"]
    assert memory.of("events", call="languages"), "our own lines still get through"


def test_a_crash_is_recorded_and_is_a_gap(run: Any, site: Any, sessions: Any) -> None:
    url = site.page("/", "x")

    async def go() -> Any:
        async with sessions() as (capture, page, memory):
            await page.goto(url)
            async with page.expect_event("crash", timeout=10_000):
                try:
                    await page.goto("chrome://crash", timeout=5000)
                except Error:
                    pass
            await capture.visited(page, "journey")
            await capture.storage("end")
            second = await capture.new_page()
            await second.goto(url)
        return memory

    memory = run(go())
    assert len(memory.of("console", level="crash")) == 1
    assert memory.of("gaps", evidence="*", why="page-crashed")
    (visit,) = memory.of("pages")
    assert visit["shot"] is None
    assert memory.of("gaps", why="screenshot-failed")
