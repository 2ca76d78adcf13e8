"""Faults in how people are asked to choose (SET-08), and in taking consent back (TRK-03)."""

from __future__ import annotations

from harness.sandbox.demo import hosts
from harness.sandbox.demo.fault import Fault

_WITHDRAWAL = (
    Fault(
        id="withdrawal-no-effect", requirements=("TRK-03",), recipients=(hosts.VIDEO,),
        title_en="Consent that is taken back stays in force",
        title_nl="Ingetrokken toestemming blijft gewoon gelden",
    ),
    Fault(
        id="no-withdrawal", requirements=("TRK-03",), leaky=True,
        told=("Consent takes a click to give, and none of {count} pages shows a way to take it back: {pages}.",),
        title_en="Consent cannot be taken back anywhere",
        title_nl="Toestemming kan nergens ingetrokken worden",
    ),
)

CHOICE_FAULTS = _WITHDRAWAL
