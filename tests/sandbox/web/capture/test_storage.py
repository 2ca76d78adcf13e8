"""Everything that an origin keeps is dumped, bounded, and out of the page's reach."""

from __future__ import annotations

import asyncio
from typing import Any

from harness.sandbox.web.browser import new_context
from harness.sandbox.web.capture import Capture

HANG = "const end = Date.now() + 4000; while (Date.now() < end);"

FILL = """async () => {
  localStorage.setItem('naam', 'Adalberta'); localStorage.setItem('lang', 'é'.repeat(5000));
  sessionStorage.setItem('s', '1');
  document.cookie = 'id=abc; max-age=100000';
  const open = (name, version, make) => new Promise((done) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => make(request.result);
    request.onsuccess = () => done(request.result);
  });
  const school = await open('school', 3, (db) => { db.createObjectStore('pupils'); db.createObjectStore('empty') });
  const store = school.transaction('pupils', 'readwrite').objectStore('pupils');
  store.put({ naam: 'Ada', geboren: new Date(0), bytes: new Uint8Array([65, 66]), tags: new Set(['x']) }, 7);
  await new Promise((done) => { store.transaction.oncomplete = done });
  const cache = await caches.open('v1');
  await cache.add('/cached?x=1');
  return 1;
}"""


def stored(memory: Any, store: str) -> dict[tuple[str, str], str]:
    return {(row["origin"], row["name"]): row["value"] for row in memory.of("storage", store=store)}


def test_all_stores_of_all_open_frames(run: Any, site: Any, sessions: Any) -> None:
    site.page("/framed", "<script>localStorage.setItem('tracker', 'uid-9'); sessionStorage.clear()</script>")
    site.page("/cookie", "x")
    url = site.page("/", f"<iframe src='{site.other}/framed'></iframe><iframe sandbox src='/framed'></iframe>")

    async def go() -> Any:
        async with sessions() as (capture, page, memory):
            await page.goto(site.url + "/cookie")
            await page.goto(url)
            await page.evaluate(FILL)
            await page.evaluate("JSON.stringify = indexedDB.databases = Storage.prototype.getItem = () => 'hidden'")
            await capture.storage("after-login")
        return memory

    memory = run(go())
    here, there = site.url, site.other
    assert stored(memory, "local")[here, "naam"] == "Adalberta"
    assert stored(memory, "local")[there, "tracker"] == "uid-9"
    (long,) = memory.of("storage", name="lang")
    assert (len(long["value"]), long["size"]) == (4096, 10_000)
    assert stored(memory, "session") == {(here, "s"): "1"}
    database = stored(memory, "indexeddb")
    assert database[here, "school/empty"] == ""
    text = database[here, "school/pupils/7"]
    assert text == '{"naam":"Ada","geboren":"1970-01-01T00:00:00.000Z","bytes":"bytes:QUI=","tags":["x"]}'
    assert stored(memory, "cache") == {(here, "v1"): here + "/cached?x=1"}
    (session,) = memory.of("storage", store="cookie", name="sid")
    assert (session["value"], session["http_only"], session["same_site"]) == ("s3cr3t", True, "Strict")
    assert (session["expires"], session["domain"], session["path"]) == (-1, "127.0.0.1", "/")
    (lasting,) = memory.of("storage", store="cookie", name="id")
    assert lasting["expires"] > 1_000_000_000
    assert {row["when"] for row in memory.of("storage")} == {"after-login"}
    assert memory.of("gaps") == []


def test_a_full_store_is_cut_and_said(run: Any, site: Any, sessions: Any) -> None:
    async def go() -> Any:
        async with sessions() as (capture, page, memory):
            await page.goto(site.page("/", "x"))
            await page.evaluate("for (let i = 0; i < 700; i++) localStorage.setItem('k' + i, i)")
            await capture.storage("end")
        return memory

    memory = run(go())
    assert len(memory.of("storage", store="local")) == 500
    (gap,) = memory.of("gaps")
    assert (gap["why"], gap["values"]["store"]) == ("storage-capped", "local")


def test_a_page_that_hangs_is_a_gap_not_a_wait(run: Any, site: Any, sessions: Any, monkeypatch: Any) -> None:
    from harness.sandbox.web.capture import context, storage

    monkeypatch.setattr(storage, "SECONDS", 1.0)
    monkeypatch.setattr(context, "FLUSH_SECONDS", 0.5)

    async def go() -> Any:
        async with sessions() as (capture, page, memory):
            await page.goto(site.page("/", "x"))
            stuck = asyncio.ensure_future(page.evaluate(HANG))
            await capture.storage("end")
            await capture.flush()
            await stuck
        return memory

    whys = {gap["why"] for gap in run(go()).of("gaps")}
    assert "page-hangs" in whys
    assert whys & {"capture-error", "storage-unread"}


def test_nothing_is_written_while_session_values_cannot_be_told(run: Any, site: Any, browser: Any, memory: Any) -> None:
    async def behind() -> bool:
        return False

    async def go() -> None:
        context = await new_context(browser, proxy=None)
        capture = await Capture.attach(context, memory, caught_up=behind)
        page = await capture.new_page()
        await page.goto(site.page("/cookie", "x"))
        await capture.storage("end")
        await capture.detach()
        await context.close()

    run(go())
    assert memory.of("storage") == []
    assert [gap["why"] for gap in memory.of("gaps", evidence="storage")] == ["storage-unread"]
