"""The starting document: facts filled in, judgement left open, and nothing of the app works in it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from harness.model.report import Language, Report
from harness.reports import RENDERERS
from harness.reports.dpia import render, render_markdown
from harness.reports.dpia.block import Facts, Heading, Open
from harness.reports.dpia.document import MAX_ROWS, blocks
from harness.reports.dpia.markdown import inert
from harness.reports.translate import Translator
from harness.reports.visible import visible
from tests.reports.example import clean_report, example_report
from tests.reports.hostile import hostile_report
from tests.reports.many_recipients import many_recipients

ALLOWED = {
    *("paragraph", "heading", "bullet_list", "list_item", "blockquote", "inline", "text", "strong", "code_inline"),
    *("softbreak",),
}
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def tokens(text: str) -> list[Token]:
    """What a reader of Markdown, which is not ours, makes of a text."""
    return [inner for token in READER.parse(text) for inner in (token, *(token.children or ()))]


def plain(text: str) -> str:
    return "".join(token.content for token in tokens(text) if token.type in ("text", "code_inline"))


@pytest.mark.parametrize("make", [example_report, clean_report, hostile_report, many_recipients])
def test_every_part_of_article_35_is_there_and_asks_something(make: type[Report]) -> None:
    found = blocks(make(), Translator("en"))
    parts: list[list[object]] = []
    for block in found:
        if isinstance(block, Heading) and block.level == 2:
            parts.append([])
        if parts:
            parts[-1].append(block)
    assert [re.search(r"35\(7\)\((.)\)", _said(part[0])) is not None for part in parts] == [True, True, True, True, False]
    assert all(any(isinstance(block, Open) for block in part) for part in parts)


def _said(block: object) -> str:
    assert isinstance(block, Heading | Open)
    return "".join(piece.text for piece in block.line)


def test_facts_are_filled_in() -> None:
    text = plain(render_markdown(example_report(), language="en").decode())
    for told in (
        "Data protection impact assessment: Demoschool 1.0",
        "Metrics – pupil under 13",
        "Company: Metrics Inc., seat: US",
        "Planted data seen: class (plain), e-mail (base64, sha256), allergy (plain)",
        "Legal basis that the maker names: art. 6(1)(a)",
        "No purpose is declared for: Metrics, letters.test.",
        "Data of a special category (art. 9) reached: Metrics.",
        "Declared, but not seen in this run.",
    ):
        assert told in text, told


def test_what_was_not_tested_stands_among_the_risks_and_not_among_the_measures() -> None:
    text = plain(render_markdown(example_report(), language="en").decode())
    risks, measures = text.index("3. Risks"), text.index("4. Measures")
    assert risks < text.index("AUT-04") < measures
    assert text.index("NET-01") > measures


def test_an_older_report_is_not_read_as_nobody() -> None:
    older = example_report(sharing=())
    text = plain(render_markdown(older, language="en").decode())
    assert "made before there was a register" in text
    assert "No recipient" not in text
    tr = Translator("nl")
    blocks(older, tr)
    assert not [told for told in tr.missing if "register" in told]


def test_an_interrupted_run_says_so() -> None:
    told = "The test was interrupted"
    assert told in plain(render_markdown(example_report(complete=False), language="en").decode())
    assert told not in plain(render_markdown(example_report(), language="en").decode())


@pytest.mark.parametrize("make", [example_report, hostile_report, many_recipients])
def test_dutch_lacks_nothing_of_ours(make: type[Report]) -> None:
    tr = Translator("nl")
    blocks(make(), tr)
    foreign = {row.template for report in [make()] for one in report.sharing for row in one.contradictions}
    foreign |= {finding.message for finding in make().findings}
    assert {text for text in tr.missing if text not in foreign} == set()


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("make", [example_report, hostile_report])
def test_markdown_holds_nothing_that_works(make: type[Report], language: Language) -> None:
    text = render_markdown(make(), language=language).decode()
    kinds = {re.sub("_(open|close)$", "", token.type) for token in tokens(text)}
    assert kinds <= ALLOWED
    headings = [token for token in READER.parse(text) if token.type == "heading_open"]
    assert len(headings) == len([block for block in blocks(make(), Translator(language)) if isinstance(block, Heading)])
    prose = re.sub(r"(`+) .*? \1", "", text)
    assert re.findall(r"(?i)(?<!\\):(?=//)|www\.|(?<![\\\w])@|(?<!\\)<", prose) == []


@given(st.text(max_size=60))
def test_inert_text_reads_as_itself(text: str) -> None:
    shown = visible(text).strip()
    kinds = {token.type for token in tokens(f"x {inert(shown)} x")}
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "code_inline"}
    assert plain(f"x {inert(shown)} x").split() == f"x {shown} x".split()


@given(st.text(alphabet="`@ |\\", max_size=12))
def test_code_holds_any_ticks(text: str) -> None:
    assert plain(f"x {inert(text)} x").split() == f"x {text} x".split()


class _Tags(HTMLParser):
    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.mark.parametrize("make", [example_report, hostile_report])
def test_html_holds_only_our_elements(make: type[Report]) -> None:
    page = _Tags(render(make()))
    assert page.tags == {
        *("html", "head", "meta", "title", "style", "body", "main"),
        *("h1", "h2", "h3", "p", "ul", "li", "bdi", "div", "b"),
    }
    assert page.attributes == {"lang", "charset", "http-equiv", "content", "name", "class"}


def test_lists_are_bounded_and_say_so() -> None:
    found = [block for block in blocks(many_recipients(200), Translator("en")) if isinstance(block, Facts)]
    assert max(len(block.items) for block in found) == MAX_ROWS
    assert "+140 more in register.csv" in plain(render_markdown(many_recipients(200), language="en").decode())


def test_the_formats_are_offered_in_both_languages() -> None:
    made = {one.format: one.render(example_report(), None) for one in RENDERERS if one.format.startswith("dpia")}
    assert set(made) == {"dpia", "dpia-en", "dpia-md", "dpia-md-en"}
    assert b"Gegevensbeschermingseffectbeoordeling" in made["dpia"]
    assert made["dpia-md-en"].startswith(b"# Data protection impact assessment")
    assert len(set(made.values())) == 4
