"""Recall: the disguises that trackers use, made here without the code under test, and those that no search undoes."""

from __future__ import annotations

import base64
import codecs
import gzip
import hashlib
import hmac
import html
import json
import quopri
import unicodedata
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote, quote_plus, urlencode

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard

from harness.leaks.ledger import search, search_parts
from harness.leaks.matcher import Matcher

PERSONA = {
    "first_name": "Zoëlinde",
    "last_name": "Van den Broeckhout",
    "email": "Zoelinde.Broeckhout7731@leerling.example",
    "birth_date": "2012-05-17",
    "phone": "+32470918273",
    "pupil_number": "LLN-4471-8829",
}
MAIL = PERSONA["email"]
NORMAL = MAIL.lower()
NAME = PERSONA["first_name"]
RAW = NORMAL.encode()
MATCHER = Matcher(PERSONA)


def b64(data: bytes | str) -> str:
    return base64.b64encode(data.encode() if isinstance(data, str) else data).decode()


def b64url(data: bytes | str) -> str:
    return base64.urlsafe_b64encode(data.encode() if isinstance(data, str) else data).decode().rstrip("=")


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def percent_all(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def multipart(content: bytes) -> bytes:
    head = b'------x1\r\nContent-Disposition: form-data; name="f"; filename="blob"\r\n\r\n'
    return head + content + b"\r\n------x1--\r\n"


def jwt(claims: dict[str, str]) -> str:
    return f"{b64url(json.dumps({'alg': 'HS256'}))}.{b64url(json.dumps(claims))}.{b64url(b'0' * 32)}"


def wrapped_base64(text: str) -> str:
    return base64.encodebytes(b"{'filler': '" + b"x" * 200 + b"'}" + text.encode()).decode()


JSON = json.dumps({"v": 2, "user": {"mail": NORMAL}, "t": "pageview"})
INSIDE = json.dumps({"id": sha(NORMAL)})
MIDNIGHT = int(datetime(2012, 5, 17, tzinfo=UTC).timestamp())

FOUND: dict[str, tuple[str, str | bytes]] = {
    "plain": ("email", f"u={MAIL}&v=1"),
    "lower": ("email", f"u={NORMAL}"),
    "upper": ("email", f"u={MAIL.upper()}"),
    "mixed case": ("email", f"u={MAIL.swapcase()}"),
    "url": ("email", f"u={quote(MAIL, safe='')}"),
    "url, lower hex": ("email", f"u={NORMAL.replace('@', '%40').replace('.', '%2e')}"),
    "url twice": ("email", f"u={quote(quote(MAIL, safe=''), safe='')}"),
    "url three times": ("email", f"u={quote(quote(quote(MAIL, safe=''), safe=''), safe='')}"),
    "every byte percent": ("email", f"u={percent_all(NORMAL)}"),
    "form, plus for space": ("last_name", urlencode({"n": PERSONA["last_name"]})),
    "quote_plus twice": ("last_name", quote_plus(quote_plus(PERSONA["last_name"]))),
    "escape()": ("first_name", "n=Zo%EBlinde"),
    "escape() %u": ("first_name", "n=Zo%u00EBlinde"),
    "latin-1": ("first_name", f"n={NAME}".encode("latin-1")),
    "utf-16le": ("first_name", f'{{"n":"{NAME}"}}'.encode("utf-16-le")),
    "utf-16be": ("email", JSON.encode("utf-16-be")),
    "nfd": ("first_name", unicodedata.normalize("NFD", NAME)),
    "without accents": ("first_name", "Zoelinde"),
    "without accents, upper": ("first_name", "ZOELINDE"),
    "html named": ("first_name", "Zo&euml;linde"),
    "html decimal": ("first_name", "Zo&#235;linde"),
    "html hex": ("first_name", "Zo&#xEB;linde"),
    "html every character": ("email", "".join(f"&#{ord(c)};" for c in NORMAL)),
    "html of a quote": ("email", html.escape(f'"{MAIL}"')),
    "json escape": ("first_name", json.dumps({"n": NAME})),
    "json every character": ("email", "".join(f"\\u{ord(c):04x}" for c in NORMAL)),
    "json in json": ("first_name", json.dumps({"p": json.dumps({"n": NAME})})),
    "json in json in json": ("email", json.dumps(json.dumps({"p": json.dumps({"n": NORMAL})}))),
    "javascript hex": ("email", "".join(f"\\x{ord(c):02x}" for c in NORMAL)),
    "base64": ("email", f"u={b64(NORMAL)}"),
    "base64 without padding": ("email", f"u={b64(NORMAL).rstrip('=')}"),
    "base64url": ("email", f"/p/{b64url(NORMAL)}"),
    "url of base64": ("email", f"u={quote(b64(NORMAL), safe='')}"),
    "base64 of json, 0": ("email", b64(JSON)),
    "base64 of json, 1": ("email", b64(" " + JSON)),
    "base64 of json, 2": ("email", b64("  " + JSON)),
    "base64url of json": ("email", f"d={b64url(JSON)}"),
    "base64 of base64": ("email", f"d={b64(b64(NORMAL))}"),
    "base64 of base64 of json": ("email", f"d={b64(b64(JSON))}"),
    "base64 of url": ("email", f"d={b64(quote(NORMAL, safe=''))}"),
    "base64 of hash": ("email", f"d={b64(INSIDE)}"),
    "base64 in json with slashes escaped": ("email", json.dumps({"d": b64("???>>>" + INSIDE)}).replace("/", r"\/")),
    "base64 with line breaks": ("email", wrapped_base64(INSIDE)),
    "base64 with line breaks in json": ("email", json.dumps({"d": wrapped_base64(INSIDE)})),
    "base64 behind a path": ("email", f"/collect/v1/{b64url(INSIDE)}"),
    "jwt": ("email", f"Bearer {jwt({'sub': NORMAL})}"),
    "jwt with hash": ("email", f"Bearer {jwt({'sub': sha(NORMAL)})}"),
    "base32": ("email", base64.b32encode(RAW)),
    "base32, lower": ("email", base64.b32encode(RAW).lower().rstrip(b"=")),
    "base32 of json": ("email", base64.b32encode(JSON.encode())),
    "hex": ("email", f"u={RAW.hex()}"),
    "hex, upper": ("email", f"u={RAW.hex().upper()}"),
    "hex of json": ("email", JSON.encode().hex()),
    "hex of hash": ("email", INSIDE.encode().hex()),
    "reversed": ("email", NORMAL[::-1]),
    "rot13": ("email", codecs.encode(NORMAL, "rot13")),
    "md5": ("email", hashlib.md5(RAW).hexdigest()),
    "md5 of upper": ("email", hashlib.md5(MAIL.upper().encode()).hexdigest()),
    "sha1": ("email", hashlib.sha1(RAW).hexdigest()),
    "sha256": ("email", sha(NORMAL)),
    "sha256 as typed": ("email", sha(MAIL)),
    "sha256 in capitals": ("email", sha(NORMAL).upper()),
    "sha512": ("email", hashlib.sha512(RAW).hexdigest()),
    "sha256 in base64": ("email", b64(hashlib.sha256(RAW).digest())),
    "sha256 in base64url": ("email", b64url(hashlib.sha256(RAW).digest())),
    "sha256 as bytes": ("email", b"\x0a\x20" + hashlib.sha256(RAW).digest() + b"\x12"),
    "sha256 of md5": ("email", sha(hashlib.md5(RAW).hexdigest())),
    "sha256 of name without accents": ("first_name", sha("zoelinde")),
    "sha256 of name without spaces": ("last_name", sha("vandenbroeckhout")),
    "gzip": ("email", gzip.compress(JSON.encode())),
    "zlib": ("email", zlib.compress(JSON.encode())),
    "raw deflate": ("email", raw_deflate(JSON.encode())),
    "brotli": ("email", brotli.compress(JSON.encode() * 3)),
    "zstandard": ("email", zstandard.compress(JSON.encode())),
    "gzip twice": ("email", gzip.compress(gzip.compress(JSON.encode()))),
    "base64 of gzip": ("email", f"d={b64(gzip.compress(JSON.encode()))}"),
    "base64 of zlib": ("email", f"d={b64(zlib.compress(INSIDE.encode()))}"),
    "gzip of base64": ("email", gzip.compress(b64(INSIDE).encode())),
    "gzip in multipart": ("email", multipart(gzip.compress(JSON.encode()))),
    "zlib in multipart": ("email", multipart(zlib.compress(JSON.encode()))),
    "zlib in an envelope": ("email", b'{"type":"recording"}\n{"segment_id":0}\n' + zlib.compress(JSON.encode())),
    "multipart": ("email", multipart(RAW)),
    "quoted-printable": ("first_name", b"Content-Transfer-Encoding: quoted-printable\n\n" + quopri.encodestring(
        NAME.encode())),
    "lines of json": ("email", f'{{"a":1}}\n{JSON}\n'),
    "date, dd/mm/yyyy": ("birth_date", "d=17/05/2012"),
    "date, url": ("birth_date", "d=17%2F05%2F2012"),
    "date, dd-mm-yyyy": ("birth_date", "17-05-2012"),
    "date, iso time": ("birth_date", "2012-05-17T00:00:00.000Z"),
    "date, compact": ("birth_date", "20120517"),
    "date, epoch": ("birth_date", f"b={MIDNIGHT}"),
    "date, epoch ms": ("birth_date", f'{{"b":{MIDNIGHT * 1000}}}'),
    "date, local midnight": ("birth_date", f'{{"b":{(MIDNIGHT - 7200) * 1000}}}'),
    "date, sha256": ("birth_date", sha("20120517")),
    "phone, national": ("phone", "tel=0470918273"),
    "phone, spaced": ("phone", "0470 91 82 73"),
    "phone, slashed": ("phone", "0470/91.82.73"),
    "phone, 00": ("phone", "0032470918273"),
    "phone, url": ("phone", "tel=%2B32470918273"),
    "phone, sha256 of digits": ("phone", sha("32470918273")),
    "number, sha1": ("pupil_number", hashlib.sha1(PERSONA["pupil_number"].encode()).hexdigest()),
}

IMPOSSIBLE: dict[str, str | bytes] = {
    "initials": "Z.V.d.B.",
    "unknown salt": sha("pepper" + NORMAL),
    "keyed hash": hmac.new(b"key", RAW, "sha256").hexdigest(),
    "encrypted": bytes(a ^ b for a, b in zip(RAW, hashlib.sha512(b"stream").digest(), strict=False)),
    "hash of joined values": sha(NAME + PERSONA["birth_date"]),
    "slow hash": hashlib.pbkdf2_hmac("sha256", RAW, b"salt", 10).hex(),
    "cut off hash": sha(NORMAL)[:20],
    "other hash": hashlib.sha3_256(RAW).hexdigest(),
    "five layers": b64(b64(b64(b64(b64(INSIDE))))),
}


def test_table_holds_at_least_56_disguises() -> None:
    assert len(FOUND) >= 56


@pytest.mark.parametrize("name", FOUND)
@pytest.mark.parametrize("place", ["body", "header:x-data", "message"])
def test_disguise_is_found(name: str, place: str) -> None:
    field, content = FOUND[name]
    data = content.encode() if isinstance(content, str) else content
    assert field in {leak.field for leak in search_parts(MATCHER, {place: data})}


@pytest.mark.parametrize("name", [name for name, (_, content) in FOUND.items() if isinstance(content, str)])
def test_disguise_is_found_in_an_address(name: str) -> None:
    field, content = FOUND[name]
    address = f"https://meter.example/c?data={quote(content, safe='')}"
    leaks = search_parts(MATCHER, {"url": address.encode()})
    assert field in {leak.field for leak in leaks}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_no_search_undoes_stays_listed_as_such(name: str) -> None:
    content = IMPOSSIBLE[name]
    assert search_parts(MATCHER, {"body": content.encode() if isinstance(content, str) else content}) == []


def test_too_many_layers_are_told_as_unseen() -> None:
    (unseen,) = search(MATCHER, {"body": str(IMPOSSIBLE["five layers"]).encode()}).unseen
    assert unseen == ("body", "depth")


@pytest.mark.parametrize("field", PERSONA)
@pytest.mark.parametrize(
    "disguise",
    [str.encode, lambda text: b64(text).encode(), lambda text: text.encode().hex().encode(),
     lambda text: sha(text).encode(), lambda text: quote(text, safe="").encode()],
    ids=["plain", "base64", "hex", "sha256", "url"],
)
def test_every_field_is_found(field: str, disguise: Callable[[str], bytes]) -> None:
    found = search_parts(MATCHER, {"body": b'{"k": "' + disguise(PERSONA[field]) + b'"}'})
    assert (field, "body.k") in {(leak.field, leak.where) for leak in found}
