"""One line of a filter list (Adblock Plus syntax) as a rule that an engine can hold, or the reason why it cannot.

Only rules about requests are kept. What changes pages, cookies or scripts, regular expressions (a hostile one can cost
minutes), options that are not known here, and patterns too short to name anything are counted and left out, so that
every engine is given the same rules. Syntax: help.adblockplus.org, "How to write filters".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

MAX_LINE = 4096
"""A longer line is no rule."""
MIN_LITERAL = 3
"""A pattern without so many letters in one piece would name half the web."""

TYPES = (
    *("document", "subdocument", "script", "stylesheet", "image", "media", "font", "object"),
    *("xmlhttprequest", "websocket", "ping", "other"),
)
"""What a request can be for."""
BIT = {name: 1 << number for number, name in enumerate(TYPES)}
ANY_TYPE = sum(BIT.values()) - BIT["document"]
"""A rule without types is about everything but the page itself."""

_SAME = {"doc": "document", "frame": "subdocument", "css": "stylesheet", "xhr": "xmlhttprequest", "beacon": "ping"}
_COSMETIC = re.compile(r"#[@?$%]{0,2}#|\$\$|\$@\$")
_OPTIONS = re.compile(r"~?[a-z0-9_-]+(=[^,]*)?(,~?[a-z0-9_-]+(=[^,]*)?)*", re.IGNORECASE)
_DOMAIN = re.compile(r"~?[a-z0-9_-]+(\.[a-z0-9_-]+)+", re.IGNORECASE)
_ANCHORED = re.compile(r"\|\|([a-z0-9_-]+(?:\.[a-z0-9_-]+)+)(?=[\^/:?]|\Z)", re.IGNORECASE)
_LITERAL = re.compile(r"[^*^]+")

type Reason = Literal["cosmetic", "regex", "option", "general", "long"]


class Filter(msgspec.Struct, frozen=True, gc=False):
    """A rule about requests. `text` is the line as it stands in the list.

    `host` is the whole name that a `||` rule speaks of ("" otherwise); `pattern` is what else has to be in the address:
    after that name when there is one, at a label of the name (`labelled`), or anywhere. `types` is a mask of `BIT`.
    `third`: True only for other sites, False only for the same site, None for both. `on` and `off` are the sites whose
    pages it is limited to, and those where it does not hold.
    """

    text: str
    pattern: str
    host: str = ""
    labelled: bool = False
    at_start: bool = False
    at_end: bool = False
    exception: bool = False
    important: bool = False
    match_case: bool = False
    cancels: bool = False
    types: int = ANY_TYPE
    third: bool | None = None
    on: tuple[str, ...] = ()
    off: tuple[str, ...] = ()

    @property
    def literal(self) -> str:
        """The longest piece of the pattern without placeholders, in lower case."""
        return max(_LITERAL.findall(self.pattern.lower()), key=len, default="")


class _Limits(msgspec.Struct):
    """What the options of a line say, while they are read."""

    kept: int = 0
    left_out: int = 0
    named: bool = False
    third: bool | None = None
    on: list[str] = []
    off: list[str] = []
    important: bool = False
    match_case: bool = False
    cancels: bool = False


def parse_line(line: str) -> Filter | Reason | None:
    """A rule, the reason why the line is none that can be used, or None for a comment or an empty line."""
    text = line.strip()
    if not text or text.startswith(("!", "[", "# ")):
        return None
    if len(text) > MAX_LINE:
        return "long"
    if _COSMETIC.search(text):
        return "cosmetic"
    exception = text.startswith("@@")
    pattern, limits = _cut(text.removeprefix("@@"))
    if limits is None:
        return "option"
    if len(pattern) > 1 and pattern.startswith("/") and pattern.endswith("/"):
        return "regex"
    return _rule(text, pattern, limits, exception)


def parse(text: str) -> Iterator[Filter | Reason]:
    """Every line of a list that is no comment."""
    for line in text.splitlines():
        if (found := parse_line(line)) is not None:
            yield found


def _cut(text: str) -> tuple[str, _Limits | None]:
    """Pattern and options; None for options that cannot be used."""
    before, dollar, after = text.rpartition("$")
    if not dollar or not _OPTIONS.fullmatch(after):
        return text, _Limits()
    return before, _limits(after)


def _limits(options: str) -> _Limits | None:
    limits = _Limits()
    for option in options.split(","):
        name, _, value = option.lower().partition("=")
        if not (_party(name, limits) or _kind(name, limits) or _flag(name, value, limits)):
            return None
    if limits.named and not limits.kept and not limits.left_out:
        return None  # it speaks of pop-ups only
    return limits


def _party(name: str, limits: _Limits) -> bool:
    sides = {"third-party": True, "3p": True, "first-party": False, "1p": False}
    side = sides.get(name.removeprefix("~"))
    if side is None:
        return False
    limits.third = side is not name.startswith("~")
    return True


def _kind(name: str, limits: _Limits) -> bool:
    bare = name.removeprefix("~")
    if bare == "popup":
        limits.named = True
        return name == bare
    bit = BIT.get(_SAME.get(bare, bare))
    if bit is None:
        return False
    if name == bare:
        limits.kept |= bit
    else:
        limits.left_out |= bit
    return True


def _flag(name: str, value: str, limits: _Limits) -> bool:
    if name in ("domain", "from"):
        return _domains(value, limits)
    if name == "redirect":
        return True  # it blocks as well
    if name not in ("important", "match-case", "badfilter"):
        return False
    limits.important |= name == "important"
    limits.match_case |= name == "match-case"
    limits.cancels |= name == "badfilter"
    return True


def _domains(value: str, limits: _Limits) -> bool:
    """False when one of the sites is no plain name: a rule half understood would be another rule."""
    for site in value.split("|"):
        if not _DOMAIN.fullmatch(site):
            return False
        (limits.off if site.startswith("~") else limits.on).append(site.removeprefix("~"))
    return True


def _rule(text: str, pattern: str, limits: _Limits, exception: bool) -> Filter | Reason:
    at_end = pattern.endswith("|") and len(pattern) > 1
    pattern = pattern[:-1] if at_end else pattern.rstrip("*")
    anchored = _ANCHORED.match(pattern)
    labelled, at_start = pattern.startswith("||"), pattern.startswith("|")
    host = anchored.group(1).lower() if anchored else ""
    rest = pattern[anchored.end() :] if anchored else pattern[2 if labelled else 1 if at_start else 0 :]
    rest = rest or ("^" if host else "")  # a name that ends here ends here: engines agree on that
    rest = rest if at_start else rest.lstrip("*")
    made = Filter(
        text=text,
        pattern=rest if limits.match_case else rest.lower(),
        host=host,
        labelled=labelled and not host,
        at_start=at_start and not labelled,
        at_end=at_end and bool(pattern),
        exception=exception,
        important=limits.important,
        match_case=limits.match_case,
        cancels=limits.cancels,
        types=_types(limits, pages=exception or (bool(host) and rest == "^")),
        third=limits.third,
        on=tuple(limits.on),
        off=tuple(limits.off),
    )
    return made if host or len(made.literal) >= MIN_LITERAL else "general"


def _types(limits: _Limits, *, pages: bool) -> int:
    """The types that a rule is about; without any, a whole name and an exception are about pages as well."""
    every = ANY_TYPE | BIT["document"] if pages and not limits.left_out else ANY_TYPE
    return (limits.kept or every) & ~limits.left_out
