"""Where a password can be offered: with a new account at sign-up, in place of the present one, or by staff."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from pydantic import SecretStr

from harness.sandbox.passwords.door import Door, Key
from harness.sandbox.passwords.form import Form
from harness.sandbox.passwords.wire import Visitor
from harness.sandbox.settings.accounts.account import FreshAccount

AT_ONCE = 2
"""Weak passwords that are sent before it is asked whether one was taken."""
type PlaceName = Literal["signup", "change", "given"]


class Place(Protocol):
    """Somewhere that takes passwords."""

    name: PlaceName

    async def offer(self, password: str) -> bool | None:
        """Whether the app took it: somebody signs in with it. None when that cannot be told."""

    async def offer_weak(self, passwords: Sequence[str]) -> list[bool | None]:
        """The same for several that should not be taken."""

    async def opens(self, variant: str) -> bool | None:
        """Whether another password opens the account that the last accepted one belongs to."""


@dataclass
class SignUp:
    """Each password with an account of its own, drawn by `draw`; those that came about stand in `made`."""

    form: Form
    door: Door
    draw: Callable[[], FreshAccount]
    made: list[FreshAccount] = field(default_factory=list)
    name: PlaceName = "signup"
    _signs_up: Visitor | None = None
    _signs_in: Visitor | None = None

    async def offer(self, password: str) -> bool | None:
        self._signs_up = self._signs_in = None  # somebody new: a session may have been stopped by those before
        return await self._offer(password)

    async def offer_weak(self, passwords: Sequence[str]) -> list[bool | None]:
        return [await self._offer(one) for one in passwords]

    async def _offer(self, password: str) -> bool | None:
        account = replace(self.draw(), password=SecretStr(password))
        visitor = self._signs_up or self.door.stranger()
        if await self.form.submit(visitor, told(account)) is None:
            return None
        opens, who = await self.door.attempt(key_of(account, self.form), self._signs_in)
        # Whoever was refused stays as they were, and goes on with the same page.
        self._signs_up, self._signs_in = (None, None) if opens else (visitor, who)
        if opens:
            self.made.append(account)
        return opens

    async def opens(self, variant: str) -> bool | None:
        key = replace(key_of(self.made[-1], self.form), password=variant)
        return await self.door.opens(key)


def told(account: FreshAccount) -> dict[str, str]:
    """What a sign-up form may be told of an account, by name."""
    return {
        "username": account.username, "password": account.password.get_secret_value(), "email": account.email,
        "first_name": account.first_name, "last_name": account.last_name,
    }


def key_of(account: FreshAccount, form: Form) -> Key:
    """What opens the account; it shows what this form really told the app, apart from what one signs in with."""
    names = {name: value for name, value in told(account).items() if name in ("first_name", "last_name", "email")}
    carried = tuple(value for name, value in names.items() if form.given.get(name))
    by = account.email if "username" not in form.given else account.username
    return Key(by, account.password.get_secret_value(), carried)


@dataclass
class Held:
    """An account that stands, `key`, and gets one password after another.

    Passwords that were not taken are known by the present one, which still opens the account. Some apps lock an account
    at the third wrong password in a row, so at most two are tried between right ones.
    """

    form: Form
    door: Door
    key: Key

    async def offer(self, password: str) -> bool | None:
        """It is likely to be taken, so it is tried first, and the present one only when it does not open."""
        if not await self._send(password):
            return None
        return await self._took(password) or (False if await self._still() else None)

    async def offer_weak(self, passwords: Sequence[str]) -> list[bool | None]:
        """A few are sent at a time; as long as the present one opens the account, none of them was taken."""
        some, rest = passwords[:AT_ONCE], passwords[AT_ONCE:]
        if not some:
            return []
        for password in some:
            if not await self._send(password):
                return [None] * len(passwords)
        still = await self._still()
        if still is not False:
            return [*([None if still is None else False] * len(some)), *await self.offer_weak(rest)]
        for at, password in enumerate(some):
            if await self._took(password):  # those after it were sent with a password that was no longer right
                return [*([False] * at), True, *await self.offer_weak(passwords[at + 1 :])]
        return [None] * len(passwords)

    async def opens(self, variant: str) -> bool | None:
        opens = await self.door.opens(replace(self.key, password=variant))
        await self._still()
        return opens

    async def _send(self, password: str) -> bool:
        """Whether the app answered to whom it knows."""
        raise NotImplementedError

    async def _still(self) -> bool | None:
        """Whether the present password opens the account; who signed in with it goes on."""
        opens, visitor = await self.door.attempt(self.key)
        self._seen(visitor if opens else None)
        return opens

    async def _took(self, password: str) -> bool:
        new = replace(self.key, password=password)
        opens, visitor = await self.door.attempt(new)
        if opens:
            self.key = new
            self._seen(visitor)
        return bool(opens)

    def _seen(self, owner: Visitor | None) -> None:
        """Hear who is signed in with the present password now; None when it opens nothing."""


@dataclass
class Change(Held):
    """The owner changes the password each time; `restore` puts the `first` one back."""

    first: str = field(repr=False)
    name: PlaceName = "change"
    _owner: Visitor | None = None
    _session: Visitor | None = None
    _sent: list[str] = field(default_factory=list, repr=False)

    async def restore(self) -> bool:
        """Put the first password back; whether it opens the account again. To be tried anew when the app was away.

        Where the answer to a change was lost, the password that is in force is one of those that were sent.
        """
        if not await self._still():
            await self._by_open_session()
            for password in dict.fromkeys((self.first, *reversed(self._sent))):
                if await self._took(password):
                    break
        if self.key.password != self.first:
            await self.offer(self.first)
        return bool(await self.door.opens(replace(self.key, password=self.first)))

    async def _by_open_session(self) -> None:
        """Where nobody gets in any more, who was signed in before the account was locked can still put it back."""
        if self._session is not None:
            for present in dict.fromkeys((*reversed(self._sent), self.key.password)):
                await self.form.submit(self._session, {"present": present, "password": self.first})

    async def _send(self, password: str) -> bool:
        """Whether the app answered to whom it knows."""
        if self._owner is None and not await self._still():
            return False
        assert self._owner is not None
        self._sent.append(password)
        return await self.form.submit(self._owner, {"present": self.key.password, "password": password}) is not None

    def _seen(self, owner: Visitor | None) -> None:
        self._owner = owner
        if owner is not None:
            self._session = owner
            self._sent.clear()


@dataclass
class Given(Held):
    """Somebody else gives the password each time: `giver`, whose session was open when the form was learnt.

    Nobody has to be signed in to the account for that, so a whole handful is sent before it is asked who gets in.
    """

    giver: Visitor
    name: PlaceName = "given"

    async def offer_weak(self, passwords: Sequence[str]) -> list[bool | None]:
        for password in passwords:
            if not await self._send(password):
                return [None] * len(passwords)
        still = await self._still()
        if still is not False:
            return [None if still is None else False] * len(passwords)
        # At least one was taken, and each that is replaces the one before it: begin anew, one at a time.
        if not await self._send(self.key.password) or not await self._still():
            return [None] * len(passwords)
        return [await self.offer(one) for one in passwords]

    async def _send(self, password: str) -> bool:
        return await self.form.submit(self.giver, {"password": password}) is not None
