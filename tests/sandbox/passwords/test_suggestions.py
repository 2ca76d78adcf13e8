"""Pages to sign in, in a real browser: what they give away is found, and what only looks like it is not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page
from websockets.asyncio.server import ServerConnection, serve

from harness import Persona, Profile, Status
from harness.checks.authentication.names_not_suggested import names_not_suggested
from harness.checks.settings.not_met_at_sign_in import not_met_at_sign_in
from harness.model.finding import Finding
from harness.sandbox.passwords.recognised import marks
from harness.sandbox.passwords.suggestions import Stretch, Typist, chosen, nobody, stem
from tests.harness.build import Build, base_profile, one
from tests.sandbox.web.page.stage import Reply, Request, Site, Stage

ADA = {"role": "pupil", "username": "ada", "known": {"full_name": "Adalberta Quirijnen"}}
THE_REST = {"role": "teacher", "username": "teacher", "known": {"mail": "thea.w8@school.example"}}
NAMES = ["ada", "adam", "teacher", "zora"]


def school(**people: dict[str, Any]) -> Profile:
    named = {name: {"name": name, **told} for name, told in people.items()}
    return Profile.model_validate({**base_profile(), "personas": named})


BOTH = school(ada=ADA, teacher=THE_REST)


def form(script: str = "", more: str = "", field: str = "<input id=n>") -> str:
    """A form to sign in whose script may use `n`, the field for the name, `t`, what stands in it, and `put` a text."""
    return f"""<form><label>User name {field}</label><label>Password <input type=password></label>
      <button>Log in</button></form><span id=o></span>{more}
      <script>{{ const n = document.getElementById('n'), put = text => {{ o.textContent = text }};
      n?.addEventListener('input', async () => {{ const t = n.value; {script} }}) }}</script>"""


ASK = "const got = await (await fetch('/names?q=' + t)).json();"
PAGES: dict[str, str] = {
    "sound": form(f"put('nobody is called ' + t); {ASK.replace('/names', '/none')}"),
    "few": form(f"if (t && t.length < 3) {{ {ASK} put(got) }}"),
    "many": form(f"if (t.length > 2) {{ {ASK} put(got) }}"),
    "late": form(f"clearTimeout(n.late); n.late = setTimeout(async () => {{ {ASK} put(got) }}, 350)"),
    "all": form("if (!n.all) { n.all = await (await fetch('/names')).json() } put(n.all.filter(a => t && a.startsWith(t)))"),
    "unseen": form(ASK),
    "shadow": form(f"{ASK} n.at ??= o.attachShadow({{mode: 'open'}}); n.at.innerHTML = '<p>' + got.join('</p><p>')"),
    "listed": form(more="<ul><li>Adalberta Quirijnen</ul>"),
    "word": form(more="<p>For pupil and teacher</p>"),
    "completes": form("put(t.split('@')[0] + '@school.example')"),
    "broken": form("fetch('/down?q=' + t)"),
    "leaves": form("if (t.length > 1) location = '/none'"),
    "empties": form("n.value = ''"),
    "step": "<form><label>User name <input id=n></label><button>Next</button></form><span id=o></span>"
    f"<script>n.oninput = async () => {{ const t = n.value; {ASK} }}</script>",
    "nowhere": "<h1>Choose who you are</h1><p>Adalberta Quirijnen</p>",
    "socket": form("n.s ??= new WebSocket('ws://127.0.0.1:PORT/'); n.s.readyState ? n.s.send(t) : n.s.onopen = () => n.s.send(t)"),
}


def names(request: Request) -> Reply:
    """The accounts that begin so; all of them without a beginning."""
    return Reply(json.dumps([one for one in NAMES if one.startswith(request.query.get("q", ""))]), kind="application/json")


async def answer(socket: ServerConnection) -> None:
    """The same on a socket."""
    async for text in socket:
        await socket.send(json.dumps([one for one in NAMES if one.startswith(str(text))]))


def visited(stage: Stage, site: Site, pages: Sequence[str], profile: Profile = BOTH) -> dict[str, list[Stretch]]:
    """What is noted at each page, all in one browser."""
    site.pages |= {"/names": names, "/none": Reply("[]", kind="application/json"), "/down": Reply(status=503)}

    def visit(path: str) -> Callable[[Page], Awaitable[list[Stretch]]]:
        async def act(page: Page) -> list[Stretch]:
            async def opens() -> None:
                await page.goto(f"{site.url}/{path}")

            async with serve(answer, "127.0.0.1", 0) as sockets:
                site.pages[f"/{path}"] = PAGES[path].replace("PORT", str(sockets.sockets[0].getsockname()[1]))
                typist = Typist(page, ["127.0.0.1"], marks(profile), lambda: asyncio.sleep(0))
                return await typist.visit(opens, chosen(profile))

        return act

    return stage.plays({path: visit(path) for path in pages}, at_once=8)  # most of it is waiting


def told(stretches: Sequence[Stretch]) -> set[tuple[object, ...]]:
    """Whose values, and where."""
    return {(one["who"], one["field"], one["place"]) for each in stretches for one in each.told.values()}


ADA_ANSWERED, TEACHER_ANSWERED = ("ada", "username", "answer"), ("teacher", "username", "answer")
ANSWERED = {ADA_ANSWERED, TEACHER_ANSWERED}
BOTH_PLACES = ANSWERED | {("ada", "username", "page"), ("teacher", "username", "page")}
LISTED = {("ada", "full_name", "answer"), ("ada", "full_name", "page")}
GIVEN_AWAY = {
    "few": BOTH_PLACES, "late": BOTH_PLACES, "shadow": BOTH_PLACES, "unseen": ANSWERED, "step": ANSWERED, "socket": ANSWERED,
    "many": {TEACHER_ANSWERED, ("teacher", "username", "page")}, "listed": LISTED, "nowhere": LISTED,
}
DOUBTS = {
    "all": ["ada.username: a word of the page", "teacher.username: a word of the page"],
    "word": ["teacher.username: a word of the page"], "broken": ["/down: lost"], "leaves": ["page: moved"],
    "empties": ["page: not-typed"], "nowhere": ["page: no-form"],
}


def test_what_a_page_gives_away_is_found(stage: Stage, site: Site, tmp_path: Path) -> None:
    found = visited(stage, site, list(PAGES))
    assert {at: told(each) for at, each in found.items()} == {at: GIVEN_AWAY.get(at, set()) for at in PAGES}
    for at, each in found.items():
        accounts, pupils = judged(tmp_path / at, *(one.record for one in each))
        assert accounts.status == (Status.FAIL if at in GIVEN_AWAY else Status.NOT_TESTED if at in DOUBTS else Status.PASS)
        assert pupils.status == (accounts.status if at != "many" else Status.PASS), at
        assert accounts.values.get("why", []) == ([] if at in GIVEN_AWAY else DOUBTS.get(at, []))
    assert {one.reason for one in found["nowhere"]} == {"no-form"}
    assert [(one.persona, one.typed) for one in found["few"]] == [("", 0), ("", 6), ("ada", 2), ("teacher", 6)]


def judged(folder: Path, *rows: dict[str, Any]) -> tuple[Finding, Finding]:
    made = Build(folder)
    made.session().page()
    for row in rows:
        made.probe("suggestions", **row)
    sealed = made.seal(level="recommended")
    return one(sealed, names_not_suggested, None), one(sealed, not_met_at_sign_in, None)


TYPED = {"persona": "pupil", "role": "pupil", "typed": 9, "answers": 3}
STAFF = {"persona": "teacher", "role": "teacher", "typed": 9}
TOLD = {"who": "teacher", "role": "teacher", "field": "username", "place": "answer", "at": "/names", "after": 3}


@pytest.mark.parametrize(
    ("rows", "accounts", "pupils"),
    [
        ([{}, TYPED, STAFF], Status.PASS, Status.PASS),
        ([{}, STAFF], Status.PASS, Status.NOT_TESTED),
        ([{}], Status.NOT_TESTED, Status.NOT_TESTED),
        ([], Status.NOT_TESTED, Status.NOT_TESTED),
        ([{}, TYPED, {**STAFF, "told": [TOLD]}], Status.FAIL, Status.PASS),
        ([{"told": [{**TOLD, "role": "pupil"}], "reason": "no-form"}], Status.FAIL, Status.FAIL),
        ([{}, TYPED, {**STAFF, "reason": "moved"}], Status.NOT_TESTED, Status.NOT_TESTED),
        ([{}, {**TYPED, "lost": ["/names"]}], Status.NOT_TESTED, Status.NOT_TESTED),
        ([{"unclear": ["pupil.username"]}, TYPED], Status.NOT_TESTED, Status.NOT_TESTED),
    ],
)
def test_what_is_concluded(rows: list[dict[str, Any]], accounts: Status, pupils: Status, tmp_path: Path) -> None:
    assert [one.status for one in judged(tmp_path, *rows)] == [accounts, pupils]


def person(role: str = "pupil", **more: Any) -> dict[str, Any]:
    return {"role": role, "known": {"number": "LL-771"}, **more}


def test_whose_names_are_typed() -> None:
    many = {f"p{at}": person(username=f"pupil-{at}{'x' * at}") for at in range(4)}
    profile = school(**many, juf=person("teacher", username="w"), dir=person("admin", username="a.very.long.name"))
    assert [one.name for one in chosen(profile)] == ["p0", "p1", "dir"], "a pupil, one of the staff, and one more; the shortest first"
    assert chosen(school(a=person(), b=person(username="x@school.example"), guest={"role": "anonymous"})) == []
    alike = school(a=person(username="Ada"), b=person(username="ada"))
    assert [one.name for one in chosen(alike)] == ["a"], "a name is typed once"
    same = school(a=person(username="welkom12", password="welkom1"), b=person(username="bea"))
    assert [one.name for one in chosen(same)] == ["b"], "what is typed never holds a secret"


@pytest.mark.parametrize(("name", "typed"), [("ada", "ad"), ("ada.k7@school.example", "ada.k"), ("@ada", ""), (None, "")])
def test_what_is_typed_of_a_name(name: str | None, typed: str) -> None:
    assert stem(Persona(name="a", role="parent", username=name)) == typed


def test_nobody_is_found_by_the_name_that_nobody_has() -> None:
    profile = school(ada=person(username="xq.wortel"), bea=person(username="zoef"))
    first = nobody(marks(profile), chosen(profile))[0]
    assert first == "j", "the first letter that no name holds"
    figures = school(ada=person(username="123456"))
    assert nobody(marks(figures), chosen(figures)).isdigit()
