"""The crawl: bounded, read-only, best pages first, and honest about what it did not see."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from harness.sandbox.web.page.crawl import CrawlResult, Limits, crawl
from tests.sandbox.web.page.stage import Reply, Request, Site, Stage, go

FORBIDDEN = ("/logout", "/afmelden", "/account/delete", "/export", "/as/bas", "/unsubscribe", "/quiet", "/rails")

HOME = """<title>Start \x1b[31m\u202e</title><h1>Start</h1>
<a href=/logout>Uitgang</a><a href=/afmelden>x</a><a href=/quiet>Log out</a><a href=/account/delete>x</a>
<a href=/export>x</a><a href=/as/bas>Inloggen als Bas</a><a href=/unsubscribe>x</a><a href=/rails data-method=delete>Taak</a>
<a href=/guide.pdf>Gids</a><a href=/file download>Bestand</a><a href=https://elsewhere.test/>Weg</a><a href=mailto:a@b.test>M</a>
<a href="javascript:fetch('/js', {method: 'POST'})">JS</a><a href=#top>Top</a><a href=/?lang=fr>Français</a>
<a href=/news>Nieuws</a><a href=/homework/1>1</a><a href=/homework/2>2</a><a href=/homework/3>3</a><a href=/homework/4>4</a>
<a href=/settings/privacy>Privacy</a><a href=/out>Uit</a><a href=/attachment>Bijlage</a><x-menu></x-menu>
<form method=post action=/send><button>Verstuur</button></form><button onclick="fetch('/button', {method: 'DELETE'})">Wis</button>
<iframe src=/framed></iframe>
<script>customElements.define('x-menu', class extends HTMLElement { connectedCallback() {
  this.attachShadow({mode: 'open'}).innerHTML = '<a href=/profile>Profiel</a>'; } })</script>"""


def walk(stage: Stage, site: Site, start: str = "/", limits: Limits | None = None) -> tuple[CrawlResult, list[str]]:
    """The result, and the paths in the order they were seen."""
    seen: list[str] = []

    async def on_page(page: Page, url: str, title: str, status: int | None) -> None:
        assert page.url == url
        seen.append(url.removeprefix(site.url))

    async def act(page: Page) -> CrawlResult:
        return await crawl(page, site.url + start, ["127.0.0.1"], on_page, limits)

    return stage.play(act, limit=80), seen


def test_read_only(stage: Stage, site: Site) -> None:
    pages = ("/news", "/settings/privacy", "/profile", "/inner", *(f"/homework/{i}" for i in range(1, 5)))
    site.pages.update({path: f"<title>{path}</title><h1>{path}</h1>" for path in (*pages, *FORBIDDEN)})
    site.pages |= {"/": HOME, "/framed": "<a href=/inner>Binnen</a>", "/out": lambda _: go("https://elsewhere.test/")}
    site.pages["/attachment"] = Reply("x", kind="application/zip", headers={"Content-Disposition": "attachment"})
    result, seen = walk(stage, site)
    assert [each for each in site.log if each[0] != "GET"] == []
    assert not {path for _, path in site.log} & set(FORBIDDEN)
    assert not {path for _, path in site.log} & {"/guide.pdf", "/file", "/js"}
    assert seen[:3] == ["/", "/settings/privacy", "/profile"], "what says most about minors comes first"
    assert {"/news", "/inner"} <= set(seen)
    assert sum(path.startswith("/homework/") for path in seen) == 2
    assert result.unvisited["same-kind"] == 2
    assert result.unvisited["unsafe"] == len(FORBIDDEN)
    assert result.unvisited["other-site"] == 1
    assert result.unvisited["language"] == 1
    assert result.unvisited["download"] == 3
    assert result.unvisited["failed"] + result.unvisited["left-site"] == 1, "the redirect to elsewhere"
    assert result.visited[0].title == "Start [31m"
    assert result.visited[0].status == 200


def calendar(request: Request) -> str:
    """A month with a next month, for ever; and a maze of words."""
    day = int(request.query.get("day", "1"))
    return f"<title>{day}</title><a href=/cal?day={day + 1}>Volgende</a><a href=/cal?day={day - 1}>Vorige</a>"


def test_endless_calendar_is_a_few_pages(stage: Stage, site: Site) -> None:
    site.pages["/"] = "<a href=/cal?day=1>Agenda</a>"
    site.pages["/cal"] = calendar
    result, seen = walk(stage, site)
    assert len(seen) == 3
    assert result.unvisited["same-kind"] >= 1


def test_folder_of_words_is_bounded(stage: Stage, site: Site) -> None:
    names = [f"titel-{word}" for word in "abcdefghijklmnop"]
    site.pages["/"] = "".join(f"<a href=/nieuws/{name}>{name}</a>" for name in names)
    site.pages.update({f"/nieuws/{name}": f"<h1>{name}</h1>" for name in names})
    _, seen = walk(stage, site, limits=Limits(siblings=3))
    assert len(seen) == 4


def test_limits_are_counted(stage: Stage, site: Site) -> None:
    site.pages["/"] = "".join(f"<a href=/{name}>{name}</a>" for name in "abcdef")
    site.pages.update({f"/{name}": f"<a href=/{name}/onder>x</a>" for name in "abcdef"})
    result, seen = walk(stage, site, limits=Limits(pages=3, depth=1))
    assert len(seen) == 3
    assert result.unvisited == {"limit-pages": 4, "limit-depth": 2}
    result, seen = walk(stage, site, limits=Limits(seconds=0.01))
    assert result.unvisited["limit-time"] >= 1
    assert len(seen) <= 1


def test_routes_inside_a_page(stage: Stage, site: Site) -> None:
    site.pages["/"] = """<title>App</title><nav><a href=#/settings>Instellingen</a><a href=#/task/1>1</a><a href=#/task/2>2</a>
        <a href=#/task/3>3</a><a href=#/logout>x</a></nav><main></main><script>
        const show = () => { document.querySelector('main').textContent = location.hash;
          document.title = location.hash; if (location.hash.includes('logout')) fetch('/logout', {method: 'POST'}); };
        onhashchange = show; show();</script>"""
    result, seen = walk(stage, site)
    assert sorted(seen) == ["/", "/#/settings", "/#/task/1", "/#/task/2"]
    assert [each.title for each in result.visited if "settings" in each.url] == ["#/settings"]
    assert site.asked("POST", "/logout") == 0


def test_polling_and_broken_pages_end(stage: Stage, site: Site) -> None:
    site.pages["/"] = """<a href=/gone>x</a><a href=/loop>y</a><a href=/busy>z</a>"""
    site.pages["/loop"] = lambda _: go("/loop")
    site.pages["/busy"] = "<script>setInterval(() => fetch('/news'), 50)</script>"
    result, seen = walk(stage, site)
    assert {"/", "/gone", "/busy"} <= set(seen), result
    assert {each.status for each in result.visited} == {200, 404}
    assert result.unvisited["failed"] == 1


def test_an_error_of_the_caller_is_passed_on(stage: Stage, site: Site) -> None:
    async def on_page(page: Page, url: str, title: str, status: int | None) -> None:
        raise KeyError(url)

    async def act(page: Page) -> None:
        await crawl(page, site.url, ["127.0.0.1"], on_page)

    with pytest.raises(KeyError):
        stage.play(act)
