"""The example report, seen from a made-up norm: one clause answered, one that nothing here speaks to."""

from __future__ import annotations

from harness.catalogue.norms import Norm
from harness.model.report import Report
from harness.norm_view import by_norm
from tests.reports.example import example_report

NORM = Norm.model_validate(
    {
        "id": "made-up-1",
        "titles": {"en": "Made-up norm", "nl": "Verzonnen norm"},
        "edition": "1",
        "about": {"en": "A norm for the tests.", "nl": "Een norm voor de testen."},
        "clause": ".+",
        "status": "verified",
        "read": {"15": "to-confirm"},
        "chapters": {
            "14": {"en": "Data", "nl": "Gegevens"},
            "15": {"en": "Code", "nl": "Code"},
            "17": {"en": "Calls", "nl": "Oproepen"},
        },
        "requirements": {"TRK-03": ("14.2.3",), "TRK-04": ("14.2.3",), "XYZ-05": ("15.1.2",)},
    }
)


def seen_from_a_norm() -> Report:
    """The example report by the clauses of the made-up norm; the catalogue row XYZ-05 is not in it."""
    return by_norm(example_report(), NORM)
