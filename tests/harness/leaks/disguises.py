"""The disguises that trackers use, made without the code under test, and those that no search undoes.

The recall tests and the page `docs/leaks.md` are made of these tables.
"""

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
from datetime import UTC, datetime
from urllib.parse import quote, quote_plus, urlencode

import brotli  # type: ignore[import-untyped]
import zstandard

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


def protobuf(*fields: bytes) -> bytes:
    """A message of length-delimited fields, each below 128 bytes."""
    return b"".join(bytes([number << 3 | 2, len(data)]) + data for number, data in enumerate(fields, 1))


def packed(data: bytes) -> bytes:
    """gzip without the time of day, whose bytes are now and then those of a form (`e=`)."""
    return gzip.compress(data, mtime=0)


def msgpack(table: dict[str, str]) -> bytes:
    """A map of short texts."""
    texts = [text.encode() for pair in table.items() for text in pair]
    return bytes([0x80 | len(table)]) + b"".join(
        (bytes([0xA0 | len(text)]) if len(text) < 32 else bytes([0xD9, len(text)])) + text for text in texts
    )


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
    "gzip": ("email", packed(JSON.encode())),
    "zlib": ("email", zlib.compress(JSON.encode())),
    "raw deflate": ("email", raw_deflate(JSON.encode())),
    "brotli": ("email", brotli.compress(JSON.encode() * 3)),
    "zstandard": ("email", zstandard.compress(JSON.encode())),
    "gzip twice": ("email", packed(packed(JSON.encode()))),
    "base64 of gzip": ("email", f"d={b64(packed(JSON.encode()))}"),
    "base64 of zlib": ("email", f"d={b64(zlib.compress(INSIDE.encode()))}"),
    "gzip of base64": ("email", packed(b64(INSIDE).encode())),
    "gzip in multipart": ("email", multipart(packed(JSON.encode()))),
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
    "phone, sha256 of national": ("phone", sha("0470918273")),
    "phone, national in base64 of json": ("phone", b64(json.dumps({"b": MIDNIGHT, "tel": "0470918273"}))),
    "date, epoch in base64 of json": ("birth_date", b64(json.dumps({"b": MIDNIGHT, "tel": "x"}))),
    "base64 of raw deflate": ("email", f"d={b64url(raw_deflate(JSON.encode()))}"),
    "base64 of brotli": ("email", f"d={b64url(brotli.compress(JSON.encode()))}"),
    "base64 of zstandard": ("email", f"d={b64(zstandard.compress(JSON.encode()))}"),
    "protobuf": ("email", protobuf(b"view", RAW, b"1.0")),
    "protobuf in protobuf": ("email", protobuf(b"view", protobuf(b"u", RAW))),
    "protobuf of raw hash": ("email", protobuf(b"view", hashlib.sha256(RAW).digest())),
    "base64 of protobuf": ("email", b64(protobuf(b"view", sha(NORMAL).encode()))),
    "messagepack": ("email", msgpack({"n": "view", "mail": NORMAL})),
    "gzip of messagepack": ("email", packed(msgpack({"n": "view", "mail": NORMAL}))),
    "socket.io message": ("email", f"42{json.dumps(['track', {'mail': NORMAL}])}"),
    "server-sent line": ("email", f"data: {JSON}\n\n"),
    "fragment sent by a script": ("email", json.dumps({"href": f"https://school.example/les#mail={quote(NORMAL)}"})),
    "address in an address": ("email", f"dl={quote(f'https://school.example/?mail={quote(NORMAL)}', safe='')}"),
    "xml": ("first_name", f"<user><name>{html.escape(NAME)}</name></user>"),
    "csv": ("last_name", f"id;name\n1;{PERSONA['last_name']}\n"),
    "javascript call": ("email", f"cb({JSON});"),
    "graphql": ("pupil_number", json.dumps({"query": f'mutation {{ seen(pupil: "{PERSONA["pupil_number"]}") }}'})),
    "base64 in multipart": ("email", multipart(b64(INSIDE).encode())),
    "gzip of form": ("email", packed(urlencode({"mail": NORMAL}).encode())),
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
