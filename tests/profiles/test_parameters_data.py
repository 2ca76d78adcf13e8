"""The figures that ship."""

from __future__ import annotations

import re

from harness.catalogue.parameters import builtin_parameters
from harness.catalogue.requirements import builtin_requirements

OURS = {
    *("contact-wait", "share-link-days", "quiet-start", "quiet-end", "button-ratio-min", "button-ratio-max"),
    *("setting-delay", "lockout-recovery", "timing-ms", "timing-percent", "totp-skew", "code-tries", "notice-delay"),
    *("young-guess-ratio", "qr-revoke", "logout-delay", "shared-idle-hours", "removal-delay", "inventory-coverage"),
    *("signed-url-minutes", "access-log-delay", "decrypted-share", "export-share", "deletion-hours"),
    *("certificate-days", "processor-list-months", "report-months", "release-lag", "probe-rate", "kill-seconds"),
    *("cleanup-share", "raw-days", "agreement-share", "dmarc-policy"),
}
VALUES = {
    "password-min": 8,
    "password-min-alone": 15,
    "password-max": 64,
    "guess-limit": 100,
    "hsts-seconds": 31_536_000,
    "young-guess-ratio": 1e-4,
    "consent-age": 13,
    "cvss-max": 7.0,
    "tls-min": "1.2",
}


def test_the_file_is_versioned() -> None:
    assert re.fullmatch(r"20\d\d\.\d+", builtin_parameters().version)


def test_figures_without_a_standard_say_that_they_are_ours() -> None:
    parameters = builtin_parameters()

    assert {name for name in OURS if not parameters.all[name].own_choice} == set()
    for parameter in parameters:
        assert parameter.own_choice == parameter.source.startswith("Schoolproof"), parameter.id


def test_figures_are_those_of_the_norms() -> None:
    parameters = builtin_parameters()

    assert {name: parameters.value(name) for name in VALUES} == VALUES


def test_every_figure_is_used_by_a_requirement() -> None:
    used = {name for row in builtin_requirements().values() for name in row.parameters}

    assert {parameter.id for parameter in builtin_parameters()} == used
