"""Why a session ended early, told in Dutch."""

from __future__ import annotations

import ast
import inspect
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.report import PersonaCoverage
from harness.reports.endings import ENDINGS, LONGEST, ending, fitted
from harness.reports.html import render
from harness.reports.translate import Translator
from harness.sandbox.web import session, walk
from harness.sandbox.web.page import arrive, failures, telling
from tests.reports.example import example_report

NL = Translator("nl")
MADE = (session, walk, arrive)
BEGINS = re.compile(r"^(?:the|journey) |^\{")


def sentences() -> set[str]:
    """What the sandbox may note: every literal sentence of its modules, a value in it as `7`."""
    found = {telling.login_told(code) for code in (*telling._LOGIN, None)}
    found |= {reason for _, reason, _ in failures._SIGNS}
    for module in MADE:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Return | ast.Assign) and isinstance(node.value, ast.Constant | ast.JoinedStr | ast.IfExp):
                found |= set(texts(node.value))
    return {text for text in found if text.startswith(("the app ", "the browser ", "the session ", "the proxy ", "the login "))}


def texts(node: ast.expr) -> list[str]:
    """The texts that a literal can be."""
    match node:
        case ast.Constant(value=str() as text):
            return [text]
        case ast.IfExp(body=one, orelse=other):
            return [*texts(one), *texts(other)]
        case ast.JoinedStr(values=parts):
            made = [""]
            for part in parts:
                inner = part.value if isinstance(part, ast.FormattedValue) else part
                some = texts(inner) or ["7"]
                made = [before + one for before in made for one in some]
            return made
    return []


def dutch(text: str) -> str:
    return "".join(part.text for part in ending(NL, text))


@pytest.mark.parametrize("text", sorted(sentences()))
def test_every_sentence_of_the_sandbox_is_told_in_dutch(text: str) -> None:
    parts = ending(NL, text)
    assert [part for part in parts if not part.known and part.text != "7"] == []
    assert dutch(text) != text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"the login of pupil could not be proven: {telling.login_told('no-form')}",
         "de aanmelding van pupil kon niet bewezen worden: er werd geen aanmeldformulier gevonden (no-form); de schermafdrukken"
         " van deze sessie tonen wat de app deed; url, steps en proof staan onder [login]"),
        ("the login was lost before the end", "de aanmelding ging verloren voor het einde"),
        ("journey homework: homework, step 3 (click Oefening 1): the page crashed",
         "traject homework: homework, stap 3 (click Oefening 1): de pagina crashte"),
    ],
)
def test_a_sentence_within_a_sentence_is_told_too(text: str, expected: str) -> None:
    assert dutch(text) == expected
    assert "".join(part.text for part in ending(Translator("en"), text)) == text


def test_the_page_tells_it_in_both_languages() -> None:
    report = example_report()
    lost = PersonaCoverage(login="lost", pages=1, requests=2, reason="the login of <b>pupil</b> was lost")
    facts = report.coverage.model_copy(update={"personas": {"pupil": lost}})
    page = render(report.model_copy(update={"coverage": facts})).decode()
    assert 'de aanmelding van <bdi class="value">&lt;b&gt;pupil&lt;/b&gt;</bdi> ging verloren' in page
    assert "the login of &lt;b&gt;pupil&lt;/b&gt; was lost" in page


@given(st.text(max_size=2 * LONGEST))
def test_what_is_no_sentence_of_ours_stays_as_it_is(text: str) -> None:
    told = ending(NL, f"? {text}")
    assert len(told) == 1 or any(fitted(f"? {text}", template) for template in ENDINGS)


@given(st.sampled_from(ENDINGS), st.lists(st.text("abc 0.", min_size=1, max_size=9), min_size=5, max_size=5))
def test_a_filled_template_is_taken_apart_again(template: str, values: list[str]) -> None:
    names = re.findall(r"\{(\w+)\}", template)
    told = dict(zip(names, values, strict=False))
    assert fitted(template.format(**told), template) == told
