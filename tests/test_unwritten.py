"""The search for what must not be written is not blind: each encoding, made here by the standard library, is found."""

from __future__ import annotations

import base64
import html
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from harness.bundle.redact import Redactor
from tests.unwritten import assert_unwritten, heard, written

SECRET = 'kX7"é-_q9/Zw+3=&T'
WAYS: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda data: data,
    "url": lambda data: quote(data, safe="").encode(),
    "url of a form": lambda data: quote(data, safe="").replace("%20", "+").lower().encode(),
    "base64": base64.b64encode,
    "base64 further in": lambda data: base64.b64encode(b"user:" + data),
    "base64 for addresses": base64.urlsafe_b64encode,
    "base32": base64.b32encode,
    "hex": lambda data: data.hex().encode(),
    "hex in capitals": lambda data: data.hex().upper().encode(),
    "json": lambda data: json.dumps(data.decode()).encode(),
    "html": lambda data: html.escape(data.decode()).encode(),
    "utf-16": lambda data: data.decode().encode("utf-16-le"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_secret_is_found(way: str, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_bytes(b"<p>before " + WAYS[way](SECRET.encode()) + b" after</p>")
    assert written(tmp_path, {"link": SECRET})
    with pytest.raises(AssertionError):
        assert_unwritten({"link": SECRET}, tmp_path)


def test_compressed_bodies_are_looked_into_and_what_is_none_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "blobs").mkdir()
    body = tmp_path / "blobs" / "ab12"
    body.write_bytes(zlib.compress(b"nothing of it"))
    assert_unwritten({"link": SECRET}, tmp_path)
    body.write_bytes(zlib.compress(SECRET.encode()))
    assert written(tmp_path, {"link": SECRET})


def test_to_look_for_nothing_is_no_search(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        assert_unwritten({}, tmp_path)


def test_what_is_declared_is_heard() -> None:
    with heard() as secrets:
        Redactor({}, b"k" * 32).declare("somebody.password", SECRET)
    assert secrets == {"somebody.password": SECRET}
    Redactor({}, b"k" * 32).declare("somebody.later", SECRET)
    assert "somebody.later" not in secrets
