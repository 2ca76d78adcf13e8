"""The step words: each does what it says, and says whose failure it is when it cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import Page
from pydantic import SecretStr

from harness.errors import MisuseError
from harness.sandbox.web.page.acts import matches
from harness.sandbox.web.page.failures import StepFailed
from harness.sandbox.web.page.placeholders import Values
from harness.sandbox.web.page.steps import VERBS, check_steps, read_steps, run_steps
from tests.sandbox.web.page.stage import SEED, Clock, Persona, Site, Stage

PAGE = """<meta charset=utf-8><h1>Huiswerk</h1>
<a href=/homework/1>Oefening 1</a> <a href=/homework/10>Oefening 10</a> <a href=/homework/12 hidden>Oefening 12</a>
<button hidden onclick="note('verborgen')">Bewaar</button><button onclick="note('bewaar')">Bewaar</button>
<button onclick="note('bewaar alles')">Bewaar alles</button>
<label>Antwoord<input id=a oninput="note(this.value)"></label>
<input placeholder="Zoek" onkeydown="note(event.key)"><input data-testid=t onchange="note('t' + this.value)">
<label>Kleur<select onchange="note(this.value)"><option value=r>Rood<option value=b>Blauw</select></label>
<label><input type=checkbox onchange="note('vink ' + this.checked)">Akkoord</label>
<label><input type=checkbox checked style="position:absolute;width:0;height:0;opacity:0;appearance:none"
  onchange="note('uit ' + this.checked)">Meldingen</label>
<label>Bestand<input type=file onchange="note(this.files[0].name)" style="display:none"></label>
<ul><li class=i onclick="note('een')">x<li class=i onclick="note('twee')">x</ul>
<div onmouseover="note('zweef')">Zweef hier</div>
<iframe srcdoc="<button onclick='parent.note(1 + 1)'>In het kader</button>"></iframe>
<div style="height:3000px"></div><footer>Onderaan</footer><output id=o></output>
<script>function note(text) { document.querySelector('#o').textContent = document.title = text; }
onscroll = () => document.body.dataset.y = scrollY;</script>"""

VALUES = Values(Persona())


def run(stage: Stage, site: Site, steps: list[dict[str, Any]], *, limit: float = 5.0, **more: Any) -> str:
    """The title after the steps, from the homework page on."""
    site.pages["/homework"] = PAGE
    site.pages["/homework/1"] = "<title>een</title>"
    values = more.pop("values", VALUES)

    async def act(page: Page) -> str:
        first = {"goto": "/homework"}
        await run_steps(page, [first, *steps], values, journey="homework", base_url=site.url, limit=limit, **more)
        return await page.title()

    return stage.play(act)


ACTS: list[tuple[dict[str, Any], str]] = [
    ({"hover": {"text": "Zweef hier"}}, "zweef"),
    ({"click": {"role": "button", "name": "Bewaar"}}, "bewaar"),
    ({"click": {"text": "Bewaar alles"}}, "bewaar alles"),
    ({"fill": {"label": "Antwoord"}, "with": "{pupil_number} {{x}}"}, "LL-83K2-771 {x}"),
    ({"press": "Escape", "on": {"placeholder": "Zoek"}}, "Escape"),
    ({"press": "F2"}, "F2"),
    ({"fill": {"test_id": "t"}, "with": "1"}, "F2"),
    ({"press": "Enter", "on": {"test_id": "t"}}, "t1"),
    ({"select": {"label": "Kleur"}, "option": "Blauw"}, "b"),
    ({"check": {"label": "Akkoord"}}, "vink true"),
    ({"uncheck": {"label": "Akkoord"}}, "vink false"),
    ({"uncheck": {"label": "Meldingen"}}, "uit false"),
    ({"click": {"css": ".i", "nth": 1}}, "twee"),
    ({"click": {"role": "button", "name": "In het kader"}}, "2"),
    ({"expect": {"text": "Huiswerk"}}, "2"),
    ({"scroll": "bottom"}, "2"),
    ({"scroll": {"text": "Huiswerk"}}, "2"),
    ({"click": {"role": "link", "name": "Oefening 1"}}, "een"),
    ({"wait": {"url": "/homework/*"}}, "een"),
]


def test_words(stage: Stage, site: Site) -> None:
    titles: list[str] = []

    async def act(page: Page) -> int:
        async def on_step(index: int, words: str) -> None:
            titles.append(await page.title())

        steps = [{"goto": "/homework"}, *(step for step, _ in ACTS)]
        return await run_steps(page, steps, VALUES, journey="homework", base_url=site.url, on_step=on_step)

    site.pages |= {"/homework": PAGE, "/homework/1": "<title>een</title>"}
    assert stage.play(act) == len(ACTS) + 1
    assert titles[1:] == [title for _, title in ACTS]


def test_upload_from_the_profiles_folder(stage: Stage, site: Site, tmp_path: Path) -> None:
    (tmp_path / "werk.txt").write_text("x")
    step = {"upload": {"label": "Bestand"}, "file": "werk.txt"}
    assert run(stage, site, [step], directory=tmp_path) == "werk.txt"
    for name in ("../etc/passwd", "/etc/passwd", "weg.txt"):
        with pytest.raises(MisuseError):
            run(stage, site, [step | {"file": name}], directory=tmp_path)


def test_secrets_are_typed_and_never_told(stage: Stage, site: Site) -> None:
    clock = Clock(1_700_000_000.0)
    persona = Persona(totp=SecretStr(SEED))
    values = Values(persona, clock.codes())
    field = {"label": "Antwoord"}
    assert run(stage, site, [{"fill": field, "with": "{password}"}], values=values) == "Zonnebloem-42!"
    assert run(stage, site, [{"fill": field, "with": "{totp}"}], values=values).isdigit()
    with pytest.raises(StepFailed) as caught:
        run(stage, site, [{"fill": {"css": "h1"}, "with": "{password}"}], values=values, limit=2)
    assert "Zonnebloem" not in f"{caught.value} {caught.value.__cause__}"
    assert "{password}" in str(caught.value)


@pytest.mark.parametrize(
    ("step", "owner", "reason"),
    [
        ({"click": {"role": "button", "name": "Bestaat niet"}}, "profile", "no such element"),
        ({"expect": {"text": "Bewaard"}}, "app", "no such element"),
        ({"wait": {"url": "/klaar"}}, "app", "address"),
        ({"click": {"css": "a[["}}, "profile", "selector"),
        ({"select": {"label": "Kleur"}, "option": "Groen"}, "profile", "option"),
        ({"goto": "http://127.0.0.1:1/"}, "app", "does not answer"),
        ({"goto": "file:///etc/passwd"}, "profile", "http"),
        ({"press": "Hemelsleutel"}, "profile", "key"),
    ],
)
def test_failures_say_whose_and_where(stage: Stage, site: Site, step: dict[str, Any], owner: str, reason: str) -> None:
    with pytest.raises(StepFailed, match=reason) as caught:
        run(stage, site, [step], limit=1.0)
    assert caught.value.owner == owner
    assert (caught.value.journey, caught.value.index) == ("homework", 2)
    assert str(caught.value).startswith("homework, step 2")


def test_nothing_is_typed_elsewhere(stage: Stage, site: Site) -> None:
    """A focus trap would send the keys to its own field."""
    site.pages["/p"] = """<label>Antwoord<input id=a></label><input id=trap oninput="document.title = this.value">
        <script>document.addEventListener('focusin', event => event.target.id === 'trap' || trap.focus())</script>"""
    told: list[str] = []

    async def act(page: Page) -> str:
        steps = [{"goto": "/p"}, {"fill": {"label": "Antwoord"}, "with": "{password}"}]
        with pytest.raises(StepFailed) as caught:
            await run_steps(page, steps, VALUES, journey="j", base_url=site.url, limit=3)
        told.append(caught.value.reason)
        return await page.title()

    assert stage.play(act) == ""
    assert "focus" in told[0]


def test_steps_are_reported_as_they_end(stage: Stage, site: Site) -> None:
    seen: list[tuple[int, str]] = []

    async def on_step(index: int, words: str) -> None:
        seen.append((index, words))

    run(stage, site, [{"fill": {"label": "Antwoord"}, "with": "{first_name}"}], on_step=on_step)
    assert seen == [(1, "goto “/homework”"), (2, "fill label “Antwoord” “{first_name}”")]


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        ({}, "says nothing"),
        ({"klik": {"text": "x"}}, "“klik”"),
        ({"click": {"text": "x"}, "goto": "/"}, "click and goto"),
        ({"click": {"text": "x"}, "with": "y"}, "click has no “with”"),
        ({"click": "knop"}, "an element is written"),
        ({"click": {}}, "exactly one"),
        ({"click": {"text": "x", "css": "y"}}, "exactly one"),
        ({"click": {"text": "x", "kleur": "y"}}, "“kleur”"),
        ({"click": {"role": "knop"}}, "no role “knop”"),
        ({"click": {"text": "x", "nth": -1}}, "nth"),
        ({"click": {"text": "x", "nth": True}}, "nth"),
        ({"click": {"text": ""}}, "needs a text"),
        ({"fill": {"label": "x"}}, "with = "),
        ({"fill": {"label": "x"}, "with": 3}, "with = "),
        ({"select": {"label": "x"}}, "option = "),
        ({"upload": {"label": "x"}}, "file = "),
        ({"goto": 3}, "address"),
        ({"wait": {"url": ""}}, "address"),
        ({"scroll": "omlaag"}, "an element is written"),
    ],
)
def test_wrong_steps_are_told_before_anything_runs(step: dict[str, Any], problem: str) -> None:
    with pytest.raises(MisuseError, match=problem) as caught:
        read_steps([{"goto": "/"}, step], "homework")
    assert str(caught.value).startswith("homework, step 2: ")


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        ({"fill": {"label": "x"}, "with": "{email}"}, r"ada has no \{email\}"),
        ({"fill": {"label": "x"}, "with": "{totp}"}, r"ada has no \{totp\}"),
        ({"click": {"text": "{email}"}}, r"ada has no \{email\}"),
        ({"goto": "/?p={password}"}, "only in what is typed"),
        ({"expect": {"text": "{password}"}}, "only in what is typed"),
    ],
)
def test_placeholders_are_checked_first(step: dict[str, Any], problem: str) -> None:
    with pytest.raises(MisuseError, match=problem) as caught:
        check_steps(read_steps([step], "homework"), VALUES, "homework")
    assert "step 1" in str(caught.value)


def test_values_in_addresses_are_quoted(stage: Stage, site: Site) -> None:
    site.pages["/x"] = "x"
    values = Values(Persona(known={"name": "a/b?c d"}))

    async def act(page: Page) -> str:
        await run_steps(page, [{"goto": "/x?n={name}"}], values, journey="j", base_url=site.url)
        return page.url

    assert stage.play(act).endswith("/x?n=a%2Fb%3Fc%20d")


@pytest.mark.parametrize(
    ("wanted", "ok"),
    [("/a", True), ("/a?b=1", True), ("/a?b=1#c", True), ("https://s.test/a?b=1#c", True), ("/*", True), ("*#c", True),
     ("/b", False), ("/a?b=*", True), ("/[a]", False), ("a", False)],
)  # fmt: skip
def test_addresses(wanted: str, ok: bool) -> None:
    assert matches("https://s.test/a?b=1#c", wanted) is ok


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(VERBS)) | st.text(max_size=6), json_like, max_size=3))
def test_any_step_is_read_or_refused(step: dict[str, Any]) -> None:
    try:
        (read,) = read_steps([step], "j")
    except MisuseError as error:
        assert "step 1" in str(error)
    else:
        assert read.verb in step
        assert len(read.words) <= 120
