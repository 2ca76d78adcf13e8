"""What the example report says beyond its results: the way to the next level, and the pages of its checks."""

from __future__ import annotations

from harness.model.report import RequirementResult, Words
from harness.model.report_base import Method, Status
from harness.model.report_views import CheckPage, Condition, GrowthRow, GrowthStep, Judged, MethodRow

_SETTLED = ("pass", "not_applicable")


def growth_of(rows: tuple[RequirementResult, ...]) -> tuple[GrowthStep, ...]:
    """The open rows of each level, with one part that nobody was asked about."""
    part = Words(en="No analytics of third parties either.", nl="Ook geen bezoekersmeting door derden.")
    steps = []
    for level in ("minimum", "recommended"):
        here = [row for row in rows if row.level == level and row.status not in _SETTLED]
        open_ = [GrowthRow(id=row.id, titles=row.titles, status=row.status, asked=True) for row in here]
        steps.append(GrowthStep(level=level, reached=not open_, open=tuple(open_)))
    unasked = GrowthRow(
        id="TRK-02", titles=Words(en="No trackers", nl="Geen trackers"), status="not_tested", asked=False, part=part
    )
    return (*steps, GrowthStep(level="advanced", reached=False, open=(unasked,)))


def pages() -> tuple[CheckPage, ...]:
    """The page of one check of the example."""
    sections = {
        "What it checks": "No planted value of the pupil\nappears in a request to a third party.",
        "Why it matters": "A pupil cannot consent to it [1].",
        "What it cannot see": "Values that the app encrypts, as in {salt}.",
    }
    titles = Words(en="Pupil data stays with the provider", nl="Leerlinggegevens blijven bij de aanbieder")
    return (
        CheckPage(
            check="trackers/pupil-data-stays",
            requirement="TRK-04",
            titles=titles,
            since="0.1",
            coverage="partial",
            sections=sections,
        ),
    )


def methods() -> tuple[MethodRow, ...]:
    """Passwords asked about for two roles with different answers; a condition that the report has no row for."""
    length = Words(en="Password length", nl="Wachtwoordlengte")
    cookies = Words(en="Session cookie flags", nl="Sessiecookies")

    def row(method: Method, roles: tuple[str, ...], requirement: str, titles: Words, status: Status) -> MethodRow:
        return MethodRow(method=method, roles=roles, conditions=(Condition(requirement=requirement, titles=titles, status=status),))

    passkeys = Judged(
        check="authentication/passkeys", titles=Words(en="Staff can use a passkey", nl="Personeel kan een passkey gebruiken"),
        status="not_tested",
    )  # fmt: skip
    factor = Words(en="Second factor for staff", nl="Tweede factor voor personeel")
    asked = Condition(requirement="AUT-06", titles=factor, status="not_tested", checks=(passkeys,))
    return (
        MethodRow(method="passkey", roles=("teacher",), conditions=(asked,)),
        row("password", ("teacher",), "AUT-01", length, "fail"),
        row("password", ("pupil", "admin"), "AUT-01", length, "not_tested"),
        row("session", ("pupil", "teacher", "admin"), "SES-01", cookies, "pass"),
    )
