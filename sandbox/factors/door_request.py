"""Requests that ask for a session with a user name and a password, and what their answers give.

Pure. Addresses of such requests are known by the words at their end, in the app's own files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from harness import Persona
from harness.model.profile_doors import DoorRequest
from harness.sandbox.probes.client import Answer
from harness.sandbox.probes.session_life import cookie_line

type Headers = dict[str, str]

MOST_TOKENS = 6
SHORTEST, LONGEST = 16, 4096
"""Characters of what may be a token."""
DEEPEST = 6
NAMED = re.compile(r"""["'`](/(?:[A-Za-z0-9_.-]{1,40}/){0,6}[A-Za-z0-9_-]{1,40})/?["'`]""")
ENDS = frozenset(("login", "signin", "sign-in", "sign_in", "token", "authenticate", "auth", "session", "sessions"))


def named_in(text: str) -> set[str]:
    """Paths of the app in a file of its own that sound like a place to sign in."""
    return {path for path in NAMED.findall(text) if path.rpartition("/")[2].lower() in ENDS}


def guesses(path: str) -> list[DoorRequest]:
    """Requests by which such a place is usually asked."""
    both = {"username": "{username}", "password": "{password}"}
    grant = {"grant_type": "password", **both}
    return [DoorRequest.model_validate({"path": path, **body}) for body in ({"json": both}, {"form": grant})]


def body_of(request: DoorRequest, persona: Persona) -> tuple[bytes | None, Headers]:
    """The body and its headers, for this persona."""
    password = persona.password.get_secret_value() if persona.password else ""
    values = {"{username}": persona.username or "", "{password}": password}
    if request.json_ is not None:
        return json.dumps(_filled(request.json_, values)).encode(), {"content-type": "application/json"}
    if request.form is not None:
        fields = {name: _filled(value, values) for name, value in request.form.items()}
        return urlencode(fields).encode(), {"content-type": "application/x-www-form-urlencoded"}
    return None, {}


def _filled(content: Any, values: Mapping[str, str]) -> Any:
    if isinstance(content, dict):
        return {name: _filled(value, values) for name, value in content.items()}
    if isinstance(content, list):
        return [_filled(value, values) for value in content]
    if isinstance(content, str):
        return re.sub(r"\{(?:username|password)\}", lambda found: values[found[0]], content)
    return content


def keys_in(answer: Answer) -> list[Headers]:
    """What an answer gives to go on with: its cookies, and each text of its JSON that may be a token."""
    line = cookie_line(_cookies(answer.set_cookie))
    carried = [{"cookie": line}] if line and line.isprintable() else []
    try:
        content = json.loads(answer.body)
    except (ValueError, RecursionError):
        return carried
    tokens = dict.fromkeys(text for text in _texts(content, DEEPEST) if _may_be_token(text))
    return [*carried, *({"authorization": f"Bearer {token}"} for token in list(tokens)[:MOST_TOKENS])]


def _cookies(lines: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        try:
            read = SimpleCookie(line)
        except CookieError:
            continue
        found |= {name: one.value for name, one in read.items() if one.value and one.value.isascii()}
    return found


def _texts(content: object, depth: int) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    several = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    for one in several if depth else ():
        yield from _texts(one, depth - 1)


def _may_be_token(text: str) -> bool:
    return SHORTEST <= len(text) <= LONGEST and text.isascii() and text.isprintable() and " " not in text


def same_place(one: str, other: str) -> bool:
    """Whether two addresses have the same path."""
    return urlsplit(one).path.rstrip("/") == urlsplit(other).path.rstrip("/")
