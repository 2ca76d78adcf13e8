"""Secrets stay off the disk: in every encoding, in any surroundings, and nothing else is touched."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import random
import re
import string
import zlib
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from harness.bundle.redact import Redactor

PASSWORD = "Tr0ub4dor&3-ünïk"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SECRETS = {"ada.password": PASSWORD, "ada.totp": SEED}
TOKEN = "⟦secret:ada.password⟧"
WITHHELD = "⟦body withheld: contained secret:ada.password⟧".encode()
KEY = bytes(range(32))
ANY_TOKEN = re.compile(r"⟦[^⟦⟧]*⟧")


def redactor() -> Redactor:
    return Redactor(SECRETS, KEY)


def b64(data: bytes | str) -> str:
    return base64.b64encode(data.encode() if isinstance(data, str) else data).decode()


def naive(secret: str) -> dict[str, bytes]:
    """Encodings made without the code under test."""
    raw = secret.encode()
    made = {
        "plain": raw,
        "utf-16": secret.encode("utf-16-le"),
        "url": quote(secret, safe="").encode(),
        "form": quote_plus(secret).encode(),
        "url lower": re.sub(r"%..", lambda m: m[0].lower(), quote(secret, safe="")).encode(),
        "url twice": quote(quote(secret, safe=""), safe="").encode(),
        "html": html.escape(secret).encode(),
        "json": json.dumps(secret)[1:-1].encode(),
        "json utf-8": json.dumps(secret, ensure_ascii=False)[1:-1].encode(),
        "base64": base64.b64encode(raw),
        "base64 unpadded": base64.b64encode(raw).rstrip(b"="),
        "base64url": base64.urlsafe_b64encode(raw),
        "base64 of utf-16": base64.b64encode(secret.encode("utf-16-le")),
        "base64 twice": base64.b64encode(base64.b64encode(raw)),
        "base32": base64.b32encode(raw),
        "hex": raw.hex().encode(),
        "hex upper": raw.hex().upper().encode(),
        "reversed": secret[::-1].encode(),
        "percent": "".join(f"%{byte:02x}" for byte in raw).encode(),
    }
    for name in ("md5", "sha1", "sha256", "sha512"):
        digest = hashlib.new(name, raw).digest()
        made |= {name: digest.hex().encode(), f"{name} upper": digest.hex().upper().encode(),
                 f"{name} base64": base64.b64encode(digest), f"{name} bytes": digest}
    return made


NAMES = tuple(naive("x"))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", SECRETS.values(), ids=SECRETS)
def test_no_encoding_survives(name: str, value: str) -> None:
    look = naive(value)[name]
    clean = redactor().data(b"before=" + look + b"&after=1")
    assert look not in clean
    assert b"\xe2\x9f\xa6" in clean
    text = redactor().text("before=" + look.decode("latin-1") + "&after=1")
    assert look.decode("latin-1") not in text
    assert "⟦" in text


def test_what_stands_around_stays() -> None:
    assert redactor().text(f"https://x.example/?p={quote(PASSWORD)}&q=1") == f"https://x.example/?p={TOKEN}&q=1"
    assert redactor().data(json.dumps({"u": "ada", "p": PASSWORD}).encode()) == (
        b'{"u": "ada", "p": "' + TOKEN.encode() + b'"}')


@pytest.mark.parametrize("before", range(6))
def test_basic_credentials_leave_no_bit_of_the_secret(before: int) -> None:
    packed = b64("u" * before + ":" + PASSWORD + ":tail")
    clean = redactor().text(f"Basic {packed}")
    assert TOKEN in clean
    left, right = clean.removeprefix("Basic ").split(TOKEN)
    assert b64("u" * before + ":").startswith(left)
    assert b64("u" * before + ":" + PASSWORD + ":tail").endswith(right)
    assert len(left) * 6 <= (before + 1) * 8
    assert len(right.rstrip("=")) * 6 <= len(":tail") * 8


@pytest.mark.parametrize(
    "pack",
    [
        lambda data: gzip.compress(data),
        lambda data: zlib.compress(data),
        lambda data: base64.b64encode(gzip.compress(data)),
        lambda data: base64.b64encode(base64.b64encode(data)),
        lambda data: base64.b64encode(quote(data, safe="").replace("a", "%61").encode()),
        lambda data: base64.b64encode(json.dumps({"a": json.dumps({"b": data.decode()})}).encode()),
        lambda data: b"\r\n\r\n" + zlib.compress(data),
    ],
)
def test_a_body_that_hides_a_secret_is_withheld(pack: Callable[[bytes], bytes]) -> None:
    assert redactor().data(pack(b"login as ada with " + PASSWORD.encode() + b" please")) == WITHHELD


def test_a_text_that_hides_a_secret_keeps_what_does_not() -> None:
    hidden = quote(b64(b64(PASSWORD)), safe="")
    clean = redactor().text(f"https://x.example/path?a=1&d={hidden}&lang=nl")
    assert clean == "https://x.example/path?a=1&d=⟦withheld: contained secret:ada.password⟧&lang=nl"


def test_a_text_that_cannot_be_cut_is_withheld_whole() -> None:
    hidden = "".join(f"&#{ord(letter)};" for letter in PASSWORD).replace("&#45;", "-").replace("&#51;", "3")
    assert redactor().text(f"value {hidden}") in {
        "⟦withheld: contained secret:ada.password⟧", f"value {TOKEN}"}


def test_a_bomb_is_withheld() -> None:
    clean = redactor().data(gzip.compress(bytes(50 << 20)))
    assert clean == "⟦body withheld: packed too deep⟧".encode()


def test_seeds_are_known_as_people_see_them() -> None:
    groups = " ".join(SEED[at:at + 4].lower() for at in range(0, len(SEED), 4))
    raw = base64.b32decode(SEED)
    for look in (SEED.lower(), groups, f"otpauth://totp/x?secret={SEED}&issuer=y", raw.hex(), b64(raw)):
        assert "⟦secret:ada.totp⟧" in redactor().text(f"your key: {look}")


def test_secret_is_case_sensitive() -> None:
    assert redactor().text("TR0UB4dOR&3-ünïk") == "TR0UB4dOR&3-ünïk"


def test_secret_bytes_read_as_latin1_are_found() -> None:
    header = f"p={PASSWORD}".encode().decode("latin-1")
    assert redactor().text(header) == f"p={TOKEN}"


def test_learned_session_values_become_tokens_everywhere() -> None:
    keeper, value = redactor(), "s3ss10n-4f9a7c2e8b1d"
    assert keeper.learn("sid", value)
    token = keeper.token("session", value)
    assert re.fullmatch(r"⟦session:20:[0-9a-f]{12}⟧", token)
    assert keeper.text(f"Cookie: sid={value}; a=b") == f"Cookie: sid={token}; a=b"
    assert keeper.data(json.dumps({"t": value}).encode()) == json.dumps({"t": token}, ensure_ascii=False).encode()
    assert token in keeper.text(f"d={b64('x' + value + 'y')}")
    assert keeper.data(gzip.compress(value.encode())) == f"⟦body withheld: contained {token[1:-1]}⟧".encode()


def test_tokens_are_deterministic_for_one_key() -> None:
    other = Redactor({}, b"another key")
    assert redactor().token("session", "abc") == redactor().token("session", "abc")
    assert redactor().token("session", "abc") != redactor().token("session", "abd")
    assert redactor().token("session", "abc") != other.token("session", "abc")
    assert redactor().token("Odd ⟧ kind", "abc").startswith("⟦odd---kind:3:")
    assert redactor().keyed("abc") in redactor().token("session", "abc")


def test_one_time_codes_are_secrets_and_stand_alone() -> None:
    keeper = redactor()
    assert keeper.learn("ada.totp-code", "482913")
    assert keeper.text("code=482913&t=1748291300") == "code=⟦secret:ada.totp-code⟧&t=1748291300"


def test_the_app_cannot_name_a_value_a_secret() -> None:
    keeper = redactor()
    keeper.learn("eve.password", "not-a-secret-of-ours")
    assert keeper.text("not-a-secret-of-ours").startswith("⟦session:20:")


@pytest.mark.parametrize("value", ["", "abc", "12345", "   a   ", "x" * 100_000])
def test_too_short_and_too_long_values_are_refused(value: str) -> None:
    keeper = redactor()
    assert not keeper.learn("sid", value)
    assert keeper.text("abc 12345 text") == "abc 12345 text"
    assert Redactor({"ada.password": value}, KEY).refused == ("ada.password",)


def test_many_learned_values_stay_fast_to_learn() -> None:
    keeper, dice = redactor(), random.Random(3)
    values = ["".join(dice.choices(string.ascii_letters + string.digits, k=32)) for _ in range(300)]
    for value in values:
        assert keeper.learn("sid", value)
        assert keeper.text(value).startswith("⟦session:32:")
    assert all(keeper.text(value) == keeper.token("session", value) for value in values)
    assert keeper.text(PASSWORD) == TOKEN


def test_one_value_under_two_names_keeps_the_first() -> None:
    keeper = redactor()
    assert keeper.learn("sid", PASSWORD)
    assert keeper.text(PASSWORD) == TOKEN


@pytest.mark.parametrize("value", ["secret", "password", "ada.password", "withheld", "contained", "session", "⟦secret"])
def test_secrets_that_spell_tokens_are_replaced_once(value: str) -> None:
    keeper = Redactor({"ada.password": value}, KEY)
    once = keeper.text(f"x {value} y")
    assert once == f"x {TOKEN} y"
    assert keeper.text(once) == once
    assert keeper.data(once.encode()) == once.encode()
    hidden = keeper.data(gzip.compress(value.encode()))
    assert keeper.data(hidden) == hidden


def test_names_cannot_break_a_token() -> None:
    keeper = Redactor({"ada⟧.pass word": "Correct-Horse"}, KEY)
    clean = keeper.text("Correct-Horse")
    assert clean == "⟦secret:ada_.pass_word⟧"
    assert keeper.text(clean) == clean


def test_clean_data_is_the_same_object() -> None:
    data, text = b"nothing here " * 50, "nothing here"
    assert redactor().data(data) is data
    assert redactor().text(text) is text
    assert Redactor({}, KEY).data(PASSWORD.encode()) == PASSWORD.encode()


def test_secrets_are_not_shown() -> None:
    assert PASSWORD not in repr(redactor())
    assert SEED not in repr(redactor())


SECRET = st.text(st.characters(exclude_characters="⟦⟧", exclude_categories=["Cs"]), min_size=8, max_size=30).filter(
    lambda text: len(text.strip()) >= 8)
AROUND = st.one_of(st.binary(max_size=40), st.text(string.printable, max_size=40).map(str.encode))
SLOW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def without_tokens(data: bytes) -> bytes:
    return re.sub("⟦[^⟦⟧]*⟧".encode(), b"\n", data)


@SLOW
@given(SECRET, AROUND, AROUND)
def test_no_encoding_of_any_secret_survives_anywhere(secret: str, before: bytes, after: bytes) -> None:
    keeper = Redactor({"ada.password": secret}, KEY)
    for name, look in naive(secret).items():
        clean = keeper.data(before + b"=" + look + b"&" + after)
        assert look not in without_tokens(clean), name
        assert keeper.data(clean) == clean, name


@SLOW
@given(SECRET, st.binary(max_size=20), st.binary(max_size=20))
def test_no_secret_survives_in_longer_base64(secret: str, before: bytes, after: bytes) -> None:
    keeper = Redactor({"ada.password": secret}, KEY)
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        clean = without_tokens(keeper.data(b"d=" + encode(before + secret.encode() + after)))
        for run in re.findall(rb"[A-Za-z0-9+/_-]{4,}", clean):
            for start in range(4):
                piece = run[start:][: (len(run) - start) // 4 * 4].translate(bytes.maketrans(b"-_", b"+/"))
                assert secret.encode() not in base64.b64decode(piece)


@SLOW
@given(SECRET, st.text(max_size=40), st.text(max_size=40))
def test_text_is_clean_and_stable(secret: str, before: str, after: str) -> None:
    keeper = Redactor({"ada.password": secret}, KEY)
    clean = keeper.text(f"{before}={secret}&{after}")
    assert secret not in ANY_TOKEN.sub("\n", clean)
    assert keeper.text(clean) == clean


@SLOW
@given(st.text(max_size=200))
def test_texts_without_secrets_are_unchanged(text: str) -> None:
    assume("JBSW" not in text)
    assert redactor().text(text) == text


@SLOW
@given(st.binary(max_size=300), st.sampled_from([b"", b"\x1f\x8b\x08", b"x\x9c", b"\x28\xb5\x2f\xfd", b"\xe2\x9f\xa6"]))
def test_bytes_without_secrets_are_unchanged(data: bytes, mark: bytes) -> None:
    assert redactor().data(mark + data) == mark + data


@SLOW
@given(st.text(st.characters(categories=["Cs", "Ll", "Nd"]), max_size=60))
def test_half_surrogates_are_taken(text: str) -> None:
    clean = redactor().text(text + PASSWORD + text)
    assert clean == text + TOKEN + text
