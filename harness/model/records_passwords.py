"""Records of what an app takes for a password, who may guess one, and what it tells of accounts."""

from __future__ import annotations

import msgspec

from harness.model.records import Record


class PasswordTried(Record, kw_only=True):
    """`probes/passwords.jsonl`: one password that was offered at `place` ("signup", "change" or "given").

    `by`: "request" (what the form sends, sent again without the page) or "form" (typed in a browser). `case`: "control"
    (random, must be taken), "short", "enough" (the boundary), "passphrase" and its parts "small-letters", "spaces",
    "accents", "length", and "common", "context", "breached" (`sample` is the word, which everybody knows). `accepted`:
    somebody signed in with it; None when nothing can be told. `before`, `after`: a random one of the same shape was
    taken just before it and after it. `compared` are single changes of the passphrase that were tried to sign in with,
    `lets_in` those that did. `reason`: a code for why nothing was tried here.
    """

    place: str
    case: str = ""
    by: str = "request"
    length: int = 0
    accepted: bool | None = None
    before: bool = False
    after: bool = False
    sample: str = ""
    compared: tuple[str, ...] = ()
    lets_in: tuple[str, ...] = ()
    reason: str = ""

    @property
    def refused(self) -> bool:
        """Whether it was really the app that did not take it."""
        return self.accepted is False and self.before and self.after


class PasswordGiven(Record, kw_only=True):
    """`probes/given-password.jsonl`: `by` gave `persona` a password. `kept`: the account can be used with it as it is.

    It is false when the account opens and only another password can be chosen. `reason`: a code for why nothing can be
    told.
    """

    persona: str
    by: str
    kept: bool | None = None
    reason: str = ""


class GuessesTried(Record, kw_only=True):
    """`probes/guessing.jsonl`: wrong passwords on the account of `persona`, `tries` of them from so many `addresses`.

    `before`: the right one opened it from each of them. `let_in`: it did so right after the wrong ones; None when that
    cannot be told. `slowed`: answers stopped coming, while the app was there for others. `owner`: it opened from
    elsewhere, `owner_after` seconds later (None: there was no elsewhere). `alive`: somebody else got in there.
    `neighbour`: somebody else got in where the guesses came from. `reason`: a code for why nothing can be told.
    """

    persona: str
    addresses: int = 1
    tries: int = 0
    before: bool = False
    let_in: bool | None = None
    slowed: bool = False
    owner: bool | None = None
    owner_after: float = 0.0
    alive: bool | None = None
    neighbour: bool | None = None
    reason: str = ""


class AccountsTold(Record, kw_only=True):
    """`probes/telling.jsonl`: answers at `place` (login, signup, reset) about accounts and about names that nobody has.

    `existing`, `absent`: statuses of the answers, with where a redirect led. `only_existing`, `only_absent`: texts that
    stand in every answer of one kind and in none of the other, without what was typed. `differences`: for each of the
    `pairs` how many milliseconds longer the answer about an account took, and `usual`: what the other takes (median).
    `reason`: a code for why nothing can be told.
    """

    place: str
    pairs: int = 0
    existing: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    only_existing: tuple[str, ...] = ()
    only_absent: tuple[str, ...] = ()
    differences: tuple[float, ...] = ()
    usual: float = 0.0
    reason: str = ""


class DefaultsTried(Record, kw_only=True):
    """`probes/defaults.jsonl`: names and passwords that are often left behind, `pairs` of them, each tried once.

    `opened`: those that let somebody in, as `name / password`: a page showed what the account of `persona` sees there
    and a stranger does not. `before`, `after`: that account got in. `reason`: a code for why nothing can be told.
    """

    persona: str
    pairs: int = 0
    opened: tuple[str, ...] = ()
    before: bool = False
    after: bool = False
    reason: str = ""


class PasswordFieldSeen(msgspec.Struct, kw_only=True):
    """One field that takes a password. `pasted`, `filled`: what was pasted, or put in by a program, stayed there."""

    name: str = ""
    type: str = ""
    autocomplete: str = ""
    pasted: bool | None = None
    filled: bool | None = None


class EntranceSeen(Record, kw_only=True):
    """`probes/entrance.jsonl`: the fields of a `place` (login, signup, reset, change) and the secret questions there.

    `reason`: a code for why nothing can be told.
    """

    place: str
    page: str = ""
    fields: tuple[PasswordFieldSeen, ...] = ()
    questions: tuple[str, ...] = ()
    reason: str = ""


class NameTold(msgspec.Struct, kw_only=True):
    """A value of the persona `who`, met in an answer or on the page (`place`), `at` a path, `after` so many keys."""

    who: str
    role: str = ""
    field: str = ""
    place: str = ""
    at: str = ""
    after: int = 0

    @property
    def sign(self) -> str:
        """Whose it is and where, without the value."""
        return f"{self.who}.{self.field}: {self.at}"


class NamesTyped(Record, kw_only=True):
    """`probes/suggestions.jsonl`: what a stranger at the sign-in page was told, after so many `typed` characters.

    They are the beginning of the user name of `persona`, of this `role`; without one nothing was typed yet, or a name
    that nobody has. `told`: whole values of people, none of them typed. `unclear`: user names that are words of the
    page anyway, so that nobody knows. `answers` were read, those at the paths `lost` were not. `reason`: a code for why
    it was not typed to the end.
    """

    persona: str = ""
    role: str = ""
    typed: int = 0
    answers: int = 0
    told: tuple[NameTold, ...] = ()
    unclear: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    reason: str = ""
