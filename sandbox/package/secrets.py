"""Secrets by their form: strict enough that ordinary text never matches. A found one is masked at once and never used.

Sources: the makers' own pages about the shape of their keys; GitHub's tokens carry a checksum, which is checked.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from harness.sandbox.package.limits import shown

MAX_FOUND = 200
_BEFORE = 110
"""How far a secret begins before its mark, at most."""
LONGEST = 8192
"""No form is longer, so pieces of a file that overlap by this much hide none."""


@dataclass(frozen=True)
class Form:
    """A kind of secret: `mark` is looked for, then the pattern around it; `holds` says whether a match is one."""

    name: str
    mark: re.Pattern[bytes]
    pattern: re.Pattern[bytes]
    holds: Callable[[re.Match[bytes]], bool]


def _is_pem(match: re.Match[bytes]) -> bool:
    """A key's body is base64 of at least 32 bytes; in JSON and code its lines end in a written `\\n`."""
    body = re.sub(rb"\\[nr]|\s|\"|\+\s", b"", re.sub(rb"(?m)^[A-Za-z-]+: .*$", b"", match[2]))
    try:
        return len(base64.b64decode(body, validate=True)) >= 32
    except (binascii.Error, ValueError):
        return False


_BASE62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _has_checksum(match: re.Match[bytes]) -> bool:
    """The last six characters of a GitHub token are the CRC-32 of the others, in base 62."""
    body, told = match[1][:-6], match[1][-6:]
    number, written = zlib.crc32(body), b""
    while number:
        number, digit = divmod(number, 62)
        written = _BASE62[digit : digit + 1] + written
    return written.rjust(6, b"0") == told


def _varied(match: re.Match[bytes]) -> bool:
    """Not a placeholder: `xxxx…` and `1234…` have few different characters."""
    return len(set(match[1])) >= 10


def _form(name: str, mark: bytes, pattern: bytes, holds: Callable[[re.Match[bytes]], bool] = _varied) -> Form:
    return Form(name, re.compile(mark), re.compile(rb"(?<![A-Za-z0-9_])" + pattern + rb"(?![A-Za-z0-9_])"), holds)


FORMS = (
    Form(
        "private-key",
        re.compile(b"PRIVATE KEY-----"),
        re.compile(rb"-----BEGIN ([A-Z ]{0,12})PRIVATE KEY-----(.{40,8000}?)-----END \1PRIVATE KEY-----", re.DOTALL),
        _is_pem,
    ),
    _form("stripe-secret-key", b"sk_live_", rb"sk_live_([0-9A-Za-z]{24,247})"),
    _form("github-token", b"gh[pos]_", rb"gh[pos]_([A-Za-z0-9]{36})", _has_checksum),
    _form("gitlab-token", b"glpat-", rb"glpat-([A-Za-z0-9_-]{20})"),
    _form("slack-token", b"xoxb-", rb"xoxb-([0-9]{10,13}-[0-9]{10,13}[A-Za-z0-9-]{20,80})"),
    _form("sendgrid-key", rb"SG\.", rb"SG\.([A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})"),
    _form("google-client-secret", b"GOCSPX-", rb"GOCSPX-([A-Za-z0-9_-]{28})"),
    _form("google-server-key", b":APA91b", rb"(AAAA[A-Za-z0-9_-]{7}:APA91b[A-Za-z0-9_-]{134})"),
    _form("openai-key", b"T3BlbkFJ", rb"sk-(?:proj-)?([A-Za-z0-9_-]{20,90}T3BlbkFJ[A-Za-z0-9_-]{20,90})"),
    _form("npm-token", b"npm_", rb"npm_([A-Za-z0-9]{36})", _has_checksum),
    _form("azure-storage-key", b"AccountKey=", rb"AccountKey=([A-Za-z0-9+/]{86}==)(?=[;\"'\s\0]|$)"),
    _form(
        "database-password",
        b"://",
        rb"(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|amqps?|rediss?)://[A-Za-z0-9_.-]{1,60}:([^\s:@/\"'{}$<>%]{6,100})@"
        rb"[A-Za-z0-9-]+\.[A-Za-z0-9.-]+",
        lambda match: len(set(match[1])) >= 5,
    ),
    _form(
        "aws-secret-key",
        b"AKIA",
        rb"AKIA[A-Z2-7]{16}[^A-Za-z0-9/+]{1,40}(?:[A-Za-z_.-]{0,40}[^A-Za-z0-9/+]{1,10})?([A-Za-z0-9/+]{40})",
    ),
)


def secrets_in(data: bytes) -> Iterator[tuple[str, str]]:
    """(form, what is shown of it) for each secret in these bytes.

    A pattern is only ever tried around its mark: over whole files it would cost seconds. The marks themselves begin
    with a literal, which `re` finds faster than `bytes.find` does.
    """
    for form in FORMS:
        done = 0
        for mark in form.mark.finditer(data):
            at = mark.start()
            if at < done:
                continue
            match = form.pattern.search(data, max(at - _BEFORE, done), at + LONGEST)
            if match and match.start() <= at and form.holds(match):
                yield form.name, masked(match[0])
            done = match.end() if match and match.start() <= at else mark.end()


def masked(secret: bytes) -> str:
    """Enough to find it again and nothing to use: a few characters, the length, and a short digest."""
    start = shown(secret[:8].decode("latin-1"))
    return f"{start}… ({len(secret)} bytes, sha256 {hashlib.sha256(secret).hexdigest()[:12]})"
