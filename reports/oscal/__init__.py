"""OSCAL 1.2: three documents that refer to each other by file name, for databases and auditors.

The catalog holds the requirements, the plan what the audit set out to answer, the results what came of it. OSCAL knows
only "satisfied" and "not-satisfied": a requirement without an answer gets no finding, and is excluded by name.
"""

from harness.reports.oscal.catalog import render as render_catalog
from harness.reports.oscal.plan import render as render_plan
from harness.reports.oscal.results import render as render_results

__all__ = ["render_catalog", "render_plan", "render_results"]
