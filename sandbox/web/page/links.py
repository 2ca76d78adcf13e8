"""Which links a crawl may follow, which it must not, and which are the same kind of page.

Pure. A link that signs out, deletes, exports or becomes somebody else is known by its words in three languages or by
its address; it is better to leave a page unseen than to change something.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from harness.sandbox.web.page import words

MAX_URL = 2000

UNSAFE = words.LOGOUT | words.listed(
    "delete|remove|destroy|erase|wipe|purge|trash|verwijder|verwijderen|wis|wissen|verwijderd|supprimer|"
    "effacer|supprime|export|exports|exporteer|exporteren|exporter|download|downloads|downloaden|telecharger|"
    "unsubscribe|uitschrijven|schrijf uit|opzeggen|se desabonner|desabonner|se desinscrire|desinscrire|"
    "desinscription|impersonate|impersonation|log in as|login as|loginas|sign in as|switch user|masquerade|"
    "become|inloggen als|aanmelden als|se connecter en tant que|usurper|reset|revoke|deactivate|disable|"
    "cancel|leave|block|accept|approve|decline|reject|confirm|activate|enable|intrekken|deactiveren|"
    "uitschakelen|annuleren|annuleer|verlaten|verlaat|blokkeren|blokkeer|goedkeuren|weigeren|bevestigen|"
    "inschakelen|activeren|reinitialiser|revoquer|desactiver|annuler|quitter|bloquer|approuver|refuser|"
    "confirmer|activer|buy|purchase|checkout|pay|koop|kopen|betaal|betalen|acheter|payer|subscribe|empty|"
    "clear|leegmaken|vider"
)
"""Words of links that may change something by being visited."""

_UNSAFE_IN = re.compile(r"log[-_.]?(out|off)|sign[-_.]?out|uitlog|afmeld|delete|remove|impersonat", re.I)
_UNSAFE_QUERY = frozenset({"_method", "_switch_user", "_impersonate", "impersonate", "switch_user", "logout", "delete"})
_LANGUAGE = frozenset({"lang", "language", "locale", "hl", "setlang", "set_language", "taal", "langue", "_locale"})
_FILES = re.compile(
    r"\.(pdf|zip|gz|tgz|7z|rar|docx?|xlsx?|pptx?|od[tsp]|csv|tsv|ics|vcf|epub|apk|exe|dmg|msi|iso|bin|png|jpe?g|gif|svg|"
    r"webp|ico|mp[34]|m4[av]|webm|ogg|wav|avi|mov|woff2?|ttf|css|m?js|map|json|xml|rss|atom|txt)$",
    re.I,
)
_IDENTIFIER = re.compile(
    r"\d+|[0-9a-f]{8,}|[0-9a-f]{8}-[0-9a-f-]{20,}|\d[\d.:tz_-]*\d|(?=.*\d)[\w-]{10,}|[\w-]{40,}", re.I
)
GOOD = (
    (5, words.listed("settings|setting|preferences|instellingen|voorkeuren|parametres|reglages|preferences")),
    (5, words.listed("privacy|cookies|confidentialite|vie privee|gegevens|donnees|data")),
    (4, words.listed("profile|profiel|profil|account|my account|mijn account|mon compte|me")),
    (3, words.listed("messages|message|inbox|chat|berichten|bericht|messagerie|notifications|meldingen")),
    (3, words.listed("class|classes|classroom|klas|klassen|group|groups|groep|groepen|classe|cours|pupils|leerlingen")),
    (2, words.listed("homework|tasks|huiswerk|taken|devoirs|exercices|oefeningen|grades|punten|notes|friends")),
)
"""Words of pages that say most about how an app treats minors, with how much they are preferred."""


@dataclass(frozen=True)
class Link:
    """A link as found: absolute address, the words on it, and whether the app itself says that it is no plain link."""

    url: str
    text: str
    acts: bool = False
    downloads: bool = False


class Own:
    """The app's own addresses: its hosts (`name` or `name:port`) at the port of the start page or the usual one."""

    def __init__(self, start: str, hosts: Collection[str]) -> None:
        parts = urlsplit(start)
        self._hosts = {host.casefold() for host in hosts} | {parts.netloc.rpartition("@")[2].casefold()}
        self._ports = {None, parts.port}

    def __contains__(self, url: object) -> bool:
        try:
            parts = urlsplit(str(url))
            host, port = (parts.hostname or "").casefold(), parts.port
        except ValueError:
            return False
        if parts.scheme not in ("http", "https") or parts.username or parts.password:
            return False
        return f"{host}:{port}" in self._hosts or (host in self._hosts and port in self._ports)


def refusal(link: Link, own: Own) -> str | None:
    """Why a link is not followed (other-site, unsafe, download, language), or None when it may be."""
    if len(link.url) > MAX_URL or link.url not in own:
        return "other-site"
    parts = urlsplit(link.url)
    route = parts.fragment if is_route(parts.fragment) else ""
    path = f"{parts.path}/{route}"
    keys = {key.casefold() for key, _ in parse_qsl(parts.query, keep_blank_values=True)}
    said = f"{parts.query} {route}"
    if link.acts or keys & _UNSAFE_QUERY or words.has(link.text, UNSAFE) or _unsafe_path(path) or _unsafe_path(said):
        return "unsafe"
    if link.downloads or _FILES.search(parts.path):
        return "download"
    return "language" if keys & _LANGUAGE else None


def _unsafe_path(path: str) -> bool:
    """Whether some part of a path says that it changes something (`delete-me`, `userlogout`)."""
    plain = unquote(path)
    return bool(_UNSAFE_IN.search(plain)) or any(words.has(part, UNSAFE) for part in re.split(r"[/?&=;.,+]", plain))


def is_route(fragment: str) -> bool:
    """Whether a fragment is the address of a page inside a script's own router, not a place on the page."""
    return fragment.startswith(("/", "!/"))


def canonical(url: str) -> str:
    """The address without a fragment that is only a place on the page; the query's order is kept."""
    parts = urlsplit(url)
    fragment = parts.fragment if is_route(parts.fragment) else ""
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, fragment))


def template(url: str) -> str:
    """The kind of page: identifiers, dates and long tokens in path, query and route become `{}`."""
    parts = urlsplit(url)
    route, _, route_query = parts.fragment.partition("?") if is_route(parts.fragment) else ("", "", "")
    shape = f"{parts.netloc}{_path(parts.path)}{_query(parts.query)}"
    return shape + (f"#{_path(route)}{_query(route_query)}" if route else "")


def parent(url: str) -> str:
    """The template of the folder a page is in: pages named by words (`/news/some-title`) are counted by it."""
    shape = template(url).rstrip("/")
    return shape.rpartition("/")[0]


def _path(path: str) -> str:
    return "/".join("{}" if _IDENTIFIER.fullmatch(part) else part for part in unquote(path).split("/"))


def _query(query: str) -> str:
    named = ((key, value if re.fullmatch(r"[a-z_-]{1,20}", value) else "{}") for key, value in parse_qsl(query))
    pairs = sorted(named)
    return "?" + "&".join(f"{key}={value}" for key, value in pairs) if pairs else ""


def score(link: Link) -> int:
    """How much a page is preferred: settings, privacy, profile, messages and classes first."""
    parts = urlsplit(link.url)
    said = f"{link.text} | {unquote(parts.path)} {unquote(parts.query)} {unquote(parts.fragment)}"
    return max((points for points, good in GOOD if words.has(said, good)), default=0)
