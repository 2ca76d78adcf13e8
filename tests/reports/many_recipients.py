"""The example report with hundreds of companies, some of them with names that no box can hold."""

from __future__ import annotations

from harness.model.report import Report
from harness.model.sharing import SharingRow
from tests.reports.example import example_report

COUNTRIES = ("US", "IE", "DE", "CN", None, "GB", "FR")
NAMES = ("Bedrijf {} BV", "W" * 60 + "{}", "公司" * 20 + "{}", "a" * 300 + "{}", "شركة {}")


def many_recipients(count: int = 200) -> Report:
    """`count` companies in seven countries; every ninth one received what the example's tracker received."""
    leak, clean = (row for row in example_report().sharing if row.id in ("party:metrics", "site:voorbeeld.test"))
    return example_report(sharing=tuple(_row(leak if number % 9 == 0 else clean, number) for number in range(count)))


def _row(row: SharingRow, number: int) -> SharingRow:
    name = NAMES[number % len(NAMES)].format(number)
    seat = COUNTRIES[number % len(COUNTRIES)]
    return row.model_copy(
        update={"id": f"site:{number}.test", "recipient": name, "entity": name, "seat": seat, "declared_country": None}
    )
