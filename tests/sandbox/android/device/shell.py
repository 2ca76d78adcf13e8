"""The device's shell: one program with its words, no operators. What it does not know it says so, as Android does.

Our side is meant to send plain commands, one at a time; a pipe or a variable here is a mistake that shows at once.
"""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from tests.sandbox.android.device.files import Space, Trouble
from tests.sandbox.android.device.state import State

OPERATORS = frozenset("|&;<>()$`\n")


@dataclass(frozen=True)
class Caller:
    """Who runs a command, and through which mount table it looks."""

    state: State
    uid: int
    space: Space
    given: bytes = b""

    def root(self) -> None:
        if self.uid != 0:
            raise Trouble("Operation not permitted")


@dataclass(frozen=True)
class Said:
    out: bytes = b""
    error: str = ""
    code: int = 0


type Program = Callable[[Caller, list[str]], Said | str | bytes]
PROGRAMS: dict[str, Program] = {}


def program(*names: str) -> Callable[[Program], Program]:
    def enter(function: Program) -> Program:
        PROGRAMS.update(dict.fromkeys(names, function))
        return function

    return enter


def run(caller: Caller, line: str) -> Said:
    """What `line` prints, and its exit code."""
    try:
        words = _words(caller, line)
    except ValueError as error:
        return Said(error=f"sh: syntax error: {error}\n", code=1)
    return execute(caller, words)


def execute(caller: Caller, words: list[str]) -> Said:
    if not words:
        return Said()
    found = PROGRAMS.get(words[0])
    if found is None:
        return Said(error=f"/system/bin/sh: {words[0]}: inaccessible or not found\n", code=127)
    try:
        said = found(caller, words[1:])
    except Trouble as trouble:
        return Said(error=f"{words[0]}: {trouble}\n", code=1)
    if isinstance(said, Said):
        return said
    return Said(said.encode() if isinstance(said, str) else said)


def _words(caller: Caller, line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=False, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.commenters = ""
    words: list[str] = []
    for raw in lexer:
        if raw == "2>/dev/null":
            continue
        bare = _unquoted(raw)
        if OPERATORS & set(bare):
            raise ValueError(f"this device runs one plain command at a time, not {line!r}")
        word = shlex.split(raw)[0] if raw else ""
        words += _globbed(caller, word) if "*" in bare else [word]
    return words


def _unquoted(raw: str) -> str:
    """The part of a word that stands outside quotes."""
    kept, quote = [], ""
    for sign in raw:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        else:
            kept.append(sign)
    return "".join(kept)


def _globbed(caller: Caller, word: str) -> list[str]:
    folder, pattern = posixpath.split(word)
    try:
        names = caller.space.listing(folder or "/")
    except Trouble:
        names = []
    return [f"{folder}/{name}" for name in names if fnmatchcase(name, pattern)] or [word]
