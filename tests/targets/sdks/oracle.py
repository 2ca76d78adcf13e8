"""Reading what the sink received, simply and without any of our own tools: which of the pupil's values is in it, and how.

It knows only the disguises that the truth table names. That is the point: it agrees with that table or it does not.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from urllib.parse import unquote_plus

from tests.targets.sdks.school import PUPIL
from tests.targets.sdks.sink import Received

VALUES = {"first_name": PUPIL["name"], "email": PUPIL["email"], "pupil_number": PUPIL["number"]}
PACKED = re.compile(rb"\x1f\x8b\x08|x[\x01\x5e\x9c\xda]")
BASE64 = re.compile(rb"[A-Za-z0-9_-]{40,}")


def received(messages: Iterable[Received]) -> dict[str, set[str]]:
    """Host → what it got, as `field:disguise`."""
    got: dict[str, set[str]] = {}
    for one in messages:
        body = _inflate(one.body)[0] if one.encoding == "gzip" else one.body
        for disguise, data in (*_views(one.target.encode()), *_views(body)):
            text = data.decode("utf-8", "replace").replace("\\u0040", "@")
            for field, value in VALUES.items():
                if value in text:
                    got.setdefault(one.host, set()).add(f"{field}:{disguise}")
                if hashlib.sha256(value.encode()).hexdigest() in text:
                    got.setdefault(one.host, set()).add(f"{field}:sha256")
    return got


def _views(data: bytes) -> Iterator[tuple[str, bytes]]:
    yield "plain", unquote_plus(data.decode("latin-1")).encode("latin-1", "replace")
    for match in PACKED.finditer(data):
        for inner in _inflate(data[match.start() :]):
            yield "gzip" if match[0][0] == 0x1F else "zlib", inner
    for run in BASE64.findall(data):
        yield "base64", base64.urlsafe_b64decode(run[: len(run) // 4 * 4])


def _inflate(data: bytes) -> list[bytes]:
    """What is packed at the start of the data; nothing when that only looked so."""
    try:
        return [zlib.decompressobj(47).decompress(data)]
    except zlib.error:
        return []
