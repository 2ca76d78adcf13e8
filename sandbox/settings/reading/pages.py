"""Which pages may hold settings: declared ones, those met in the persona's sessions, and those that links promise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from playwright.async_api import Page

from harness import Profile, Run
from harness.model.records import PageVisit, SessionState
from harness.sandbox.web.page import words
from harness.sandbox.web.page.crawl import links_on
from harness.sandbox.web.page.links import Link, Own, canonical, refusal, template

WORDS = words.listed(
    "settings|setting|preferences|preference|options|privacy|notifications|account settings|my account|"
    "instellingen|instelling|voorkeuren|voorkeur|meldingen|notificaties|mijn account|privacyinstellingen|"
    "parametres|parametre|reglages|preferences|confidentialite|vie privee|mon compte|alertes|"
    "einstellungen|einstellung|datenschutz|privatsphare|benachrichtigungen|mein konto|konto"
)
"""What pages of settings are called, in four languages."""

STATEMENTS = words.listed(
    "privacyverklaring|privacybeleid|privacy policy|privacy statement|privacy notice|privacyvoorwaarden|cookie|cookies|"
    "cookiebeleid|cookiekeuze|politique de confidentialite|declaration de confidentialite|datenschutzerklarung|"
    "datenschutzhinweise|terms|voorwaarden"
)
"""What is about privacy and sets nothing of an account."""

_MOST_LINES = 5000


def address_of(url: str) -> str:
    """An address without its host: path, query, and the route of a script's own router."""
    parts = urlsplit(canonical(url))
    query, route = f"?{parts.query}" if parts.query else "", f"#{parts.fragment}" if parts.fragment else ""
    return f"{parts.path or '/'}{query}{route}"


def own(profile: Profile) -> Own:
    """The app's own addresses."""
    return Own(profile.app.url or "", profile.app.hosts)


async def promised(page: Page, profile: Profile) -> list[str]:
    """Where the links of a page lead whose words or address speak of settings, in order."""
    ours, found = own(profile), dict[str, None]()
    for link in await links_on(page):
        if not _speaks(link.text, link.url):
            continue
        if refusal(Link(canonical(link.url), link.text, link.acts, link.downloads), ours) is None:
            found.setdefault(address_of(link.url))
    return list(found)


def met(run: Run, persona: str) -> list[str]:
    """Pages of settings that the persona's own sessions came by, in order."""
    ours, found = own(run.profile), dict[str, None]()
    for visit in _visits(run.writer.root / "sessions", persona):
        if "⟦" not in visit.url and visit.url in ours and _speaks(visit.title, visit.url):
            found.setdefault(address_of(visit.url))
    return list(found)


def visited(run: Run, persona: str) -> list[str]:
    """Other pages of the app that the persona's own sessions came by, one of a kind.

    First those after signing in, then those of journeys, then others.
    """
    ours, found, order = own(run.profile), dict[str, str](), ("login", "journey")
    every = [one for one in _visits(run.writer.root / "sessions", persona) if one.status is None or one.status < 400]
    for visit in sorted(every, key=lambda one: order.index(one.purpose) if one.purpose in order else len(order)):
        if "⟦" not in visit.url and visit.url in ours and not _speaks(visit.title, visit.url):
            found.setdefault(template(visit.url), address_of(visit.url))
    return unique(found.values())


def _speaks(text: str, url: str) -> bool:
    if words.has(text, STATEMENTS):
        return False
    parts = urlsplit(url)
    return words.has(text, WORDS) or words.has(f"{parts.path} {parts.fragment}".replace("/", " "), WORDS)


def _visits(sessions: Path, persona: str) -> Iterator[PageVisit]:
    """What the persona's sessions wrote down a moment ago."""
    for folder in sorted(sessions.glob(f"{persona}-*")):
        state = msgspec.json.decode((folder / "session.json").read_bytes(), type=SessionState)
        file = folder / "pages.jsonl"
        if state.persona != persona or state.probe or not file.exists():
            continue
        with file.open("rb") as stream:
            for line in islice(stream, _MOST_LINES):
                yield msgspec.json.decode(line, type=PageVisit)


def unique(several: Iterable[str]) -> list[str]:
    """Each address once, in order."""
    return list(dict.fromkeys(several))
