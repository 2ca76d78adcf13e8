"""When a job is due; what follow-ups conclude is tested with the check that reads it."""

from __future__ import annotations

import pytest

from harness.model.deferred import moment


@pytest.mark.parametrize(
    ("started", "seconds", "expected"),
    [
        ("2026-01-05T09:00:00+00:00", 3600.0, "2026-01-05T10:00:00+00:00"),
        ("2026-01-05T09:00:00+00:00", 3600.001, "2026-01-05T10:01:00+00:00"),
        ("2026-01-05T10:00:00+01:00", 60.0, "2026-01-05T09:01:00+00:00"),
        ("2026-01-05T09:00:00", 60.0, ""),
        ("long ago", 60.0, ""),
        ("9999-12-31T23:59:00+00:00", 3600.0, ""),
    ],
)
def test_the_minute_above_in_utc(started: str, seconds: float, expected: str) -> None:
    """A time without a zone would be read as this machine's, and another machine would judge otherwise."""
    assert moment(started, seconds) == expected
