"""No false alarms over benign bodies: made-up ones always, 20 MB of real scripts where the registry can be reached."""

from __future__ import annotations

import subprocess

import pytest

from harness.bundle.redact import Redactor
from harness.leaks.ledger import search
from harness.leaks.matcher import Matcher
from tests.harness.leaks.benign import MADE, PACKAGES, NotReachable, fetched
from tests.harness.leaks.disguises import PERSONA

MATCHER = Matcher(PERSONA)


@pytest.mark.parametrize("name", MADE)
def test_made_up_data_holds_no_planted_value(name: str) -> None:
    found = search(MATCHER, {"body": MADE[name]()})
    assert (found.leaks, found.unseen) == ([], [])


def test_the_real_corpus_is_large_enough() -> None:
    assert sum(PACKAGES.values()) >= 20_000_000


@pytest.mark.target
@pytest.mark.xdist_group("benign")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("package", PACKAGES)
def test_real_scripts_hold_no_planted_value(package: str) -> None:
    redactor = Redactor({"ada.password": "Correct-Horse-77", "ada.totp": "JBSWY3DPEHPK3PXP"}, b"key")
    seen = 0
    try:
        for data in fetched(package):
            seen += len(data)
            found = search(MATCHER, {"body": data})
            assert (found.leaks, found.unseen) == ([], [])
            assert redactor.data(data) is data
    except (NotReachable, subprocess.TimeoutExpired) as why:
        pytest.skip(f"{package} cannot be fetched here: {why}")
    assert seen == PACKAGES[package]
