"""Paper: a plugin's printer is used, the date is that of the run, and without a printer the next command is told."""

from __future__ import annotations

import pytest

from harness import printing
from harness.errors import SchoolproofError
from harness.platform import Printer


class Known:
    """A registry that knows these printers."""

    def __init__(self, *printers: Printer) -> None:
        self.printers = list(printers)


def test_the_date_is_that_of_the_run_and_no_byte_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    made = b"%PDF-1.4\n/CreationDate (D:20200101000000+00'00')\n/ModDate (D:20200101000000+00'00')>>\n"
    monkeypatch.setattr(printing, "load_registry", lambda: Known(Printer("made up", lambda html: made)))
    printed = printing.print_pdf(b"<p>", "2026-11-23T10:34:00+01:00")
    assert printed.count(b"(D:20261123093400+00'00')") == 2
    assert len(printed) == len(made)
    assert b"(D:19700101000000" in printing.print_pdf(b"<p>", "yesterday")


def test_without_a_printer_the_next_command_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "load_registry", lambda: Known())
    with pytest.raises(SchoolproofError, match="no printer") as caught:
        printing.print_pdf(b"<p>", "")
    assert (caught.value.owner, caught.value.hint) == ("platform", "schoolproof doctor")
