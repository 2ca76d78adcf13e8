"""What the maker tells Google Play about data: the file that its console exports, given beside the package.

Source: support.google.com/googleplay/android-developer, "Provide information for Google Play's Data safety section".
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from harness import SchoolproofError
from harness.sandbox.package.manifest import Fact

MAX_FORM = 1 << 20
_HEAD = "question id"
_TYPES = "PSL_DATA_TYPES_"
_NAME = re.compile(r"PSL_[A-Z_]{1,60}")


def declared_fact(path: Path) -> Fact:
    """The kinds of data that the form says are collected or shared. Raises SchoolproofError when it is no such form."""
    try:
        with path.open("rb") as stream:
            types = declared_types(stream.read(MAX_FORM + 1))
    except (OSError, ValueError) as error:
        told = f"{path}: no data safety form: {error}"
        raise SchoolproofError(told, owner="profile", hint="export it again: Play Console, Data safety") from None
    return {"kind": "declared", "file": path.name, "types": types}


def declared_types(content: bytes) -> list[str]:
    """The kinds that are answered with yes, sorted. Raises ValueError: too large, no text, or another table."""
    if len(content) > MAX_FORM:
        raise ValueError(f"larger than {MAX_FORM >> 20} MiB")
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except csv.Error as error:
        raise ValueError(str(error)) from None
    if not rows or not rows[0] or not rows[0][0].lower().startswith(_HEAD):
        raise ValueError("its first line is not that of the form")
    answers = [row for row in rows[1:] if len(row) > 2 and row[0].startswith(_TYPES)]
    found = {row[1] for row in answers if row[2].strip().lower() == "true"}
    return sorted(name for name in found if _NAME.fullmatch(name))
