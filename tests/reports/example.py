"""A rich example report, with a small bundle behind it: every status, level, kind of proof and kind of gap.

Other tests and the documentation may use it: `example_report()`, `clean_report()`, `ExampleBundle()`.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from typing import Any

from harness.model.report import (
    AppFacts,
    Bypass,
    CoverageFacts,
    Gap,
    PersonaCoverage,
    Recipient,
    Report,
    SessionFacts,
    Tool,
)
from harness.model.report_views import GrowthStep, Outstanding
from tests.reports.example_rows import EMAIL_HASH, TRAFFIC, findings, requirements, sha256
from tests.reports.example_sharing import sharing
from tests.reports.example_statements import attestations, waivers
from tests.reports.example_views import growth_of, methods, pages


def png(width: int = 320, height: int = 200) -> bytes:
    """A real PNG: a calm two-colour picture that stands in for a screenshot."""
    rows = b"".join(
        b"\0" + (b"\x2b\x5a\x8c" if row < height // 5 else b"\xee\xf2\xf6") * width for row in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


BEACON = json.dumps(
    {"event": "page_view", "title": "Oefening 1", "user": {"id": 4711, "email_sha256": EMAIL_HASH}, "class": "4A"}
).encode()
SCREENSHOT = png()


class ExampleBundle:
    """The records and blobs that the example's proof points to."""

    def __init__(self, records: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self.blobs = {sha256(content): content for content in (BEACON, SCREENSHOT)}
        self.records: dict[str, Mapping[str, Any]] = dict(_records() if records is None else records)

    def record(self, at: str) -> Mapping[str, Any] | None:
        """The record at a pointer."""
        return self.records.get(at)

    def blob(self, digest: str) -> bytes | None:
        """The bytes with that digest."""
        return self.blobs.get(digest)


def _records() -> dict[str, Mapping[str, Any]]:
    return {
        f"{TRAFFIC}#12": {
            "kind": "exchange",
            "t": 4.211,
            "method": "POST",
            "url": "https://collect.metrics.test/v1/event?sid=9f3a&page=%2Fhomework",
            "status": 204,
            "request_headers": [
                ["Host", "collect.metrics.test"],
                ["Referer", "https://demoschool.test/homework/1"],
                ["Content-Type", "application/json"],
            ],
            "request_body": {"sha256": sha256(BEACON), "size": len(BEACON), "truncated": False},
            "response_headers": [["Set-Cookie", "_mid=81c2; Max-Age=31536000; SameSite=None; Secure"]],
            "response_body": None,
            "error": None,
        },
        "sessions/pupil-homework/storage.jsonl#3": {
            "t": 2.0,
            "when": "after-login",
            "store": "cookie",
            "origin": "https://demoschool.test",
            "name": "session",
            "value": "⟦session:32:9f3ab2⟧",
            "http_only": False,
            "secure": True,
            "same_site": "Lax",
        },
        "sessions/anonymous-visit/pages.jsonl#0": {
            "t": 0.9,
            "url": "https://demoschool.test/",
            "title": "Demoschool",
            "status": 200,
            "purpose": "consent",
            "shot": sha256(SCREENSHOT),
        },
    }


def _recipients() -> tuple[Recipient, ...]:
    return (
        Recipient(
            host="collect.metrics.test",
            company="Metrics Inc.",
            country="US",
            categories=("analytics", "advertising"),
            declared=False,
            data=("email:sha256", "class"),
            requests=14,
            brought_by=("demoschool.test/start", "tags.metrics.test/tag.js"),
        ),
        Recipient(host="fonts.letters.test", categories=(), declared=False, requests=3),
        Recipient(
            host="cdn.voorbeeld.test",
            company="Voorbeeld Hosting BV",
            country="BE",
            categories=("hosting",),
            declared=True,
            requests=52,
        ),
    )


def _coverage() -> CoverageFacts:
    return CoverageFacts(
        personas={
            "anonymous": PersonaCoverage(login="anonymous", pages=9, requests=77),
            "pupil": PersonaCoverage(login="proven", pages=31, requests=402),
            "teacher": PersonaCoverage(
                login="lost", pages=4, requests=51, reason="The known value was no longer on the page"
            ),
        },
        gaps=(
            Gap(
                evidence="traffic",
                why="The body of {url} was cut after {limit} bytes",
                persona="pupil",
                values={"url": "https://demoschool.test/film.mp4", "limit": 1048576},
            ),
            Gap(evidence="*", why="login-lost", persona="teacher"),
        ),
        bypass=(
            Bypass(name="stun.calls.test", destination="203.0.113.9", port=3478, what="stun", count=6, noise=False),
            Bypass(name="accounts.browser.test", destination="198.51.100.4", port=443, what="tcp", count=2, noise=True),
        ),
        noise=("update.browser.test",),
        sessions=(
            SessionFacts(name="pupil-homework", consent="refused", status="complete"),
            SessionFacts(name="teacher-grades", consent="accepted", status="failed"),
        ),
    )


def example_report(**changes: Any) -> Report:
    """A report that fails the minimum. `changes` replaces whole top-level members."""
    content: dict[str, Any] = {
        "tool": Tool(version="0.1.0", rules="2026.11"),
        "bundle": f"sha256:{sha256(b'example bundle')}",
        "app": AppFacts(
            name="Demoschool", version="1.0", kind="web", url="https://demoschool.test/", hosts=("demoschool.test",)
        ),
        "level": "minimum",
        "label": "fails-minimum",
        "provisional": True,
        "started": "2026-11-23T09:34:00+00:00",
        "complete": True,
        "counts": {"pass": 3, "fail": 4, "review": 1, "not_applicable": 1, "not_tested": 3, "error": 1},
        "requirements": requirements(),
        "findings": findings(),
        "recipients": _recipients(),
        "sharing": sharing(f"sha256:{sha256(b'example bundle')}", TRAFFIC),
        "coverage": _coverage(),
        "expires": "2027-11-23",
        "growth": growth_of(requirements()),
        "checks": pages(),
        "methods": methods(),
        "evaluated": "2026-11-23",
        "attestations": attestations(),
        "waivers": waivers(),
        "outstanding": (
            Outstanding(
                job="SES-04-teacher", requirement="SES-04", persona="teacher", what="idle",
                due="2026-11-23T10:36:00+00:00", why="not-asked",
            ),
        ),
    }
    return Report.model_validate({**content, **changes})


def clean_report() -> Report:
    """A report that meets the minimum: two requirements, both answered."""
    kept = ("SET-01", "NET-01")
    return example_report(
        label="meets-minimum",
        provisional=False,
        requirements=tuple(row for row in requirements() if row.id in kept),
        findings=tuple(item for item in findings() if item.requirement in kept),
        recipients=(),
        sharing=(),
        evaluated=None,
        attestations=(),
        waivers=(),
        outstanding=(),
        coverage=CoverageFacts(personas={"pupil": PersonaCoverage(login="proven", pages=31, requests=402)}),
        counts={"pass": 2},
        growth=(GrowthStep(level="minimum", reached=True),),
    )
