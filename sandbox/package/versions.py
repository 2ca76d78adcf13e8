"""Versions of libraries in a package: build tools leave them in files, and some libraries name themselves.

Files: `META-INF/GROUP_ARTIFACT.version` (AndroidX), `META-INF/maven/…/pom.properties` (Maven), `NAME.properties`
(Google). Text: `group:artifact@@version` as Google's libraries say in every class, the name that OkHttp gives itself to
servers, and the version texts of a few native libraries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_VERSIONS = 2_000
_SMALL = 1 << 16
_NUMBER = r"(\d[0-9A-Za-z.+-]{0,40})"
_ROOT = r"(?:[\w-]{1,60}/root/)?"
_MARKER = re.compile(_ROOT + r"META-INF/([a-z][\w.]{1,100})_([a-z][\w.-]{0,100})\.version")
_MAVEN = re.compile(_ROOT + r"META-INF/maven/([\w.-]{1,100})/([\w.-]{1,100})/pom\.properties")
_GOOGLE = re.compile(_ROOT + r"((?:play-services|firebase|billing|mlkit)[\w-]{0,60})\.properties")
_LINE = re.compile(rb"(?m)^version=[ \t]*" + _NUMBER.encode() + rb"[ \t]*\r?$")
_WHOLE = re.compile(rb"\s*" + _NUMBER.encode() + rb"\s*")
_OKHTTP = "com.squareup.okhttp3:okhttp"
_TEXT: tuple[tuple[str, str, bytes, re.Pattern[bytes]], ...] = (
    (".dex", "", b"@@", re.compile(rb"((?:com|androidx|org|io)\.[\w.]{3,80}:[a-z][\w.-]{1,80})@@" + _NUMBER.encode())),
    (".dex", _OKHTTP, b"okhttp/", re.compile(rb"(?<![\w/.])okhttp/(\d+\.\d+\.\d+[\w.-]{0,20})\0")),
    (".so", "openssl", b"OpenSSL ", re.compile(rb"OpenSSL (\d\.\d\.\d{1,2}[a-z]{0,2}) +\d{1,2} [A-Z][a-z]{2} 20\d\d")),
    (".so", "zlib", b"flate ", re.compile(rb" (?:de|in)flate (1\.\d[\w.]{0,20})(?:-\w{1,20})? Copyright")),
    (".so", "expat", b"expat_", re.compile(rb"expat_(\d\.\d{1,2}\.\d{1,2})\0")),
    (".so", "libcurl", b"libcurl/", re.compile(rb"libcurl/(\d{1,2}\.\d{1,3}\.\d{1,2})")),
)
_BEFORE, _AFTER = 170, 80


def versions_in(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """(library, version) for each that a piece of a file tells; a file that names one is small, so it comes whole."""
    if len(data) <= _SMALL and (told := _named(name)) is not None:
        library, pattern, whole = told
        match = pattern.fullmatch(data) if whole else pattern.search(data)
        if match is not None:
            yield library, match[1].decode("ascii")
    for ending, library, mark, pattern in _TEXT:
        if name.endswith(ending):
            yield from _texts(library, mark, pattern, data)


def _named(name: str) -> tuple[str, re.Pattern[bytes], bool] | None:
    """(library, where its version stands in the file, whether the file is nothing else)."""
    if (match := _MARKER.fullmatch(name)) is not None:
        return f"{match[1]}:{match[2]}", _WHOLE, True
    if (match := _MAVEN.fullmatch(name)) is not None:
        return f"{match[1]}:{match[2]}", _LINE, False
    if (match := _GOOGLE.fullmatch(name)) is not None:
        return match[1], _LINE, False
    return None


def _texts(library: str, mark: bytes, pattern: re.Pattern[bytes], data: bytes) -> Iterator[tuple[str, str]]:
    """A pattern is only tried around its mark, and the same text once: over whole files it would cost seconds."""
    seen: set[bytes] = set()
    at = data.find(mark)
    while at >= 0 and len(seen) < MAX_VERSIONS:
        around = data[max(at - _BEFORE, 0) : at + _AFTER]
        for match in pattern.finditer(around):
            if match[0] not in seen:
                seen.add(match[0])
                yield (library, match[1].decode("ascii")) if library else (match[1].decode(), match[2].decode("ascii"))
        at = data.find(mark, at + len(mark))
