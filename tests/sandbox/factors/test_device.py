"""An answer is known again in whatever form a page sends it, and a page can call the device with anything."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import CDPSession

from harness.sandbox.factors.assertion import Assertion, Key
from harness.sandbox.factors.device import Device, carried
from harness.sandbox.settings.effects.tokens import Write

SHAPES: dict[str, Callable[[bytes], bytes]] = {
    "base64": b64encode, "base64url": lambda raw: urlsafe_b64encode(raw).rstrip(b"="), "hex": lambda raw: raw.hex().encode(),
    "numbers": lambda raw: json.dumps(list(raw), separators=(",", ":")).encode(), "raw": lambda raw: raw,
    "form": lambda raw: quote(b64encode(raw).decode(), safe="").encode(),
}  # fmt: skip


@given(st.binary(min_size=16, max_size=80), st.sampled_from(sorted(SHAPES)))
def test_an_answer_is_known_in_every_shape(signature: bytes, shape: str) -> None:
    answer = Assertion(b"a", b"{}", b"", signature, None)
    sent = Write("POST", "https://school.test/login", {}, b'{"signature":"' + SHAPES[shape](signature) + b'"}')
    assert carried([sent], answer)
    other = Write("POST", "https://school.test/login", {}, b'{"signature":"' + SHAPES[shape](bytes(255 - each for each in signature)) + b'"}')
    assert not carried([other], answer)
    by_address = Write("POST", f"https://school.test/login?s={quote(b64encode(signature).decode(), safe='')}", {}, b"")
    assert carried([by_address], answer)


def device() -> Device:
    made = Device(cast(CDPSession, None))
    made.key = Key(b"a", ec.generate_private_key(ec.SECP256R1()), b"a", 0)
    return made


@pytest.mark.parametrize(
    "told", [None, "text", [], {}, {"id": 1}, dict.fromkeys(("id", "client", "data", "signature"), "%")],
)
def test_what_a_page_makes_up_is_no_answer(told: Any) -> None:
    one = device()
    assert asyncio.run(one._asked(None, told)) is None
    assert not one.answered.is_set()


def test_an_answer_of_the_device_goes_on_as_the_case_says() -> None:
    one = device()
    told = {"id": "YQ==", "client": b64encode(b"{}").decode(), "data": b64encode(bytes(37)).decode(), "signature": "eA==",
            "handle": None, "verification": "required" * 9}  # fmt: skip
    given = asyncio.run(one._asked(None, told))
    assert given is not None
    assert (given["id"], given["handle"]) == ("YQ==", None)
    assert one.answered.is_set()
    assert len(one.verification) == 20
