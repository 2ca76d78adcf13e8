"""What the harness asks as others: addresses that told of the owner, with their controls, and the sitemap."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from harness import Persona
from harness.model.profile import Profile
from harness.sandbox.probes.client import Answer
from harness.sandbox.settings.effects.asking import Asking, Seen, personal_addresses, shown, try_addresses, try_sitemap
from harness.sandbox.settings.effects.cast import Cast, cast_of
from tests.harness.build import KNOWN, URL, Build, base_profile
from tests.sandbox.acting.staging import left

HTML, JSON = [("Content-Type", "text/html")], [("Content-Type", "application/json")]
ADA = " ".join(KNOWN.values()).encode()


def a_build(folder: Path) -> tuple[Build, Any, Cast]:
    table = base_profile()["personas"]
    table["pupil"] |= {"school": "a", "class": "4A"}
    table["teacher"] |= {"school": "a", "class": "4A"}
    table["stranger"] = {"name": "stranger", "role": "pupil", "school": "b", "known": {"first_name": "Ottokarine"}}
    made = Build(folder, personas=table)
    cast = cast_of(made.profile)
    assert cast is not None
    return made, SimpleNamespace(writer=made.writer, profile=made.profile), cast


def test_addresses_that_told_of_the_owner_are_found(tmp_path: Path) -> None:
    made, run, cast = a_build(tmp_path)
    pupil, teacher = made.session("pupil"), made.session("teacher")
    pupil.exchange(f"{URL}/me", headers=HTML, body=ADA).exchange(f"{URL}/api/me", headers=JSON, body=ADA)
    pupil.exchange(f"{URL}/news", headers=HTML, body=b"niets").exchange(f"{URL}/save", method="POST", headers=HTML, body=ADA)
    pupil.exchange("https://elders.test/me", headers=HTML, body=ADA)
    for number in range(5):
        teacher.exchange(f"{URL}/pupils/{number}00", headers=HTML, body=ADA)
    made.session("visitor", "as-tool", automated=True).exchange(f"{URL}/tool", headers=HTML, body=ADA)
    found = personal_addresses(run, cast.owner)
    assert [(one.url.removeprefix(URL), one.viewer) for one in found] == [
        ("/pupils/000", "teacher"), ("/api/me", "pupil"), ("/me", "pupil"),
    ]


class Answering:
    """Answers as a school would: `who` is told by the cookie."""

    def __init__(self, say: Callable[[str, str], bytes | None]) -> None:
        self._say = say
        self.asked: list[tuple[str, str]] = []

    async def get(self, url: str, *, persona: str, headers: Mapping[str, str]) -> Answer | None:
        self.asked.append((persona, url))
        body = self._say(persona, url.removeprefix(URL))
        return None if body is None else Answer(403 if b"nee" in body else 200, {}, body)


def asked(folder: Path, say: Callable[[str, str], bytes | None], *, sitemap: bool = False) -> list[dict[str, Any]]:
    made, run, cast = a_build(folder)
    client: Any = Answering(say)
    asking = Asking(run, client, {"pupil": {"sid": "1"}})
    if sitemap:
        visitor = cast.people["visitor"]
        asyncio.run(try_sitemap(asking, cast, ["/pupils/[^/]+"], visitor))
    else:
        asyncio.run(try_addresses(asking, cast, [Seen(f"{URL}/me", "pupil", json=False)]))
        assert [who for who, _ in client.asked] == ["pupil", "visitor", "stranger", "pupil"], "control before and after"
    made.writer.close()
    return left(folder, "probes/effects.jsonl")


def test_what_comes_back_counts_and_not_the_status(tmp_path: Path) -> None:
    told = asked(tmp_path, lambda who, path: ADA if who == "pupil" else b"nee " + ADA if who == "stranger" else b"meld je aan")
    assert [(one["relation"], one["status"], one["reached"], one["control"]) for one in told] == [
        ("anonymous", 200, [], ""), ("other-school", 403, sorted(KNOWN), ""),
    ]


def test_an_owner_who_sees_nothing_is_no_control(tmp_path: Path) -> None:
    assert {one["control"] for one in asked(tmp_path, lambda who, path: b"meld je aan")} == {"not-seen"}
    seen = iter([ADA, b"", b"", b"weg"])
    assert {one["control"] for one in asked(tmp_path / "later", lambda who, path: next(seen))} == {"lost"}
    silent = asked(tmp_path / "silent", lambda who, path: ADA if who == "pupil" else None)
    assert [(one["tried"], one["status"]) for one in silent] == [(False, None)] * 2


def test_a_sitemap_that_names_pupils(tmp_path: Path) -> None:
    maps = {
        "/robots.txt": f"User-agent: *\nSitemap: {URL}/maps.xml\nSitemap: https://elders.test/x.xml".encode(),
        "/maps.xml": f"<loc>{URL}/deep.xml</loc>".encode(), "/deep.xml": f"<loc> {URL}/pupils/ada </loc>".encode(),
    }
    (told,) = asked(tmp_path, lambda who, path: maps.get(path, b""), sitemap=True)
    assert (told["reached"], told["tried"], told["way"]) == (["address"], True, "sitemap")
    (clean,) = asked(tmp_path / "clean", lambda who, path: f"<loc>{URL}/pupils</loc>".encode(), sitemap=True)
    assert clean["reached"] == []


def test_values_are_seen_through_escapes() -> None:
    owner = Persona(name="owner", role="pupil", known={"name": "Zoë d'Hondt"})
    other = Persona(name="other", role="pupil", known={"name": "Ottokarine"})
    for body in (b'{"n": "Zo\\u00eb d\'Hondt"}', "Zoë d&#39;Hondt".encode(), "Zoë d'Hondt".encode()):
        assert shown(owner, other, Answer(404, {}, body)) == ["name"], body
    assert shown(owner, owner.model_copy(update={"name": "x"}), Answer(200, {}, "Zoë d'Hondt".encode())) == []
    assert shown(owner, other, None) == []


def test_a_profile_with_effects_goes_into_the_bundle(tmp_path: Path) -> None:
    effect = {"id": "contact", "by": "teacher", "steps": [{"goto": "/x"}], "seen": "/postvak"}
    admin = {"page": "/admin", "locate": {"label": "Berichten"}}
    setting = {"id": "contact", "page": "/s", "locate": {"label": "x"}, "safe": ["a"], "admin": admin}
    profile = Profile.model_validate({**base_profile(), "effects": [effect], "settings": [setting]})
    again = Profile.model_validate(profile.public())
    assert (again.effects, again.settings) == (profile.effects, profile.settings)
