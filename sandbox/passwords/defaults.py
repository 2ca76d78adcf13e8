"""Names and passwords that makers and schools leave behind, tried once each; the list is our own choice."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from harness.sandbox.passwords.door import Door, Key
from harness.sandbox.passwords.telling import pieces
from harness.sandbox.passwords.wire import Visitor

PAIRS = (
    ("admin", "admin"), ("admin", "password"), ("admin", "welkom01"), ("administrator", "administrator"),
    ("administrator", "password"), ("root", "root"), ("root", "toor"), ("test", "test"), ("test", "test123"),
    ("demo", "demo"), ("user", "user"), ("guest", "guest"), ("gast", "gast"), ("beheerder", "beheerder"),
    ("beheerder", "welkom01"), ("leerkracht", "leerkracht"), ("leraar", "leraar"), ("leerling", "leerling"),
    ("teacher", "teacher"), ("student", "student"), ("school", "school"), ("superadmin", "superadmin"),
    ("support", "support"), ("manager", "manager"), ("directeur", "directeur"), ("ict", "ict"), ("juf", "juf"),
    ("meester", "meester"),
)
"""At most three of one name (four with the name of the app), so that no limit on guessing hides what the next does."""


@dataclass(frozen=True)
class Tried:
    """`opened`: the pairs that let somebody in, as `name / password`. `before`, `after`: the known account got in."""

    pairs: int = 0
    opened: tuple[str, ...] = ()
    before: bool = False
    after: bool = False
    reason: str = ""


def chosen(app: str, most: int) -> list[tuple[str, str]]:
    """At most so many pairs, those with the app's own name first."""
    name = "".join(char for char in app.casefold() if char.isalnum())
    own = [(name, name), ("admin", name)] if name else []
    return [*own, *PAIRS][:most]


async def defaults(door: Door, key: Key, pairs: Sequence[tuple[str, str]]) -> Tried:
    """Try each pair; who got in sees on the telling page what the known account sees there and nobody else does."""
    marks = await _marks(door, key)
    if not marks:
        return Tried(reason="no-door")
    visitor, opened = door.stranger(), list[str]()
    for name, password in pairs:
        inside = await _inside(door, visitor, name, password, marks)
        if inside is None:
            return Tried(len(pairs), tuple(opened), before=True, reason="no-answer")
        if inside:
            opened.append(f"{name} / {password}")
            visitor = door.stranger()
    return Tried(len(pairs), tuple(opened), before=True, after=bool(await door.opens(key)))


async def _marks(door: Door, key: Key) -> set[str]:
    """Texts of the telling page that the known account gets, and neither a stranger nor who typed a wrong password."""
    opens, inside = await door.attempt(key)
    if not opens or inside.page is None:
        return set()
    found = pieces(inside.page, [key.username, *key.shows])
    outside = door.stranger()
    if (page := await outside.open(door.telling)) is not None:
        found -= pieces(page, [])
    wrong = secrets.token_urlsafe(15)
    await _look(door, outside, secrets.token_hex(5), wrong)
    return found - (pieces(outside.page, [wrong]) if outside.page else set())


async def _inside(door: Door, visitor: Visitor, name: str, password: str, marks: set[str]) -> bool | None:
    """Whether one of the marks stands there now: words such as those to sign out are the same for everybody."""
    if not await _look(door, visitor, name, password) or visitor.page is None:
        return None
    return bool(marks & pieces(visitor.page, []))


async def _look(door: Door, visitor: Visitor, name: str, password: str) -> bool:
    if await door.login.submit(visitor, {"username": name, "password": password}, follow=True) is None:
        return False
    return visitor.url == door.telling or await visitor.open(door.telling) is not None
