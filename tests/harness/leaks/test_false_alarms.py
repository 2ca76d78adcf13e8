"""No false alarms over benign text: scripts that stand on this machine anyway, random words, random bytes."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from pathlib import Path

import mitmproxy
import playwright
import pytest

from harness.bundle.redact import Redactor
from harness.leaks.ledger import search
from harness.leaks.matcher import Matcher

PERSONA = {
    "first_name": "Zoëlinde",
    "last_name": "Van den Broeckhout",
    "email": "Zoelinde.Broeckhout7731@leerling.example",
    "birth_date": "2012-05-17",
    "phone": "+32470918273",
    "pupil_number": "LLN-4471-8829",
}
MOST = 5 << 20


def scripts() -> Iterator[bytes]:
    left = MOST
    for package in (playwright, mitmproxy):
        for path in sorted(Path(package.__path__[0]).rglob("*.js")):
            data = path.read_bytes()
            if data and len(data) <= left:
                left -= len(data)
                yield data


def words() -> bytes:
    dice = random.Random(7)
    letters = "etaoinshrdlucmfwypvbgkjqxz"
    return " ".join("".join(dice.choices(letters, k=dice.randint(2, 11))) for _ in range(150_000)).encode()


def numbers() -> bytes:
    dice = random.Random(8)
    return ",".join(str(dice.randrange(10 ** dice.randint(4, 16))) for _ in range(60_000)).encode()


@pytest.mark.timeout(120)
def test_scripts_hold_no_planted_value() -> None:
    matcher = Matcher(PERSONA)
    redactor = Redactor({"ada.password": "Correct-Horse-77", "ada.totp": "JBSWY3DPEHPK3PXP"}, b"key")
    seen = 0
    for data in scripts():
        seen += len(data)
        found = search(matcher, {"body": data})
        assert (found.leaks, found.unseen) == ([], [])
        assert redactor.data(data) is data
    assert seen > 1 << 20


@pytest.mark.parametrize(
    "data",
    [words(), numbers(), random.Random(9).randbytes(1 << 20), base64.b64encode(random.Random(10).randbytes(1 << 19)),
     random.Random(11).randbytes(1 << 18).hex().encode()],
    ids=["words", "numbers", "bytes", "base64", "hex"],
)
def test_random_data_holds_no_planted_value(data: bytes) -> None:
    found = search(Matcher(PERSONA), {"body": data})
    assert (found.leaks, found.unseen) == ([], [])
