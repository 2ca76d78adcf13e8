"""What counts as read: planted values of others that no stranger gets, from answers that are answers."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from harness import Persona
from harness.sandbox.enrolment import reading
from harness.sandbox.enrolment.reading import Reader
from harness.sandbox.probes.client import Answer

BASE = "https://school.test"
ADA = Persona(name="ada", role="pupil", known={"first_name": "Adalberta", "email": "ada.k7x2q@school.test"})
NEW = Persona(name="new", role="pupil", known={"first_name": "Moriluka"})
PAGES: dict[tuple[str, bool], tuple[int, str]] = {  # path, signed in → status and text
    ("/class", True): (200, "Adalberta Moriluka"), ("/class", False): (302, ""),
    ("/open", True): (200, "Adalberta ada.k7x2q@school.test"), ("/open", False): (200, "Adalberta"),
    ("/hidden", True): (403, '{"mail": "ada.k7x2q\\u0040school.test"}'), ("/hidden", False): (403, ""),
    ("/busy", True): (429, "Adalberta"), ("/broken", True): (500, "Adalberta"),
}


class Client:
    """Answers from the table, and counts."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bool]] = []

    async def get(self, url: str, *, persona: str, headers: dict[str, str]) -> Answer | None:
        key = url.removeprefix(BASE), "cookie" in headers
        self.asked.append(key)
        status, text = PAGES.get(key, (0, ""))
        return Answer(status, {}, text.encode()) if status else None


def test_what_counts_as_read(monkeypatch: pytest.MonkeyPatch) -> None:
    async def jar(actor: Any) -> dict[str, str]:
        return {"session": "x"}

    monkeypatch.setattr(reading, "jar", jar)
    client, nobody = Client(), object()
    paths = ("/class", "/open", "/hidden", "/busy", "/broken", "/silent")
    reader = Reader(client, [ADA], [f"{BASE}{path}" for path in paths])  # type: ignore[arg-type]
    found = asyncio.run(reader.reads(nobody, NEW, [f"{BASE}/class"]))  # type: ignore[arg-type]
    assert found.found == ("/class: ada.first_name", "/open: ada.email", "/hidden: ada.email")
    assert found.asked == 3, "trouble and silence are no answers"
    assert client.asked.count(("/class", True)) == 1, "each address once"
    before = len(client.asked)
    asyncio.run(reader.reads(nobody, NEW))  # type: ignore[arg-type]
    again = [signed for _, signed in client.asked[before:]]
    assert not again.count(False), "strangers are asked once a run"
