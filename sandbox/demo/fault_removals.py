"""Faults by which an open session outlives what an administrator took away (SES-05)."""

from __future__ import annotations

from harness.sandbox.demo.fault import Fault

REMOVAL_FAULTS = (
    Fault(
        id="removed-session-lives", requirements=("SES-05",), told=("switched-off /profile",), others=True,
        title_en="A session goes on when the account is switched off",
        title_nl="Een sessie gaat door als het account uitgeschakeld is",
    ),
    Fault(
        id="unenrolled-still-reads", requirements=("SES-05",), told=("class-left /class",), others=True,
        title_en="Who left the class reads on until the session ends",
        title_nl="Wie uit de klas is, leest verder tot de sessie eindigt",
    ),
    Fault(
        id="role-lost-still-reads", requirements=("SES-05",), told=("role-lost /teacher",), others=True,
        title_en="A teacher without the role reads on until the session ends",
        title_nl="Een leraar zonder de rol leest verder tot de sessie eindigt",
    ),
)
