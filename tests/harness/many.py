"""A bundle with many exchanges, and what judging it costs: `python -m tests.harness.many COUNT FOLDER`.

Prints seconds of processor time, and how far memory rose in KiB. Processor time, for a machine that does other work too.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from harness.audit import judge_bundle
from harness.plugins.host import load_registry
from tests.harness.build import KNOWN, URL, Build

SAFE = {
    "Content-Type": "text/html; charset=utf-8",
    "Strict-Transport-Security": "max-age=31536000",
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
SENT = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Accept-Language": "nl-BE",
    "Cookie": "session=⟦session:32:9f3a0b12c4d5⟧",
}


def many(folder: Path, count: int) -> Path:
    """`count` exchanges of a pupil, a teacher and a visitor; one in four is a third party's. Bodies repeat, as they do."""
    made = Build(folder)
    for who in ("pupil", "teacher", "visitor"):
        session = made.session(who).page("/", headers=SAFE)
        for number in range(count // 3):
            if number % 4:
                body = f"<p>{KNOWN['first_name']}</p>".encode() * 40 + b"%d" % (number % 50)
                session.exchange(f"{URL}/page/{number}?sort=up", sent=SENT, headers=SAFE, body=body)
            else:
                posted = b'{"event":"view","at":%d}' % number if number % 8 else None
                session.exchange(
                    f"https://cdn{number % 40}.example/a/{number}.js", sent=SENT, posted=posted, body=b"var a"
                )
    return made.seal()


def main(count: int, folder: Path) -> None:
    """Judge a bundle and print what it cost."""
    registry = load_registry()
    judge_bundle(many(folder / "warm", 3), registry)
    bundle = many(folder / "big", count)
    before, peak = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    findings = judge_bundle(bundle, registry).findings
    rose = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{time.process_time() - before:.2f} {rose} {rose - peak} {len(findings)}")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
