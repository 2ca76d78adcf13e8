"""From what a person wrote (TOML or JSON) to a record that can be signed, and an example to begin with."""

from __future__ import annotations

import hashlib
from pathlib import Path

from harness.clock import day, year_after
from harness.errors import MisuseError
from harness.located import Source, read_source
from harness.plugins.host import load_registry
from harness.statements.record import Attestation, Waiver


def read_attestation(path: Path) -> Attestation:
    """An attestation as written. `document.file` is read and replaced by its sha256.

    Raises MisuseError with file, line and column, and so for a requirement that no person can answer.
    """
    source = read_source(path, hint="schoolproof attest --template")
    _digest_document(source)
    record = source.model(Attestation)
    rows = load_registry().requirements
    for index, id in enumerate(record.requirements):
        if id not in rows:
            source.refuse(("requirements", index), f"no requirement has the id {id}")
    return record


def read_waiver(path: Path) -> Waiver:
    """A waiver as written. Raises MisuseError with file, line and column."""
    source = read_source(path, hint="schoolproof waive --template")
    record, registry = source.model(Waiver), load_registry()
    if record.scope.requirement is not None and record.scope.requirement not in registry.requirements:
        source.refuse(("scope", "requirement"), f"no requirement has the id {record.scope.requirement}")
    if record.scope.check is not None and record.scope.check not in registry.checks:
        source.refuse(("scope", "check"), f"no check is named {record.scope.check}")
    return record


def _digest_document(source: Source) -> None:
    document = source.content.get("document")
    if not isinstance(document, dict) or not isinstance(document.get("file"), str):
        return
    if "sha256" in document:
        source.refuse(("document", "file"), "give either file or sha256")
    file = source.path.parent / document.pop("file")
    try:
        with file.open("rb") as stream:
            document["sha256"] = hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise MisuseError(f"{source.path}: document.file: {file}: {why}", hint="correct the path") from error


def attestation_template() -> str:
    """A record of today to fill in, with what may stand where."""
    today = day(None)
    return f"""schema = "schoolproof.attestation/1"
requirements = ["ORG-03"]             # schoolproof catalogue
outcome = "pass"                      # pass | fail | not_applicable
by = "Name of who examined it"
role = "Data protection officer"
independence = "third"                # first: the maker itself | second: its customer | third: neither
method = "examine"                    # examine | interview
document = {{ title = "Agreement with the processors, 2 June", file = "agreement.pdf" }}   # or sha256 = "…"
date = {today}
expires = {year_after(today)}                  # at most 12 months after date
app = {{ name = "Demoschool", version = "1.0" }}   # as in the app's profile
"""


def waiver_template() -> str:
    """A record of today to fill in, with what may stand where."""
    today = day(None)
    return f"""schema = "schoolproof.waiver/1"
id = "cookie-flags-2"
approver = "Name of who decides"
reason = "Why the findings may stand until then"
date = {today}
expires = {year_after(today)}                  # at most 12 months after date; the day after, the gate fails again
app = {{ name = "Demoschool", version = "1.0" }}   # without a version: any

[scope]                               # what fits everything that is given
requirement = "SES-01"
check = "sessions/cookie-flags"
# persona = "pupil"
# fingerprints = ["…"]                # of single findings, from report.json
"""
