"""What the harness asks by itself with the sessions of others: personal addresses, recorded requests, the sitemap."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import msgspec

from harness import Exchange, Persona, Run, belongs
from harness.model.records import SessionState
from harness.sandbox.probes.client import Answer, ProbeClient
from harness.sandbox.probes.session_life import cookie_line
from harness.sandbox.settings.effects.cast import Cast
from harness.sandbox.settings.effects.tokens import Write
from harness.sandbox.settings.effects.trying import reached
from harness.sandbox.web.endpoints import body_of, exchanges
from harness.sandbox.web.page.links import template

MOST_ADDRESSES = 6
PER_KIND = 1
MOST_MAPS = 4
LOC = re.compile(r"<loc>\s*([^<\s]{1,2000})\s*</loc>", re.I)
ROBOTS_MAP = re.compile(r"^\s*sitemap:\s*(\S{1,2000})", re.I | re.M)


@dataclass(frozen=True)
class Seen:
    """An address whose answer held the owner's values, and the persona that got it."""

    url: str
    viewer: str
    json: bool


def personal_addresses(run: Run, owner: Persona) -> list[Seen]:
    """Addresses of the app that showed the owner's values to somebody in an ordinary session; at most six.

    Of alike ones one is asked. Those that others than the owner got come first, then the interface, then pages.
    """
    values = [value.encode() for value in owner.canaries.values()]
    found: dict[str, Seen] = {}
    for session, viewer in _ordinary(run):
        for exchange in exchanges(run, session):
            if exchange.method != "GET" or exchange.url in found or "⟦" in exchange.url:
                continue
            if belongs(exchange.host, run.profile.app.hosts) and _holds(run, exchange, values):
                kind = exchange.content_type
                found[exchange.url] = Seen(exchange.url, viewer, kind.endswith("json"))
    kinds: Counter[str] = Counter()
    chosen = []
    for one in sorted(found.values(), key=lambda one: (one.viewer == owner.name, not one.json)):
        kinds[template(one.url)] += 1
        if kinds[template(one.url)] <= PER_KIND:
            chosen.append(one)
    return chosen[:MOST_ADDRESSES]


def _holds(run: Run, exchange: Exchange, values: Iterable[bytes]) -> bool:
    body = body_of(run, exchange)
    return any(value in body for value in values)


def _ordinary(run: Run) -> Iterator[tuple[str, str]]:
    """Names of the sessions that personas had for themselves, with the persona."""
    folder = run.writer.root / "sessions"
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            state = msgspec.json.decode((path / "session.json").read_bytes(), type=SessionState)
        except (OSError, ValueError):
            continue
        if not state.probe and not state.automated:
            yield path.name, state.persona


@dataclass
class Asking:
    """Asks as others; `jars` holds the cookies (name → value) of everybody who can be asked as, for memory only."""

    run: Run
    client: ProbeClient
    jars: Mapping[str, Mapping[str, str]]

    async def get(self, persona: Persona, url: str) -> Answer | None:
        """The answer that this persona gets; None when there was none."""
        return await self.client.get(url, persona=persona.name, headers=self._headers(persona))

    async def send(self, persona: Persona, write: Write) -> Answer | None:
        """Send a request that was made ready for this persona."""
        headers = {**write.headers, **self._headers(persona, accept=write.headers.get("accept", "*/*"))}
        return await self.client.ask(write.method, write.url, persona=persona.name, headers=headers, body=write.body)

    def _headers(self, persona: Persona, accept: str = "text/html,application/json;q=0.9,*/*;q=0.8") -> dict[str, str]:
        cookies = self.jars.get(persona.name, {})
        return {"accept": accept} | ({"cookie": cookie_line(cookies)} if cookies else {})


async def try_addresses(asking: Asking, cast: Cast, seen: Iterable[Seen]) -> None:
    """Each address as every outsider, with who saw it before asked right before and right after; one record each."""
    for one in seen:
        viewer = cast.people.get(one.viewer, cast.owner)
        before = shown(cast.owner, viewer, await asking.get(viewer, one.url), own=True)
        answers = [(who, rel, await asking.get(who, one.url)) for who, rel in cast.strangers if who != viewer]
        after = shown(cast.owner, viewer, await asking.get(viewer, one.url), own=True)
        control = "" if before and after else "lost" if before else "not-seen"
        for who, relation, answer in answers:
            asking.run.writer.probe(
                "effects",
                {
                    "persona": cast.owner.name, "effect": "profile-visibility", "way": "request", "actor": who.name,
                    "relation": relation, "address": one.url, "tried": answer is not None, "control": control,
                    "status": answer.status if answer else None, "reached": shown(cast.owner, who, answer),
                },
            )


def shown(owner: Persona, viewer: Persona, answer: Answer | None, *, own: bool = False) -> list[str]:
    """The owner's planted values in an answer; values that are the viewer's as well count only with `own`."""
    if answer is None:
        return []
    content = answer.body.decode("utf-8", "replace")
    plain = html.unescape(content)
    if "\\u" in content:
        plain += _unescaped(content)
    return reached(owner, Persona(name="nobody", role="anonymous") if own else viewer, content + plain)


def _unescaped(content: str) -> str:
    """JSON's escapes undone, wherever they stand; what is no JSON stays as it is."""
    try:
        return json.dumps(json.loads(content), ensure_ascii=False)
    except (ValueError, RecursionError):
        return ""


async def try_sitemap(asking: Asking, cast: Cast, pages: Iterable[str], visitor: Persona) -> None:
    """Whether a sitemap names a page of pupils: `pages` are regular expressions of their addresses. One record."""
    base = asking.run.profile.app.url or ""
    robots = await asking.get(visitor, urljoin(base, "/robots.txt"))
    told = ROBOTS_MAP.findall(robots.body.decode("utf-8", "replace")) if robots and robots.status == 200 else []
    queue, listed, status = [urljoin(base, "/sitemap.xml"), *told], list[str](), None
    asked: set[str] = set()
    while queue and len(asked) < MOST_MAPS:
        url = queue.pop(0)
        if url in asked or not belongs(urlsplit(url).hostname or "", asking.run.profile.app.hosts):
            continue
        asked.add(url)
        answer = await asking.get(visitor, url)
        status = answer.status if answer and status is None else status
        found = LOC.findall(answer.body.decode("utf-8", "replace")) if answer else []
        queue += [html.unescape(one) for one in found if one.endswith((".xml", ".xml.gz"))]
        listed += [html.unescape(one) for one in found]
    shapes = [re.compile(page) for page in pages]
    pupils = [url for url in listed if any(shape.fullmatch(urlsplit(url).path) for shape in shapes)]
    asking.run.writer.probe(
        "effects",
        {
            "persona": cast.owner.name, "effect": "discoverability", "way": "sitemap", "actor": visitor.name,
            "relation": "anonymous", "address": "/sitemap.xml", "status": status,
            "reached": ["address"] if pupils else [], "tried": bool(shapes),
        },
    )

