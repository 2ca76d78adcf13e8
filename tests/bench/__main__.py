"""Measure and print: `python -m tests.bench [PART …]`, all parts when none is named."""

from __future__ import annotations

import sys
from collections.abc import Callable

from tests.bench import authentication, demo, formats, judging, leaks, matching, packages, pages, side_by_side

PARTS: dict[str, Callable[[], None]] = {
    "pages": pages.main,
    "demo": demo.main,
    "authentication": authentication.main,
    "blacklight": side_by_side.main,
    "judge": judging.main,
    "leaks": leaks.main,
    "formats": formats.main,
    "matching": matching.main,
    "packages": packages.main,
}


def main() -> None:
    """Run the parts that were asked for."""
    wanted = sys.argv[1:] or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        sys.exit(f"no part {', '.join(sorted(unknown))}; try: make bench PARTS='{' '.join(PARTS)}'")
    for name in wanted:
        PARTS[name]()


if __name__ == "__main__":
    main()
