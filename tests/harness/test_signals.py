"""How third parties were told: by pictures of one point, by beacons, and with nothing that came back."""

from __future__ import annotations

import base64
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.bundle.reader import Bundle
from harness.judge import reference_of
from harness.model.scope import Scope
from harness.plugins.host import load_registry
from harness.recipients import recipients
from harness.sharing.observing import observe
from harness.signals import picture_size
from tests.harness.build import Build

GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 1, 1) + b"\x08\x06"
WEBP = base64.b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
PICTURE = {"Content-Type": "image/gif"}


def test_the_ways_are_told_of_each_host(tmp_path: Path) -> None:
    made = Build(tmp_path)
    session = made.session().page()
    session.exchange("https://point.example/p.gif", headers=PICTURE, body=GIF)
    session.exchange("https://photo.example/p.gif", headers=PICTURE, body=b"GIF89a" + struct.pack("<HH", 640, 480))
    session.exchange("https://quiet.example/t", method="POST", posted=b"1", status=204)
    session.exchange("https://quiet.example/t", status=302)
    session.exchange("https://talks.example/t", method="POST", posted=b"1", status=204)
    session.exchange("https://talks.example/lib.js", body=b"var a")
    session.append("requests", method="POST", url="https://talks.example/t", resource="ping")
    session.exchange("https://broken.example/t", status=None)
    bundle, registry = Bundle(made.seal()), load_registry()
    scope = Scope(bundle, reference_of(bundle, registry), None)
    found = {one.host: one.signals for one in recipients(scope, observe(scope))}
    assert found == {
        "point.example": ("pixel",), "photo.example": (), "quiet.example": ("empty",), "talks.example": ("beacon",),
        "broken.example": (),
    }


@pytest.mark.parametrize("data", [GIF, PNG, WEBP])
def test_a_picture_of_one_point(data: bytes) -> None:
    assert picture_size(data) == (1, 1)
    assert picture_size(data[:9]) is None


@given(st.binary(max_size=40) | st.sampled_from([GIF, PNG, WEBP]).flatmap(lambda data: st.just(data[: len(data) // 3])))
def test_any_bytes_are_looked_at(data: bytes) -> None:
    assert picture_size(data) is None or len(data) >= 10
