"""A short, readable excerpt of one evidence record: the lines that matter, with what was found marked.

Records come from the bundle and hold what the app sent, so every shape is checked and every length bounded. What is
returned is visible text (`visible.py`), not HTML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from harness.model.report import FindingResult
from harness.reports.visible import shorten, visible

type ReadBlob = Callable[[str], bytes | None]
type Pattern = re.Pattern[str]

_MAX_LINE = 400
_MAX_LINES = 16
_MAX_START = 350
_MAX_BODY = 256 * 1024
_AROUND = 90
_MAX_WINDOWS = 3
_MAX_TERMS = 24
_SHORTEST_TERM = 4
_LONGEST_TERM = 200
_UNREADABLE_SHARE = 10  # one strange character in so many makes a body "not text"

_TELLING_REQUEST = frozenset({"referer", "origin", "cookie", "authorization", "content-type"})
_TELLING_ANSWER = frozenset(
    {
        "access-control-allow-credentials",
        "access-control-allow-origin",
        "cache-control",
        "content-security-policy",
        "content-type",
        "location",
        "permissions-policy",
        "referrer-policy",
        "set-cookie",
        "strict-transport-security",
        "x-content-type-options",
        "x-frame-options",
    }
)
_TOKEN = r"⟦[^⟧]{1,160}⟧"  # what the recorder wrote in place of a secret


@dataclass(frozen=True)
class Run:
    """A stretch of a line; `marked` when it is what a finding named."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Part:
    """A titled piece of an excerpt. `title` is an English text to be translated."""

    title: str
    lines: tuple[tuple[Run, ...], ...]


def terms_of(findings: Iterable[FindingResult]) -> Pattern:
    """A pattern for what these findings name: their text values and every token of a removed secret."""
    terms: dict[str, None] = {}
    for finding in findings:
        for value in finding.values.values():
            for term in [value] if isinstance(value, str) else value if isinstance(value, tuple) else ():
                if isinstance(term, str) and _SHORTEST_TERM <= len(term) <= _LONGEST_TERM:
                    terms.setdefault(term)
    longest_first = sorted(list(terms)[:_MAX_TERMS], key=lambda term: (-len(term), term))
    return re.compile("|".join([_TOKEN, *(re.escape(term) for term in longest_first)]), re.IGNORECASE)


def parts_of(record: Mapping[str, Any], blob: ReadBlob, terms: Pattern) -> list[Part]:
    """The telling parts of a record; empty parts are left out."""
    kind = record.get("kind")
    if kind == "exchange":
        made = _exchange(record, blob, terms)
    elif kind == "websocket":
        made = [
            _part("Message sent" if record.get("from_client") is True else "Message received", [_text(record, "url")]),
            _part("Content", _body(record.get("body"), blob, terms), terms),
        ]
    else:
        made = [_part("Record", _members(record), terms)]
    return [part for part in made if part.lines]


def _exchange(record: Mapping[str, Any], blob: ReadBlob, terms: Pattern) -> list[Part]:
    status = record.get("status")
    answer = [str(status)] if isinstance(status, int) else [_text(record, "error")]
    asked = _headers(record.get("request_headers"), _TELLING_REQUEST, terms)
    answered = _headers(record.get("response_headers"), _TELLING_ANSWER, terms)
    return [
        _part("Request", [f"{_text(record, 'method')} {_text(record, 'url')}"], terms),
        _part("Request headers", asked, terms),
        _part("Request body", _body(record.get("request_body"), blob, terms), terms),
        _part("Answer", answer, terms),
        _part("Answer headers", answered, terms),
        _part("Answer body", _body(record.get("response_body"), blob, terms), terms),
    ]


def _part(title: str, lines: Iterable[str], terms: Pattern | None = None) -> Part:
    kept = [line for line in lines if line.strip()][:_MAX_LINES]
    return Part(title, tuple(_marked(shorten(line, _MAX_LINE), terms) for line in kept))


def _marked(line: str, terms: Pattern | None) -> tuple[Run, ...]:
    runs: list[Run] = []
    end = 0
    for match in terms.finditer(line) if terms is not None else ():
        runs.append(Run(line[end : match.start()], False))
        runs.append(Run(match.group(), True))
        end = match.end()
    runs.append(Run(line[end:], False))
    return tuple(Run(visible(run.text), run.marked) for run in runs if run.text)


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    return readable(value) if isinstance(value, str) else ""


def readable(text: str) -> str:
    """Recorded text is latin-1 decoded bytes; show it as the UTF-8 that it most often was."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _headers(headers: object, telling: frozenset[str], terms: Pattern) -> list[str]:
    """The headers that a finding names, then those that usually matter."""
    named: list[str] = []
    usual: list[str] = []
    for pair in headers if isinstance(headers, list) else ():
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            continue
        line = readable(f"{pair[0]}: {pair[1]}")
        if terms.search(line[:_MAX_BODY]):
            named.append(_around_first(line, terms))
        elif str(pair[0]).lower() in telling:
            usual.append(line)
    return named + usual


def _around_first(line: str, terms: Pattern) -> str:
    """A long line, cut so that its first match is in what remains."""
    match = terms.search(line)
    if len(line) <= _MAX_LINE or match is None or match.end() < _MAX_LINE:
        return line
    name = line.partition(":")[0][:_AROUND]
    return f"{name}: … {line[max(0, match.start() - _AROUND) : match.end() + _AROUND]} … [{len(line)}]"


def _body(body: object, blob: ReadBlob, terms: Pattern) -> list[str]:
    digest = body.get("sha256") if isinstance(body, dict) else None
    content = blob(digest) if isinstance(digest, str) else None
    if not content:
        return []
    text = content[:_MAX_BODY].decode("utf-8", "replace")
    strange = sum(1 for character in text[:_MAX_LINE] if character in "\0\ufffd")
    if strange * _UNREADABLE_SHARE > min(len(text), _MAX_LINE):
        return [f"({len(content)} bytes, binary)"]
    windows = _windows(text, terms)
    if windows or len(text) <= _MAX_START:
        return windows or text.splitlines()
    return f"{text[:_MAX_START]}… [{len(content)}]".splitlines()


def _windows(text: str, terms: Pattern) -> list[str]:
    found: list[str] = []
    end = -1
    for match in terms.finditer(text):
        if match.start() < end:
            continue
        if len(found) == _MAX_WINDOWS:
            break
        start, end = max(0, match.start() - _AROUND), match.end() + _AROUND
        found.append(f"{'… ' if start > 0 else ''}{text[start:end]}{' …' if end < len(text) else ''}")
    return found


def _members(record: Mapping[str, Any]) -> list[str]:
    lines = []
    for name, value in record.items():
        if value is None or name in ("shot", "t"):
            continue
        shown = readable(value) if isinstance(value, str) else _as_json(value)
        lines.append(f"{name}: {shown}")
    return lines


def _as_json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    except (TypeError, ValueError, RecursionError):
        return f"({type(value).__name__})"
