"""Values that were drawn by chance have many bits, and words, dates and versions none."""

from __future__ import annotations

import random
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import identifying_bits

EVERYBODY = 33


@pytest.mark.parametrize(
    "value",
    [
        "", "nl-BE", "Europe/Brussels", "cookieconsent_accepted", "theme-dark-2", "true", "1.0.27", "v2",
        "2026-09-01", "2026-01-05T09:00:00.000Z", "2026-01-05 09:00", "1767603600", "1767603600000", "schoolYear2026",
        "accepted-2026-09-01", "https://school.test/home", "a" * 80,
    ],
)
def test_what_many_share(value: str) -> None:
    assert identifying_bits(value) < EVERYBODY


@pytest.mark.parametrize(
    "value",
    [
        "1ea022cf3319f9ea9db8f0fe357e2343", "GA1.1.4815162342.1767603600", "DM1.1.1234567890.1987654321",
        "fb.1.1767603600000.4815162342", "5f1c8e0a-7b1d-4c86-9d0e-2f3a4b5c6d7e", "aZkQvBxTrWpL",
        "⟦session:20:9f3a0b12c4d5⟧", "session:20:9f3a0b12c4d5",
    ],
)
def test_what_one_has(value: str) -> None:
    assert identifying_bits(value) >= EVERYBODY


def test_what_is_drawn_is_seen() -> None:
    """Nearly always: one in some eight thousand random tokens falls apart into what looks like words."""
    lot = random.Random(2026)
    draws: tuple[Callable[[], str], ...] = (
        lambda: str(uuid.UUID(bytes=lot.randbytes(16), version=4)),
        lambda: lot.randbytes(16).hex(),
        lambda: urlsafe_b64encode(lot.randbytes(24)).decode(),
    )
    for draw in draws:
        assert all(identifying_bits(draw()) >= EVERYBODY for _ in range(200))


@given(st.text())
def test_any_text_has_a_figure(value: str) -> None:
    assert identifying_bits(value) >= 0
