"""How a value may look on the wire: every form of it, in every encoding and hash that search can recognise.

A chain tells what was done, outermost last step first: `sha256(lower(trim(email)))`. The encodings are those that the
published detectors undo (the Leaky Forms lineage, Blacklight, TrackHAR); combinations of reversible ones are left to
`harness.leaks.decode`, which unwraps them one by one.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import hashlib
import html
import html.entities
import json
from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple
from urllib.parse import quote

from harness.leaks.forms import MAIL, Form, forms, is_low_entropy

SHORT = 5
"""Values below this many characters are only looked for as whole words, and are only indicative."""
ROUGH = 8
"""Below this many characters a rearranged value may be an ordinary word (`terra` is rot13 of `green`)."""
LONG_LOOK = 4
HASHES = ("md5", "sha1", "sha256", "sha512")
BASE64_STARTS = (0, 2, 3)
"""First base64 character that is wholly the value's own, when 0, 1 or 2 bytes stand before it in its group of three."""
URL_SAFE = ("", "!'()*~", "*", "!'()*~;/?:@&=+$,#")
"""Characters that are left as they are by: RFC 3986, encodeURIComponent, HTML forms, encodeURI."""


class Variant(NamedTuple):
    """One look of a value.

    `chain` tells what was done to the field, `pattern` is what to look for. `indicative`: a hit is a hint, no proof.
    `whole`: a hit counts only as a word or number of its own, where no letter or digit (for a number: no digit) touches
    it. `exact`: the pattern's letter case carries meaning.
    """

    chain: str
    pattern: bytes
    indicative: bool = False
    whole: bool = False
    exact: bool = False


def variants(field: str, value: str, *, hashes: bool = True) -> list[Variant]:
    """All looks of `value`, the simplest first, each pattern once; empty for a blank value.

    `hashes=False` gives only what can be undone, of the value as it is: enough for a long random token, of which
    neither a hash nor a changed case can be used.
    """
    if not value.strip():
        return []
    if not hashes:
        looks = _looks(Form(field, value, None), low=False)
        # Escapes of every single character are long and rare; decoding finds those.
        return _once(look for look in looks if len(look.pattern) <= LONG_LOOK * len(_utf8(value)))
    return _once(_all_looks(field, value))


def _once(looks: Iterable[Variant]) -> list[Variant]:
    found: dict[bytes, Variant] = {}
    for look in looks:
        found.setdefault(look.pattern, look)
    return list(found.values())


def _all_looks(field: str, value: str) -> Iterator[Variant]:
    short, low = len(value.strip()) < SHORT, is_low_entropy(value)
    for form in forms(field, value):
        if short:
            yield from _short(form)
        elif len(form.text.strip()) >= SHORT:  # what is left without accents or spaces may be too little to tell
            yield from _looks(form, low=low)


def _short(form: Form) -> Iterator[Variant]:
    if form.text == form.text.strip() and len(form.text) > 1:
        yield Variant(form.chain, _utf8(form.text), indicative=True, whole=True)


def _looks(form: Form, *, low: bool) -> Iterator[Variant]:
    data = _utf8(form.text)
    yield from _plain(form, data)
    yield from _reversible(form.chain, data)
    yield from _rearranged(form, rough=low or len(form.text) < ROUGH)
    if form.hashed is None:
        return
    for name in HASHES:
        yield from _digest(f"{name}({form.hashed})", hashlib.new(name, data, usedforsecurity=False).digest(), low)
    if MAIL.fullmatch(form.text):
        inner = hashlib.md5(data, usedforsecurity=False).hexdigest().encode()
        yield from _hex(f"sha256(md5({form.hashed}))", hashlib.sha256(inner).digest(), low)


def _plain(form: Form, data: bytes) -> Iterator[Variant]:
    chain, text = form.chain, form.text
    yield Variant(chain, data, whole=_is_number(text))
    if not text.isascii():
        yield from _latin1(chain, text)
    yield Variant(f"utf16le({chain})", text.encode("utf-16-le", "surrogatepass"))
    for escaped in _urls(data):
        yield Variant(f"url({chain})", escaped)
        if b"%" in escaped:
            yield Variant(f"url(url({chain}))", escaped.replace(b"%", b"%25"))
    for escaped in _entities(text):
        yield Variant(f"html({chain})", escaped)
    for escaped in _json(text):
        yield Variant(f"json({chain})", escaped)


def _is_number(text: str) -> bool:
    """A date, phone or other number: only found where no digit touches it, or every longer number would hold it."""
    return not any(letter.isalpha() for letter in text) and text[:1].isdigit() and text[-1:].isdigit()


def _latin1(chain: str, text: str) -> Iterator[Variant]:
    try:
        data = text.encode("latin-1")
    except UnicodeEncodeError:
        return
    yield Variant(f"latin1({chain})", data)
    yield Variant(f"url(latin1({chain}))", quote(data, safe="").encode())
    yield Variant(f"url(latin1({chain}))", _lower_hex(quote(data, safe="").encode()))


def _urls(data: bytes) -> Iterator[bytes]:
    if data.isalnum():
        return
    for safe in URL_SAFE:
        escaped = quote(data, safe=safe).encode()
        yield from (escaped, _lower_hex(escaped))
        if b" " in data:
            yield from (escaped.replace(b"%20", b"+"), _lower_hex(escaped).replace(b"%20", b"+"))
    yield data.replace(b" ", b"+")


def _lower_hex(escaped: bytes) -> bytes:
    """`%C3%A9` → `%c3%a9`; the text between the escapes stays."""
    first, *rest = escaped.split(b"%")
    return b"%".join([first, *(part[:2].lower() + part[2:] for part in rest)])


def _entities(text: str) -> Iterator[bytes]:
    escaped = html.escape(text)
    yield _utf8(escaped)
    yield _utf8(escaped.replace("&#x27;", "&#39;"))
    yield _utf8(html.escape(text, quote=False))
    if not text.isascii():
        yield escaped.encode("ascii", "xmlcharrefreplace")
        yield "".join(c if c.isascii() else f"&#x{ord(c):x};" for c in escaped).encode()
        yield "".join(f"&{name};" if (name := html.entities.codepoint2name.get(ord(c))) else c
                      for c in text).encode("ascii", "xmlcharrefreplace")
    yield "".join(f"&#{ord(c)};" for c in text).encode()


def _json(text: str) -> Iterator[bytes]:
    for plain in (False, True):
        escaped = _utf8(json.dumps(text, ensure_ascii=plain)[1:-1])
        yield escaped
        yield escaped.replace(b"/", rb"\/")
    codes = text.encode("utf-16-be", "surrogatepass").hex()
    yield "".join(f"\\u{codes[at:at + 4]}" for at in range(0, len(codes), 4)).encode()


def _reversible(chain: str, data: bytes) -> Iterator[Variant]:
    yield from _base64(chain, data, BASE64_STARTS)
    letters = base64.b32encode(data)[: len(data) * 8 // 5]
    yield Variant(f"base32({chain})", letters)
    yield Variant(f"base32({chain})", letters.lower())
    yield Variant(f"hex({chain})", data.hex().encode())
    yield Variant(f"hex({chain})", data.hex().upper().encode())


def _rearranged(form: Form, *, rough: bool) -> Iterator[Variant]:
    whole = _is_number(form.text)
    yield Variant(f"reversed({form.chain})", _utf8(form.text[::-1]), indicative=rough, whole=whole)
    yield Variant(f"rot13({form.chain})", _utf8(codecs.encode(form.text, "rot13")), indicative=rough, whole=whole)


def _digest(chain: str, digest: bytes, low: bool) -> Iterator[Variant]:
    yield from _hex(chain, digest, low)
    for variant in _base64(chain, digest, (0,)):
        yield variant._replace(indicative=low)
    yield Variant(f"raw({chain})", digest, indicative=low, exact=True)


def _hex(chain: str, digest: bytes, low: bool) -> Iterator[Variant]:
    yield Variant(chain, digest.hex().encode(), indicative=low)
    yield Variant(f"upper({chain})", digest.hex().upper().encode(), indicative=low)


def _base64(chain: str, data: bytes, starts: tuple[int, ...]) -> Iterator[Variant]:
    """The stable inner part for each position that the value may have in a longer text, so padding does not matter."""
    for before, start in enumerate(starts):
        encoded = binascii.b2a_base64(b"\0" * before + data, newline=False)
        inner = encoded[start:(before + len(data)) * 8 // 6]
        yield Variant(f"base64({chain})", inner, exact=True)
        if b"+" in inner or b"/" in inner:
            yield Variant(f"base64url({chain})", inner.translate(bytes.maketrans(b"+/", b"-_")), exact=True)
            escaped = inner.replace(b"+", b"%2B").replace(b"/", b"%2F")
            yield Variant(f"url(base64({chain}))", escaped, exact=True)
            yield Variant(f"url(base64({chain}))", _lower_hex(escaped), exact=True)
            yield Variant(f"json(base64({chain}))", inner.replace(b"/", rb"\/"), exact=True)


_utf8 = partial(str.encode, encoding="utf-8", errors="surrogatepass")
