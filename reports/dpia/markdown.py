"""The document as Markdown (CommonMark), with text of the app made inert.

Every mark of punctuation that Markdown reads is escaped in it, so it can begin no heading, link, picture, table or
HTML. What holds an `@` stands as code: some sites turn mail addresses and user names into links even when escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from harness.reports.dpia.block import Block, Facts, Heading, Line, Open, Paragraph
from harness.reports.translate import Piece, Translator

_PUNCTUATION = re.compile(r"[!#$&()*+\-.:<=>@\[\\\]^_`{|}~]")


def written(blocks: Iterable[Block], tr: Translator) -> str:
    """The document as text, with a newline at its end."""
    return "\n\n".join(_block(block, tr) for block in blocks) + "\n"


def inert(text: str) -> str:
    """Text that Markdown shows as it is; it has no line breaks (`visible`)."""
    text = text.strip()
    if "@" not in text:
        return _PUNCTUATION.sub(r"\\\g<0>", text)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {text} {fence}"


def _block(block: Block, tr: Translator) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {_line(block.line)}"
        case Paragraph():
            return _line(block.line)
        case Facts():
            return "\n".join(_item(line, details) for line, details in block.items)
        case Open():
            mark = tr.t("To be judged by a person")
            return f"> ☐ **{mark}:** {_line(block.line)}\n>\n> …"


def _item(line: Line, details: Iterable[Line]) -> str:
    return "\n".join([f"- {_line(line)}", *(f"  - {_line(one)}" for one in details)])


def _line(line: Line) -> str:
    return "".join(_piece(piece) for piece in line).strip()


def _piece(piece: Piece) -> str:
    """Our own words hold no mark that Markdown reads; the app's are made inert."""
    return inert(piece.text) if piece.value else piece.text
