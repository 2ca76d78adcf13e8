"""A visitor without a browser: keeps cookies, follows redirects within the app, remembers the last page."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Protocol
from urllib.parse import parse_qsl, urljoin, urlsplit

from harness import Run, belongs
from harness.sandbox.probes.client import Answer, ProbeClient
from harness.sandbox.probes.session_life import cookie_line
from harness.sandbox.settings.effects.tokens import Place, Write, places

HOPS = 4
PAGE = "text/html,application/json;q=0.9,*/*;q=0.8"
REDIRECTS = (301, 302, 303, 307, 308)
TOKEN = re.compile(r"(?=.*\d)\S{16,}")
"""What may be a session in an address; ordinary words there must not be hidden wherever they stand."""


class Wire(Protocol):
    """Carries one request to the app; None when no answer came."""

    async def ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer | None: ...


class PacedWire:
    """The probes' own way: within the authorisation, paced and logged. A token in an address is hidden before."""

    def __init__(self, run: Run, client: ProbeClient, persona: str) -> None:
        self._run, self._client, self._persona = run, client, persona

    async def ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer | None:
        """Send it."""
        for name, value in parse_qsl(urlsplit(url).query):
            if TOKEN.fullmatch(value):
                self._run.redactor.learn(f"{self._persona}.{name}", value)
        return await self._client.ask(method, url, persona=self._persona, headers=headers, body=body)


class Visitor:
    """One browser's worth of cookies; `cookies` are those it begins with.

    `page` is the last answer and `url` where it came from.
    """

    def __init__(self, wire: Wire, hosts: Collection[str], cookies: Mapping[str, str] | None = None) -> None:
        self._wire, self._hosts = wire, hosts
        self._cookies = dict(cookies or {})
        self._lax: set[str] = set()
        self.strict = False
        """Whether the app ever set a cookie that no request from another site brings along (SameSite=Strict)."""
        self.page: Answer | None = None
        self.url = ""

    async def open(self, url: str) -> Answer | None:
        """GET an address of the app, and where it leads."""
        return await self._ask("GET", url, {"accept": PAGE}, None)

    async def send(self, write: Write, *, follow: bool, elsewhere: bool = False) -> Answer | None:
        """Send a request that was made ready; `follow` where it leads. `elsewhere`: a page of another site sends it."""
        hops = HOPS if follow else 0
        headers = {"accept": PAGE, **write.headers}
        return await self._ask(write.method, write.url, headers, write.body, hops, elsewhere=elsewhere)

    def tokens(self) -> dict[Place, str]:
        """Where tokens stand for this visitor now: in the last page and in the cookies."""
        html = self.page.body.decode("utf-8", "replace") if self.page else ""
        return places(html, self._cookies)

    async def _ask(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None, hops: int = HOPS,
        *, elsewhere: bool = False,
    ) -> Answer | None:
        for hop in range(hops + 1):
            left_out: Collection[str] = self._lax if elsewhere and method != "GET" else ()
            brought = {name: value for name, value in self._cookies.items() if name not in left_out}
            cookie = {"cookie": cookie_line(brought)} if brought else {}
            self.page, self.url = await self._wire.ask(method, url, {**headers, **cookie}, body), url
            if self.page is None:
                return None
            self._keep(self.page.set_cookie)
            leads = self.page.headers.get("location")
            if self.page.status not in REDIRECTS or not leads or hop == hops:
                break
            target = urljoin(url, leads)
            if not belongs(urlsplit(target).hostname or "", self._hosts):
                break
            if self.page.status not in (307, 308):
                method, headers, body = "GET", {"accept": PAGE}, None
            url = target
        return self.page

    def _keep(self, lines: tuple[str, ...]) -> None:
        for line in lines:
            pair, _, rest = line.partition(";")
            name, _, value = (part.strip() for part in pair.partition("="))
            told = rest.replace(" ", "").lower().split(";")
            (self._lax.add if "samesite=lax" in told else self._lax.discard)(name)
            self.strict = self.strict or "samesite=strict" in told
            if not value or "max-age=0" in rest.replace(" ", "").lower():
                self._cookies.pop(name, None)
            else:
                self._cookies[name] = value
