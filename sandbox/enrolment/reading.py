"""What somebody reads of other people: planted values at addresses of the app, without what every stranger gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from harness import Persona, belongs
from harness.sandbox.acting.actor import Actor
from harness.sandbox.probes.client import Answer, ProbeClient
from harness.sandbox.probes.session_life import cookie_line
from harness.sandbox.settings.effects.asking import personal_addresses, shown
from harness.sandbox.settings.effects.trying import jar
from harness.sandbox.web.page import words
from harness.sandbox.web.page.look import look

MOST_OWNERS = 3
MOST_LINKS = 8
NOBODY = Persona(name="nobody", role="anonymous")
TOO_MANY = 429


@dataclass(frozen=True)
class Read:
    """What was read: `asked` addresses that answered, and each planted value as `path: persona.field`."""

    asked: int
    found: tuple[str, ...]


class Reader:
    """Asks addresses as somebody, and tells which planted values of `people` came."""

    def __init__(self, client: ProbeClient, people: Sequence[Persona], addresses: Sequence[str]) -> None:
        self._client, self._people = client, people
        self._addresses = list(addresses)
        self._public: dict[str, frozenset[str]] = {}

    async def reads(self, actor: Actor, who: Persona, links: Sequence[str] = ()) -> Read:
        """What this person reads, at the addresses and at `links` of the own pages; strangers are asked the same."""
        cookies, asked, found = await jar(actor), 0, dict[str, None]()
        for url in dict.fromkeys((*self._addresses, *links)):
            answer = await self._get(url, who, cookies)
            if answer is None:
                continue
            asked += 1
            values = self._values(answer, who)
            if values and (mine := values - await self._strangers(url)):
                found.update(dict.fromkeys(f"{urlsplit(url).path}: {value}" for value in sorted(mine)))
        return Read(asked, tuple(found))

    async def _strangers(self, url: str) -> frozenset[str]:
        """What a stranger gets there: nobody's enrolment shows that."""
        if url not in self._public:
            answer = await self._get(url, NOBODY, {})
            self._public[url] = self._values(answer, NOBODY) if answer else frozenset()
        return self._public[url]

    def _values(self, answer: Answer, who: Persona) -> frozenset[str]:
        return frozenset(
            f"{one.name}.{field}" for one in self._people for field in shown(one, who, answer)
        )

    async def _get(self, url: str, who: Persona, cookies: Mapping[str, str]) -> Answer | None:
        """The answer; None when the app was in trouble or too busy to say."""
        headers = {"cookie": cookie_line(cookies)} if cookies else {}
        answer = await self._client.get(url, persona=who.name, headers=headers)
        return None if answer is None or answer.status >= 500 or answer.status == TOO_MANY else answer


def addresses_of(actor: Actor, people: Sequence[Persona], declared: Sequence[str]) -> list[str]:
    """The declared addresses, and those that showed values of these people in ordinary sessions of the run."""
    owners = [one for one in people if not one.acts_only][:MOST_OWNERS]
    seen = [found.url for one in owners for found in personal_addresses(actor.run, one)]
    return list(dict.fromkeys([*(urljoin(actor.base, one) for one in declared), *seen]))


async def links_of(actor: Actor) -> list[str]:
    """Where the page in view leads within the app, without the way out."""
    hosts = actor.run.profile.app.hosts
    buttons = [one for view in await look(actor.page) for one in view.seen.buttons if one.href]
    kept = [one.href for one in buttons if one.href and not words.has(f"{one.text} {one.title}", words.LOGOUT)]
    own = [url for url in dict.fromkeys(kept) if belongs(urlsplit(url).hostname or "", hosts)]
    return [actor.page.url.partition("#")[0], *own][: MOST_LINKS + 1]
