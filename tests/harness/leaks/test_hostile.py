"""Bodies made to be slow or endless to search. Each is long enough that quadratic work would take hours."""

from __future__ import annotations

import base64
import gzip
import json
import random
import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.leaks.ledger import search
from harness.leaks.matcher import Matcher

MAIL = b"zoelinde.broeckhout7731@leerling.example"
MATCHER = Matcher({"email": MAIL.decode(), "birth_date": "2012-05-17", "first_name": "Zoë"})
MIB = 1 << 20

CLEAN: dict[str, bytes] = {
    "one letter": b"a" * (8 * MIB),
    "one digit": b"1" * (2 * MIB),
    "spaces": b" " * (8 * MIB),
    "line feeds": b"\n" * (2 * MIB),
    "percents": b"%" * MIB,
    "percents escaped": b"%25" * (MIB // 2),
    "backslashes": b"\\" * MIB,
    "ampersands": b"&" * MIB,
    "entities without an end": b"&abcdefgh" * (MIB // 8),
    "escaped letters": rb"\u0041" * (MIB // 4),
    "base64, 16 MB": base64.b64encode(random.Random(1).randbytes(12 * MIB)),
    "base64 in short lines": (b"A" * 60 + rb"\r\n") * 20_000,
    "base64 that never wraps": b"A" * (4 * MIB) + b"!",
    "base32": b"MFRGGZDF" * (MIB // 8),
    "hex": b"deadbeef" * (MIB // 4),
    "pairs": b"a=b&" * (MIB // 2),
    "a token with long parts": b"eyJ" + b"A" * MIB + b".eyJ" + b"B" * 90,
    "slashes": b"a://" + b"/" * MIB,
    "part marks": b"--a\r\n" + b"--a" * (MIB // 4),
    "quoted-printable": b"quoted-printable" + b"=41" * MIB,
    "zeros": bytes(8 * MIB),
}
FOUND: dict[str, bytes] = {
    "nested lists": b"[" * 100_000 + b'"' + MAIL + b'"' + b"]" * 100_000,
    "nested objects": b'{"a":' * 100_000 + b'"' + MAIL + b'"' + b"}" * 100_000,
    "nested lists without an end": b"[" * 100_000 + MAIL,
    "the value again and again": MAIL * 20_000,
    "many fields": b"&".join(b"k%d=%s" % (at, MAIL) for at in range(3_000)),
    "many members": json.dumps([MAIL.decode()] * 3_000).encode(),
    "many cookies": b"; ".join(b"k%d=%s" % (at, MAIL) for at in range(3_000)),
    "many parts": b"--x\r\n" + b"\r\n--x\r\n".join(b'name="f%d"\r\n\r\n%s' % (at, MAIL) for at in range(3_000)),
    "packed again and again": gzip.compress(MAIL * 20_000),
}


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, wbits=-15)
    return packer.compress(data) + packer.flush()


def packed(times: int) -> bytes:
    data = MAIL
    for _ in range(times):
        data = base64.b64encode(data)
    return data


CAPPED: dict[str, tuple[Callable[[], bytes], str]] = {
    "gzip bomb": (lambda: gzip.compress(bytes(50 * MIB)), "ratio"),
    "zlib bomb": (lambda: zlib.compress(bytes(50 * MIB)), "ratio"),
    "brotli bomb": (lambda: brotli.compress(bytes(50 * MIB), quality=5), "ratio"),
    "zstandard bomb": (lambda: zstandard.compress(bytes(50 * MIB)), "ratio"),
    "a bomb in a bomb": (lambda: gzip.compress(gzip.compress(bytes(90 * MIB))), "ratio"),
    "large in all": (
        lambda: gzip.compress(random.Random(2).randbytes(256) * (80 << 10)) + random.Random(3).randbytes(MIB // 2),
        "output",
    ),
    "base64 five deep": (lambda: packed(5), "depth"),
    "gzip five deep": (lambda: gzip.compress(gzip.compress(gzip.compress(gzip.compress(gzip.compress(MAIL))))), "depth"),
    "many gzip members": (lambda: gzip.compress(b"x") * 20_000, "streams"),
    "many gzip members apart": (lambda: (gzip.compress(b"x") + b"--") * 20_000, "streams"),
    "gzip marks": (lambda: b"\x1f\x8b\x08" * 100_000, "streams"),
    "zstandard marks": (lambda: b"\x28\xb5\x2f\xfd" * 100_000, "streams"),
    "zlib marks": (lambda: b"\n\nx\x9c" * 100_000, "streams"),
}
"""What is cut short: made when it is asked for, since every worker reads this file and few run these tests."""


@pytest.mark.parametrize("name", CLEAN)
def test_a_long_body_is_searched_whole(name: str) -> None:
    found = search(MATCHER, {"body": CLEAN[name] + b" " + MAIL})
    assert {leak.field for leak in found.leaks} == {"email"}


@pytest.mark.parametrize("name", [name for name, data in CLEAN.items() if len(data) <= MIB])
def test_a_long_cookie_is_searched_whole(name: str) -> None:
    found = search(MATCHER, {"header:cookie": CLEAN[name] + b"; id=" + MAIL})
    assert {leak.field for leak in found.leaks} == {"email"}


@pytest.mark.parametrize("name", FOUND)
def test_a_value_in_a_nest_or_a_crowd_is_found(name: str) -> None:
    found = search(MATCHER, {"header:cookie" if "cookies" in name else "body": FOUND[name]})
    assert {leak.field for leak in found.leaks} == {"email"}


@pytest.mark.parametrize("name", CAPPED)
def test_what_was_cut_short_is_told(name: str) -> None:
    make, bound = CAPPED[name]
    (unseen,) = search(MATCHER, {"body": make()}).unseen
    assert bound in unseen.why.split(", ")


PIECES = st.sampled_from([
    b"%", b"%25", b"\\", b"\\u", b"&", b"&#", b"{", b"}", b"[", b"]", b'"', b"=", b";", b"--x\r\n", b"\r\n\r\n", b"x\x9c",
    b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"://", b"?", b"eyJ", b".", b"A" * 61, b"\n", b"quoted-printable", b"\0", MAIL,
    gzip.compress(MAIL), base64.b64encode(MAIL), raw_deflate(MAIL),
])


@settings(deadline=None)
@given(st.lists(PIECES, max_size=12).map(b"".join), st.integers(1, 40), st.sampled_from(["body", "url", "header:cookie"]))
def test_any_repetition_of_marks_is_taken(unit: bytes, times: int, part: str) -> None:
    found = search(MATCHER, {part: unit * times})
    assert MAIL not in unit or {leak.field for leak in found.leaks} >= {"email"}
