"""Which passwords the school takes, and what it keeps of one: long enough, any characters, none that all guess."""

from __future__ import annotations

import re
import sqlite3

from harness.sandbox.demo.fault import Switches

SHORTEST, LONGEST = 12, 200
ALONE = 15
"""For staff whom nothing but a password guards."""
_WORDS = (
    "abc|administrator|amsterdam|azerty|baseball|basisschool|batman|chocolate|computer|correcthorsebatterystaple|"
    "dragon|football|geheim|hallo|harrypotter|ikhouvanjou|iloveyou|iloveyousomuch|justinbieber|klas|leerkracht|leerling|letmein|"
    "letmeinplease|liverpool|manchesterunited|master|meester|michaeljackson|monkey|opensesame|password|paswoord|"
    "princess|qazwsx|qwerty|school|spongebob|sunshine|superman|thisismypassword|tobeornottobe|trustno|unbelievable|"
    "voetbal|wachtwoord|welcome|welkom"
)
_OWN = "demo|demoschool|leraar|juf"
_WALKS = (
    "qwertyuiopasdfghjklzxcvbnm", "azertyuiopqsdfghjklmwxcvbn", "abcdefghijklmnopqrstuvwxyz", "qweasdzxcqweasdzxc",
    "qazwsxedcrfvtgbyhnujmikolp", "zaqwsxcderfvbgtyhnmjuiklop", "qazxswedcvfrtgbnhyujmkiolp", "asdfghjklasdfghjkl",
    "zxcvbnmzxcvbnm",
)


def problem(
    password: str, faults: Switches, *, change: bool = False, given: bool = False, of: sqlite3.Row | None = None
) -> str | None:
    """Why this password is not taken, or None.

    `change`: in place of an earlier one; `given`: by a teacher; `of`: whose account it is for.
    """
    alone = of is not None and of["role"] != "pupil" and not of["totp"]
    shortest = _shortest(faults, change=change, given=given, alone=alone)
    if len(password) < shortest:
        return f"Kies een wachtwoord van minstens {max(shortest, SHORTEST)} tekens."
    if len(password) > (20 if faults.on("password-max-20") else LONGEST):
        return "Dit wachtwoord is te lang."
    if faults.on("password-no-unicode") and not password.isascii():
        return "Gebruik alleen gewone letters en cijfers."
    if faults.on("password-composition") and not (re.search("[A-Z]", password) and re.search("[0-9]", password)):
        return "Gebruik minstens één hoofdletter en één cijfer."
    spared = faults.on("password-common") or (given and faults.on("given-common"))
    if not spared and guessable(password, own=not faults.on("password-school-words")):
        return "Dit wachtwoord raadt iedereen. Kies een ander."
    return None


def _shortest(faults: Switches, *, change: bool, given: bool, alone: bool) -> int:
    if faults.on("password-client-only") or (given and faults.on("given-any-length")):
        return 1
    weak = faults.on("password-min-4") or (change and faults.on("change-min-4"))
    return 4 if weak else ALONE if alone and not faults.on("staff-password-short") else SHORTEST


def guessable(password: str, *, own: bool = True) -> bool:
    """Whether it is made of nothing but words that all guess (`own`: of this school too), keyboard rows and figures."""
    letters = "".join(char for char in password.casefold() if char.isalpha())
    words = rf"(?:{_WORDS}|{_OWN})*" if own else rf"(?:{_WORDS})*"
    return re.fullmatch(words, letters) is not None or any(letters in walk for walk in _WALKS)


def kept(password: str, faults: Switches) -> str:
    """What of a password is compared: all of it, as it was typed."""
    if faults.on("password-truncated"):
        password = password[:32]
    return password.casefold() if faults.on("password-case-folded") else password
