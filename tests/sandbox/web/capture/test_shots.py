"""Screenshots are small JPEGs, cover secrets, and fail softly."""

from __future__ import annotations

import asyncio
from typing import Any

HANG = "const end = Date.now() + 4000; while (Date.now() < end);"


def jpeg_size(image: bytes) -> tuple[int, int]:
    """Width and height from the start-of-frame marker."""
    at = 2
    while image[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + int.from_bytes(image[at + 2 : at + 4])
    return int.from_bytes(image[at + 7 : at + 9]), int.from_bytes(image[at + 5 : at + 7])


def test_viewport_and_whole_page(run: Any, site: Any, sessions: Any) -> None:
    async def go() -> Any:
        async with sessions() as (capture, page, memory):
            await page.goto(site.page("/", "<title>Lang</title><body style='margin:0'><div style='height:30000px'>"))
            small, tall = await capture.shot(page), await capture.shot(page, full=True)
            await capture.visited(page, "journey")
        return memory, small, tall

    memory, small, tall = run(go())
    assert jpeg_size(memory.blobs[small]) == (1366, 768)
    assert jpeg_size(memory.blobs[tall])[1] == 8000
    assert len(memory.blobs[small]) < 40_000
    assert memory.of("pages")[0]["shot"] == small


def test_passwords_are_covered(run: Any, site: Any, sessions: Any) -> None:
    field = "<body style='margin:0;background:#fff'><input type=password style='width:99vw;height:99vh;border:0'>"

    async def go() -> tuple[bytes, bytes, list[int]]:
        async with sessions() as (capture, page, memory):
            await page.goto(site.page("/", field))
            await page.focus("input")  # so that both show the ring of the focus
            empty = await capture.shot(page)
            await page.fill("input", "geheim" * 9)
            filled = await capture.shot(page)
            left = await page.evaluate("document.documentElement.children.length")
        return memory.blobs[empty], memory.blobs[filled], left

    empty, filled, left = run(go())
    assert empty == filled
    assert left == 2  # head and body: the cover is gone again


def test_a_hung_page_gives_none_and_a_gap(run: Any, site: Any, sessions: Any, monkeypatch: Any) -> None:
    from harness.sandbox.web.capture import context, shots

    monkeypatch.setattr(shots, "SECONDS", 1.0)
    monkeypatch.setattr(context, "TITLE_SECONDS", 0.3)
    monkeypatch.setattr(context, "FLUSH_SECONDS", 0.5)

    async def go() -> Any:
        async with sessions() as (capture, page, memory):
            await page.goto(site.page("/", "x"))
            stuck = asyncio.ensure_future(page.evaluate(HANG))
            await capture.visited(page, "journey")
            await stuck
        return memory

    memory = run(go())
    (record,) = memory.of("pages")
    assert (record["shot"], record["title"]) == (None, "")
    assert memory.of("gaps", evidence="screens", why="screenshot-failed")
