"""QR codes that were issued and renewed: when an old one is gone, and what differs between them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from harness.sandbox.acting import closing
from harness.sandbox.young.card import Cards

LONG = [f"https://school.test/card/{'aB3x' * 7}{end}{'Zq9_' * 2}" for end in ("Kd4w", "p7Rt", "W2mn", "c8Vb")]


class Scripted(Cards):
    """Issues these codes one after the other; the first one opens as often as it was told."""

    def __init__(self, issued: list[str], *looks: bool | None, limit: float = 60.0) -> None:
        nobody: Any = None
        super().__init__(nobody, nobody, nobody, nobody, nobody, limit)
        self._issued, self._looks, self._first = issued[1:], iter(looks), issued[0]

    async def renew(self) -> bool:
        return bool(self._issued)

    async def read(self) -> str | None:
        return self._issued.pop(0)

    async def opens(self, code: str) -> bool | None:
        return next(self._looks) if code == self._first else True


def measured(*given: Any, **more: Any) -> dict[str, Any]:
    return asyncio.run(Scripted(*given, **more).measure(given[0][0]))


@pytest.mark.parametrize(
    ("limit", "looks", "old"),
    [(60.0, [False], False), (60.0, [True, False], False), (60.0, [None, False], False), (-1.0, [True], True),
     (-1.0, [None], None)],
)
def test_an_old_code_is_asked_until_it_is_gone(
    limit: float, looks: list[bool | None], old: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "FIRST_PAUSE", 0.0)
    assert measured(LONG, *looks, limit=limit)["old"] is old


def test_only_what_differs_has_to_be_guessed() -> None:
    told = measured(LONG, False)
    assert (told["codes"], told["sequential"]) == (4, False)
    assert told["bits"] < 40, "what all codes share is no secret"
    counted = measured([f"https://school.test/card/{number}" for number in range(4170, 4174)], False)
    assert counted["sequential"]


@pytest.mark.parametrize("issued", [LONG[:1], [LONG[0], LONG[0], LONG[1], LONG[2]]])
def test_a_code_that_stays_the_same_teaches_nothing(issued: list[str]) -> None:
    told = measured(issued, False)
    assert (told["control"], "bits" in told) == ("not-renewed", False)
