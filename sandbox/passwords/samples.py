"""Passwords that must not be taken, and random ones of the same shape that must.

The list is our own choice: what stands high in every published count of leaked passwords, with the Dutch words that
play the same part here. It is ordered by how sure one may be that a list of the most used holds it.
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Sequence
from dataclasses import dataclass

COMMON = (
    "password1", "password123", "qwerty123", "qwertyuiop", "1q2w3e4r", "1qaz2wsx", "iloveyou", "sunshine", "princess",
    "football", "baseball", "superman", "trustno1", "abcd1234", "welkom01", "welkom123", "wachtwoord", "wachtwoord1",
    "azertyuiop", "azerty123", "voetbal123", "letmein123", "computer", "geheim123", "hallo1234", "password1234",
    "qwerty123456", "1q2w3e4r5t6y", "1qaz2wsx3edc", "q1w2e3r4t5y6", "zaq12wsxcde3", "123qweasdzxc", "qazwsxedcrfv",
    "abcdefghijkl", "administrator", "qwertyqwerty", "iloveyou1234", "123456qwerty", "qwerty1234567", "password12345",
    "unbelievable", "justinbieber", "michaeljackson", "wachtwoord123", "welkom123456", "1qazxsw23edc", "azerty123456",
    "welkomwelkom", "wachtwoord1234", "ikhouvanjou123", "passwordpassword", "qwertyuiopasdfgh", "qwertyuiopasdfghjkl",
    "abcdefghijklmnop", "1q2w3e4r5t6y7u8i", "1qaz2wsx3edc4rfv", "iloveyouiloveyou", "wachtwoordwachtwoord",
    "wachtwoord123456", "welkomwelkomwelkom", "azertyuiopqsdfgh", "administrator123", "manchesterunited",
    "trustno1trustno1", "sunshinesunshine", "footballfootball", "princessprincess", "superman12345678",
    "qwerty1234567890", "welkom1234567890", "password12345678",
)
BREACHED = (
    "correcthorsebatterystaple", "thisismypassword", "tobeornottobe", "letmeinplease", "opensesame123",
    "iloveyousomuch",
)
SCHOOL = ("leerling", "leerkracht", "basisschool", "meester", "klas", "school", "welkom")
FIGURES = "12345678901234567890"
DRESS = "1!"


def common(fits: Fits, most: int) -> list[str]:
    """At most so many common passwords that an app could take; the shortest first, as people choose them."""
    return sorted(filter(fits, COMMON), key=len)[:most]


def context(app: str, fits: Fits, most: int) -> list[str]:
    """The same, made of the app's name and words of school: each followed by the figures that people add."""
    name = "".join(char for char in app.casefold() if char.isalnum())
    return _lengthened([name, *SCHOOL] if name else list(SCHOOL), fits, most)


def breached(fits: Fits, most: int) -> list[str]:
    """The same, from well-known leaks and lists of phrases."""
    return _lengthened(BREACHED, fits, most)


def _lengthened(words: Sequence[str], fits: Fits, most: int) -> list[str]:
    """Each word, with no more figures than it takes to be long enough; those that do not fit are left out."""
    tries = ([word + FIGURES[:more] for more in range(2 if word in SCHOOL else 0, len(FIGURES))] for word in words)
    found = (next(filter(fits, some), None) for some in tries)
    return [one for one in found if one is not None][:most]


@dataclass(frozen=True)
class Fits:
    """Whether an app could take a password: neither too short nor too long for it. `strong`: see `dressed`."""

    least: int
    most: int
    strong: bool = False

    def __call__(self, word: str) -> bool:
        more = len(DRESS) if self.strong else 0
        return self.least <= len(word) + more <= self.most and (word[0].isalpha() or not self.strong)


def like(sample: str, *, strong: bool = False) -> str:
    """A random password of the same shape: letters for letters, figures for figures. `strong`: see `dressed`."""
    kinds = ((string.ascii_lowercase, str.isalpha), (string.digits, str.isdigit))
    drawn = [next((secrets.choice(all) for all, is_one in kinds if is_one(char)), char) for char in sample]
    return dressed("".join(drawn)) if strong else "".join(drawn)


def dressed(sample: str) -> str:
    """With a capital, a figure and a sign, for an app that asks for them: so people get round such rules."""
    return sample[:1].upper() + sample[1:] + DRESS


def boundary() -> str:
    """A random password with each kind of character in its first six, to be cut at any length from seven on."""
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "-_.+", string.ascii_lowercase)
    head = [secrets.choice(kind) for kind in kinds]
    rest = [secrets.choice(string.ascii_letters + string.digits) for _ in range(27)]
    return "".join([*head, *rest])


_ACCENTED = "éèëïöüçàâîôñ"
LETTERS = "bcdfghjklmnpqrstvwxz"


def passphrase(length: int) -> str:
    """Random small letters with spaces and accents, of so many characters; the last one is a plain letter.

    It takes more than 72 bytes from 64 characters on: what a server cuts there, shows.
    """
    words = (_word(at) for at in range(length))
    text = " ".join(words)[: length - 1].rstrip()
    return text + "".join(secrets.choice(LETTERS) for _ in range(length - len(text)))


def _word(at: int) -> str:
    letters = [secrets.choice(LETTERS) for _ in range(4)]
    letters[1 + at % 2] = secrets.choice(_ACCENTED)
    return "".join(letters)


def variants(phrase: str) -> dict[str, str]:
    """What must not open an account whose password is the phrase: by name, each with one change."""
    other = "b" if phrase[-1] != "b" else "c"
    return {
        "last-changed": phrase[:-1] + other, "one-less": phrase[:-1], "other-case": phrase[:1].upper() + phrase[1:],
    }


def parts(length: int) -> dict[str, str]:
    """Phrases with only one of the properties of `passphrase`, to learn which one an app does not take."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(length))
    short = letters[:18]
    return {
        "small-letters": short, "spaces": f"{short[:6]} {short[6:12]} {short[12:]}",
        "accents": f"{short[:8]}é{short[9:]}", "length": letters,
    }
