"""`docs/catalogue.md`: the catalogue as one page, with a table of what answers each row and what nothing answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.catalogue.norms import Norm
from harness.catalogue.page import Entry, clauses, figure

COMMAND = "make docs"
_INTRO = """# The catalogue

Made by `{command}` from `profiles/`, version {version}. Do not edit it here.

{count} requirements. {answered} are answered by at least one check, {part} of them in part only; **{empty} have no
check yet**. A row without a check is never passed: it reads *not tested* in every report, or waits for a person. A
check that sees a part can fail its requirement; when it passes, the report says "nothing contrary found".

## Which checks answer what

| id | requirement | level | platforms | answered by |
|---|---|---|---|---|
"""


def markdown(entries: Sequence[Entry], norms: Sequence[Norm], version: str) -> str:
    """The whole page: the coverage table, the norms, then each requirement."""
    answered = [entry for entry in entries if entry.checks]
    intro = _INTRO.format(
        command=COMMAND,
        version=version,
        count=len(entries),
        answered=len(answered),
        part=sum(not any(one.coverage == "full" for one in entry.checks) for entry in answered),
        empty=len(entries) - len(answered),
    )
    lines = [*(_line(entry) for entry in entries), "", *_norms(norms)]
    family = ""
    for entry in entries:
        if entry.row.family != family:
            family = entry.row.family
            lines += [f"## {family.capitalize()}", ""]
        lines += _section(entry)
    return intro + "\n".join(lines).rstrip("\n") + "\n"


def _line(entry: Entry) -> str:
    row = entry.row
    answer = entry.answer if entry.checks else f"**{entry.answer}**"
    platforms = ", ".join(row.platforms)
    link = f"[{row.id}](#{anchor(row.id, row.titles.en)})"
    return f"| {link} | {cell(row.titles.en)} | {row.level} | {platforms} | {cell(answer)} |"


def _norms(norms: Sequence[Norm]) -> Iterator[str]:
    yield "## Seen from other norms"
    yield ""
    yield "`schoolproof report REPORT --norm ID` tells a report by the clauses of a norm. A clause that no requirement"
    yield "speaks to is not judged."
    yield ""
    yield "| id | norm | clauses spoken to | read |"
    yield "|---|---|---|---|"
    for norm in norms:
        yield f"| `{norm.id}` | {cell(norm.titles.en)} | {len(norm.clauses)} | {norm.status} |"
    yield ""


def _section(entry: Entry) -> Iterator[str]:
    row = entry.row
    yield f"### {row.id} {row.titles.en}"
    yield ""
    yield f"*{row.titles.nl}*. {row.level}; {', '.join(row.platforms)}; action plan {', '.join(row.plan)}."
    yield ""
    yield f"- **Answered by** {entry.answer}"
    for title, words in _parts(entry):
        yield f"- **{title}** {words}"
    for one in entry.figures:
        yield f"- `{one.id}` {figure(one).partition(' = ')[2]}"
    yield from (f"- {title}: {told}" for title, told in clauses(entry.norms))
    yield ""


def _parts(entry: Entry) -> Iterator[tuple[str, str]]:
    row = entry.row
    yield "Asked", row.criterion.en
    yield "Gevraagd", row.criterion.nl
    for title, words in (("Recommended", row.recommended), ("Advanced", row.advanced), ("When", row.condition)):
        if words is not None:
            yield title, words.en
    yield "Evidence", row.evidence.en
    yield "Cannot see", row.cannot_see.en


def anchor(id: str, title: str) -> str:
    """The fragment that code hosts make of a heading: small letters, hyphens for spaces, no other signs."""
    kept = "".join(char for char in f"{id} {title}".lower() if char.isalnum() or char in " -_")
    return kept.replace(" ", "-")


def cell(text: str) -> str:
    """Text that does not end the cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ")
