"""Tries logins: a good one, the one that is spoilt or odd, and a good one again.

A login got in when a planted value can be read that only the account holds: neither a stranger sees it, nor was it in
what the provider said. Status codes and messages decide nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Self

from harness.sandbox.signon.cases import Case
from harness.sandbox.signon.logins import Claims, Login, SignsIn
from harness.sandbox.signon.road import Arrived, Road, RoadError
from harness.sandbox.signon.scenarios import Scenario

type Middle = Callable[[], Awaitable[tuple[Login, Arrived]]]

FAILED = "control-failed"
"""The good login opened nothing, or somebody else's account."""
NOTHING = "nothing-of-its-own"
"""No planted value is left that a stranger does not see and the provider did not send."""


@dataclass(frozen=True)
class Account:
    """A persona: what the provider says of it, and the values that its account in the app holds."""

    name: str
    claims: Claims
    known: Mapping[str, str]


@dataclass(frozen=True)
class Tried:
    """What came of one login between two good ones.

    `before`, `after`: the good logins opened the account that they were for. `delivered`: the app took in what was
    spoilt. `inside`: the persona whose account opened, or empty. `strayed`: it fetched keys from where the token said.
    `reason`: why it could not be tried, as a code.
    """

    before: bool
    after: bool
    delivered: bool = False
    inside: str = ""
    status: int | None = None
    shot: str | None = None
    strayed: bool = False
    reason: str = ""


class Trials:
    """Logins of one persona (`account`); `others` are personas whose accounts must not open either."""

    def __init__(self, provider: SignsIn, road: Road, account: Account, others: tuple[Account, ...] = ()) -> None:
        self._provider = provider
        self._road = road
        self._account = account
        self._everybody = (account, *others)
        self._public: frozenset[str] = frozenset()
        self._good: bool | None = None
        self._why = FAILED
        self.seen: list[Login] = []
        """The good logins, for what the app asked in each."""

    async def begin(self) -> None:
        """Learn which planted values a stranger sees too. Raises RoadError when no page can be read."""
        await self._road.forget()
        planted = frozenset(value for one in self._everybody for value in one.known.values())
        self._public = await self._road.shown(planted)

    @property
    def persona(self) -> str:
        """Whose account is to open."""
        return self._account.name

    def along(self, road: Road) -> Self:
        """The same trials on another road."""
        return type(self)(self._provider, road, self._account, self._everybody[1:])

    async def ready(self) -> bool:
        """Begin, and see whether a good login works."""
        try:
            await self.begin()
        except RoadError:
            return False
        return await self.good()

    async def good(self) -> bool:
        """Whether a good login works."""
        return await self._control()

    def unsure(self) -> None:
        """Somebody else signed in meanwhile: the good login before the next case is a new one."""
        self._good = None

    async def case(self, case: Case) -> Tried:
        """One spoilt login."""
        claims = self._account.claims
        other = next((one.claims for one in self._everybody[1:]), {**claims, "sub": "somebody-else"})

        async def spoilt() -> tuple[Login, Arrived]:
            informs = other if case.place == "userinfo" else None
            login = self._provider.sign_in(claims, fault=case.id, informs=informs)
            return login, await self._spoilt(case, login)

        return await self._between(spoilt, case)

    async def scenario(self, scenario: Scenario) -> Tried:
        """One login with odd claims."""
        if (lacking := scenario.lacks(self._account.claims)) is not None:
            return Tried(await self._control(), await self._control(), reason=f"no-claim:{lacking}")
        person = scenario.applied(self._account.claims)
        token = self._account.claims if scenario.only_userinfo else person

        async def odd() -> tuple[Login, Arrived]:
            login = self._provider.sign_in(token, informs=person)
            return login, await self._follow()

        return await self._between(odd, None)

    async def _between(self, middle: Middle, case: Case | None) -> Tried:
        before = await self._control()
        if not before:
            return Tried(False, False, reason=self._why)
        self._good = None
        try:
            login, arrived = await middle()
        except RoadError as error:
            return Tried(before, await self._control(), reason=str(error))
        delivered = _delivered(case, login, arrived)
        inside = await self._inside(login)
        shot = await self._road.shot() if inside else None
        why = NOTHING if inside is None else ""
        return Tried(
            before, await self._control(), delivered, inside or "", arrived.status, shot, login.strayed, why
        )

    async def _spoilt(self, case: Case, login: Login) -> Arrived:
        arrived = await self._follow()
        if case.place == "browser":
            if not login.again:
                raise RoadError("no-request")
            await self._road.forget()
            return await self._road.open(login.again)
        return arrived

    async def _follow(self) -> Arrived:
        await self._road.forget()
        return await self._road.begin()

    async def _control(self) -> bool:
        """A good login. One stands for the end of one case and the beginning of the next."""
        if self._good is None:
            login = self._provider.sign_in(self._account.claims)
            self._why = FAILED
            try:
                await self._follow()
                inside = await self._inside(login)
                self._good = inside == self._account.name
                self._why = NOTHING if inside is None else FAILED
            except RoadError as error:
                self._good, self._why = False, str(error)
            if self._good:
                self.seen.append(login)
        return self._good

    async def _inside(self, login: Login) -> str | None:
        """The persona whose account is open; empty for nobody's, None when that cannot be told."""
        sent = {text.casefold() for claims in (login.person, login.informs) for text in _texts(claims)}
        own = {
            value: one.name for one in self._everybody for value in one.known.values()
            if value not in self._public and value.casefold() not in sent
        }
        if self._account.name not in own.values():
            return None
        shown = await self._road.shown(frozenset(own))
        names = sorted({own[value] for value in shown})
        return names[0] if names else ""


def _delivered(case: Case | None, login: Login, arrived: Arrived) -> bool:
    """Whether the app took in what was spoilt: it fetched the token, or the browser carried the answer there."""
    if case is None or case.place == "token":
        return login.fetched.is_set()
    if case.place == "userinfo":
        return login.informed
    if case.place == "metadata":
        return login.discovered
    return login.answered.is_set() and arrived.at_app


def _texts(value: object) -> list[str]:
    """Every text in claims, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list | tuple):
        return [text for one in value for text in _texts(one)]
    return []
