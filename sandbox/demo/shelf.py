"""What the people of the demo school make for each other: letters to one person, works, comments and share links."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST = 500
"""Letters, works and comments that are kept of each kind; the oldest go first."""


@dataclass(frozen=True)
class Letter:
    """A message to one person."""

    number: int
    sender: str
    to: str
    text: str


@dataclass(frozen=True)
class Comment:
    """What somebody said about a work."""

    author: str
    text: str


@dataclass
class Work:
    """Something that a pupil made. `link` is the last part of its share link, None as long as there is none."""

    number: int
    owner: str
    title: str
    text: str
    comments: list[Comment] = field(default_factory=list)
    link: str | None = None


class Shelf:
    """All letters and works of both schools. Who may do what is decided in `circle`."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._links = itertools.count(1001)
        self._letters: dict[int, Letter] = {}
        self._works: dict[int, Work] = {}

    def send(self, sender: str, to: str, text: str) -> None:
        """Put a letter into somebody's inbox."""
        _make_room(self._letters)
        number = next(self._numbers)
        self._letters[number] = Letter(number, sender, to, text)

    def inbox(self, username: str) -> list[Letter]:
        """The letters to this person, oldest first."""
        return [letter for letter in self._letters.values() if letter.to == username]

    def tear(self, number: int, username: str) -> None:
        """Throw away a letter; only who got it can."""
        if number in self._letters and self._letters[number].to == username:
            del self._letters[number]

    def make(self, owner: str, title: str, text: str) -> Work:
        """Keep a new work."""
        _make_room(self._works)
        work = Work(next(self._numbers), owner, title, text)
        self._works[work.number] = work
        return work

    def works(self, owner: str) -> list[Work]:
        """The works of this person, oldest first."""
        return [work for work in self._works.values() if work.owner == owner]

    def work(self, number: int) -> Work | None:
        """One work, whoever asks."""
        return self._works.get(number)

    def linked(self, link: str) -> Work | None:
        """The work that this share link opens."""
        return next((work for work in self._works.values() if work.link == link), None)

    def comment(self, work: Work, author: str, text: str) -> None:
        """Add a comment."""
        if len(work.comments) < MOST:
            work.comments.append(Comment(author, text))

    def share(self, work: Work, *, short: bool = False, counted: bool = False) -> None:
        """Give the work a link: 256 random bits; 32 when `short`, and a plain count when `counted`."""
        if work.link is None:
            random = secrets.token_hex(4) if short else secrets.token_urlsafe(32)
            work.link = str(next(self._links)) if counted else random

    def remove(self, work: Work) -> None:
        """Forget a work with its comments and its link."""
        self._works.pop(work.number, None)


def _make_room(kept: dict[int, Letter] | dict[int, Work]) -> None:
    oldest: Iterator[int] = iter(kept)
    if len(kept) >= MOST:
        kept.pop(next(oldest))
